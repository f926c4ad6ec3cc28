"""The sample inbox: made again alike, and its truths true."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from stdnum import iban
from stdnum.eu import vat
from stdnum.gb import vat as gb_vat

from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.documents.reader import read_bytes
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Outcome, Reason
from samples.make_samples import INBOX, write
from samples.making.companies import VENDOR_A, VENDOR_B

DOCUMENTS = sorted(path for path in INBOX.iterdir() if not path.name.endswith(".truth.json"))
MONTHS = ("January", "February", "March", "April")


def truth(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((INBOX / f"{path.stem}.truth.json").read_text("utf-8"))
    return loaded


def invoices() -> list[Path]:
    return [path for path in DOCUMENTS if "invoice_number" in truth(path)]


def flat(text: str) -> str:
    return "".join(text.split())


def page_text(document: ReadDocument) -> str:
    rows = [row for page in document.pages for row in page.rows]
    return flat("".join(word.text for row in rows for cell in row.cells for word in cell))


def printed_forms(value: str) -> list[str]:
    """The ways in which the samples' three languages print an amount or a date; anything else as it stands."""
    if day := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value):
        year, month, date = day.groups()
        name, number = MONTHS[int(month) - 1], int(date)
        return [f"{date}.{month}.{year}", f"{date}/{month}/{year}", f"{number}{name}{year}", f"{name}{number},{year}"]
    if re.fullmatch(r"-?\d+\.\d\d", value):
        english = f"{Decimal(value):,.2f}"
        swapped = english.translate(str.maketrans(",.", ".,"))
        return [english, swapped, swapped.replace(".", "")]
    return [flat(value), {"GBP": "£", "EUR": "€", "USD": "$"}.get(value, flat(value))]


def test_made_again_the_inbox_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    """The scan aside: how its page is drawn depends on the renderer's version; it is compared in size and kind."""
    write(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in INBOX.iterdir())
    for made in sorted(tmp_path.iterdir()):
        kept = INBOX / made.name
        if made.name == "scan-without-text.pdf":
            assert abs(len(made.read_bytes()) - len(kept.read_bytes())) < 10_000
        else:
            assert made.read_bytes() == kept.read_bytes(), made.name


def test_every_document_has_a_truth_and_every_truth_a_document() -> None:
    stems = [path.stem for path in DOCUMENTS]
    assert len(stems) >= 20
    assert sorted(stems) == sorted(p.name.removesuffix(".truth.json") for p in INBOX.glob("*.truth.json"))
    assert len(stems) == len(set(stems))


def test_the_inbox_stays_small() -> None:
    assert sum(path.stat().st_size for path in INBOX.iterdir()) < 1_500_000


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_what_is_expected_are_known_outcomes_and_reasons(path: Path) -> None:
    expected = truth(path)["expected"]
    assert Outcome(expected["outcome"]).is_final
    assert all(code in Reason.__members__ for code in expected["reasons"])
    assert bool(expected["reasons"]) == (expected["outcome"] != "accepted")


@pytest.mark.parametrize("path", invoices(), ids=lambda path: path.stem)
def test_what_the_truth_calls_visible_stands_in_the_text(path: Path) -> None:
    labels = truth(path)
    visible = {key for key, shown in labels["_meta"]["visible_in_text_layer"].items() if shown is True}
    if not visible:
        assert path.stem in ("scan-without-text", "encrypted", "de-xrechnung-ubl")
        return
    page = page_text(read_bytes(path.read_bytes(), Limits()))
    for key in visible:
        assert any(form in page for form in printed_forms(labels[key])), key
    for line in labels["line_items"]:
        assert flat(line["description"]) in page or all(flat(w) in page for w in line["description"].split())
        assert any(form in page for form in printed_forms(line["line_total"]))


@pytest.mark.parametrize("path", invoices(), ids=lambda path: path.stem)
def test_the_amounts_add_up_where_they_should(path: Path) -> None:
    labels = truth(path)
    money = {k: Decimal(labels[k] or 0) for k in ("allowance_total", "charge_total", "prepaid", "previous_balance")}
    net, tax, gross = (Decimal(labels[key]) for key in ("total_net", "total_tax", "total_gross"))
    lines = sum(Decimal(line["line_total"]) for line in labels["line_items"])
    assert (net + tax == gross) == (path.stem != "sums-do-not-add-up")
    assert lines - money["allowance_total"] + money["charge_total"] == (gross if labels["prices_include_tax"] else net)
    assert tax == sum(Decimal(part["amount"]) for part in labels["tax_breakdown"])
    assert net == sum(Decimal(part["base"]) for part in labels["tax_breakdown"])
    assert Decimal(labels["amount_due"]) == gross - money["prepaid"] + money["previous_balance"]


@pytest.mark.parametrize("path", invoices(), ids=lambda path: path.stem)
def test_tax_numbers_and_accounts_pass_their_check_digits(path: Path) -> None:
    labels = truth(path)
    number, account = labels["seller_vat_id"], labels["payment_iban"]
    assert number is None or (gb_vat.is_valid(number[2:]) if number.startswith("GB") else vat.is_valid(number))
    assert account is None or iban.is_valid(account)


@pytest.mark.parametrize(
    ("stem", "reason"),
    [
        ("empty", Reason.EMPTY_FILE),
        ("encrypted", Reason.ENCRYPTED),
        ("truncated", Reason.UNREADABLE_FILE),
    ],
)
def test_the_broken_files_are_broken_in_the_way_their_names_say(stem: str, reason: Reason) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes((INBOX / f"{stem}.pdf").read_bytes(), Limits())
    assert caught.value.reason == reason


def test_the_scan_has_a_page_and_no_text() -> None:
    (page,) = read_bytes((INBOX / "scan-without-text.pdf").read_bytes(), Limits()).pages
    assert not page.rows


def test_the_copy_has_the_same_bytes_and_the_resent_invoice_others() -> None:
    clean, copy, resent = (
        (INBOX / f"{stem}en-clean-services.pdf").read_bytes() for stem in ("", "exact-copy-of-", "resent-")
    )
    assert copy == clean
    assert resent != clean
    assert "Total£2,545.02" in page_text(read_bytes(resent, Limits()))


@pytest.mark.parametrize(("name", "syntax"), [("fr-factur-x.pdf", "cii"), ("de-xrechnung-ubl.xml", "ubl")])
def test_the_e_invoice_data_agree_with_the_truth(name: str, syntax: str) -> None:
    path = INBOX / name
    read, labels = read_bytes(path.read_bytes(), Limits()), truth(path)
    assert read.syntax == syntax
    assert read.invoice is not None
    assert read.invoice.invoice_number == labels["invoice_number"]
    assert str(read.invoice.issue_date) == labels["issue_date"]
    assert str(read.invoice.due_date) == labels["due_date"]
    assert read.invoice.seller.name == labels["seller_name"]
    assert read.invoice.total_gross == Decimal(labels["total_gross"])
    assert [line.line_total for line in read.invoice.lines] == [Decimal(x["line_total"]) for x in labels["line_items"]]


@pytest.mark.parametrize(("folder", "company"), [("vendor_a_v2", VENDOR_A), ("vendor_b_v1", VENDOR_B)])
def test_the_vendors_are_those_the_prompts_know(folder: str, company: Any) -> None:
    model = (INBOX.parent.parent / "prompts" / folder / "model.yaml").read_text("utf-8")
    assert all(text in model for text in (company.name, company.vat_id, company.iban))
