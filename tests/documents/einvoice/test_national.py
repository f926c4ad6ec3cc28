from __future__ import annotations

import base64
from datetime import date
from decimal import Decimal

import pytest

from invoice_llm.documents.einvoice import parse_einvoice
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.checks import blocking, check
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, TaxLine
from tests.documents.einvoice import national_texts as texts
from tests.documents.made_files import UBL, ubl

TODAY = date(2026, 4, 1)


def read(xml: bytes) -> Invoice:
    return parse_einvoice(xml)[0]


def totals(invoice: Invoice) -> tuple[Decimal | None, ...]:
    return (invoice.total_net, invoice.total_tax, invoice.total_gross, invoice.amount_due)


def told(tax: TaxLine) -> str:
    return f"{tax.category} {tax.rate} {tax.base} {tax.amount}"


@pytest.mark.parametrize(
    ("xml", "syntax"),
    [
        (texts.fatturapa(), "fatturapa"),
        (texts.ksef(), "ksef"),
        (texts.ksef(version="2023/06/29/12648"), "ksef"),
        (texts.facturae(), "facturae"),
        (texts.cfdi(), "cfdi"),
    ],
)
def test_each_syntax_is_known_by_its_root_and_passes_all_checks(xml: bytes, syntax: str) -> None:
    invoice, name = parse_einvoice(xml)
    assert name == syntax
    assert [finding.rule for finding in blocking(check(invoice, today=TODAY))] == []


def test_an_italian_invoice_has_the_sums_of_its_summary() -> None:
    invoice = read(texts.fatturapa())
    assert totals(invoice) == (Decimal(300), Decimal(48), Decimal(348), Decimal(348))
    assert (invoice.invoice_number, invoice.issue_date, invoice.due_date) == (
        "12/B",
        date(2026, 3, 15),
        date(2026, 4, 14),
    )
    assert (invoice.seller.name, invoice.seller.vat_id) == ("Elvira Montebruno", "IT12345670785")
    assert (invoice.seller.address.line1, invoice.seller.address.country_code) == ("Via dei Tigli 7", "IT")
    assert (invoice.buyer.name, invoice.currency, invoice.po_numbers) == ("Officine Caldara SPA", "EUR", ("PO-7",))
    assert [told(tax) for tax in invoice.taxes] == ["None 22.00 200.00 44.00", "None 4.00 100.00 4.00"]
    assert [line.line_total for line in invoice.lines] == [200, 100]
    assert invoice.payment_accounts[0].iban == "IT60X0542811101000000123456"


def test_an_italian_total_that_is_left_out_is_what_net_and_tax_make() -> None:
    assert read(texts.fatturapa(total="")).total_gross == Decimal(348)


def test_an_italian_credit_note_is_one() -> None:
    assert read(texts.fatturapa(kind="TD04")).doc_type == "credit_note"


def test_a_polish_invoice_has_its_taxes_by_rate_and_its_account_with_the_country() -> None:
    invoice = read(texts.ksef())
    assert totals(invoice) == (Decimal(1050), Decimal(230), Decimal(1280), None)
    assert [told(tax) for tax in invoice.taxes] == ["S 23 1000.00 230.00", "E 0 50.00 0"]
    assert (invoice.seller.vat_id, invoice.buyer.vat_id) == ("PL5260250274", "DE136695976")
    assert (invoice.invoice_number, invoice.due_date) == ("FV/7/2026", date(2026, 4, 14))
    assert invoice.payment_accounts[0].iban == "PL61109010140000071219812874"


def test_a_polish_rate_is_the_one_that_its_tax_makes() -> None:
    sums = "<P_13_1>1000.00</P_13_1><P_14_1>220.00</P_14_1><P_15>1220.00</P_15>"
    assert read(texts.ksef(sums=sums)).taxes[0].rate == 22


def test_a_polish_invoice_that_is_paid_leaves_nothing_due() -> None:
    invoice = read(texts.ksef(paid="<Zaplacono>1</Zaplacono>"))
    assert (invoice.paid_amount, invoice.amount_due) == (Decimal(1280), Decimal(0))


def test_a_polish_correction_names_what_it_corrects_and_its_sign_tells_its_kind() -> None:
    corrects = "<DaneFaKorygowanej><NrFaKorygowanej>FV/1/2026</NrFaKorygowanej></DaneFaKorygowanej>"
    down = read(texts.ksef(kind="KOR", sums="<P_15>-123.00</P_15>", corrects=corrects))
    assert (down.doc_type, down.preceding_invoices[0].number) == ("credit_note", "FV/1/2026")
    assert read(texts.ksef(kind="KOR", sums="<P_15>123.00</P_15>")).doc_type == "debit_note"


def test_a_spanish_total_is_with_all_taxes_and_what_is_withheld_is_not_due() -> None:
    invoice = read(texts.facturae(withheld="150.00", due="1060.00"))
    assert totals(invoice) == (Decimal(1000), Decimal(210), Decimal(1210), Decimal(1060))
    assert (invoice.invoice_number, invoice.due_date) == ("2026/017", date(2026, 4, 14))
    assert (invoice.seller.name, invoice.seller.vat_id) == ("Irene Valdoro", "ES12345678Z")
    assert (invoice.seller.address.country_code, invoice.buyer.vat_id) == ("ES", "ESB58378431")
    assert invoice.payment_accounts[0].iban == "ES9121000418450200051332"


def test_a_mexican_invoice_stands_in_attributes() -> None:
    invoice = read(texts.cfdi())
    assert totals(invoice) == (Decimal(1000), Decimal(160), Decimal(1160), Decimal(1160))
    assert (invoice.invoice_number, invoice.issue_date, invoice.currency) == ("A4711", date(2026, 3, 15), "MXN")
    assert (invoice.seller.name, invoice.seller.tax_ids[0].value) == ("MADERAS QUILPEO", "EKU9003173C9")
    assert (invoice.taxes[0].rate, invoice.lines[0].line_total) == (Decimal(16), Decimal(1000))


@pytest.mark.parametrize(("kind", "doc_type"), [("E", "credit_note"), ("P", "receipt"), ("T", "other"), ("N", "other")])
def test_a_mexican_paper_that_is_no_invoice_says_so(kind: str, doc_type: str) -> None:
    assert read(texts.cfdi(kind=kind)).doc_type == doc_type


def test_an_envelope_around_an_invoice_says_nothing_about_it() -> None:
    assert read(texts.enveloped(UBL.format(number="U-5"))).invoice_number == "U-5"


@pytest.mark.parametrize(
    "inside",
    [
        "<![CDATA[{plain}]]>",
        "{coded}",
    ],
)
def test_an_invoice_that_an_envelope_holds_as_text_is_read(inside: str) -> None:
    xml = ubl("U-6")
    held = inside.format(plain=xml.decode(), coded=base64.encodebytes(xml).decode())
    assert read(f"<Reply><Code>0</Code><Document>{held}</Document></Reply>".encode()).invoice_number == "U-6"


def test_the_data_within_an_enveloping_signature_are_read() -> None:
    inner = UBL.format(number="U-7").partition("?>")[2]
    signed = (
        f'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:Object>{inner}</ds:Object></ds:Signature>'
    )
    assert read(signed.encode()).invoice_number == "U-7"


def test_of_several_invoices_in_one_envelope_none_is_read_alone() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        parse_einvoice(texts.enveloped(UBL.format(number="U-1"), UBL.format(number="U-2")))
    assert caught.value.reason == Reason.SEVERAL_INVOICES


@pytest.mark.parametrize(
    ("declared", "encoded"),
    [
        ("UTF-16", "utf-8"),
        ("UTF-8", "cp1252"),
        ("UTF-8", "utf-16"),
        ("UTF-8", "utf-16-le"),
        ("UTF-8", "utf-16-be"),
        ("ISO-8859-1", "utf-8"),
        ("windows-1252", "cp1252"),
        ("windows-1250", "cp1250"),
        ("x-nonsense", "utf-8"),
        ("UTF-32", "utf-8-sig"),
    ],
)
def test_the_bytes_decide_which_encoding_it_is(declared: str, encoded: str) -> None:
    text = UBL.format(number="Ü-1").replace('encoding="UTF-8"', f'encoding="{declared}"')
    assert read(text.encode(encoded)).invoice_number == "Ü-1"


def test_a_profile_without_a_place_for_payments_says_by_what_is_due_that_some_is_paid() -> None:
    minimum = "<ram:ID>urn:factur-x.eu:1p0:minimum</ram:ID>"
    profile = (
        f"<ram:GuidelineSpecifiedDocumentContextParameter>{minimum}</ram:GuidelineSpecifiedDocumentContextParameter>"
    )
    sums = "<ram:GrandTotalAmount>25.48</ram:GrandTotalAmount><ram:DuePayableAmount>15.48</ram:DuePayableAmount>"
    xml = MINIMUM.format(profile=profile, sums=sums).encode()
    invoice = read(xml)
    assert invoice.paid_amount == Decimal("10.00")
    assert [finding.rule for finding in blocking(check(invoice, today=TODAY))] == []


MINIMUM = """<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100">
<rsm:ExchangedDocumentContext>{profile}</rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>M-1</ram:ID><ram:TypeCode>380</ram:TypeCode></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeSettlement>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>{sums}</ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""


def test_an_entity_is_refused_in_whatever_encoding() -> None:
    xml = UBL.format(number="&x;").replace("?>", '?><!DOCTYPE Invoice [<!ENTITY x "y">]>', 1)
    for encoding in ("utf-8", "utf-16", "utf-16-le"):
        with pytest.raises(UnreadableDocument) as caught:
            parse_einvoice(xml.encode(encoding))
        assert caught.value.reason == Reason.UNREADABLE_FILE
