"""What a reader copied becomes values, in the convention of the whole page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.printed import PrintedCharge
from invoice_llm.reading.parsing.assembly import assemble
from tests.reading.printed_invoice import RIGHT, TEXT, line, party, printed

FRENCH = "Total HT  6 120,00 EUR\nTVA  1 224,00 EUR\nTotal TTC  7 344,00 EUR"
AMERICAN = "Acme Inc\n12 Main St\nAustin, TX 78701\nTotal due  $1,250.00"


def test_every_value_of_a_page_is_parsed_and_its_print_kept() -> None:
    read = assemble(RIGHT, TEXT)
    assert read.invoice.total_gross == Decimal("420.00")
    assert read.invoice.issue_date == date(2026, 3, 2)
    assert read.invoice.due_date == date(2026, 4, 1)
    assert read.invoice.currency == "GBP"
    assert [(li.quantity, li.unit_price, li.line_total) for li in read.invoice.lines] == [
        (Decimal(40), Decimal("6.50"), Decimal("260.00")),
        (Decimal(2), Decimal("45.00"), Decimal("90.00")),
    ]
    assert read.invoice.taxes[0].rate == Decimal(20)
    assert read.quotes["total_gross"] == "£420.00"
    assert read.problems == {}


@pytest.mark.parametrize("total", ["6 120,00", "6\u00a0120,00 EUR", "6\u202f120,00"])
def test_an_amount_with_a_blank_for_thousands_keeps_its_cents(total: str) -> None:
    assert assemble(printed(total_net=total), FRENCH).invoice.total_net == Decimal("6120.00")


@pytest.mark.parametrize(
    ("text", "value"),
    [("Summe 12,50 EUR\nGesamt 1.250 EUR", "1250"), ("Sum 12.50\nTotal 1.250 kg", "1.250")],
)
def test_the_other_amounts_of_the_page_decide_what_a_separator_means(text: str, value: str) -> None:
    assert assemble(printed(total_gross="1.250"), text).invoice.total_gross == Decimal(value)


def test_an_amount_that_nothing_decides_is_marked() -> None:
    read = assemble(printed(total_gross="1.250"), "Total 1.250")
    assert read.problems == {"total_gross": (Reason.AMBIGUOUS_AMOUNT,)}


def test_another_date_of_the_page_decides_the_order_of_day_and_month() -> None:
    read = assemble(printed(issue_date="03/04/2026"), "Date 03/04/2026\nDelivered 25/03/2026")
    assert read.invoice.issue_date == date(2026, 4, 3)
    assert read.problems == {}


def test_an_american_address_decides_the_order_of_day_and_month() -> None:
    read = assemble(printed(issue_date="03/04/2026"), f"{AMERICAN}\nDate 03/04/2026")
    assert read.invoice.issue_date == date(2026, 3, 4)


def test_a_date_that_nothing_decides_is_marked() -> None:
    read = assemble(printed(issue_date="03/04/2026"), "Date 03/04/2026")
    assert read.problems == {"issue_date": (Reason.AMBIGUOUS_DATE,)}


def test_a_due_date_in_words_is_none_and_no_problem() -> None:
    read = assemble(printed(due_date="Due upon receipt"), "Due upon receipt")
    assert read.invoice.due_date is None
    assert read.problems == {}
    assert "due_date" not in read.quotes


def test_what_cannot_be_understood_is_none_and_said() -> None:
    read = assemble(printed(total_gross="see below", issue_date="99/99/2026"), "see below")
    assert (read.invoice.total_gross, read.invoice.issue_date) == (None, None)
    assert read.problems == {
        "total_gross": (Reason.UNPARSABLE_VALUE,),
        "issue_date": (Reason.UNPARSABLE_VALUE,),
    }


def test_a_dollar_beside_an_american_address_is_the_us_dollar() -> None:
    assert assemble(printed(currency="$"), AMERICAN).invoice.currency == "USD"
    assert assemble(printed(), AMERICAN).invoice.currency == "USD"


def test_a_dollar_alone_is_no_currency() -> None:
    assert assemble(printed(currency="$"), "Total $12.00").invoice.currency is None


def test_a_currency_that_is_none_gives_way_to_the_one_of_the_page() -> None:
    read = assemble(printed(currency="amount"), "Total 12.00 CHF")
    assert read.invoice.currency == "CHF"
    assert "currency" not in read.quotes


def test_a_credit_note_keeps_the_signs_that_are_printed() -> None:
    for minus in ("-", ""):
        credit = printed(
            doc_type="credit_note",
            total_gross=f"{minus}120.00",
            lines=[line("Towel", f"{minus}100.00", quantity=f"{minus}10", unit_price="10.00")],
            preceding_invoice="HP-7",
        )
        invoice = assemble(credit, "Credit note").invoice
        assert invoice.total_gross == Decimal(f"{minus}120.00")
        assert (invoice.lines[0].quantity, invoice.lines[0].line_total) == (
            Decimal(f"{minus}10"),
            Decimal(f"{minus}100"),
        )
        assert invoice.preceding_invoices[0].number == "HP-7"


def test_an_invoice_with_a_minus_stays_negative() -> None:
    assert assemble(printed(total_gross="-5.00"), "").invoice.total_gross == Decimal("-5.00")


def test_a_payment_among_the_lines_is_no_item() -> None:
    lines = [line("Stay, 2 nights", "200.00"), line("Paid by Visa", "-200.00"), line("Discount", "-5.00")]
    assert [li.kind for li in assemble(printed(lines=lines), "").invoice.lines] == ["item", "payment", "item"]


def test_discounts_and_charges_are_positive_and_added_up_apart() -> None:
    parts = [
        PrintedCharge(kind="allowance", reason="Trade discount", amount="-10.00"),
        PrintedCharge(kind="charge", reason="Freight", amount="4.00"),
        PrintedCharge(kind="charge", reason="Packing", amount="1.00"),
        PrintedCharge(kind="allowance", reason=None, amount=None),
    ]
    invoice = assemble(printed(allowances_charges=parts), "").invoice
    assert [part.kind for part in invoice.allowances_charges] == ["discount", "shipping", "other", "discount"]
    assert (invoice.allowance_total, invoice.charge_total) == (Decimal(10), Decimal(5))


def test_a_quantity_brings_its_unit() -> None:
    invoice = assemble(printed(lines=[line("Work", "240.00", quantity="3 hrs")]), "").invoice
    assert (invoice.lines[0].quantity, invoice.lines[0].unit) == (Decimal(3), "hrs")


def test_ids_are_written_without_blanks() -> None:
    read = assemble(printed(seller=party("A", "de 136 695 976"), iban="gb33 bukb 2020 1555 5555 55"), "")
    assert read.invoice.seller.vat_id == "DE136695976"
    assert read.invoice.payment_accounts[0].iban == "GB33BUKB20201555555555"
    assert read.quotes["seller.vat_id"] == "de 136 695 976"


def test_a_tax_id_and_an_order_number_are_kept_as_printed() -> None:
    seller = party("A").model_copy(update={"tax_id": "12/345/67890", "address": " Road 1\n Town"})
    invoice = assemble(printed(seller=seller, purchase_order="PO 7"), "").invoice
    assert invoice.seller.tax_ids[0].value == "12/345/67890"
    assert invoice.seller.address.text == "Road 1 Town"
    assert invoice.po_numbers == ("PO 7",)
