"""A supplier without a label and without a known form, shown by the only VAT id of the page."""

from __future__ import annotations

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
