"""Numbers and dates where invoice programs print them: behind other words, under other columns, without a label."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.evidence.structure import structure_of

FOOTER = "\n\nSummers & Sons Ltd\n8005 Zurich\nIBAN CH93 0076 2011 6238 5295 7"


def test_a_line_of_an_address_beside_a_label_is_not_its_number() -> None:
    text = "Invoice Date          Acme Ltd\n4 May 2026            96 Castle Road\n"
    text += "Invoice Number        3542 Greentown\nINV-77"
    read = read_invoice(text)
    assert (read.invoice_number, read.issue_date) == ("INV-77", "4 May 2026")


def test_a_label_with_a_colon_may_stand_behind_other_words() -> None:
    read = read_invoice("Invoice No: 1\nInvoice date: 1 May 2026\nTerms: net 14 days - Due date: 15 May 2026")
    assert read.due_date == "15 May 2026"


@pytest.mark.parametrize("label", ["Invoice no.", "Number / Date"])
@pytest.mark.parametrize("value", ["INV-7 / 4 May 2026", "INV-7 4 May 2026"])
def test_number_and_date_may_share_a_cell(label: str, value: str) -> None:
    read = read_invoice(f"Invoice\n\n{label}     {value}\n\nTotal  12.00")
    assert (read.invoice_number, read.issue_date) == ("INV-7", "4 May 2026")


@pytest.mark.parametrize(("line", "date"), [("Zurich 4 May 2026", "4 May 2026"), ("Delivered 4 May 2026", None)])
def test_a_date_stands_behind_a_town_that_the_page_knows(line: str, date: str | None) -> None:
    assert read_invoice(f"Invoice No: 1\n\n{line}\n\nTotal  12.00{FOOTER}").issue_date == date


def test_the_word_number_alone_is_a_label_where_no_other_is() -> None:
    assert read_invoice("Invoice\nNumber #    INV-7\nDate        4 May 2026").invoice_number == "INV-7"
    assert read_invoice("Invoice\nNumber #    4711\nInvoice No.  INV-7").invoice_number == "INV-7"


def test_the_day_below_a_placeholder_is_no_number() -> None:
    text = "INVOICE\n\nInvoice No.:      {{ invoice.number }}\nDate of issue:    2 September 2025\n\nTotal  12.00"
    assert read_invoice(text).invoice_number is None


def test_in_a_bar_beside_the_table_each_day_belongs_to_the_label_above_it() -> None:
    text = """\
Bergstad Tools Ltd                     INVOICE
Order date                             63 Mill Lane
28 September 2025                      Bristol BS1 4QA
Invoice no.
INV-045220                             Item                                   Quantity       Price         Amount
Date
                                       Training day                                  1      347.15         347.15
8 October 2025
                                       Coffee beans                                  1      346.97         346.97
                                                                      Total                               694.12
"""
    assert read_invoice(text).issue_date == "8 October 2025"
    assert read_invoice(text.replace("Date\n ", "Day\n ")).issue_date is None


def test_a_bar_beside_the_lines_is_read_as_what_it_is() -> None:
    text = """\
Bergstad Tools Ltd                     INVOICE
Invoice no.                            63 Mill Lane
INV-045220                             Bristol BS1 4QA
Due date                               Item                                   Quantity       Price         Amount
22 October 2025
                                       Training day                                  1      347.15         347.15
Status
                                       Door handle                                   1       10.00          10.00
Refunded                               Coffee beans                                  1      346.97         346.97

                                                                      Total                               704.12
"""
    assert read_invoice(text).due_date == "22 October 2025"
    assert [line.description for line in read_invoice(text).lines] == ["Training day", "Door handle", "Coffee beans"]
    assert {one.words for one in structure_of(text).said} == {"Refunded"}


@pytest.mark.parametrize("label", ["Payment due", "Zahlbar bis", "À payer avant le", "Splatno do"])
def test_a_label_of_what_is_due_in_a_bar_does_not_end_the_lines(label: str) -> None:
    text = f"""\
Bergstad Tools Ltd                     INVOICE
Invoice no.
INV-045220                             Item                                   Quantity       Price         Amount
                                       Training day                                  1      347.15         347.15
{label}
17 June 2026                           Coffee beans                                  1      346.97         346.97

                                                                      Total                               694.12
"""
    assert [line.line_total for line in read_invoice(text).lines] == ["347.15", "346.97"]
