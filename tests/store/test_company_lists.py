"""Lists of suppliers and orders: what their files may look like, and what is said of a faulty one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.company_lists import CompanyLists, ListedOrder, ListedSupplier
from invoice_llm.store.blobs.company_lists import read_company_lists


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_list_may_be_parted_by_comma_semicolon_or_tab_and_have_columns_of_its_own(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "suppliers.csv"
    head = ["Name", "creditor", "VAT_ID", "accounts", "currency"]
    row = ["Köhler & Co KG", "70012", "DE129273398", "DE02120300000000202051|NL91ABNA0417164300", "eur"]
    file.write_text("\ufeff" + "\n".join(map(mark.join, (head, row))) + "\n", "utf-8")
    accounts = ("DE02120300000000202051", "NL91ABNA0417164300")
    assert read_company_lists(str(file), None).suppliers == (
        ListedSupplier("Köhler & Co KG", "DE129273398", accounts, "EUR"),
    )


def test_only_the_number_of_an_order_has_to_be_there(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("number,supplier,currency,open_amount\nPO-1,,,\nPO-2,Acme,USD,12.50\n")
    read = read_company_lists(None, file.as_uri())
    assert read.orders == (ListedOrder("PO-1"), ListedOrder("PO-2", "Acme", "USD", Decimal("12.50")))


def test_a_list_that_is_not_configured_is_none_and_no_empty_one() -> None:
    lists = read_company_lists(None, None)
    assert (lists.suppliers, lists.orders) == (None, None)
    assert lists.by_id == CompanyLists(()).by_id == {}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("number,open_amount\nPO-1,5\nPO-2,1.234,50\n", "line 3: more cells"),
        ('number,open_amount\nPO-1,"1.234,50"\n', "line 2: open_amount '1.234,50' is no number, e.g. 1234.50"),
        ("number,open_amount\nPO-1,nan\n", "line 2: open_amount 'nan' is no number"),
        ("number,currency\nPO-1,EURO\n", "line 2: currency 'EURO' is no ISO 4217 code, e.g. EUR"),
        ("number,currency\n,EUR\n", "line 2: number is missing"),
        ("order,currency\nPO-1,EUR\n", "the first line has no column 'number'; it has order, currency"),
        ("", "the first line has no column 'number'"),
        ('number\n"PO-1\n', "line 2: "),
    ],
)
def test_a_faulty_line_is_named_with_what_is_wrong_there(tmp_path: Path, rows: str, told: str) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(rows)
    with pytest.raises(ConfigurationError) as caught:
        read_company_lists(None, str(file))
    assert str(caught.value).startswith(f"INVOICE_LLM_ORDERS_FILE={str(file)!r}")
    assert told in str(caught.value)


def test_a_file_that_is_not_there_or_not_in_utf_8_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_company_lists(str(tmp_path / "gone.csv"), None)
    (tmp_path / "latin.csv").write_bytes("name\nKöhler\n".encode("latin-1"))
    with pytest.raises(ConfigurationError, match="not in UTF-8"):
        read_company_lists(str(tmp_path / "latin.csv"), None)
