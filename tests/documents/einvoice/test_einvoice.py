from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoice_llm.documents.einvoice import parse_einvoice
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import (
    Address,
    AllowanceCharge,
    Invoice,
    PaymentAccount,
    PrecedingInvoice,
    TaxId,
    TaxLine,
)
from tests.documents.einvoice import xml_texts
from tests.documents.made_files import UBL, ubl


def invoice_in(xml: str) -> Invoice:
    return parse_einvoice(xml.encode())[0]


def reason_for(xml: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        parse_einvoice(xml)
    return caught.value.reason


@pytest.mark.parametrize(("xml", "syntax"), [(xml_texts.UBL, "ubl"), (xml_texts.CII, "cii")])
def test_the_same_invoice_in_both_syntaxes_is_the_same_invoice(xml: str, syntax: str) -> None:
    invoice, found = parse_einvoice(xml.encode())
    assert found == syntax
    assert (invoice.doc_type, invoice.type_code, invoice.invoice_number) == ("invoice", "380", "2026-0815")
    assert (invoice.issue_date, invoice.due_date) == (date(2026, 3, 4), date(2026, 4, 3))
    assert (invoice.delivery_date, invoice.currency) == (date(2026, 3, 2), "EUR")
    assert (invoice.period_start, invoice.period_end) == (date(2026, 2, 1), date(2026, 2, 28))
    assert (invoice.po_numbers, invoice.buyer_reference) == (("PO-7",), "04011000-12345-34")
    assert (invoice.contract_ref, invoice.delivery_note_ref) == ("C-1", "LS-3")
    assert invoice.preceding_invoices == (PrecedingInvoice(number="2026-0001", issue_date=date(2026, 1, 5)),)
    assert invoice.payment_terms == "30 days net"
    assert invoice.notes == ("Thank you.\nSee you.",)


@pytest.mark.parametrize("xml", [xml_texts.UBL, xml_texts.CII])
def test_the_parties_have_names_ids_and_addresses(xml: str) -> None:
    seller, buyer = invoice_in(xml).seller, invoice_in(xml).buyer
    assert (seller.name, seller.trading_name) == ("Muster Werkzeuge GmbH", "Muster Tools")
    assert (seller.vat_id, seller.tax_ids) == ("DE123456789", (TaxId(scheme="LOCAL", value="201/113/40209"),))
    assert (seller.legal_id, seller.email, seller.phone) == ("HRB 4711", "ar@muster.example", "+49 30 1")
    assert seller.address == Address(
        line1="Weg 1", line2="Hof 2", city="Berlin", postal_code="10115", region="BE", country_code="DE"
    )
    assert (buyer.name, buyer.vat_id, buyer.ids) == ("Beispiel Handel AG", "ATU12345678", ("K-99",))


@pytest.mark.parametrize("xml", [xml_texts.UBL, xml_texts.CII])
def test_money_is_what_stands_in_the_file(xml: str) -> None:
    invoice = invoice_in(xml)
    assert (invoice.sum_lines_net, invoice.allowance_total, invoice.charge_total) == (
        Decimal("100.00"),
        Decimal("10.00"),
        Decimal("5.00"),
    )
    assert (invoice.total_net, invoice.total_tax, invoice.total_gross) == (
        Decimal("95.00"),
        Decimal("18.05"),
        Decimal("113.05"),
    )
    assert (invoice.paid_amount, invoice.rounding, invoice.amount_due) == (
        Decimal("13.05"),
        Decimal("0.00"),
        Decimal("100.00"),
    )
    assert invoice.taxes == (TaxLine(category="S", rate=Decimal(19), base=Decimal("95.00"), amount=Decimal("18.05")),)
    assert invoice.prices_include_tax is None


@pytest.mark.parametrize("xml", [xml_texts.UBL, xml_texts.CII])
def test_discount_and_freight_are_told_apart(xml: str) -> None:
    assert invoice_in(xml).allowances_charges == (
        AllowanceCharge(
            is_charge=False,
            kind="discount",
            reason="Loyalty",
            amount=Decimal("10.00"),
            base=Decimal("100.00"),
            percent=Decimal(10),
            tax_rate=Decimal(19),
        ),
        AllowanceCharge(
            is_charge=True, kind="shipping", reason="Freight", amount=Decimal("5.00"), tax_rate=Decimal(19)
        ),
    )


@pytest.mark.parametrize("xml", [xml_texts.UBL, xml_texts.CII])
def test_an_account_is_an_iban_without_blanks(xml: str) -> None:
    assert invoice_in(xml).payment_accounts == (
        PaymentAccount(
            iban="DE75512108001245126199",
            bic="SOGEDEFF",
            account_name="Muster",
            reference="2026-0815",
            means="58",
        ),
    )


@pytest.mark.parametrize("xml", [xml_texts.UBL, xml_texts.CII])
def test_lines_have_item_price_and_tax(xml: str) -> None:
    (line,) = invoice_in(xml).lines
    assert (line.line_id, line.kind, line.description, line.details) == ("1", "item", "Torque wrench", "20-100 Nm")
    assert (line.item_code, line.buyer_item_code, line.gtin) == ("TW-1", "B-5", "4012345001235")
    assert (line.quantity, line.unit, line.unit_price) == (Decimal(2), "H87", Decimal("50.00"))
    assert (line.price_base_quantity, line.gross_unit_price) == (Decimal(1), Decimal("60.00"))
    assert (line.line_total, line.tax_rate, line.tax_category) == (Decimal("100.00"), Decimal(19), "S")
    assert line.po_line == "10"


def test_zugferd_1_is_read_with_its_older_names() -> None:
    invoice = invoice_in(xml_texts.ZUGFERD_1)
    assert (invoice.invoice_number, invoice.issue_date) == ("RE-1", date(2014, 6, 25))
    assert (invoice.seller.name, invoice.total_gross) == ("Alt GmbH", Decimal("11.90"))
    assert [(line.kind, line.description) for line in invoice.lines] == [("info", "Only a note"), ("item", "Nails")]
    assert invoice.lines[1].line_total == Decimal("10.00")
    assert invoice.taxes == (
        TaxLine(category="S", rate=Decimal("19.00"), base=Decimal("10.00"), amount=Decimal("1.90")),
    )
    assert invoice.delivery_note_ref == "L-5"


def test_a_ubl_credit_note_is_one_with_its_lines() -> None:
    invoice = invoice_in(xml_texts.CREDIT_NOTE)
    assert (invoice.doc_type, invoice.type_code, invoice.due_date) == ("credit_note", "381", date(2026, 5, 1))
    assert [(line.quantity, line.unit, line.line_total) for line in invoice.lines] == [
        (Decimal(3), "C62", Decimal("30.00"))
    ]


@pytest.mark.parametrize(
    ("code", "kind"), [("380", "invoice"), ("381", "credit_note"), ("383", "debit_note"), ("325", "proforma")]
)
def test_the_type_code_decides_the_kind_of_document(code: str, kind: str) -> None:
    assert invoice_in(xml_texts.CII.replace(">380<", f">{code}<")).doc_type == kind


def test_sub_lines_name_the_line_they_are_part_of() -> None:
    lines = invoice_in(xml_texts.SUB_LINES).lines
    assert [(line.line_id, line.kind, line.parent_line_id) for line in lines] == [
        ("1", "item", None),
        ("1.1", "sub_item", "1"),
        ("1.1.1", "sub_item", "1.1"),
        ("2", "item", None),
    ]


@pytest.mark.parametrize(("status", "kind"), [("DETAIL", "item"), ("GROUP", "header"), ("INFORMATION", "info")])
def test_zugferd_extended_says_which_lines_count(status: str, kind: str) -> None:
    tag = f"<ram:LineID>1</ram:LineID><ram:LineStatusReasonCode>{status}</ram:LineStatusReasonCode>"
    assert invoice_in(xml_texts.CII.replace("<ram:LineID>1</ram:LineID>", tag)).lines[0].kind == kind


def test_the_tax_total_is_the_one_in_the_currency_of_the_invoice() -> None:
    both = '<ram:TaxTotalAmount currencyID="CZK">450.00</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID="EUR">'
    xml = xml_texts.CII.replace('<ram:TaxTotalAmount currencyID="EUR">', both)
    assert invoice_in(xml).total_tax == Decimal("18.05")


def test_lines_that_add_up_to_the_gross_total_only_are_gross_prices() -> None:
    gross_line = ">11.90</ram:LineTotalAmount><!-- of the line -->"
    xml = xml_texts.ZUGFERD_1.replace(">10.00</ram:LineTotalAmount><!-- of the line -->", gross_line)
    assert invoice_in(xml_texts.ZUGFERD_1).prices_include_tax is None
    assert invoice_in(xml).prices_include_tax is True


def test_what_is_not_there_is_unknown() -> None:
    invoice = invoice_in(UBL.format(number="U-1"))
    assert invoice == Invoice(invoice_number="U-1", issue_date=date(2026, 3, 4), currency="EUR")


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e5", "1,234.50", "", "12 EUR", "９９", "9" * 60])
def test_what_is_no_decimal_is_unknown_rather_than_guessed(text: str) -> None:
    assert invoice_in(xml_texts.CII.replace(">113.05<", f">{text}<")).total_gross is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20260304", date(2026, 3, 4)),
        ("202603041530", date(2026, 3, 4)),
        ("2026-03-04T00:00:00", date(2026, 3, 4)),
        ("2026-03-04+01:00", date(2026, 3, 4)),
        ("202603", None),
        ("20261399", None),
        ("4.3.2026", None),
    ],
)
def test_dates_are_read_in_the_standard_s_forms_only(text: str, expected: date | None) -> None:
    assert invoice_in(xml_texts.CII.replace(">20260304<", f">{text}<")).issue_date == expected


def test_names_wrapped_in_the_file_are_on_one_line() -> None:
    assert invoice_in(xml_texts.CII.replace("Muster Werkzeuge", "Muster\n      Werkzeuge")).seller.name == (
        "Muster Werkzeuge GmbH"
    )


def test_comments_inside_a_value_are_not_part_of_it() -> None:
    assert invoice_in(UBL.format(number="U-<!-- was 2 -->1")).invoice_number == "U-1"


@pytest.mark.parametrize(
    "definition",
    [
        '<!DOCTYPE Invoice [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE Invoice [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Invoice SYSTEM "http://localhost/evil.dtd">',
    ],
)
def test_xml_with_a_document_type_definition_is_refused(definition: str) -> None:
    xml = UBL.format(number="U-1").replace("?>", f"?>{definition}", 1)
    assert reason_for(xml.encode()) == Reason.UNREADABLE_FILE


def test_xml_that_is_cut_off_is_refused_rather_than_half_read() -> None:
    assert reason_for(xml_texts.UBL.encode()[:-200]) == Reason.UNREADABLE_FILE


def test_xml_nested_beyond_reason_is_refused() -> None:
    assert reason_for(b"<a>" * 5000) == Reason.UNREADABLE_FILE


def test_xml_that_is_no_invoice_is_unsupported() -> None:
    assert reason_for(b"<order/>") == Reason.UNSUPPORTED_FILE


def test_an_impossible_value_is_named_by_its_field_and_not_quoted() -> None:
    xml = xml_texts.CII.replace(">113.05<", f">{'9' * 30}<")
    with pytest.raises(UnreadableDocument, match="total_gross") as caught:
        parse_einvoice(xml.encode())
    assert "999" not in str(caught.value)


def test_a_byte_order_mark_and_utf_16_are_read() -> None:
    text = UBL.replace('encoding="UTF-8"', 'encoding="UTF-16"').format(number="Ü-1")
    assert parse_einvoice(text.encode("utf-16"))[0].invoice_number == "Ü-1"
    assert parse_einvoice(b"\xef\xbb\xbf \n" + ubl("U-1"))[0].invoice_number == "U-1"
