"""Reading of a page with a supplier's lessons: the values that stand where its decided invoices have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from invoice_llm.invoice.printed import PrintedInvoice, PrintedParty
from invoice_llm.invoice.schema import DocType
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.evidence.page_cells import PageCell, PageCells, Surroundings, fold
from invoice_llm.reading.evidence.page_index import Places
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.evidence.remembered import NOTHING, Remembered, RememberedSpot
from invoice_llm.reading.memory.frames import says_something_new
from invoice_llm.reading.memory.layout_match import SAME_LAYOUT, layout_likeness
from invoice_llm.reading.memory.lesson import Lesson, ValuePlace
from invoice_llm.reading.memory.sightings import Sighting, likeliest, sightings
from invoice_llm.reading.memory.teaching import AMOUNTS, KINDS, NAMES
from invoice_llm.reading.parsing.origin import Origin
from invoice_llm.vocabulary.currency import parse_currency


@dataclass(frozen=True, slots=True)
class SupplierLessons:
    """Lessons of one supplier, the latest first; ``confirmed`` are those of documents accepted without a person."""

    supplier: str
    taught: tuple[Lesson, ...]
    confirmed: tuple[Lesson, ...] = ()

    @property
    def every(self) -> tuple[Lesson, ...]:
        return (*self.taught, *self.confirmed)


def recall(lessons: SupplierLessons, read: PageReading) -> Remembered:
    """Values that the lessons of the page's supplier read on it; nothing where the page is set in another way than
    theirs."""
    cells = read.cells
    alike = [one for one in lessons.taught if one.frame and layout_likeness(one, cells) >= SAME_LAYOUT]
    return _Recaller(lessons.supplier, alike, read, cells).remembered() if alike else NOTHING


class _Recaller:
    """One page, and the lessons whose layout it has."""

    def __init__(
        self,
        supplier: str,
        lessons: Sequence[Lesson],
        read: PageReading,
        cells: PageCells,
    ) -> None:
        self._supplier = supplier
        self._lessons = lessons
        self._read = read
        self._cells = cells
        self._latest = lessons[0]

    @cached_property
    def _places(self) -> Places:
        names, latest = self._latest.names, self._latest
        origin = Origin(names.get("seller.name"), names.get("seller.vat_id"), currency=latest.currency)
        return self._read.places(self._read.habits.convention(latest.language, origin))

    def remembered(self) -> Remembered:
        spots = dict(self._values())
        spots |= {path: found for path in NAMES if (found := self._named(path))}
        if currency := self._currency(spots):
            spots["currency"] = currency
        return Remembered(
            supplier=self._supplier,
            lessons=len(self._lessons),
            spots=spots,
            doc_type=self._doc_type(),
            language=self._latest.language,
            order=next((one.order for one in self._lessons if one.order), None),
            mark=self._latest.mark,
            currency=self._latest.currency if currency else None,
            absent=frozenset(self._latest.absent) - spots.keys(),
            total_rows=frozenset(
                cell.row
                for path in AMOUNTS
                for spot in spots.get(path, ())
                for cell in self._cells
                if _is_in_row(cell, spot)
            ),
        )

    def _total_rows(self, spots: Mapping[str, tuple[RememberedSpot, ...]]) -> frozenset[int]:
        totals = [spot for path in AMOUNTS for spot in spots.get(path, ())]
        return frozenset(cell.row for cell in self._cells if any(_is_in_row(cell, spot) for spot in totals))

    def _values(self) -> Iterator[tuple[str, tuple[RememberedSpot, ...]]]:
        found: dict[str, tuple[RememberedSpot, ...]] = {}
        for path in KINDS:
            for at, lesson in enumerate(self._lessons):
                place = lesson.values.get(path)
                known = [] if place is None else self._standing(path, place, self._lessons[:at])
                if place is not None and known and (read := self._read_at(path, place, known)):
                    found[path] = read
                    break
        for path, other in self._latest.same_as.items():
            if other in found and path not in found:
                found[path] = found[other]
        yield from found.items()

    def _standing(self, path: str, place: ValuePlace, later: Sequence[Lesson]) -> list[Surroundings]:
        """The places that no later decision proved wrong."""
        wrong = {_words_of(one) for lesson in later for one in lesson.denied.get(path, ())}
        return [one for one in place.places if _words_of(one) not in wrong]

    def _read_at(self, path: str, place: ValuePlace, known: Sequence[Surroundings]) -> tuple[RememberedSpot, ...]:
        """The value where it stood before. Where several places may have been meant, they have to say the same."""
        offered = self._offered(place)
        from_end = path in AMOUNTS
        found = [likeliest(offered, one, place.shape, from_end=from_end) for one in known]
        found = [one for one in found if one]
        quotes = {one.quote for many in found for one in many}
        if len(quotes) != 1:
            return ()
        spots = [_spot(one) for many in found for one in many]
        return tuple(dict.fromkeys(spots))

    def _offered(self, place: ValuePlace) -> list[Sighting]:
        return sightings(self._cells, place.kind, place.words)

    def _named(self, path: str) -> tuple[RememberedSpot, ...]:
        """The texts that never change, wherever this page has them."""
        for lesson in self._lessons:
            text = lesson.names.get(path)
            places = self._places.text(text) if text else []
            if places:
                return tuple(RememberedSpot(one.quote, one.page, one.box, None) for one in places)
        return ()

    def _currency(self, spots: Mapping[str, tuple[RememberedSpot, ...]]) -> tuple[RememberedSpot, ...]:
        """The currency as this supplier prints it, or its code, where no other one stands beside the total."""
        code, word = self._latest.currency, self._latest.currency_word
        totals = spots.get("total_gross", ())
        if code is None or currencies_at(totals, self._cells) - {code}:
            return ()
        cells = [cell for cell in self._cells if any(_is_in_row(cell, spot) for spot in totals)]
        named = [cell for cell in cells if word is not None and fold(word) in fold(cell.text).split()]
        if named:
            return tuple(RememberedSpot(str(word), cell.page, cell.box, None) for cell in named)
        places = self._places.currency(code) if self._read.habits.currency in (None, code) else []
        return tuple(RememberedSpot(one.quote, one.page, one.box, None) for one in places)

    def _doc_type(self) -> DocType | None:
        """The kind that was decided, unless words stand in the head of the page that no decided page has there: they
        may say that it is another kind of paper."""
        known = [cell for lesson in self._lessons for cell in lesson.frame]
        own = {fold(text) for lesson in self._lessons for text in lesson.names.values()}
        kinds = {lesson.doc_type for lesson in self._lessons}
        is_new = len(kinds) > 1 or says_something_new(known, self._cells, own)
        return None if is_new else self._latest.doc_type


def overlaid(read: PrintedInvoice, remembered: Remembered) -> PrintedInvoice:
    """The label reader's answer with what is remembered in the place of its own."""
    if not remembered.lessons:
        return read
    quotes = {path: spots[0].quote for path, spots in remembered.spots.items()}
    plain = {_ANSWERS.get(path, path): quote for path, quote in quotes.items() if "." not in _ANSWERS.get(path, path)}
    gone = {_ANSWERS.get(path, path): None for path in remembered.absent}
    changes: dict[str, object] = {
        **gone,
        **{key: text for key, text in plain.items() if key in type(read).model_fields},
    }
    changes["seller"] = _party(read.seller, "seller", quotes)
    changes["buyer"] = _party(read.buyer, "buyer", quotes)
    changes["language"] = read.language or remembered.language
    if remembered.doc_type is not None:
        changes["doc_type"] = remembered.doc_type
    return read.model_copy(update=changes)


_ANSWERS = {
    "po_numbers[0]": "purchase_order",
    "preceding_invoices[0].number": "preceding_invoice",
    "payment_accounts[0].iban": "iban",
    "payment_accounts[0].bic": "bic",
}


def _party(read: PrintedParty, party: str, quotes: Mapping[str, str]) -> PrintedParty:
    known = {
        "name": quotes.get(f"{party}.name"),
        "vat_id": quotes.get(f"{party}.vat_id"),
        "tax_id": quotes.get(f"{party}.tax_ids[0].value"),
    }
    return read.model_copy(update={key: text for key, text in known.items() if text})


def _words_of(one: Surroundings) -> tuple[str, str, str]:
    return one.before, one.left, one.above


def _spot(one: Sighting) -> RememberedSpot:
    label = one.around.label
    return RememberedSpot(one.quote, one.cell.page, one.box, None if label is None else label[1])


def _is_in_row(cell: PageCell, spot: RememberedSpot) -> bool:
    return cell.page == spot.page and abs(cell.box[1] - spot.box[1]) < 0.01


def currencies_at(spots: Sequence[RememberedSpot], cells: PageCells) -> set[str]:
    """The codes of the currencies that stand in the cell of a value, beside it or over it."""
    found = set()
    for cell in cells:
        near = [
            spot for spot in spots if spot.page == cell.page and spot.box[1] - 0.03 < cell.box[1] <= spot.box[1] + 0.01
        ]
        if any(_is_in_row(cell, spot) or _is_over(cell, spot) for spot in near):
            found |= {code for word in _WORDS.findall(cell.text) if (code := parse_currency(word))}
    return found


_WORDS = re.compile(r"[^\W\d_]{2,}|[^\w\s.,()/:;+%-]")


def _is_over(cell: PageCell, spot: RememberedSpot) -> bool:
    return cell.box[0] < spot.box[2] and cell.box[2] > spot.box[0]


def with_memory(read: PageReading, lessons: SupplierLessons | None) -> PageReading:
    """The page as the label reader reads it with a supplier's lessons."""
    if lessons is None:
        return read
    remembered = recall(lessons, read)
    if not remembered.lessons:
        return read
    labels = overlaid(read_invoice(read.text, ends=remembered.total_rows), remembered)
    return replace(read, read_labels=lambda _: labels, remembered=remembered)


def wrong_places(earlier: SupplierLessons, read: PageReading, decided: Lesson) -> dict[str, tuple[Surroundings, ...]]:
    """The places of earlier lessons that read another value on this page than was decided."""
    cells = read.cells
    wrong: dict[str, list[Surroundings]] = {}
    for lesson in earlier.taught:
        for path, place in lesson.values.items():
            own = decided.values.get(path)
            right = {(one.x0, one.y) for one in own.places} if own else set()
            for one in place.places:
                met = likeliest(sightings(cells, place.kind, place.words), one, place.shape, from_end=path in AMOUNTS)
                if met and not right & {(other.around.x0, other.around.y) for other in met}:
                    wrong.setdefault(path, []).append(one)
    return {path: tuple(dict.fromkeys(many)) for path, many in wrong.items()}
