"""Index of the rows of all pages, by text, by amount and by date."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

from invoice_llm.documents.page import Box, Page
from invoice_llm.invoice.amounts import Amount, find_amounts, parse_amount
from invoice_llm.reading.evidence.currency_words import is_of_a_name
from invoice_llm.reading.evidence.row_text import RowText, around, squeeze
from invoice_llm.reading.parsing.convention import Convention
from invoice_llm.vocabulary.currency import currency_in_word
from invoice_llm.vocabulary.dates import find_dates, parse_date

_DIGIT = re.compile("[0-9]")
_ADDRESS = re.compile(r"(?:@|www\.|https?://)([\w.-]+\.[a-z]{2,})")
_NOT_A_NAME = frozenset(["gmbh", "limited", "company", "corporation", "sarl", "group", "gruppe", "inc"])
_PERCENT = re.compile(r"(?<![\w.,])([0-9]{1,3}(?:[.,][0-9]{1,4})?) ?%")
_GLUED = re.compile(r"(?<![\w.,])[0-9]+(?:[.,][0-9]+)?(?=[^\W\d_]{1,6}\b|[*×@/])|(?<=[x×@])[0-9]+(?:[.,][0-9]+)?")
_ACCOUNT = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,28}")
_GROUP = 4
"""Letters of an account that are printed together; it wraps between two groups."""
_LARGE = 1.25
_MOST_WORDS = 8
"""A longer text that wraps is looked for by its beginning only."""
_ABOVE = 3
"""How many rows up a label may stand over its value."""


@dataclass(frozen=True, slots=True)
class Place:
    """One occurrence: ``row`` counts over all pages, ``before`` is left of it, ``above`` what stands over it.

    ``sharpness``, 0-1, is what the OCR engine thinks of its least sure word; ``None`` where text was not recognized.
    """

    page: int
    row: int
    box: Box
    quote: str
    before: str
    above: tuple[str, ...]
    sharpness: float | None = None


_Span = tuple[int, int, int]
"""Row, first word, last word."""


class Places:
    """Finds values in the positioned text of one document."""

    def __init__(self, pages: Sequence[Page], convention: Convention) -> None:
        self._lines = [RowText.of(page, row.cells) for page in pages for row in page.rows]
        self._convention = convention
        self._squeezed = "\n".join(line.squeezed for line in self._lines)
        self._begins = [0, *accumulate(len(line.squeezed) + 1 for line in self._lines)]
        self._texts: dict[str, list[Place]] = {}
        heights = sorted(word.box[3] - word.box[1] for line in self._lines for word in line.words)
        self._height = heights[len(heights) // 2] if heights else 0.0
        self._amounts: dict[Decimal, list[_Span]] = defaultdict(list)
        self._dates: dict[date, list[_Span]] = defaultdict(list)
        self._rates: dict[Decimal, list[_Span]] = defaultdict(list)
        self._currencies: dict[str, list[Place]] = {}
        self._known: dict[_Span, Place] = {}
        for index, line in enumerate(self._lines):
            self._index(index, line)

    def text(self, value: str) -> list[Place]:
        """Every row that shows ``value``; case and blanks do not count. A value that wraps is found over its rows."""
        target = squeeze(value)
        if not target:
            return []
        if value not in self._texts:
            self._texts[value] = list(self._in_rows(target)) or list(self._wrapped(value))
        return list(self._texts[value])

    def amount(self, value: Decimal) -> list[Place]:
        """Every place where this amount is printed, whatever its form and sign."""
        return self._places(self._amounts.get(abs(value), ()))

    def numbers_in(self, rows: Collection[int]) -> set[Decimal]:
        """The numbers that these rows show, with a unit right behind them or not; signs do not count."""
        return {number for row in rows for number in self._numbers.get(row, ())}

    @cached_property
    def _numbers(self) -> dict[int, set[Decimal]]:
        """The numbers of each row that shows any."""
        numbers: dict[int, set[Decimal]] = defaultdict(set)
        for value, spans in self._amounts.items():
            for row, _, _ in spans:
                numbers[row].add(value)
        for row, line in enumerate(self._lines):
            glued = (self._amount(match[0]) for match in _GLUED.finditer(line.spaced))
            numbers[row].update(number.value for number in glued if number is not None)
        return dict(numbers)

    def day(self, value: date) -> list[Place]:
        """Every place where this day is printed, whatever its form."""
        return self._places(self._dates.get(value, ()))

    def days(self) -> set[date]:
        """Every day that is printed."""
        return set(self._dates)

    def amounts(self) -> set[Decimal]:
        """Every amount that is printed, without signs."""
        return set(self._amounts)

    def is_of_a_date(self, place: Place) -> bool:
        """True where the place is part of a printed date, as a year may be taken for a number."""
        days = self._places(self._dated.get(place.row, ()))
        return any(day.box[0] <= place.box[0] and place.box[2] <= day.box[2] for day in days)

    @cached_property
    def _dated(self) -> dict[int, list[_Span]]:
        """The dates of each row that shows any."""
        rows: dict[int, list[_Span]] = defaultdict(list)
        for spans in self._dates.values():
            for span in spans:
                rows[span[0]].append(span)
        return dict(rows)

    def rate(self, percent: Decimal) -> list[Place]:
        """Every place where this number is printed with a percent sign."""
        return self._places(self._rates.get(percent, ()))

    def printed_rates(self) -> set[Decimal]:
        """Every number that is printed with a percent sign."""
        return set(self._rates)

    def rates_in(self, rows: Collection[int]) -> set[Decimal]:
        """The percentages printed in these rows."""
        return {rate for rate, spans in self._rates.items() if any(row in rows for row, _, _ in spans)}

    def currency(self, code: str) -> list[Place]:
        """Every word that names this currency, alone or at an amount: its code, its sign, its name."""
        if code not in self._currencies:
            self._currencies[code] = self._naming(code)
        return self._currencies[code]

    def _naming(self, code: str) -> list[Place]:
        country = self._convention.country
        texts = {word.text for line in self._lines for word in line.words}
        alike = {text for text in texts if not text[0].isdigit() or not text[-1].isdigit()}
        naming = {text for text in alike if currency_in_word(text, country=country) == code}
        return [
            self._place(row, index, index)
            for row, line in enumerate(self._lines)
            for index, word in enumerate(line.words)
            if word.text in naming and not is_of_a_name(line.cell_of(index).text, word.text)
        ]

    def in_address(self, name: str) -> bool:
        """True where a word of ``name`` is part of a web or mail address on the page."""
        words = [word for word in re.findall(r"[^\W\d_]{4,}", name.casefold()) if word not in _NOT_A_NAME]
        hosts = " ".join(host for line in self._lines for host in _ADDRESS.findall(line.squeezed))
        return any(_ascii(word) in hosts for word in words)

    def is_large(self, place: Place) -> bool:
        """True where the place is set larger than the text around it, as a name in a letterhead is."""
        return place.box[3] - place.box[1] > _LARGE * self._height

    def _in_rows(self, target: str) -> Iterator[Place]:
        at = self._squeezed.find(target)
        while at >= 0:
            index = bisect_right(self._begins, at) - 1
            line, start = self._lines[index], at - self._begins[index]
            if line.has_edges(start, len(target)):
                yield self._place(index, line.word_of[start], line.word_of[start + len(target) - 1])
            at = self._squeezed.find(target, at + 1)

    def _wrapped(self, value: str) -> Iterator[Place]:
        """The first part in one row, the rest at the start of a cell in the next rows, in the same column."""
        words, anywhere = value.split(), False
        if _ACCOUNT.fullmatch(value):  # no other text goes on with the same figures
            anywhere = True
            words = [value[at : at + _GROUP] for at in range(0, len(value), _GROUP)]
        if len(words) > _MOST_WORDS:
            return
        for cut in range(len(words) - 1, 0, -1):
            tail = squeeze(" ".join(words[cut:]))
            for place in self._in_rows(squeeze(" ".join(words[:cut]))):
                if any(
                    self._continues(place, tail, line, anywhere) for line in self._lines[place.row + 1 : place.row + 4]
                ):
                    yield place

    def _continues(self, place: Place, tail: str, line: RowText, anywhere: bool) -> bool:
        """True where a cell of the row begins with the rest: one in the same column, or ``anywhere``."""
        return any(
            squeeze(cell.text).startswith(tail) for cell in line.cells if anywhere or cell.shares_column(place.box)
        )

    def _index(self, index: int, line: RowText) -> None:
        text = line.spaced
        if _DIGIT.search(text) is None:
            return
        for start, end in find_amounts(text):
            amount = self._amount(text[start:end])
            if amount is not None:
                self._amounts[abs(amount.value)].append((index, *line.words_in(start, end)))
        for start, end in find_dates(text):
            parsed = parse_date(text[start:end], order=self._convention.order, language=self._convention.language)
            if parsed is not None:
                self._dates[parsed.value].append((index, *line.words_in(start, end)))
        for found in _PERCENT.finditer(text) if "%" in text else ():
            self._rates[Decimal(found[1].replace(",", "."))].append((index, *line.words_in(*found.span())))

    def _amount(self, text: str) -> Amount | None:
        return parse_amount(text, self._convention.mark, self._convention.decimals)

    def _places(self, spans: Iterable[_Span]) -> list[Place]:
        return [self._place(*span) for span in spans]

    def _place(self, row: int, first: int, last: int) -> Place:
        span = (row, first, last)
        if span not in self._known:
            self._known[span] = self._made(*span)
        return self._known[span]

    def _made(self, row: int, first: int, last: int) -> Place:
        line = self._lines[row]
        words = line.words[first : last + 1]
        box = around(words)
        before = " ".join([word.text for word in line.words[:first]])
        above = tuple(upper.over(box) for upper in reversed(self._lines[max(row - _ABOVE, 0) : row]))
        sharpness = min((word.confidence for word in words if word.confidence is not None), default=None)
        return Place(line.page, row, box, " ".join([word.text for word in words]), before, above, sharpness)


def _ascii(word: str) -> str:
    """Spelling in ASCII letters, as in a host name."""
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("é", "e"), ("è", "e"), ("ç", "c")):
        word = word.replace(letter, plain)
    return word
