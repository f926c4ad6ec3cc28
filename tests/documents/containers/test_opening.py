from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import pytest

from invoice_llm.documents.containers.entries import ContainerLimits, Itself, Part, Refused
from invoice_llm.documents.containers.names import told_apart
from invoice_llm.documents.containers.opening import open_container
from invoice_llm.documents.containers.outside import may_hold_documents
from invoice_llm.documents.kind import detect_kind
from invoice_llm.invoice.outcome import Reason
from tests.documents.containers.made_containers import letter, mail, signed, zipped
from tests.documents.containers.outlook_file import compound, message
from tests.documents.einvoice.national_texts import enveloped, facturae, fatturapa
from tests.documents.made_files import UBL, drawn, image_file, image_on_page, pdf, ubl, with_attachments

LIMITS = ContainerLimits()
ONE, TWO = letter("Invoice 1 over 10.00"), letter("Invoice 2 over 20.00")
SMALL = image_file(drawn("logo", size=(200, 60)))
PHOTO = image_file(drawn("INVOICE", size=(900, 1200)))


def opened(folder: Path, data: bytes, *, name: str = "in", limits: ContainerLimits = LIMITS) -> list[str]:
    """Names of the entries in order, with the reason of those that are refused."""
    path = folder / name
    path.write_bytes(data)
    return [_told(entry) for entry in open_container(path, limits)]


def _told(entry: Part | Itself | Refused) -> str:
    match entry:
        case Part(name, _):
            return name
        case Refused(name, reason):
            return f"{name or '.'}: {reason}"
        case Itself():
            return "itself"


def contents(folder: Path, data: bytes, *, name: str = "in") -> dict[str, bytes]:
    path = folder / name
    path.write_bytes(data)
    return {entry.name: entry.data for entry in open_container(path, LIMITS) if isinstance(entry, Part)}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_gives_its_files_in_its_own_order(tmp_path: Path, method: int) -> None:
    data = zipped({"b.pdf": TWO, "2026/a.pdf": ONE}, method=method)
    assert contents(tmp_path, data) == {"b.pdf": TWO, "2026/a.pdf": ONE}


def test_archives_within_archives_and_mails_are_opened(tmp_path: Path) -> None:
    data = zipped({"inner.zip": zipped({"b.pdf": TWO}), "m.eml": mail({"c.zip": zipped({"d.pdf": ONE})}), "a.pdf": ONE})
    assert opened(tmp_path, data) == ["inner.zip/b.pdf", "m.eml/c.zip/d.pdf", "a.pdf"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "__/__/etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("..\\a.pdf", "__/a.pdf"),
        ("C:\\scans\\a.pdf", "C:/scans/a.pdf"),
        ("a\x1b[31m\n\u202efdp.exe", "a_[31m__fdp.exe"),
        ("a.pdf#pages=1-1", "a.pdf_pages=1-1"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_shown_without_a_paths_meaning(tmp_path: Path, name: str, shown: str) -> None:
    assert opened(tmp_path, zipped({name: ONE})) == [shown]


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    data = zipped([("a.pdf", ONE), ("a.pdf", TWO), ("a (2).pdf", ONE)])
    assert opened(tmp_path, data) == ["a.pdf", "a (2).pdf", "a (2) (2).pdf"]


def test_what_systems_put_into_an_archive_is_left_alone(tmp_path: Path) -> None:
    data = zipped({"__MACOSX/._a.pdf": b"x", ".DS_Store": b"x", "Thumbs.db": b"x", "a.pdf": ONE})
    assert opened(tmp_path, data) == ["a.pdf"]


def test_an_archive_without_files_holds_nothing(tmp_path: Path) -> None:
    assert opened(tmp_path, zipped({})) == [".: NOTHING_INSIDE"]


def test_a_damaged_archive_is_refused_and_a_damaged_file_in_it_alone(tmp_path: Path) -> None:
    data = zipped({"a.pdf": ONE, "b.pdf": TWO}, method=zipfile.ZIP_STORED)
    assert opened(tmp_path, data[:-30]) == [".: UNREADABLE_FILE"]
    spoiled = data.replace(ONE[100:120], b"\0" * 20, 1)
    assert opened(tmp_path, spoiled) == ["a.pdf: UNREADABLE_FILE", "b.pdf"]


def test_a_locked_file_in_an_archive_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.pdf": ONE}))
    for start in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[start] |= 1
    assert opened(tmp_path, bytes(data)) == ["a.pdf: ENCRYPTED"]


def test_a_file_that_unpacks_beyond_a_documents_size_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    limits = ContainerLimits(max_bytes=100_000)
    bomb = zipped({"bomb.pdf": b"\0" * 5_000_000, "a.pdf": ONE})
    assert opened(tmp_path, bomb, limits=limits) == ["bomb.pdf: NOT_OPENED", "a.pdf"]


def test_a_size_that_an_archive_understates_is_not_believed(tmp_path: Path) -> None:
    data = bytearray(zipped({"bomb.pdf": b"\0" * 5_000_000}))
    for start in (data.index(b"PK\x03\x04") + 22, data.index(b"PK\x01\x02") + 24):
        data[start : start + 4] = (90_000).to_bytes(4, "little")
    found = opened(tmp_path, bytes(data), limits=ContainerLimits(max_bytes=100_000))
    assert found in (["bomb.pdf: NOT_OPENED"], ["bomb.pdf: UNREADABLE_FILE"])


def test_what_all_files_together_unpack_to_is_bounded(tmp_path: Path) -> None:
    limits = ContainerLimits(max_bytes=100_000, max_unpacked=250_000)
    data = zipped({f"{number}.pdf": b"\0" * 90_000 for number in range(10)})
    assert opened(tmp_path, data, limits=limits) == ["0.pdf", "1.pdf", ".: NOT_OPENED"]


def test_the_number_of_files_is_bounded(tmp_path: Path) -> None:
    data = zipped({f"{number}.pdf": b"%PDF-1.4" for number in range(10)})
    assert opened(tmp_path, data, limits=ContainerLimits(max_parts=3))[-1] == ".: NOT_OPENED"


def test_archives_within_archives_are_opened_to_a_depth(tmp_path: Path) -> None:
    data = ONE
    for _ in range(6):
        data = zipped({"a.zip": data})
    assert opened(tmp_path, data) == ["a.zip/a.zip/a.zip/a.zip: NOT_OPENED"]


def test_a_mail_gives_its_attachments_and_sets_its_words_and_logos_aside(tmp_path: Path) -> None:
    data = mail({"a.pdf": ONE, "terms.pdf": TWO, "when.ics": b"BEGIN:VCALENDAR"}, inline={"logo.png": SMALL})
    assert contents(tmp_path, data) == {"a.pdf": ONE, "terms.pdf": TWO}


def test_a_photograph_in_a_mail_is_a_document(tmp_path: Path) -> None:
    assert opened(tmp_path, mail(inline={"photo.png": PHOTO})) == ["photo.png"]


def test_a_mail_that_was_forwarded_as_a_file_is_opened(tmp_path: Path) -> None:
    assert opened(tmp_path, mail(forwarded=mail({"a.pdf": ONE}))) == ["message.eml/a.pdf"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Hello, see you on Friday.", "NOTHING_INSIDE"),
        ("Your invoice 4711: total 1,204.50 EUR, please pay within 14 days.", "INVOICE_IN_MAIL"),
        ("Rechnung 4711\nGesamtbetrag 1.204,50 EUR", "INVOICE_IN_MAIL"),
        ("Facture n° 4711, total TTC 1 204,50 EUR", "INVOICE_IN_MAIL"),
    ],
)
def test_a_mail_without_documents_is_for_a_person(tmp_path: Path, text: str, reason: str) -> None:
    assert opened(tmp_path, mail(text=text)) == [f".: {reason}"]


def test_an_invoice_in_a_mails_words_is_told_of_beside_what_is_attached(tmp_path: Path) -> None:
    text = "Invoice 4711\nPanel 100.00\nHinge 20.00\nVAT 24.00\nTotal 144.00"
    assert opened(tmp_path, mail({"terms.pdf": TWO}, text=text)) == ["terms.pdf", ".: INVOICE_IN_MAIL"]
    assert opened(tmp_path, mail({"a.pdf": ONE}, text="Attached is the invoice over 144.00 EUR")) == ["a.pdf"]


@pytest.mark.parametrize("padding", [0, 9000])
def test_a_message_of_outlook_gives_its_attachments(tmp_path: Path, padding: int) -> None:
    one = ONE + b"%" * padding
    assert contents(tmp_path, message({"a.pdf": one, "b.pdf": TWO})) == {"a.pdf": one, "b.pdf": TWO}
    assert opened(tmp_path, message({}, body="Invoice 4711, total 120.00 EUR")) == [".: INVOICE_IN_MAIL"]


def test_a_container_that_is_refused_for_two_reasons_is_refused_once(tmp_path: Path) -> None:
    lost = message({"a.msg": b""}, body="Hello.")
    assert opened(tmp_path, lost) == [".: NOTHING_INSIDE"]
    twice = told_apart(iter((Refused("", Reason.NOTHING_INSIDE), Part("a", ONE), Refused("", Reason.NOT_OPENED))))
    assert list(map(_told, twice)) == ["a", ".: NOT_OPENED"]


def test_another_file_of_outlooks_structure_is_a_document(tmp_path: Path) -> None:
    assert opened(tmp_path, compound({"WordDocument": b"words" * 1000})) == []
    assert opened(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == []


def test_each_mail_of_a_mailbox_is_opened(tmp_path: Path) -> None:
    start = b"From billing@alder.example Thu Mar 12 10:00:00 2026\n"
    box = b"\n\n".join(start + one for one in (mail({"a.pdf": ONE}), mail({"b.pdf": TWO})))
    assert contents(tmp_path, box) == {"1.eml/a.pdf": ONE, "2.eml/b.pdf": TWO}


def test_pdfs_written_one_behind_the_other_are_several(tmp_path: Path) -> None:
    assert contents(tmp_path, ONE + TWO) == {"1.pdf": ONE, "2.pdf": TWO}
    assert list(contents(tmp_path, ONE + b"\n\x0c\n" + TWO + ONE)) == ["1.pdf", "2.pdf", "3.pdf"]


def test_a_pdf_that_was_changed_and_saved_behind_its_end_is_one(tmp_path: Path) -> None:
    assert opened(tmp_path, ONE + b"\nxref\n0 0\ntrailer<</Size 1>>\nstartxref\n0\n%%EOF\n") == []


def test_a_cover_goes_and_what_is_attached_to_it_stays(tmp_path: Path) -> None:
    cover = letter("For the best experience, open this PDF portfolio in another viewer.")
    assert contents(tmp_path, with_attachments(cover, {"a.pdf": ONE, "b.pdf": TWO})) == {"a.pdf": ONE, "b.pdf": TWO}


def test_an_invoice_with_documents_attached_is_one_of_them(tmp_path: Path) -> None:
    data = with_attachments(ONE, {"hours.pdf": TWO, "notes.txt": b"a note"})
    assert opened(tmp_path, data) == ["itself", "hours.pdf"]


def test_the_data_of_an_e_invoice_belong_to_its_pages_and_what_else_is_attached_supports_them(tmp_path: Path) -> None:
    assert opened(tmp_path, with_attachments(ONE, {"factur-x.xml": ubl()})) == []
    assert opened(tmp_path, with_attachments(ONE, {"factur-x.xml": ubl(), "hours.pdf": TWO})) == []
    assert opened(tmp_path, with_attachments(ONE, {"a.xml": ubl("U-1"), "b.xml": ubl("U-1")})) == []


def test_the_data_of_another_invoice_are_a_document(tmp_path: Path) -> None:
    both = {"a.xml": ubl("U-1"), "b.xml": ubl("U-2")}
    assert opened(tmp_path, with_attachments(ONE, both)) == ["itself", "b.xml"]
    assert opened(tmp_path, with_attachments(letter("See the attached files."), both)) == ["a.xml", "b.xml"]


@pytest.mark.parametrize("page", [pdf(image_on_page()), letter("Total 13200 JPY for the works as agreed")])
def test_a_page_that_may_be_an_invoice_is_no_cover(tmp_path: Path, page: bytes) -> None:
    assert opened(tmp_path, with_attachments(page, {"a.pdf": ONE})) == ["itself", "a.pdf"]


@pytest.mark.parametrize("name", ["a.xml.p7m", "A.XML.P7M"])
def test_a_signed_file_is_what_was_signed(tmp_path: Path, name: str) -> None:
    assert contents(tmp_path, signed(fatturapa()), name=name) == {name[:-4]: fatturapa()}
    coded = base64.encodebytes(signed(fatturapa()))
    assert list(contents(tmp_path, coded, name=name).values()) == [fatturapa()]
    pem = b"-----BEGIN PKCS7-----\n" + coded + b"-----END PKCS7-----\n"
    assert list(contents(tmp_path, pem, name=name).values()) == [fatturapa()]


def test_what_was_signed_twice_is_unwrapped_twice(tmp_path: Path) -> None:
    assert contents(tmp_path, signed(signed(ubl())), name="a.xml.p7m.p7m") == {"a.xml": ubl()}


def test_a_file_in_the_encoding_of_mail_is_decoded(tmp_path: Path) -> None:
    assert contents(tmp_path, base64.encodebytes(ONE), name="a.pdf") == {"a.pdf": ONE}
    assert opened(tmp_path, base64.encodebytes(b"words " * 40), name="a.txt") == []


@pytest.mark.parametrize(
    ("data", "numbers"),
    [
        (enveloped(UBL.format(number="U-1"), UBL.format(number="U-2")), ["U-1", "U-2"]),
        (fatturapa(number="1/A", more=fatturapa(number="2/A").decode().split("</FatturaElettronicaHeader>")[1]
            .partition("</FatturaElettronicaBody>")[0] + "</FatturaElettronicaBody>"), ["1/A", "2/A"]),
    ],
)  # fmt: skip
def test_xml_with_several_invoices_becomes_several_documents(tmp_path: Path, data: bytes, numbers: list[str]) -> None:
    from invoice_llm.documents.einvoice import parse_einvoice

    parts = contents(tmp_path, data)
    assert list(parts) == ["1.xml", "2.xml"]
    assert [parse_einvoice(part)[0].invoice_number for part in parts.values()] == numbers


def test_files_that_hold_no_document_are_known_from_outside() -> None:
    assert not any(map(may_hold_documents, (ONE, ubl(), PHOTO, b"")))
    packed = (zipped({"a": b"b"}), mail({}), ONE + TWO, with_attachments(ONE, {"a.pdf": TWO}), facturae(), signed(b"x"))
    assert all(map(may_hold_documents, packed))


def test_what_is_made_here_is_what_its_beginning_says() -> None:
    kinds = [detect_kind(data) for data in (zipped({"a": b"b"}), mail({}), signed(b"x" * 100), ONE)]
    assert kinds == ["zip", "mail", "signed", "pdf"]
    assert zipfile.ZipFile(io.BytesIO(zipped({"a": b"b"}))).namelist() == ["a"]


def test_every_reason_to_refuse_has_a_sentence() -> None:
    assert all(reason.sentence for reason in (Reason.NOT_OPENED, Reason.NOTHING_INSIDE, Reason.INVOICE_IN_MAIL))
