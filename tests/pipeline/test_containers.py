"""Containers in whole runs: each document in them has a record of its own, and none is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from invoice_llm import app
from invoice_llm.pipeline import RunParams
from tests.documents.containers.made_containers import mail, zipped
from tests.documents.made_files import with_attachments
from tests.pipeline.inboxes import LETTER, fill, invoice, page, run, settings

TERMS = "GENERAL TERMS AND CONDITIONS\n\n" + "1. Goods stay ours until they are paid for in full and in time.\n" * 20


def outcomes(records: dict[str, dict[str, Any]]) -> dict[str, tuple[str, str | None]]:
    return {name: (record["outcome"], next(iter(record["reasons"]), None)) for name, record in records.items()}


def test_a_mail_with_two_invoices_and_terms_has_a_record_for_each(tmp_path: Path) -> None:
    data = mail({"1.pdf": invoice("AF-2026-00123"), "2.pdf": invoice("AF-2026-00124"), "terms.pdf": page(TERMS)})
    records = run(settings(tmp_path, fill(tmp_path / "inbox", {"mail.eml": data})), "monday")
    assert outcomes(records) == {
        "mail.eml/1.pdf": ("accepted", None),
        "mail.eml/2.pdf": ("accepted", None),
        "mail.eml/terms.pdf": ("rejected", "NOT_AN_INVOICE"),
    }
    assert len({record["sha256"] for record in records.values()}) == 3
    assert [record["pages"] for record in records.values()] == [None] * 3


def test_an_archive_with_many_invoices_and_another_one_in_it_is_read_in_chunks(tmp_path: Path) -> None:
    files = {f"{number}.pdf": invoice(f"AF-2026-{number:05}") for number in range(20)}
    inner = {"b.pdf": invoice("AF-2026-00020"), "b.zip": zipped({"c.pdf": invoice("AF-2026-00021")})}
    inbox = fill(tmp_path / "inbox", {"batch.zip": zipped({**files, "inner.zip": zipped(inner)})})
    home = settings(tmp_path, inbox, chunk_size=10)
    with app.open_pipeline(home) as pipeline:
        assert pipeline.discover("monday", RunParams()) == [0, 1, 2]
    records = run(home, "monday")
    assert {record["outcome"] for record in records.values()} == {"accepted"}
    assert list(records) == [
        *(f"batch.zip/{number}.pdf" for number in range(20)),
        "batch.zip/inner.zip/b.pdf",
        "batch.zip/inner.zip/b.zip/c.pdf",
    ]


def test_a_bomb_is_refused_for_a_person_and_what_lies_beside_it_is_read(tmp_path: Path) -> None:
    files = {"bomb.pdf": b"\0" * 5_000_000, "a.pdf": invoice()}
    home = settings(tmp_path, fill(tmp_path / "inbox", {"batch.zip": zipped(files)}), max_file_mb=1)
    records = run(home, "monday")
    assert outcomes(records) == {
        "batch.zip/bomb.pdf": ("review", "NOT_OPENED"),
        "batch.zip/a.pdf": ("accepted", None),
    }


def test_of_what_is_not_opened_to_its_end_the_container_itself_has_a_record(tmp_path: Path) -> None:
    files = {f"{number}.pdf": b"\0" * 900_000 for number in range(30)}
    inbox = fill(tmp_path / "inbox", {"batch.zip": zipped({"a.pdf": invoice(), **files})})
    records = run(settings(tmp_path, inbox, max_file_mb=1), "monday")
    assert outcomes(records)["batch.zip/a.pdf"] == ("accepted", None)
    assert outcomes(records)["batch.zip"] == ("review", "NOT_OPENED")


def test_a_portfolio_and_a_joined_file_have_a_record_for_each_invoice(tmp_path: Path) -> None:
    one, two, three = (invoice(f"AF-2026-0012{number}") for number in (3, 4, 5))
    cover = page("For the best experience, open this PDF portfolio in another viewer.")
    files = {"joined.pdf": one + two, "portfolio.pdf": with_attachments(cover, {"three.pdf": three})}
    records = run(settings(tmp_path, fill(tmp_path / "inbox", files)), "monday")
    assert outcomes(records) == {
        "joined.pdf/1.pdf": ("accepted", None),
        "joined.pdf/2.pdf": ("accepted", None),
        "portfolio.pdf/three.pdf": ("accepted", None),
    }


def test_a_second_night_has_seen_every_part_and_makes_no_call(tmp_path: Path) -> None:
    files = {
        "mail.eml": mail({"a.pdf": invoice()}),
        "letter.eml": mail(text="See you on Friday."),
        "bomb.zip": zipped({"bomb.pdf": b"\0" * 5_000_000}),
    }
    home = settings(tmp_path, fill(tmp_path / "inbox", files), max_file_mb=1)
    first = run(home, "monday")
    assert outcomes(first)["letter.eml"] == ("review", "NOTHING_INSIDE")
    second = run(home, "tuesday")
    assert list(second) == list(first)
    assert set(outcomes(second).values()) == {("duplicate", "SEEN_BEFORE")}
    assert sum(record["calls"] for record in second.values()) == 0


def test_the_same_file_in_two_containers_is_read_once(tmp_path: Path) -> None:
    files = {"a.eml": mail({"a.pdf": invoice()}), "b.zip": zipped({"again.pdf": invoice()}), "c.pdf": invoice()}
    records = run(settings(tmp_path, fill(tmp_path / "inbox", files)), "monday")
    assert outcomes(records) == {
        "a.eml/a.pdf": ("accepted", None),
        "b.zip/again.pdf": ("duplicate", "DUPLICATE_FILE"),
        "c.pdf": ("duplicate", "DUPLICATE_FILE"),
    }


def test_registered_again_after_a_kill_a_container_has_the_same_parts(tmp_path: Path) -> None:
    files = {"mail.eml": mail({"a.pdf": invoice(), "b.pdf": page(LETTER)}), "letter.eml": mail(text="Hello.")}
    home = settings(tmp_path, fill(tmp_path / "inbox", files))
    with app.open_pipeline(home) as pipeline:
        pipeline.discover("night", RunParams())
    (tmp_path / "inbox" / "mail.eml").unlink()
    records = run(home, "night")
    assert outcomes(records) == {
        "letter.eml": ("review", "NOTHING_INSIDE"),
        "mail.eml/a.pdf": ("accepted", None),
        "mail.eml/b.pdf": ("rejected", "NOT_AN_INVOICE"),
    }


def test_a_limit_counts_the_documents_in_a_container(tmp_path: Path) -> None:
    files = {f"{number}.pdf": invoice(f"AF-2026-{number:05}") for number in range(5)}
    home = settings(tmp_path, fill(tmp_path / "inbox", {"batch.zip": zipped(files)}))
    assert list(run(home, "monday", limit=2)) == ["batch.zip/0.pdf", "batch.zip/1.pdf"]


def test_the_content_of_a_mail_that_a_person_has_to_read_is_kept(tmp_path: Path) -> None:
    data = mail(text="Invoice 4711, total 1,204.50 EUR")
    home = settings(tmp_path, fill(tmp_path / "inbox", {"mail.eml": data}))
    record = run(home, "monday")["mail.eml"]
    assert (record["outcome"], record["reasons"]) == ("review", ["INVOICE_IN_MAIL"])
    with app.open_review(home) as service:
        assert service.files.get(record["sha256"]) == data


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The attached invoice was issued in error, please do not pay it.", "SAYS_NO_PAYMENT"),
        ("Please note our new account for this invoice: NL91 ABNA 0417 1643 00.", "PAYEE_UNCLEAR"),
        ("The attached invoice is cancelled.", "SAYS_VOID"),
    ],
)
def test_words_of_a_mail_about_the_invoice_in_it_go_to_a_person(tmp_path: Path, text: str, reason: str) -> None:
    data = mail({"1.pdf": invoice()}, text=f"Dear Sir or Madam,\n{text}\n\nKind regards")
    records = run(settings(tmp_path, fill(tmp_path / "inbox", {"mail.eml": data})), "monday")
    assert outcomes(records) == {"mail.eml/1.pdf": ("review", reason)}


def test_what_somebody_else_wrote_before_says_nothing_of_the_invoice(tmp_path: Path) -> None:
    quoted = "Please find it attached.\n\nOn Monday Ann <ann@northgate.example> wrote:\n> The invoice was cancelled."
    data = mail({"1.pdf": invoice()}, text=quoted)
    records = run(settings(tmp_path, fill(tmp_path / "inbox", {"mail.eml": data})), "monday")
    assert outcomes(records) == {"mail.eml/1.pdf": ("accepted", None)}


def test_a_folder_of_void_invoices_is_not_paid(tmp_path: Path) -> None:
    data = zipped({"VOID - do not pay/1.pdf": invoice()})
    records = run(settings(tmp_path, fill(tmp_path / "inbox", {"all.zip": data})), "monday")
    assert [record["outcome"] for record in records.values()] == ["review"]
