"""One reading against its truth, value by value. Nothing here reads a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal

from invoice_llm.evaluation import truth as labels
from invoice_llm.evaluation.sameness import comparable_words, in_labelled_sign, labelled_number, same
from invoice_llm.invoice.own_fields import own_name
from invoice_llm.invoice.schema import Invoice

Verdict = Literal["correct", "wrong", "missing", "invented"]


@dataclass(frozen=True, slots=True)
class FieldScore:
    """``key`` is a truth key (``total_net``) or, below a list, ``line_items.quantity``.

    ``confidence`` is what the value was weighed with, ``None`` where nothing was; ``page`` and ``bbox`` (0-1) say where
    it stands.
    """

    key: str
    verdict: Verdict
    expected: str | None
    found: str | None
    confidence: float | None = None
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class LineCounts:
    """Line items that agree in amount and description, of those found and those labelled."""

    matched: int = 0
    found: int = 0
    expected: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    fields: tuple[FieldScore, ...] = ()
    lines: LineCounts = field(default=LineCounts())


def score_document(invoice: Invoice | None, document: labels.Labelled, *, page_only: bool) -> Score:
    """Compare; ``page_only`` scores only what the page shows, as when its embedded XML was not read."""
    found = in_labelled_sign(document.truth, labels.truth_values(invoice)) if invoice else {}
    verdicts = [
        FieldScore(key, _verdict(key, expected, found.get(key)), _text(expected), _text(found.get(key)))
        for key, expected in _scored_keys(document, page_only=page_only)
    ]
    if not page_only:
        verdicts += _list_verdicts(invoice, document.truth)
    return Score(tuple(v for v in verdicts if not _agreed_nothing(v)), _lines(invoice, document, page_only=page_only))


def _agreed_nothing(verdict: FieldScore) -> bool:
    return verdict.expected is None and verdict.found is None


def _scored_keys(document: labels.Labelled, *, page_only: bool) -> Iterable[tuple[str, object]]:
    visible = document.visible if page_only else None
    for key, expected in labels.labelled_values(document.truth).items():
        if expected is not None and visible is not None and not visible.get(key, own_name(key) is not None):
            continue
        if page_only and key in ("doc_type", "type_code"):
            continue
        yield key, expected


def _verdict(key: str, expected: object, found: object) -> Verdict:
    if expected is None:
        return "correct" if found is None else "invented"
    if found is None:
        return "correct" if _is_zero(expected) else "missing"
    return "correct" if same(key, expected, found) else "wrong"


def _is_zero(expected: object) -> bool:
    """A labelled 0.00 for an allowance or a prepayment is the same as none."""
    number = labelled_number(expected)
    return number is not None and number == 0


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _list_verdicts(invoice: Invoice | None, truth: Mapping[str, Any]) -> list[FieldScore]:
    lines = [labels.row_values(line) for line in invoice.lines if line.kind == "item"] if invoice else []
    taxes = [labels.row_values(tax) for tax in invoice.taxes] if invoice else []
    return [
        *_paired(labels.LINES, truth.get(labels.LINES) or [], lines),
        *_paired(labels.TAXES, truth.get(labels.TAXES) or [], taxes),
    ]


def _paired(name: str, expected: list[dict[str, Any]], found: list[dict[str, object]]) -> Iterable[FieldScore]:
    """Item by item in order, as an e-invoice lists them."""
    for index, item in enumerate(expected):
        ours = found[index] if index < len(found) else {}
        for key in ours or item:
            if key in item:
                verdict = _verdict(key, item[key], ours.get(key))
                yield FieldScore(f"{name}.{key}", verdict, _text(item[key]), _text(ours.get(key)))


def _lines(invoice: Invoice | None, document: labels.Labelled, *, page_only: bool) -> LineCounts:
    expected = document.truth.get(labels.LINES)
    if not expected or (page_only and not _lines_visible(document)):
        return LineCounts()
    found = [line for line in invoice.lines if line.kind == "item"] if invoice else []
    left = [dict(item) for item in expected]
    matched = 0
    for line in found:
        if hit := _best_match(labels.row_values(line), left):
            left.remove(hit)
            matched += 1
    return LineCounts(matched, len(found), len(expected))


def _lines_visible(document: labels.Labelled) -> bool:
    if document.visible is None:
        return True
    seen = document.visible.get(labels.LINES)
    return not isinstance(seen, dict) or seen.get("totals_visible", 0) > 0


def _best_match(line: Mapping[str, object], left: list[dict[str, Any]]) -> dict[str, Any] | None:
    candidates = [item for item in left if _same_total(line, item)]
    ranked = sorted(candidates, key=lambda item: -_likeness(line, item))
    return ranked[0] if ranked and _likeness(line, ranked[0]) >= 0.5 else None


def _same_total(line: Mapping[str, object], item: Mapping[str, Any]) -> bool:
    expected = item.get("line_total")
    return expected is None or (line["line_total"] is not None and same("line_total", expected, line["line_total"]))


def _likeness(line: Mapping[str, object], item: Mapping[str, Any]) -> float:
    """Likeness of two descriptions, 0-1; 1 where one begins with the other (long descriptions are often cut)."""
    ours, theirs = comparable_words(line.get("description") or ""), comparable_words(item.get("description") or "")
    if not theirs or (ours and (ours.startswith(theirs) or theirs.startswith(ours))):
        return 1.0
    return SequenceMatcher(None, ours, theirs).ratio()
