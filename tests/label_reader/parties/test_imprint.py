"""The supplier in the imprint at the foot of a page, the customer at its top."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.reader import read_invoice

PAGE = """Larkholt Print Ltd
47 Wharf Street
3012 Bern

                                                       4 May 2026

Invoice No. 77

Description          Quantity       Price       Amount
Printing                    1       50.00        50.00

Total                                            50.00

{footer}
"""
IMPRINT = """Quillmoor Joinery Ltd       Tel. 040 5550 113          Green Bank plc
12 Mill Lane                post@joinery.example       IBAN: CH93 0076 2011 6238 5295 7
8005 Zurich                                            VAT number: CHE-116.281.838"""


def names(footer: str) -> tuple[str | None, str | None]:
    read = read_invoice(PAGE.format(footer=footer))
    return (read.seller.name if read.seller else None, read.buyer.name if read.buyer else None)


def test_the_company_of_the_imprint_sells_and_the_address_at_the_top_buys() -> None:
    assert names(IMPRINT) == ("Quillmoor Joinery Ltd", "Larkholt Print Ltd")


@pytest.mark.parametrize(
    "footer",
    ["Form Makers Ltd, copyright", "Quillmoor Joinery Ltd printed this form", "Tel. 040 5550 113   Green Bank plc"],
)
def test_a_company_without_account_numbers_or_contact_is_no_imprint(footer: str) -> None:
    assert names(footer)[0] != "Quillmoor Joinery Ltd"
    assert names(footer)[0] != "Form Makers Ltd"


def test_a_sender_in_small_print_above_the_window_is_not_the_recipient() -> None:
    text = (
        "Quillmoor Joinery Ltd 12 Mill Lane 8005 Zurich\nLarkholt Print Ltd\n47 Wharf Street\n3012 Bern\n\n"
        f"Invoice No. 77\n\nTotal  50.00\n\n{IMPRINT}"
    )
    read = read_invoice(text)
    assert read.seller is not None
    assert read.buyer is not None
    assert (read.seller.name, read.buyer.name) == ("Quillmoor Joinery Ltd", "Larkholt Print Ltd")
