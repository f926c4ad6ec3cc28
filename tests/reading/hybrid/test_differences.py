"""What a page says otherwise than the data it travels with, in every language, and what it merely does not show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party, PaymentAccount
from invoice_llm.reading.concerns.self_described import self_concerns
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.extraction import text_page
from invoice_llm.reading.hybrid.differences import differences
from invoice_llm.vocabulary.loading import languages
from tests.vocabulary.papers import PAPERS, Cells

IBAN, OTHER = "DE89370400440532013000", "DE75512108001245126199"
OURS = PaymentAccount(iban=IBAN)


def laid_out(row: Cells) -> str:
    text = ""
    for column, words in row:
        text = text.ljust(column) + words
    return text


def paper(code: str, *more: str) -> PageReading:
    rows = [laid_out(row) for row in PAPERS[code].rows(code)]
    return PageReading.of([text_page("\n".join((*rows, *more)))])


def data_of(read: PageReading, **changes: object) -> Invoice:
    """The data that the page shows, but for the changes."""
    shown = read.labelled.invoice
    total = {"amount_due": shown.total_gross}
    kept = shown.model_copy(update={"lines": (), "payment_accounts": (OURS,), **total})
    return kept.model_copy(update=changes)


def told(read: PageReading, **changes: object) -> Mapping[str, str | None]:
    return differences(data_of(read, **changes), read)


BANK = f"IBAN {IBAN}"
CHANGES: Mapping[str, Mapping[str, Any]] = {
    "invoice_number": {"invoice_number": "X-77231"},
    "issue_date": {"issue_date": date(2026, 3, 9)},
    "due_date": {"due_date": date(2026, 5, 19)},
    "currency": {"currency": "AUD"},
    "total_gross": {"total_gross": Decimal("18.15"), "amount_due": Decimal("18.15")},
    "amount_due": {"paid_amount": Decimal("1"), "amount_due": Decimal("0.00")},
    "seller.name": {"seller": Party(name="Kranbau Petersen GmbH", vat_id="DE136695976")},
    "payment_accounts[0].iban": {"payment_accounts": (PaymentAccount(iban=OTHER),)},
    "payment_accounts[1].iban": {"payment_accounts": (OURS, PaymentAccount(iban=OTHER))},
    "doc_type": {"doc_type": "credit_note"},
}


@pytest.mark.parametrize("code", languages())
def test_a_page_that_shows_the_same_contradicts_nothing(code: str) -> None:
    assert told(paper(code, BANK)) == {}


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("code", languages())
def test_a_page_that_says_another_value_contradicts_it(code: str, path: str) -> None:
    assert list(told(paper(code, BANK), **CHANGES[path])) == [path]


@pytest.mark.parametrize("code", languages())
def test_what_the_page_says_instead_is_told(code: str) -> None:
    read = paper(code, BANK)
    values = {path: told(read, **CHANGES[path])[path] for path in ("invoice_number", "seller.name")}
    assert values == {"invoice_number": PAPERS[code].number[1], "seller.name": PAPERS[code].sellers_name}


@pytest.mark.parametrize("code", languages())
def test_a_page_that_lacks_the_account_contradicts_nothing(code: str) -> None:
    assert told(paper(code)) == {}


ENGLISH = """\
Harbour Paper Ltd                                                   {title}
2 Quay Street, Bristol BS1 4QA
VAT No GB 823 4471 81

Bill to:                                       Invoice no:         HP-2041
Northgate Hotels Ltd                           Invoice date:       2 March 2026
Leeds LS1 2AB                                  Due date:           1 April 2026
                                               PO number:          PO-9917

Description                                Qty     Unit price          Amount
Bath towel, white                           40           6.50          260.00
Slippers, box of 50                          2          45.00           90.00

                                               Subtotal               £350.00
                                               VAT 20%                 £70.00
                                               Total                  £420.00
{more}
"""
DATA = Invoice(
    doc_type="invoice",
    type_code="380",
    invoice_number="HP-2041",
    issue_date=date(2026, 3, 2),
    due_date=date(2026, 4, 1),
    currency="GBP",
    seller=Party(name="Harbour Paper Ltd", vat_id="GB823447181"),
    buyer=Party(name="Northgate Hotels Ltd"),
    total_net=Decimal("350.00"),
    total_gross=Decimal("420.00"),
    amount_due=Decimal("420.00"),
)


def english(more: str = "", title: str = "INVOICE", text: str = ENGLISH, **changes: object) -> list[str]:
    page = PageReading.of([text_page(text.format(more=more, title=title))])
    return list(differences(DATA.model_copy(update=changes), page))


def test_the_supplier_with_the_same_vat_id_under_a_name_that_the_page_does_not_have_is_told() -> None:
    other = Party(name="Quite Another Holding Ltd", vat_id="GB823447181")
    assert english(seller=other) == ["seller.name"]
    assert english(seller=replace_name(other, trading_name="Harbour Paper")) == []


def replace_name(party: Party, **names: str) -> Party:
    return party.model_copy(update=names)


@pytest.mark.parametrize(
    ("printed", "told_id"),
    [
        ("VAT No GB 823 4471 81", "GB823447181"),
        ("NIF: B52750114", "ESB52750114"),
        ("UID CHE-116.281.710 MWST", "CHE116281710MWST"),
        ("Adószám: 13060664-2-06", "HU13060664"),
        ("P.IVA: 04706770585", "IT04706770585"),
    ],
)
def test_an_id_printed_as_at_home_is_the_same(printed: str, told_id: str) -> None:
    text = ENGLISH.replace("VAT No GB 823 4471 81", printed)
    assert english(text=text, seller=Party(name="Harbour Paper Ltd", vat_id=told_id)) == []


@pytest.mark.parametrize(
    ("printed", "told_id"),
    [
        ("VAT No GB 823 4471 81", "GB709080780"),
        ("Adószám: 13060664-2-06", "HU17090807"),
        ("P.IVA: 04706770585", "IT00097530158"),
    ],
)
def test_another_id_of_the_supplier_is_told(printed: str, told_id: str) -> None:
    text = ENGLISH.replace("VAT No GB 823 4471 81", printed)
    assert english(text=text, seller=Party(name="Harbour Paper Ltd", vat_id=told_id)) == ["seller.vat_id"]


def test_the_id_of_the_buyer_is_not_taken_for_the_suppliers() -> None:
    text = ENGLISH.replace("VAT No GB 823 4471 81\n", "\n").replace(
        "Leeds LS1 2AB  ", "VAT No GB 709 0807 80\nLeeds LS1 2AB  "
    )
    buyer = Party(name="Northgate Hotels Ltd", vat_id="GB709080780")
    assert english(text=text, buyer=buyer) == []


def test_a_page_addressed_to_another_company_is_told() -> None:
    assert english(buyer=Party(name="Kranich Feinmechanik GmbH")) == ["buyer.name"]
    assert english(buyer=Party(name="Northgate Group plc")) == []


def test_the_number_of_the_order_is_not_that_of_the_invoice() -> None:
    assert english(invoice_number="PO-9917") == ["invoice_number"]


def test_a_number_that_goes_on_in_the_data_where_the_page_names_none_is_no_contradiction() -> None:
    text = ENGLISH.replace("Invoice no:         HP-2041", "Contract:      01.234.567.8")
    assert english(text=text, invoice_number="01.234.567.8-2026-1") == []
    assert english(text=text, invoice_number="2026-1") == ["invoice_number"]
    assert english(invoice_number="HP-2041-1") == ["invoice_number"]


def test_the_day_of_something_else_is_not_that_of_the_invoice() -> None:
    assert english(issue_date=date(2026, 4, 1)) == ["issue_date"]


def test_a_net_amount_is_not_the_total() -> None:
    assert english(total_gross=Decimal("350.00"), amount_due=Decimal("350.00")) == ["total_gross"]


@pytest.mark.parametrize(
    ("more", "due", "differs"),
    [
        ("", "420.00", []),
        ("", "0.00", ["amount_due"]),
        ("", "320.00", ["amount_due"]),
        ("Amount due                  £420.00", "0.00", ["amount_due"]),
        ("Amount due                  £320.00", "420.00", ["amount_due"]),
        ("Amount paid                 £420.00", "0.00", []),
        ("Deposit                    -£100.00", "320.00", []),
        ("Amount due                  £320.00", "320.00", []),
        ("Paid in full by card on 2 March 2026, thank you.", "0.00", []),
    ],
)
def test_a_payment_that_the_page_does_not_know_is_told(more: str, due: str, differs: list[str]) -> None:
    paid = Decimal("420.00") - Decimal(due)
    text = ENGLISH.replace("{more}", f"{'':47}{{more}}")
    assert english(more, text=text, amount_due=Decimal(due), paid_amount=paid or None) == differs


def test_a_due_amount_that_is_rounded_contradicts_nothing() -> None:
    assert english(amount_due=Decimal("419.95"), rounding=Decimal("-0.05")) == []


@pytest.mark.parametrize(
    ("amount", "code", "differs"),
    [
        ("£420.00", "GBP", []),
        ("£420.00", "CHF", ["currency"]),
        ("$420.00", "AUD", []),
        ("$420.00", "GBP", ["currency"]),
        ("kr 420.00", "NOK", []),
        ("kr 420.00", "EUR", ["currency"]),
        ("420.00", "CHF", []),
        ("CHF 420.00 (EUR 390.00)", "CHF", []),
    ],
)
def test_the_currency_beside_the_total_counts(amount: str, code: str, differs: list[str]) -> None:
    text = ENGLISH.replace("£420.00", "{total}").replace("£", "").replace("{total}", amount)
    assert english(text=text, currency=code) == differs


def test_a_second_account_that_only_the_data_name_is_told() -> None:
    told_twice = (OURS, PaymentAccount(iban=OTHER))
    assert english(BANK, payment_accounts=told_twice) == ["payment_accounts[1].iban"]
    assert english(f"{BANK}\nIBAN {OTHER}", payment_accounts=told_twice) == []
    assert english(f"{BANK}\nIBAN {OTHER}", payment_accounts=(OURS,)) == []
    assert english(payment_accounts=told_twice) == []


def test_an_account_that_wraps_is_the_same_account() -> None:
    assert english("Bank account: DE89 3704 0044 0532\n013000", payment_accounts=(OURS,)) == []
    other = (PaymentAccount(iban=OTHER),)
    assert english("Bank account: DE89 3704 0044 0532\n013000", payment_accounts=other) == ["payment_accounts[0].iban"]


@pytest.mark.parametrize(
    "title",
    [
        "Stornorechnung", "Credit note", "Fattura di storno", "Annuleringsfactuur", "Stornofaktura", "Storno faktury",
        "Makuleringsfaktura", "Kanselleringsfaktura", "Annulleringsfaktura", "İptal faturası", "Sztornó számla",
        "Factură storno", "Ακυρωτικό τιμολόγιο", "Mitätöintilasku", "Factura rectificativa", "Avoir",
        "Fatura de estorno",
    ],
)  # fmt: skip
def test_the_title_of_a_cancellation_over_the_data_of_an_invoice_is_told(title: str) -> None:
    said = self_concerns(DATA, PageReading.of([text_page(ENGLISH.format(more="", title=title))]).structure)
    assert english(title=title) == ["doc_type"] or [one.reason for one in said] == [Reason.SAYS_VOID]


def test_a_self_billed_invoice_may_be_called_either() -> None:
    assert english(title="Gutschrift", type_code="389") == []
