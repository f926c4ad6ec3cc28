"""A known supplier's page with another VAT id, or another account that is no IBAN."""

from __future__ import annotations

import pytest

from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party, TaxId
from invoice_llm.label_reader.parties.bank_numbers import bank_numbers
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.extraction import text_page
from invoice_llm.reading.memory.departures import departures
from invoice_llm.reading.memory.lesson import Lesson
from invoice_llm.reading.memory.recalling import SupplierLessons


def reasons(invoice: Invoice, known: Lesson, page: str = "") -> list[Reason | None]:
    lessons = SupplierLessons(supplier="x", taught=(), confirmed=(Lesson.from_json(known.to_json()),))
    read = PageReading.of((text_page(page),)) if page else None
    return [one.reason for one in departures(invoice, {}, read, lessons)]


@pytest.mark.parametrize(
    ("number", "before", "changed"),
    [
        ("DE136695976", "DE 136 695 976", False),
        ("136695976", "DE136695976", False),
        ("DE811128135", "DE136695976", True),
        (None, "DE136695976", False),
        ("DE811128135", None, False),
    ],
)
def test_another_vat_id_under_the_same_name_is_asked_about(
    number: str | None, before: str | None, changed: bool
) -> None:
    known = Lesson(names={"seller.vat_id": before} if before else {})
    told = reasons(Invoice(seller=Party(name="Acme", vat_id=number)), known)
    assert told == ([Reason.SUPPLIER_CHANGED] if changed else [])


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("Acme Tools Ltd", False),
        ("ACME Tools", False),
        ("Acme Tols Ltd", False),
        ("Acme Tools Limited, Leeds", False),
        ("Harbour Collections Ltd", True),
        (None, False),
    ],
)
def test_another_name_under_the_same_id_is_asked_about(name: str | None, changed: bool) -> None:
    known = Lesson(names={"seller.name": "Acme Tools Ltd", "seller.vat_id": "DE136695976"})
    told = reasons(Invoice(seller=Party(name=name, vat_id="DE136695976")), known)
    assert told == ([Reason.SUPPLIER_CHANGED] if changed else [])


@pytest.mark.parametrize(("number", "changed"), [("25510305", False), ("22349481", True)])
def test_another_tax_number_is_asked_about_where_no_vat_id_is_printed(number: str, changed: bool) -> None:
    known = Lesson(names={"seller.name": "Acme", "seller.tax_ids[0].value": "25510305"})
    seller = Party(name="Acme", tax_ids=(TaxId(scheme="LOCAL", value=number),))
    assert reasons(Invoice(seller=seller), known) == ([Reason.SUPPLIER_CHANGED] if changed else [])
    assert reasons(Invoice(seller=Party(name="Acme", vat_id="DK25510305")), known) == []


@pytest.mark.parametrize(
    ("page", "numbers"),
    [
        ("Routing No: 123456780   Account No: 4455667788", ("123456780", "4455667788")),
        ("Sort code 20-00-00  Account number 5577-9911", ("200000", "55779911")),
        ("Bankgiro: 123-4567", ("1234567",)),
        ("Číslo účtu: 19-2000145399/0800", ("1920001453990800",)),
        ("Agência: 1234-5  Conta: 99887-6", ("12345", "998876")),
        ("Account manager: 12 people", ()),
        ("Your account was opened in 2019", ()),
    ],
)
def test_numbers_of_accounts_and_banks_are_found_behind_their_labels(page: str, numbers: tuple[str, ...]) -> None:
    assert bank_numbers(page) == numbers


def test_another_account_that_is_no_iban_is_asked_about() -> None:
    page, invoice = "Routing No: 123456780   Account No: {}", Invoice(seller=Party(name="Acme"))
    known = Lesson(bank_numbers=bank_numbers(page.format("4455667788")))
    assert reasons(invoice, known, page.format("4455667788")) == []
    assert reasons(invoice, known, page.format("9988776655")) == [Reason.ACCOUNT_CHANGED]
    assert reasons(invoice, Lesson(), page.format("9988776655")) == []
