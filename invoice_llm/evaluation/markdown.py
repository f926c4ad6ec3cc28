"""The report and a comparison as Markdown, short enough for a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from invoice_llm.evaluation import wording
from invoice_llm.evaluation.comparison import Comparison
from invoice_llm.evaluation.figures import CountedShare, headline_shares
from invoice_llm.evaluation.report import Report
from invoice_llm.evaluation.truth import HEADER_KEYS
from invoice_llm.evaluation.worst import worst

_MOST = 15


class _Ours(str):
    """Text of ours that is Markdown already."""

    __slots__ = ()


_HEADLINE = {
    "header_accuracy": "Header values right",
    "accepted_share": "Accepted without a person",
    "accepted_precision": "Values right in accepted documents",
    "accepted_right": "Accepted documents right",
}


def markdown(report: Report, against: Comparison | None = None) -> str:
    """All figures of the page but its curves and pictures."""
    figures = report.to_json()
    parts = [
        "# Evaluation",
        f"{figures['documents']} documents, {figures['scored']} labelled, read {wording.ROUTES[report.route]}, "
        f"by {_safe(report.model)}, on {report.when or 'an unknown day'} (invoice-llm {report.package}, prompts "
        f"{_safe(', '.join(report.prompts)) or 'none'}). {figures['calls']} calls, ${figures['cost_usd']}.",
        _headline(report, figures),
        *(["## Compared", compared(against)] if against else []),
        "## Fields",
        _fields(figures["fields"]),
    ]
    if len(figures["folders"]) > 1:
        parts += ["## Folders", _folders(figures["folders"])]
    if figures["thresholds"]:
        parts += ["## Thresholds", _thresholds(figures["thresholds"])]
    if figures["reasons"]:
        parts += ["## Why documents wait", _reasons(figures["reasons"])]
    if mistaken := [
        (one.document.name, str(one.document.outcome), _first(one.rows)) for one in worst(report.documents)
    ]:
        parts += ["## Worst documents", _table(("document", "outcome", "expected, read"), mistaken)]
    return "\n\n".join(parts) + "\n"


def compared(comparison: Comparison) -> str:
    """Markdown of the changes, by figure and field, and of the documents they are in."""
    changes = (*comparison.figures, *(c for c in comparison.fields if c.worse or c.better))
    rows = [
        (
            wording.label(c),
            wording.percent(c.before),
            wording.percent(c.after),
            wording.points(c.difference),
            wording.between(c.low, c.high),
            len(c.worse),
            len(c.better),
            f"{c.p:.4f}",
            _Ours(f"**{wording.verdict(c)}**") if c.significant else "",
        )
        for c in changes
    ]
    columns = ("figure", "before", "after", "points", "95 % on other suppliers", "worse", "better", "p", "")
    moved = [
        (
            m.document,
            ", ".join(map(wording.field_label, m.worse)),
            ", ".join(map(wording.field_label, m.better)),
            m.after,
        )
        for m in comparison.moved[:_MOST]
    ]
    listed = ["", _table(("document", "worse", "better", "outcome"), moved)] if moved else []
    return "\n".join(
        [f"**{wording.conclusion(comparison)}** {wording.basis(comparison)}", "", _table(columns, rows), *listed]
    )


def _headline(report: Report, figures: dict[str, Any]) -> str:
    shares = headline_shares(report.documents)
    rows = [(name, *_share(shares[key])) for key, name in _HEADLINE.items()]
    rows.append(("Line items (F1)", wording.percent(figures["line_f1"]), "", ""))
    if believed := figures["reliability"]:
        counted = f"{believed['labels']} values"
        rows.append(("Distance of confidence from truth (ECE)", f"{believed['ece']:.3f}", "", counted))
    return _table(("figure", "", "95 % interval", "counted"), rows)


def _share(share: CountedShare) -> tuple[str, str, str]:
    low, high = share.interval or (None, None)
    between = "" if low is None or high is None else f"{100 * low:.1f} to {100 * high:.1f} %"
    return wording.percent(share.value), between, f"{share.part} of {share.whole}"


def _fields(counts: dict[str, dict[str, int]]) -> str:
    order = [key for key in HEADER_KEYS if key in counts] + sorted(set(counts) - set(HEADER_KEYS))
    rows = []
    for key in order:
        row = counts[key]
        share = CountedShare(row["correct"], row["correct"] + row["wrong"] + row["missing"])
        rows.append(
            (_Ours(f"`{key}`"), *_share(share)[:2], row["correct"], row["wrong"], row["missing"], row["invented"])
        )
    return _table(("field", "right", "95 % interval", "correct", "wrong", "missing", "invented"), rows)


def _folders(folders: dict[str, Any]) -> str:
    keys = ("header_accuracy", "line_f1", "accepted_share", "accepted_precision", "accepted_right")
    rows = [(name, row["documents"], *(wording.percent(row[key]) for key in keys)) for name, row in folders.items()]
    return _table(
        ("folder", "documents", "header right", "lines F1", "accepted", "values right", "documents right"), rows
    )


def _thresholds(told: dict[str, Any]) -> str:
    """Effect of other values of ``confidence_threshold`` on the pages, other reasons aside."""
    rows = [
        (
            f"{point['threshold']:.2f}",
            wording.percent(point["share"]),
            wording.percent(point["share_right"]),
            f"{100 * point['low']:.1f} to {100 * point['high']:.1f} %",
            f"{point['right']} of {point['accepted']}",
        )
        for point in told["curve"]
    ]
    table = _table(("threshold", "documents that reach it", "of these right", "95 % interval", "counted"), rows)
    return table + "\n\n" + " ".join(wording.kept_right(share, point) for share, point in told["keeping"].items())


def _reasons(reasons: dict[str, int]) -> str:
    return _table(("reason", "documents"), [(wording.reason_label(code), count) for code, count in reasons.items()])


def _first(rows: Sequence[tuple[int | None, Any]]) -> str:
    said = (f"{wording.field_label(v.key)}: {v.expected or 'none'}, {v.found or 'nothing'}" for _, v in rows[:3])
    return "; ".join(said) + ("; ..." if len(rows) > 3 else "")


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(cell: object) -> str:
    return cell if isinstance(cell, _Ours) else _safe(str(cell))


def _safe(text: str) -> str:
    """Names and values are others' text: nothing of it is to become markup, a link or a column."""
    escaped = re.sub(r"([\\`*_\[\]<>|#!@])", r"\\\1", " ".join(text.split()))
    return escaped.replace("://", "&#58;//").replace("www.", "www&#46;")
