"""Memory of one supplier as people see it: which words stand at which value, and what its invoices are like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from invoice_llm.documents.page import Page
from invoice_llm.errors import NotDecidable
from invoice_llm.invoice.checks.company_ids import folded_id
from invoice_llm.pipeline.remembering import CONFIRMS
from invoice_llm.reading.evidence.page_cells import PageCells
from invoice_llm.reading.memory.lesson import Lesson
from invoice_llm.reading.memory.supplier_keys import WEIGHTS, keys_on
from invoice_llm.reading.memory.teaching import KINDS
from invoice_llm.store import Store
from invoice_llm.store.runs.documents import DocumentRow
from invoice_llm.store.runs.history import LastDecision
from invoice_llm.store.runs.lessons import StoredLesson

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class KnownField:
    """``label`` are the words beside the value, ``None`` where it is known by its place; ``side`` is where they stand:
    ``before`` it in its cell, ``left`` or ``above``. ``form`` shows letters as A and digits as 0."""

    path: str
    label: str | None
    side: str | None
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSupplier:
    """``taught`` counts decisions of people and e-invoices, ``confirmed`` invoices accepted without a person. Of
    ``accounts`` only the last digits are shown."""

    key: str
    name: str | None
    taught: int
    confirmed: int
    latest: datetime
    fields: tuple[KnownField, ...]
    currencies: tuple[str, ...]
    accounts: tuple[str, ...]
    rates: tuple[str, ...]
    largest: Decimal | None

    def to_json(self) -> dict[str, Any]:
        """The object of ``supplier show --json``; money as a string."""
        largest = None if self.largest is None else str(self.largest)
        return {**asdict(self), "latest": self.latest.isoformat(), "largest": largest}


def known_supplier(store: Store, supplier_key: str) -> KnownSupplier | None:
    """The memory of a supplier; ``None`` for one of which nothing is known."""
    stored = store.lessons.of(supplier_key)
    if not stored:
        return None
    lessons = [Lesson.from_json(one.lesson) for one in stored]
    totals = [abs(one.total) for one in lessons if one.total is not None]
    return KnownSupplier(
        key=supplier_key,
        name=next((one.supplier for one in stored if one.supplier), None),
        taught=sum(one.taught_by != CONFIRMS for one in stored),
        confirmed=sum(one.taught_by == CONFIRMS for one in stored),
        latest=stored[0].at,
        fields=tuple(_fields(stored, lessons)),
        currencies=_distinct(one.currency for one in lessons),
        accounts=_distinct(folded_id(account)[-_SHOWN:] for one in lessons for account in one.accounts),
        rates=_distinct(rate for one in lessons for rate in one.rates),
        largest=max(totals, default=None),
    )


def forget_supplier(store: Store, supplier_key: str) -> int:
    """Forget what is known of a supplier; returns how many invoices had taught it. Raises ``NotDecidable`` where
    nothing is known."""
    gone = store.lessons.forget(supplier_key)
    if not gone:
        raise NotDecidable(f"nothing is remembered of a supplier {supplier_key!r}; see 'invoice-llm supplier list'")
    return gone


def teaching_decision(store: Store, row: DocumentRow) -> LastDecision | None:
    """The latest decision of a person on an earlier invoice of this supplier, which the document was read with."""
    if not row.supplier_key or row.finished_at is None:
        return None
    for one in store.lessons.of(row.supplier_key):
        if one.taught_by == "person" and one.place != row.place and one.at < row.finished_at:
            return store.decisions.last(one.place)
    return None


def suppliers_on(store: Store, pages: Sequence[Page]) -> dict[str, str]:
    """Names of known suppliers whose VAT id, account or name stands on a page, with the kind of what was found; the
    one with the strongest first."""
    known = store.lessons.known_by(keys_on(PageCells.of(pages)))
    kinds: dict[str, set[str]] = {}
    for one in known:
        if one.supplier:
            kinds.setdefault(one.supplier, set()).update(one.keys.values())
    strongest = {name: max(some, key=lambda kind: WEIGHTS.get(kind, 0)) for name, some in kinds.items()}
    return dict(sorted(strongest.items(), key=lambda pair: -WEIGHTS.get(pair[1], 0)))


def _fields(stored: Sequence[StoredLesson], lessons: Sequence[Lesson]) -> Iterator[KnownField]:
    """Each value once for each label, the latest first, of what was taught."""
    taught = [lesson for row, lesson in zip(stored, lessons, strict=True) if row.taught_by != CONFIRMS]
    for path in KINDS:
        seen = set()
        for lesson in taught:
            place = lesson.values.get(path)
            for one in place.places if place else ():
                side, label = one.label or (None, None)
                if place and (side, label) not in seen:
                    seen.add((side, label))
                    yield KnownField(path, label, side, place.shape)


def _distinct(texts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
