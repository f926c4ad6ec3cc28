from __future__ import annotations

from invoice_llm.label_reader.reader import read_invoice


def test_of_two_days_below_a_label_the_one_that_shares_most_of_its_columns_is_its_own() -> None:
    text = """\
Invoice no.     Issued on        Due date       Order no.
FK2563411       17 September 2025  1 November 2025  PO-44422

Total  12.00
"""
    read = read_invoice(text)
    assert (read.issue_date, read.due_date) == ("17 September 2025", "1 November 2025")
