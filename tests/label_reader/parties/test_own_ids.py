"""A supplier without a label and without a known form, shown by the only VAT id of the page."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.grid import grid_of
from invoice_llm.label_reader.parties.ids import vat_ids
from invoice_llm.label_reader.reader import read_invoice

PAGE = """
{first}                            INVOICE
63 Castle Road
D02 AF30 Dublin
{id}

{second}                           Invoice number   RV-26-328
13 Mill Lane                       Date of issue    16 March 2026
D02 AF30 Dublin

Item                     Quantity    Unit price    Line total
Copy paper                      4        795.95      3,183.80
                                     Net total     EUR 3,183.80
                                     VAT 23%         EUR 732.27
                                     Total         EUR 3,916.07
"""


def test_the_company_above_the_only_vat_id_is_the_supplier_whatever_its_form() -> None:
    page = PAGE.format(first="Ashfold Tools", second="Tallow Row Electrical Ltd", id="VAT number IE8034403I")
    assert read_invoice(page).seller.name == "Ashfold Tools"


def test_a_foreign_customer_with_the_only_vat_id_does_not_become_the_supplier() -> None:
    page = PAGE.format(first="Larkmoor Print LLC", second="Moorfeld Holzbau e.K.\nUSt-IdNr. DE586816199", id="")
    assert read_invoice(page).seller.name == "Larkmoor Print LLC"


def test_a_label_printed_over_a_name_makes_no_name() -> None:
    page = PAGE.format(first="Ashfold Due date Tools Ltd", second="Tallow Row Electrical Ltd", id="VAT IE8034403I")
    assert read_invoice(page).seller.name != "Ashfold Due date Tools Ltd"


def test_the_currency_is_the_one_of_the_total_not_of_its_equivalent() -> None:
    page = PAGE.format(first="Ashfold Tools DAC", second="Tallow Row Electrical Ltd", id="VAT IE8034403I")
    page = (
        page.replace("EUR ", "").replace("Total         3,9", "Total GBP   3,9") + " " * 40 + "(EUR)   EUR 4,510.20\n"
    )
    assert read_invoice(page).currency == "GBP"


def test_the_first_part_of_an_account_over_two_rows_is_no_vat_id() -> None:
    account = "Please pay to PL75 1610 1348       Net total\n9156 6592 7321 0005.               Total"
    assert [found.text for found in vat_ids(grid_of(f"VAT PL3925498909\n\n{account}"))] == ["PL3925498909"]


def test_the_number_of_an_invoice_with_the_tax_in_its_name_is_no_vat_id() -> None:
    found = [one.text for one in vat_ids(grid_of("Faktura VAT 2607826\nNIP: 5157586697\nVAT 515758669"))]
    assert found == ["5157586697", "515758669"]


LETTER = """
Fenbetal Transport AS - Havnegata 3 - 5003 Bergen

{name}
{lines}

{title}                            {number}   2026-0417

Fenbetal Transport AS             Tel. +47 91 35 29 10           {label} {theirs}
"""


@pytest.mark.parametrize(
    ("label", "ours", "theirs"),
    [
        ("Org.nr.:", "NO 948 032 716 MVA", "NO 995 259 389 MVA"),
        ("P.IVA:", "IT02881270819", "IT05044960945"),
        ("USt-IdNr.:", "DE789263888", "DE412837445"),
        ("NIP:", "677-047-50-50", "526-563-60-73"),
        ("CIF:", "A83310797", "B89452593"),
        ("BTW-nummer:", "NL563237589B01", "NL188212553B01"),
    ],
)
def test_an_id_in_the_address_of_a_letter_is_the_recipients(label: str, ours: str, theirs: str) -> None:
    lines = f"Storgata 3\n3045 Drammen\n{label} {ours}"
    text = LETTER.format(
        name="Tannwald Norge AS", lines=lines, title="Faktura", number="Fakturanr.:", label=label, theirs=theirs
    )
    read = read_invoice(text)
    assert (read.seller.vat_id, read.buyer.vat_id) == (theirs, ours)


def test_a_house_called_like_the_head_of_a_column_ends_no_address() -> None:
    text = """
From:                                    Bill to:
Golbolemn Packaging Ltd                  Tannwald UK Ltd
Unit 3 Harrow Trading Estate             Unit 7, Foundry Park
Bristol BS1 4TB                          Sheffield S9 1XH
VAT No.: GB 686 0559 98                  VAT No.: GB 604 9133 03
"""
    read = read_invoice(text)
    assert (read.seller.vat_id, read.buyer.vat_id) == ("GB 686 0559 98", "GB 604 9133 03")
    assert read.buyer.address == "Unit 7, Foundry Park, Sheffield S9 1XH"
