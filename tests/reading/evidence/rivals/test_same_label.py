"""The field's own label beside another value, and labelled values that nobody read."""

from __future__ import annotations

from typing import Any

import pytest

from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.printed import PrintedInvoice, PrintedTax
from invoice_llm.reading.evidence.locate import Located, as_evidence, locate
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.extraction import text_page
from invoice_llm.reading.parsing.assembly import assemble
from invoice_llm.reading.parsing.convention import read_convention
from tests.reading.printed_invoice import RIGHT, TEXT, party

LABELLED = TEXT.replace("Total     ", "Invoice total")
WITH_VAT_ID = TEXT.replace("accounts@harbourpaper.example", "VAT no. GB 823 4471 81")


def spots(answer: PrintedInvoice, text: str = LABELLED) -> dict[str, Located]:
    return locate(assemble(answer, text), PageReading.of((text_page(text),)), read_convention(text, answer.language))


def changed(**values: Any) -> PrintedInvoice:
    return RIGHT.model_copy(update=values)


def reasons(answer: PrintedInvoice, path: str, text: str = LABELLED) -> tuple[str, ...]:
    evidence = as_evidence(spots(answer, text), {}, {})
    return evidence[path].reasons if path in evidence else ()


def test_nothing_is_said_against_a_right_reading() -> None:
    for evidence in as_evidence(spots(RIGHT), {}, {}).values():
        assert evidence.reasons == ()


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("total_gross", "£350.00"),
        ("total_gross", "260.00"),
        ("total_net", "£420.00"),
        ("total_tax", "90.00"),
        ("due_date", "2 March 2026"),
        ("issue_date", "1 April 2026"),
        ("invoice_number", "LS1"),
    ],
)
def test_another_value_than_the_labelled_one_is_contradicted(path: str, wrong: str) -> None:
    spot = spots(changed(**{path: wrong}))[path]
    assert spot.rival is not None
    assert spot.rival.quote in LABELLED
    assert Reason.OTHER_LABELLED in reasons(changed(**{path: wrong}), path)


@pytest.mark.parametrize("path", ["invoice_number", "issue_date", "due_date", "total_net", "total_tax", "total_gross"])
def test_a_labelled_value_that_was_not_read_is_shown_where_it_stands(path: str) -> None:
    answer = changed(**{path: None}, taxes=[] if path == "total_tax" else RIGHT.taxes)
    evidence = as_evidence(spots(answer), {}, {f"unread.{path}": 0.0})[path]
    assert evidence.reasons == (Reason.NOT_READ,)
    assert evidence.page == 1
    assert evidence.quote
    assert evidence.confidence is None


def test_a_tax_of_zero_need_not_be_read() -> None:
    text = LABELLED.replace("£70.00", "£0.00").replace("£420.00", "£350.00")
    answer = changed(total_tax=None, taxes=[], total_gross="£350.00")
    assert not [path for path in spots(answer, text) if path.startswith("unread.")]


def test_several_taxes_make_their_total() -> None:
    text = LABELLED.replace(
        "VAT 20%                 £70.00", "VAT 20%                 £52.00\nVAT 20%                 £18.00"
    )
    taxes = [PrintedTax(rate="20%", base=None, amount=amount) for amount in ("£52.00", "£18.00")]
    assert not [path for path in spots(changed(total_tax=None, taxes=taxes), text) if path.startswith("unread.")]
    assert reasons(changed(total_tax=None, taxes=taxes[:1]), "total_tax", text) == (Reason.NOT_READ,)


def test_the_suppliers_printed_vat_id_has_to_be_read() -> None:
    assert reasons(RIGHT, "seller.vat_id", WITH_VAT_ID) == (Reason.NOT_READ,)
    read = changed(seller=party("Harbour Paper Ltd", "GB 823 4471 81"))
    assert reasons(read, "seller.vat_id", WITH_VAT_ID) == ()
    buyers = changed(buyer=party("Northgate Hotels Ltd", "GB 823 4471 81"))
    assert reasons(buyers, "buyer.vat_id", WITH_VAT_ID) == (Reason.WEAK_LABEL,)


def test_a_table_of_which_no_line_was_read_is_told() -> None:
    assert reasons(changed(lines=[]), "lines") == (Reason.NOT_READ,)
