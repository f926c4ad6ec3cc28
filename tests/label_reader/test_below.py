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


def test_below_labels_that_push_one_another_to_the_right_each_value_is_of_the_label_of_its_place() -> None:
    text = """\
Client no.      Invoice number        Invoice date          Payment due date  Order number
46600         2025-40823     18/12/2025      28/12/2025     PO-40679

Total  12.00
"""
    read = read_invoice(text)
    assert (read.issue_date, read.due_date) == ("18/12/2025", "28/12/2025")


def test_a_town_below_a_street_beside_a_label_is_not_its_number() -> None:
    text = """\
Suministros Arenal S.L.                 Talleres Arenal Ltda.
                                        Calle Mayor 82
Número de factura                       8320000 Santiago
20260247396
"""
    assert read_invoice(text).invoice_number == "20260247396"
