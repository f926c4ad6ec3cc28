"""The fields of the review form: which there are, what stands in them, and what is doubtful about each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from invoice_llm.invoice.field import FormPart, InvoiceField
from invoice_llm.invoice.field_names import title_of
from invoice_llm.invoice.fields import REQUIRED_FIELDS, fields_where
from invoice_llm.invoice.paths import get, index_in, leaf, top
from invoice_llm.invoice.schema import Invoice
from invoice_llm.pipeline.gates import is_confident
from invoice_llm_airflow.pages.review.doubts import Choice, choices, sentences
from invoice_llm_airflow.pages.review.linked_fields import same_print
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.notation import Notation
from invoice_llm_airflow.pages.text.values import Kind, entered, value_kind, written

if TYPE_CHECKING:
    from invoice_llm.invoice.record import Record


def _part(name: FormPart) -> tuple[InvoiceField, ...]:
    return fields_where(lambda field: field.form == name)


_HEAD = sorted(_part("head"), key=lambda field: top(field.path) != "seller")
"""The supplier first: by it a person knows an invoice."""
_SUMS = (*_part("sums"), *_part("paying"))
_TAX_CELLS = tuple(leaf(field.path) for field in _part("tax"))
LINE_CELLS = tuple(leaf(field.path) for field in _part("line"))
LINES_AT_FIRST = 60
"""As many as nobody scrolls through in the time that the others take to come."""
LINES_AT_ONCE = 200
_NO_INVOICE = Invoice()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value as it stands in the form. ``box`` is x0 top x1 bottom in parts of the page, for the browser."""

    path: str
    name: str
    kind: Kind
    text: str
    required: bool
    confidence: float | None
    source: str | None
    page: int | None
    box: str
    quote: str
    doubts: tuple[str, ...]
    by_check: bool
    choices: tuple[Choice, ...]
    is_weak: bool
    is_conflict: bool = False

    @property
    def is_doubtful(self) -> bool:
        return bool(self.doubts)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table; ``index`` is its place in the record."""

    index: int
    cells: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """The groups in the order in which they are shown. ``lines`` are the first ones; ``lines_left`` follow when they
    come into view, with ``questions_left`` in them."""

    head: tuple[Field, ...]
    net: Field
    taxes: tuple[tuple[Field, ...], ...]
    charges: tuple[Field, ...]
    sums: tuple[Field, ...]
    more: tuple[Field, ...]
    own: tuple[Field, ...]
    lines: tuple[Line, ...]
    lines_left: int
    questions_left: int
    taxes_aside: bool

    @property
    def marked(self) -> frozenset[str]:
        """Paths of the fields that a person has to look at."""
        rows = [cell for line in self.lines for cell in line.cells]
        taxes = [cell for row in self.taxes for cell in row]
        shown = (*self.head, self.net, *taxes, *self.charges, *self.sums, *self.more, *self.own, *rows)
        return frozenset(field.path for field in shown if field.is_doubtful)

    @property
    def questions(self) -> int:
        """Count of the fields that a person has to look at, those of lines that are not shown yet included."""
        return len(self.marked) + self.questions_left


@dataclass(frozen=True)
class FormBuilder:
    """Builds fields from a record. ``wrong`` are sentences of the checks that stop, by path; ``about`` says why the
    document waits, at the value that this is about. ``threshold`` is the confidence that the run asked for. ``asks`` is
    false where nobody can answer a question. ``offers`` are answers by path, ``own`` the paths
    of the own fields; ``grounds`` are reasons to accept a value that a check stops, by path."""

    record: Record | None
    notation: Notation
    wrong: Mapping[str, Sequence[str]]
    about: Mapping[str, str]
    threshold: float
    asks: bool = True
    offers: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    grounds: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)

    @cached_property
    def invoice(self) -> Invoice:
        return (self.record and self.record.invoice) or _NO_INVOICE

    def form(self) -> ReviewForm:
        rates = tuple(
            tuple(self.field(f"taxes[{index}].{name}") for name in _TAX_CELLS)
            for index in range(max(len(self.invoice.taxes), 1))
        )
        shown = [field for field in (*_HEAD, *_SUMS) if not field.if_there or self._matters(field.first_path)]
        aside = [field for field in (*_HEAD, *_SUMS) if field not in shown]
        more = self._all((*aside, *_part("more")))
        kind = tuple(field for field in more if field.path == "doc_type" and field.is_doubtful)
        return ReviewForm(
            head=(*kind, *self._all(field for field in _HEAD if field in shown)),
            net=self._all(_part("net"))[0],
            taxes=rates,
            charges=tuple(self.charge(index) for index in range(len(self.invoice.allowances_charges))),
            sums=self._all(field for field in _SUMS if field in shown),
            more=tuple(field for field in more if field not in kind),
            own=tuple(map(self.field, self.own)),
            lines=self.some_lines(0, LINES_AT_FIRST),
            lines_left=max(len(self.invoice.lines) - LINES_AT_FIRST, 0),
            questions_left=self.questions_from(LINES_AT_FIRST),
            taxes_aside=self._say_no_more(rates),
        )

    def _all(self, fields: Iterable[InvoiceField]) -> tuple[Field, ...]:
        return tuple(self.field(field.first_path) for field in fields)

    def _say_no_more(self, rates: Sequence[Sequence[Field]]) -> bool:
        """True where the tax rows can stand among the lesser values: there are none, or the only one is the tax
        itself."""
        if len(rates) > 1 or any(cell.is_doubtful for cell in rates[0]):
            return False
        return not self.invoice.taxes or same_print("total_tax", "taxes[0].amount", self.record)

    def _matters(self, path: str) -> bool:
        """True for a value that many invoices lack and that has to be seen at once in this one."""
        if path == "amount_due" and self.value(path) == self.value("total_gross"):
            return path in self.wrong or path in self.about
        return self.value(path) is not None or path in self.wrong or path in self.about

    def some_lines(self, first: int, count: int) -> tuple[Line, ...]:
        return tuple(self.line(index) for index in range(first, min(first + count, len(self.invoice.lines))))

    def questions_from(self, first: int) -> int:
        """Count of the doubtful values in the lines from this one on, without making the fields."""
        spots = self.record.evidence if self.asks and self.record else {}
        doubtful = {path for path in self.wrong if _line_of(path) >= first} if self.asks else set()
        for path, spot in spots.items():
            weak = spot.confidence is not None and not is_confident(spot.confidence, self.threshold)
            if (spot.reasons or weak) and _line_of(path) >= first and leaf(path) in LINE_CELLS and self._doubts(path):
                doubtful.add(path)
        return len(doubtful)

    def line(self, index: int) -> Line:
        return Line(index, tuple(self.field(f"lines[{index}].{name}") for name in LINE_CELLS))

    def charge(self, index: int) -> Field:
        """Called by what the page calls it."""
        row = self.invoice.allowances_charges[index]
        name = row.reason or t("Charge" if row.is_charge else "Discount")
        name = name.capitalize() if name.isupper() else name
        return self.field(f"allowances_charges[{index}].amount", name=name)

    def field(self, path: str, *, name: str | None = None) -> Field:
        value = self.value(path)
        spot = self.record.evidence.get(path) if self.record else None
        is_data = value is not None and self._is_data
        required = path in REQUIRED_FIELDS
        doubts = self._doubts(path) if self.asks else ()
        ways = tuple(choices(path, spot, self.notation, self.invoice.currency)) if doubts else ()
        return Field(
            path=path,
            name=name or self._name(path),
            kind=value_kind(path),
            text=entered(path, value, self.notation, self.invoice.currency),
            required=required,
            confidence=spot.confidence if spot else None,
            source=spot.source if spot else "xml" if is_data else None,
            page=spot.page if spot else None,
            box=" ".join(f"{side:.4f}" for side in (spot.bbox if spot else None) or ()),
            quote=(spot.quote if spot else None) or "",
            doubts=doubts,
            by_check=path in self.wrong,
            choices=(*(ways or self.offers.get(path, ())), *self.grounds.get(path, ())) if doubts else (),
            is_conflict=bool(doubts) and not ways and sum(one.is_rival for one in self.offers.get(path, ())) > 1,
            is_weak=spot is not None
            and spot.confidence is not None
            and not is_confident(spot.confidence, self.threshold),
        )

    def _doubts(self, path: str) -> tuple[str, ...]:
        said = sentences(
            path,
            self.value(path),
            self.record.evidence.get(path) if self.record else None,
            threshold=self.threshold,
            required=path in REQUIRED_FIELDS,
            wrong=self._against(path),
            waits_for=self._reasons,
            offered=path in self.offers,
        )
        return tuple(said)

    @cached_property
    def _is_data(self) -> bool:
        return self.record is not None and self.record.is_data

    @cached_property
    def _reasons(self) -> Sequence[str]:
        return self.record.reasons if self.record and self.record.outcome == "review" else ()

    def _name(self, path: str) -> str:
        """The tax is called by its rate where there is but one."""
        rates = [row.rate for row in self.invoice.taxes]
        if path == "total_tax" and len(rates) == 1 and rates[0] is not None:
            return f"{t(title_of(path))} {self.written('taxes[0].rate', rates[0])} %"
        return t(title_of(path))

    def _against(self, path: str) -> Sequence[str]:
        return self.wrong.get(path) or ([self.about[path]] if path in self.about else ())

    def written(self, path: str, value: object) -> str:
        return written(path, value, self.notation, self.invoice.currency)

    def value(self, path: str) -> object:
        return get(self.invoice, path)


def _line_of(path: str) -> int:
    """Index of the line that a path belongs to; -1 for a path of no line."""
    index = index_in(path, "lines")
    return -1 if index is None else index
