"""Labelled documents: ``<stem>.truth.json`` beside each file, and how our invoice maps to its keys.

A key that is absent means "not labelled", a key with null "checked: not printed". ``_meta.visible_in_text_layer`` names
the values that a PDF's text really shows; a page can only be scored on those.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.fields import FIELDS, OWN
from invoice_llm.invoice.own_fields import own_path
from invoice_llm.invoice.paths import first, leaf, top
from invoice_llm.invoice.schema import Invoice, LineItem, TaxLine

SUFFIX = ".truth.json"
HEADER_KEYS = tuple(field.truth for field in FIELDS if field.truth and field.rank)
LINES, TAXES = "line_items", "tax_breakdown"
"""The truth's lists."""
_SCALARS = {field.truth: field for field in FIELDS if field.truth and not field.in_rows}
TRUTH_PATHS: Mapping[str, str] = {key: field.first_path for key, field in _SCALARS.items()}
"""The invoice's path of each of the truth's keys."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One document with its truth. ``name`` is its path below the folder."""

    name: str
    path: Path
    truth: dict[str, Any]

    @property
    def visible(self) -> Mapping[str, Any] | None:
        """Visibility of the truth's values on the page, by truth key; ``None`` where nobody looked."""
        meta = self.truth.get("_meta") or {}
        visible = meta.get("visible_in_text_layer")
        return visible if isinstance(visible, dict) else None


def labelled_documents(folder: Path) -> Iterator[Labelled]:
    """Every file with a truth beside it. Of a PDF and an XML with one stem, the truth belongs to the PDF."""
    for truth_path in sorted(folder.rglob(f"*{SUFFIX}")):
        stem = truth_path.name.removesuffix(SUFFIX)
        if path := _document_of(truth_path, stem):
            yield Labelled(path.relative_to(folder).as_posix(), path, _load(truth_path))


def unlabelled_documents(folder: Path) -> Iterator[Path]:
    """Every other document: read and counted, but not scored."""
    labelled = {document.path for document in labelled_documents(folder)}
    stems = {path.with_suffix("") for path in labelled}
    for path in sorted(folder.rglob("*")):
        ignored = path.name.endswith((SUFFIX, ".csv", ".md")) or path.name.startswith(".")
        if path.is_file() and not ignored and path not in labelled and path.with_suffix("") not in stems:
            yield path


def truth_values(invoice: Invoice) -> dict[str, object]:
    """Our invoice under the truth's keys: of a list the first value."""
    known = {key: first(invoice, field.path) for key, field in _SCALARS.items()}
    return {**known, **{own_path(name): text for name, text in invoice.own.items()}}


def labelled_values(truth: Mapping[str, Any]) -> dict[str, object]:
    """The labelled values by key, those of own fields (``{"own": {"cost_centre": "4711"}}``) by their paths."""
    known = {key: truth[key] for key in _SCALARS if key in truth}
    return {**known, **{own_path(name): text for name, text in (truth.get(OWN) or {}).items()}}


def row_values(row: LineItem | TaxLine) -> dict[str, object]:
    """A line or a tax under the keys that the truth has for its rows."""
    return {key: getattr(row, name) for key, name in _ROWS[LINES if isinstance(row, LineItem) else TAXES].items()}


def _row_keys(rows: str) -> dict[str, str]:
    """The names of a row's values, by their keys in the rows of this list."""
    truths = ((field.truth or "", field.path) for field in FIELDS)
    return {leaf(truth): leaf(path) for truth, path in truths if top(truth) == rows}


_ROWS: Mapping[str, Mapping[str, str]] = {rows: _row_keys(rows) for rows in (LINES, TAXES)}


def _document_of(truth_path: Path, stem: str) -> Path | None:
    candidates = [p for p in truth_path.parent.glob(f"{_escaped(stem)}.*") if p != truth_path and p.is_file()]
    candidates += list(truth_path.parent.glob(f"{_escaped(stem)}_p1.*"))
    order = {".pdf": 0, ".xml": 1}
    return min(candidates, key=lambda p: (order.get(p.suffix.lower(), 2), p.name), default=None)


def _escaped(stem: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in stem)


def _load(path: Path) -> dict[str, Any]:
    try:
        truth = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ConfigurationError(f"{path} is no JSON: {error}") from None
    if not isinstance(truth, dict):
        raise ConfigurationError(f"{path} must hold one JSON object")
    return truth
