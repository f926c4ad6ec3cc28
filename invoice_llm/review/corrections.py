"""An invoice with a person's changes in it, and the evidence that goes with them.

A value that a person gave is sure: its evidence says ``human`` and confidence 1, with the place if one was clicked. One
that was confirmed as it is counts as given, but not as corrected.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from invoice_llm.invoice import paths
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.own_fields import OwnField
from invoice_llm.invoice.paths import NoSuchField
from invoice_llm.invoice.schema import Invoice
from invoice_llm.review.values import BadValue, as_json, field_type

Box = tuple[float, float, float, float]
_MOST_LINES = 5000
_NO_FIELD = "There is no such field."


@dataclass(frozen=True, slots=True)
class Change:
    """Value that a person wrote into a field, ``None`` to empty it, and where on the page it was taken from.

    ``page`` counts from 1; ``bbox`` is in parts of the page from its top left corner; ``quote`` is as printed.
    """

    value: str | None
    page: int | None = None
    bbox: Box | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class LineEdit:
    """A line of the new table: the one it was (its index; ``None`` for a new one), and changes by cell."""

    origin: int | None
    changes: Mapping[str, Change] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edits:
    """``fields`` by path. ``lines``, where given, is the whole table anew, in its order; a line it does not name goes.

    A row of another table is added one past its end (``taxes[1].rate``) and taken away by emptying it (``taxes[0]``).
    """

    fields: Mapping[str, Change] = field(default_factory=dict)
    lines: Sequence[LineEdit] | None = None


NO_EDITS = Edits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """``invoice`` is the one before where there are ``errors``: sentences by path."""

    invoice: Invoice
    evidence: dict[str, Evidence]
    errors: dict[str, str]


def correct(
    invoice: Invoice, evidence: Mapping[str, Evidence], edits: Edits, own: Sequence[OwnField] = ()
) -> Corrected:
    """Apply the changes, all or none. ``own`` are the own fields that there are."""
    if not edits.fields and edits.lines is None:
        return Corrected(invoice=invoice, evidence=dict(evidence), errors={})
    tree = invoice.model_dump(mode="json")
    spots = dict(evidence)
    changes = dict(edits.fields)
    errors: dict[str, str] = {}
    if edits.lines is not None:
        spots = _rearrange(tree, spots, edits.lines, changes, errors)
    emptied: set[str] = set()
    for path, change in changes.items():
        if sentence := _apply(tree, path, change, emptied, own):
            errors[path] = sentence
        else:
            _mark(spots, path, change)
    spots = _without_emptied(tree, spots, emptied)
    result = None if errors else _validated(tree, errors)
    if result is None:
        return Corrected(invoice=invoice, evidence=dict(evidence), errors=errors)
    return Corrected(invoice=result, evidence=spots, errors={})


def counted(before: Invoice | None, after: Invoice) -> tuple[int, int]:
    """Number of values that there were or are, and how many of them differ."""
    was = dict(paths.leaves(before.model_dump() if before else {}))
    now = dict(paths.leaves(after.model_dump()))
    plain = dict(paths.leaves(Invoice().model_dump()))
    shown = {path for path in (*was, *now) if path not in plain or was.get(path) != now.get(path)}
    return len(shown), sum(was.get(path) != now.get(path) for path in shown)


def _rearrange(
    tree: dict[str, Any],
    spots: Mapping[str, Evidence],
    lines: Sequence[LineEdit],
    changes: dict[str, Change],
    errors: dict[str, str],
) -> dict[str, Evidence]:
    """Put the lines in their new order and the evidence with them; what is to be changed in them joins ``changes``."""
    old = tree["lines"]
    if len(lines) > _MOST_LINES:
        errors["lines"] = f"At most {_MOST_LINES} lines."
        return dict(spots)
    tree["lines"] = []
    moved = {path: spot for path, spot in spots.items() if paths.index_in(path, "lines") is None}
    for index, line in enumerate(lines):
        if line.origin is not None and not 0 <= line.origin < len(old):
            errors[f"lines[{index}]"] = f"There was no line {line.origin + 1}."
        kept = line.origin is not None and 0 <= line.origin < len(old)
        tree["lines"].append(dict(old[line.origin]) if kept and line.origin is not None else {})
        if kept:
            moved |= _moved(spots, f"lines[{line.origin}]", f"lines[{index}]")
        changes.update({f"lines[{index}].{cell}": change for cell, change in line.changes.items()})
    return moved


def _moved(spots: Mapping[str, Evidence], was: str, now: str) -> dict[str, Evidence]:
    inside = (f"{was}.", f"{was}[")
    return {now + path.removeprefix(was): spot for path, spot in spots.items() if path.startswith(inside)}


def _apply(tree: dict[str, Any], path: str, change: Change, emptied: set[str], own: Sequence[OwnField]) -> str | None:
    """The sentence for a change that cannot be made."""
    try:
        parts = paths.parse(path)
        kind = field_type(parts, own)
        text = (change.value or "").strip()
        if not text and isinstance(parts[-1], int):
            emptied.add(path)
            return None
        paths.put(tree, path, as_json(text, kind) if text else None)
    except NoSuchField:
        return _NO_FIELD
    except BadValue as error:
        return str(error)
    return None


def _mark(spots: dict[str, Evidence], path: str, change: Change) -> None:
    if not (change.value or "").strip():
        spots.pop(path, None)
        return
    spots[path] = Evidence(page=change.page, bbox=change.bbox, quote=change.quote, source="human", confidence=1.0)


def _without_emptied(tree: dict[str, Any], spots: dict[str, Evidence], emptied: set[str]) -> dict[str, Evidence]:
    """Take the emptied rows out of their lists, the last one first, and move the evidence of those behind them up."""
    for path in sorted(emptied, key=lambda path: paths.row_of(path)[1], reverse=True):
        name, index = paths.row_of(path)
        rows = paths.get(tree, name)
        if rows and index < len(rows):
            del rows[index]
        spots = {moved: spot for at, spot in spots.items() if (moved := _closed_up(at, name, index)) is not None}
    return spots


def _closed_up(path: str, name: str, gone: int) -> str | None:
    index = paths.index_in(path, name)
    if index is None or index < gone:
        return path
    return None if index == gone else f"{name}[{index - 1}]{path.removeprefix(f'{name}[{index}]')}"


def _validated(tree: Mapping[str, Any], errors: dict[str, str]) -> Invoice | None:
    try:
        return Invoice.model_validate_json(json.dumps(tree))
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            path = paths.join(tuple(problem["loc"]))
            errors[path] = "A value is needed here." if problem["type"] == "missing" else f"{problem['msg']}."
        return None
