"""A supplier's name of which only a part was read."""

from __future__ import annotations

import pytest

from invoice_llm.documents.page import Page, TextRow
from invoice_llm.reading.concerns.parties.torn_name import is_torn
from tests.reading.test_not_understood import row

LEFT = 0.1


@pytest.mark.parametrize(
    ("rows", "name", "torn"),
    [
        (("Brenner & Kolb", "Dachbau GmbH", "Weg 7"), "Dachbau GmbH", True),
        (("Brenner & Kolb", "Dachbau GmbH &", "Co. KG", "Weg 7"), "Dachbau GmbH & Co. KG", True),
        (("Officina Rossi di", "Rossi Luca S.a.s.", "Via Po 2"), "Rossi Luca S.a.s.", True),
        (("Les Jardins du", "Moulin", "2 place Bellecour"), "Les Jardins du", True),
        (("Anna Lind Konsult", "Storgatan 4"), "Anna Lind Konsult", False),
        (("Dachbau GmbH", "Weg 7"), "Dachbau GmbH", False),
        (("Kolb", "Kolb Dachbau GmbH", "Weg 7"), "Kolb Dachbau GmbH", False),
        (("Rechnung", "Dachbau GmbH", "Weg 7"), "Dachbau GmbH", False),
        (("Marlow", "", "Marlow Street Plumbing"), "Marlow", True),
        (("Marlow", "", "Marlow thanks you for your order"), "Marlow", False),
        (("Marlow", "", "Marlow Ltd."), "Marlow", False),
        (("Tmi", "", "Tmi Virtanen"), "Tmi", True),
        (("Klein-Marlow", "", "Klein-Marlow Bau"), "Klein-Marlow", True),
        (("Les Jardins du", "Moulin", "", "Les Jardins du, 2 place Bellecour"), "Les Jardins du", False),
    ],
)
def test_a_name_that_goes_on_in_another_row_and_stands_nowhere_else_is_torn(
    rows: tuple[str, ...], name: str, torn: bool
) -> None:
    printed = tuple(_flush(0.05 + 0.016 * at, text) for at, text in enumerate(rows) if text)
    assert is_torn(name, [Page(1, 600.0, 840.0, printed)]) == torn


def test_a_smaller_line_below_a_name_is_no_part_of_it() -> None:
    rows = (_flush(0.05, "Anna Lind"), _flush(0.066, "Partner in print", high=0.006))
    assert not is_torn("Anna Lind", [Page(1, 600.0, 840.0, rows)])


def _flush(top: float, text: str, high: float = 0.011) -> TextRow:
    made = row(top, (text, LEFT + 0.008 * len(text)))
    cells = tuple(tuple(word.__class__(word.text, (*word.box[:3], top + high)) for word in cell) for cell in made.cells)
    return TextRow(cells)
