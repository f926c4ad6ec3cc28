"""The review form as the browser sends it, and the edits that it is read as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from invoice_llm_airflow.pages.review import typed
from invoice_llm_airflow.pages.review.linked_fields import following
from invoice_llm_airflow.pages.review.typed import OWN_KINDS, EntryStyle, Unreadable
from invoice_llm_airflow.pages.text.notation import Notation
from invoice_llm_airflow.pages.text.values import Kind, entered

if TYPE_CHECKING:
    from invoice_llm.invoice.own_fields import OwnField
    from invoice_llm.invoice.record import Record
    from invoice_llm.review import Change, Edits

Side = Annotated[float, Field(ge=0, le=1)]
Path = Annotated[str, Field(max_length=100)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SentEntry(_Sent):
    """One field. ``picked``: the text is the page's, not the person's."""

    text: Annotated[str, Field(max_length=2000)]
    picked: bool = False
    page: Annotated[int, Field(ge=1, le=100_000)] | None = None
    bbox: tuple[Side, Side, Side, Side] | None = None
    quote: Annotated[str, Field(max_length=2000)] | None = None


class SentLine(_Sent):
    """A line of the table; ``origin`` is its index in the record, ``None`` for a new one."""

    origin: Annotated[int, Field(ge=0, lt=2**31)] | None
    cells: Annotated[dict[Path, SentEntry], Field(max_length=40)] = {}


class SentForm(_Sent):
    """``lines`` only where the table was changed; then it is all of it."""

    fields: Annotated[dict[Path, SentEntry], Field(max_length=500)] = {}
    lines: Annotated[list[SentLine], Field(max_length=5000)] | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    sentence: str
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class Understood:
    """The changes that could be read; what each looks like now, and what went with it; and what is wrong with the
    others, by path."""

    edits: Edits
    shown: dict[str, str] = field(default_factory=dict)
    followed: dict[str, str] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)


def understood(
    form: SentForm, notation: Notation, page: EntryStyle, record: Record | None, own: Sequence[OwnField] = ()
) -> Understood:
    """Read every entry in the notation that it is written in; ``own`` are the own fields that there are."""
    from invoice_llm.review import Edits, LineEdit

    made = Understood(Edits())
    currency = record.invoice.currency if record and record.invoice else None
    kinds = {field.path: OWN_KINDS[field.type] for field in own}
    reading = _Reading(notation, page, currency, made, kinds)
    followers = following(form.fields, record)
    fields = reading.changes(form.fields)
    fields |= {path: change for path, change in reading.changes(followers).items() if path not in made.problems}
    made.followed = {path: made.shown.pop(path) for path in followers if path in made.shown}
    made.problems = {path: problem for path, problem in made.problems.items() if path not in followers}
    if form.lines is None:
        made.edits = Edits(fields=fields)
        return made
    lines = [
        LineEdit(row.origin, reading.changes(row.cells, f"lines[{index}].")) for index, row in enumerate(form.lines)
    ]
    made.edits = Edits(fields=fields, lines=lines)
    return made


@dataclass(frozen=True, slots=True)
class _Reading:
    notation: Notation
    page: EntryStyle
    currency: str | None
    made: Understood
    kinds: Mapping[str, Kind]

    def changes(self, entries: Mapping[str, SentEntry], before: str = "") -> dict[str, Change]:
        read = ((name, self._change(f"{before}{name}", entry)) for name, entry in entries.items())
        return {name: change for name, change in read if change is not None}

    def _change(self, path: str, entry: SentEntry) -> Change | None:
        from invoice_llm.review import Change

        convention = self.page if entry.picked else typed.of_reader(self.notation)
        try:
            value = typed.plain_value(path, entry.text, convention, self.notation, self.kinds.get(path))
        except Unreadable as error:
            self.made.problems[path] = Problem(str(error), error.choices)
            return None
        self.made.shown[path] = entered(path, value, self.notation, self.currency)
        return Change(value, entry.page, entry.bbox, entry.quote)
