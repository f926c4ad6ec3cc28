"""A file is cut where a page proves that another invoice begins, and nowhere else."""

import pytest

from invoice_llm.reading.splitting.segments import Segmentation, segment
from tests.reading.drawn_pages import Sheet, bill, read

PROSE = (
    "We deliver on the terms that are printed here and on none but those, whatever the buyer may have written.",
) * 20
TERMS = Sheet("General Terms and Conditions", *PROSE)
PRINT = Sheet(" ", *PROSE)


def second(number: str, foot: str = "", carried: str = "") -> Sheet:
    lines = (f"Invoice no: | {number}", carried, "Hook | 2 | 50.00", "Net | 200.00", "VAT 19 % | 38.00")
    return Sheet(" ", *lines, "Total | 238.00 EUR", foot=foot)


def cut(*sheets: Sheet) -> tuple[list[tuple[int, ...]], dict[int, str], tuple[int, ...]]:
    made = segment(read(*sheets))
    assert Segmentation.from_json(made.to_json()) == made
    return [one.pages for one in made.segments], {one.page: one.kind for one in made.aside}, made.in_doubt


FILES = {
    "two": ((bill("A-1"), bill("A-2")), [(1,), (2,)], {}),
    "four": (tuple(bill(f"A-{n}") for n in range(4)), [(1,), (2,), (3,), (4,)], {}),
    "terms behind each": ((bill("A-1"), TERMS, bill("A-2"), TERMS), [(1,), (3,)], {2: "terms", 4: "terms"}),
    "conditions without a heading": ((bill("A-1"), PRINT, bill("A-2")), [(1,), (3,)], {2: "terms"}),
    "a delivery note behind": (
        (bill("A-1"), Sheet("Delivery note", "Rope | 4"), bill("A-2")),
        [(1,), (3,)],
        {2: "delivery_note"},
    ),
    "a statement in front": (
        (Sheet("Statement", "A-1 | 119.00"), bill("A-1"), bill("A-2")),
        [(2,), (3,)],
        {1: "statement"},
    ),
    "a time sheet": ((bill("A-1"), Sheet("Stundenzettel", "Mo | 8 | 1")), [(1,)], {2: "time_sheet"}),
    "numbered pages": (
        (
            bill("A-1", foot="Page 1 of 2", total=False),
            second("A-1", "Page 2 of 2"),
            bill("A-2", foot="Page 1 of 1"),
        ),
        [(1, 2), (3,)],
        {},
    ),
    "carried forward": (
        (
            bill("A-1", "Carried forward | 100.00", total=False),
            second("A-1", carried="Brought forward | 100.00"),
            bill("A-2"),
        ),
        [(1, 2), (3,)],
        {},
    ),
    "a page without a number of its own": (
        (bill("A-1", total=False), Sheet(" ", "Hook | 2 | 50.00", "Total | 119.00 EUR"), bill("A-2")),
        [(1, 2), (3,)],
        {},
    ),
    "an invoice and a credit note": ((bill("A-1"), bill("C-9", title="Credit note")), [(1,), (2,)], {}),
    "German pages": (
        (bill("A-1", foot="Seite 1/1", title="Rechnung"), bill("A-2", foot="Seite 1/1", title="Rechnung")),
        [(1,), (2,)],
        {},
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_every_page_belongs_to_its_invoice_or_is_set_aside(name: str) -> None:
    sheets, pages, aside = FILES[name]
    assert cut(*sheets) == (pages, aside, ())


WHOLE = {
    "the same head on each page": (bill("A-1", total=False), bill("A-1", total=False), bill("A-1")),
    "the same number with another page count": (bill("A-1", foot="Page 1 of 1"), bill("A-1", foot="Page 1 of 1")),
    "a copy": (bill("A-1"), bill("A-1", title="Invoice copy")),
    "a page that goes on": (bill("A-1", total=False), Sheet(" ", "Hook | 2 | 50.00", "Total | 119.00 EUR")),
    "one page": (bill("A-1"),),
}


@pytest.mark.parametrize("name", WHOLE)
def test_an_invoice_is_not_cut_in_two(name: str) -> None:
    sheets = WHOLE[name]
    assert cut(*sheets) == ([tuple(range(1, len(sheets) + 1))], {}, ())


DOUBTS = {
    "pages of a scan job": (bill("A-1", foot="Page 1 of 2"), bill("A-2", foot="Page 2 of 2")),
    "another number before the total": (bill("A-1", total=False), bill("A-2")),
    "no total on the second": (bill("A-1"), bill("A-2", total=False)),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_what_is_not_sure_stays_whole_and_says_so(name: str) -> None:
    assert cut(*DOUBTS[name]) == ([(1, 2)], {}, (2,))


def test_papers_without_an_invoice_are_one_document_of_their_kind() -> None:
    made = segment(read(Sheet("Lieferschein", "Rope | 4"), Sheet("Lieferschein", "Hook | 2")))
    assert [one.kind for one in made.segments] == ["delivery_note"]
