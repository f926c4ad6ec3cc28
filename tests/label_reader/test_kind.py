"""The kind of a document by its title, wherever on its row that stands, in every language."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.grid import grid_of
from invoice_llm.label_reader.kind import doc_type_of, titled
from invoice_llm.vocabulary.loading import languages

_BODY = """
Alder & Finch Trading Ltd

{title}{beside}

{number}   AF-1
Total   119.00
"""
_TITLES = [
    (code, kind, title.replace("*", ""))
    for code, language in languages().items()
    for kind in ("credit_note", "proforma")
    for title in language.titles[kind]
]


@pytest.mark.parametrize(
    "beside", ["", "1/1", "Page 1 of 2", "Kiel, 27.11.2026", "27.11.2026", "INVOICE NUMBER   4711"]
)
@pytest.mark.parametrize(("code", "kind", "title"), _TITLES)
def test_a_title_that_shares_its_row_is_a_title(code: str, kind: str, title: str, beside: str) -> None:
    number = languages()[code].labels["invoice_number"][0]
    text = _BODY.format(title=title.capitalize(), beside=f"        {beside}", number=number.capitalize())
    grid = grid_of(text)
    assert doc_type_of(grid, titled(grid)) == kind


@pytest.mark.parametrize("beside", ["-5.00", "CN-17", "12.03.2026   -5.00", "4711"])
def test_a_label_with_its_value_is_none(beside: str) -> None:
    text = f"Invoice\n\nInvoice no.   AF-1\nCredit note        {beside}\nTotal   119.00\n"
    grid = grid_of(text)
    assert doc_type_of(grid, titled(grid)) == "invoice"
