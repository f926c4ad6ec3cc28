"""PDFs that carry the same invoice as data: read without a call, and held against their page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from invoice_llm.documents.einvoice.output.writing import ubl
from invoice_llm.invoice.schema import Invoice, LineItem, Party, PaymentAccount, TaxLine
from tests.documents.made_files import with_attachments
from tests.pipeline.inboxes import fill, invoice, run, settings

SAME = Invoice(
    doc_type="invoice",
    type_code="380",
    invoice_number="AF-2026-00123",
    issue_date=date(2026, 3, 2),
    due_date=date(2026, 5, 1),
    currency="GBP",
    seller=Party(name="Alder & Finch Trading Ltd", vat_id="GB823447181"),
    buyer=Party(name="Northgate Hotels Ltd"),
    payment_accounts=(PaymentAccount(iban="GB33BUKB20201555555555"),),
    sum_lines_net=Decimal("340.00"),
    total_net=Decimal("340.00"),
    taxes=(TaxLine(category="S", rate=Decimal(20), base=Decimal("340.00"), amount=Decimal("68.00")),),
    total_tax=Decimal("68.00"),
    total_gross=Decimal("408.00"),
    amount_due=Decimal("408.00"),
    lines=(
        LineItem(
            line_id="1",
            description="Towels",
            quantity=Decimal(1),
            unit_price=Decimal("340.00"),
            line_total=Decimal("340.00"),
            tax_rate=Decimal(20),
            tax_category="S",
        ),
    ),
)


OTHER = PaymentAccount(iban="GB82WEST12345698765432")


def hybrid(data: Invoice, more: str = "") -> bytes:
    xml = ubl(data)
    assert xml is not None
    return with_attachments(invoice("AF-2026-00123", more=more), {"xrechnung.xml": xml})


def test_data_that_the_page_shows_are_taken_as_they_are_without_a_call(tmp_path: Path) -> None:
    record = run(settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": hybrid(SAME)})), "monday")["a.pdf"]
    assert (record["outcome"], record["calls"]) == ("accepted", 0)
    assert (record["invoice"]["total_gross"], record["evidence"]["total_gross"]["source"]) == ("408.00", "xml")


TWICE = {
    "sum_lines_net": Decimal("680.00"),
    "total_net": Decimal("680.00"),
    "total_tax": Decimal("136.00"),
    "total_gross": Decimal("816.00"),
    "amount_due": Decimal("816.00"),
    "taxes": (TaxLine(category="S", rate=Decimal(20), base=Decimal("680.00"), amount=Decimal("136.00")),),
    "lines": (SAME.lines[0].model_copy(update={"unit_price": Decimal("680.00"), "line_total": Decimal("680.00")}),),
}


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("invoice_number", {"invoice_number": "AF-2026-00999"}),
        ("total_gross", TWICE),
        ("payment_accounts[0].iban", {"payment_accounts": (OTHER,)}),
        ("issue_date", {"issue_date": date(2026, 3, 4)}),
        ("seller.name", {"seller": Party(name="Kranbau Petersen GmbH", vat_id="GB999999973")}),
        ("seller.name", {"seller": Party(name="Kranbau Petersen GmbH", vat_id="GB823447181")}),
        ("seller.vat_id", {"seller": Party(name="Alder & Finch Trading Ltd", vat_id="GB709080780")}),
        ("buyer.name", {"buyer": Party(name="Kranich Feinmechanik GmbH")}),
        ("currency", {"currency": "CHF"}),
        ("amount_due", {"paid_amount": Decimal("408.00"), "amount_due": Decimal("0.00")}),
        ("payment_accounts[1].iban", {"payment_accounts": (*SAME.payment_accounts, OTHER)}),
    ],
)
def test_data_that_contradict_their_page_go_to_a_person(tmp_path: Path, field: str, change: dict[str, object]) -> None:
    data = hybrid(SAME.model_copy(update=change))
    record = run(settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": data})), "monday")["a.pdf"]
    assert (record["outcome"], record["reasons"]) == ("review", ["PAGE_XML_DISAGREE"])
    assert record["evidence"][field]["reasons"] == ["PAGE_XML_DISAGREE"]


def test_what_the_page_says_instead_is_told_to_the_person(tmp_path: Path) -> None:
    data = hybrid(SAME.model_copy(update={"currency": "CHF", "payment_accounts": (OTHER,)}))
    record = run(settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": data})), "monday")["a.pdf"]
    assert record["detail"] == (
        "The page and the e-invoice data inside the file say different things: the page says "
        "“GB33 BUKB 2020 1555 5555 55” for the bank account 1, the page says “GBP” for the currency."
    )


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("We will collect the amount by direct debit.", "PAID_UNCLEAR"),
        ("Amount in words: four hundred and ninety pounds only", "SUM_MISMATCH"),
        ("All amounts in US dollars only.", "CURRENCY_UNCLEAR"),
        ("Please pay the amount in US dollars only.", "CURRENCY_UNCLEAR"),
    ],
)
def test_a_page_that_denies_its_data_in_words_goes_to_a_person(tmp_path: Path, more: str, reason: str) -> None:
    record = run(settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": hybrid(SAME, more)})), "monday")["a.pdf"]
    assert (record["outcome"], record["reasons"]) == ("review", [reason])
