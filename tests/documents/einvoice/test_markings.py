"""Markings of e-invoice data: copies, tests, kinds of document, other currencies, and elements that are given twice."""

from __future__ import annotations

import pytest

from invoice_llm.documents.einvoice import read_einvoice
from tests.documents.einvoice import national_texts, xml_texts


def markings(xml: str) -> dict[str, str]:
    return dict(read_einvoice(xml.encode()).markings)


@pytest.mark.parametrize("xml", [xml_texts.UBL, xml_texts.CII, national_texts.FATTURAPA.replace("{kind}", "TD01")])
def test_a_plain_invoice_has_none(xml: str) -> None:
    assert markings(xml) == {}


def replaced(xml: str, old: str, new: str) -> str:
    assert old in xml
    return xml.replace(old, new, 1)


KIND = "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>"
DUE = '<cbc:PayableAmount currencyID="EUR">'


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (KIND, f"<cbc:CopyIndicator>true</cbc:CopyIndicator>{KIND}", {"copy": "true"}),
        (KIND, f"<cbc:CopyIndicator>false</cbc:CopyIndicator>{KIND}", {}),
        (KIND, KIND.replace("380", "71"), {"type_code": "71"}),
        (KIND, KIND.replace("380", "751"), {"type_code": "751"}),
        (KIND, KIND.replace("380", "384"), {"type_code": "384"}),
        (KIND, KIND.replace("380", "389"), {"type_code": "389"}),
        (KIND, KIND.replace("380", "393"), {"type_code": "393"}),
        (KIND, KIND.replace("380", "395"), {"type_code": "395"}),
        (KIND, KIND.replace("380", "457"), {"type_code": "457"}),
        (KIND, KIND.replace("380", "326"), {}),
        (KIND, KIND.replace("380", "386"), {}),
        (DUE, DUE.replace("EUR", "USD"), {"other_currency": "USD"}),
        ("<cbc:ID>2026-0815</cbc:ID>", "<cbc:ID>2026-0815</cbc:ID><cbc:ID>2026-0816</cbc:ID>", {"repeated": "ID"}),
    ],
)
def test_ubl_says_what_it_is_besides_an_invoice(old: str, new: str, found: dict[str, str]) -> None:
    assert markings(replaced(xml_texts.UBL, old, new)) == found


CODE = "<ram:TypeCode>380</ram:TypeCode>"
TEST = (
    "<rsm:ExchangedDocumentContext><ram:TestIndicator><udt:Indicator>true</udt:Indicator></ram:TestIndicator>"
    "</rsm:ExchangedDocumentContext><rsm:ExchangedDocument>"
)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("<rsm:ExchangedDocument>", TEST, {"test": "true"}),
        (CODE, f"{CODE}<ram:CopyIndicator><udt:Indicator>1</udt:Indicator></ram:CopyIndicator>", {"copy": "true"}),
        (CODE, f"{CODE}<ram:StatusCode>2</ram:StatusCode>", {"status": "2"}),
        (CODE, CODE.replace("380", "310"), {"type_code": "310"}),
        (CODE, CODE.replace("380", "325"), {}),
        (CODE, f"{CODE}<ram:ID>2026-0816</ram:ID>", {"repeated": "ID"}),
    ],
)
def test_cii_says_what_it_is_besides_an_invoice(old: str, new: str, found: dict[str, str]) -> None:
    assert markings(replaced(xml_texts.CII, old, new)) == found


def test_a_self_invoice_for_a_tax_that_the_buyer_owes_is_no_suppliers_invoice() -> None:
    xml = replaced(national_texts.FATTURAPA, "{kind}", "TD20")
    assert markings(xml) == {"type_code": "TD20"}
