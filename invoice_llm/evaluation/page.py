"""The report as one HTML page that needs nothing else: no script, no address, pictures inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from invoice_llm.evaluation import wording
from invoice_llm.evaluation.charts import coverage_curve, reliability_curve
from invoice_llm.evaluation.comparison import Comparison, FigureChange
from invoice_llm.evaluation.figures import CountedShare, coverage, field_reliability, headline_shares
from invoice_llm.evaluation.pictures import pictures
from invoice_llm.evaluation.report import Report, ScoredDocument
from invoice_llm.evaluation.truth import HEADER_KEYS
from invoice_llm.evaluation.worst import Worst, worst
from invoice_llm.invoice.outcome import Outcome

_TOP_REASONS = 8
_MOST_MOVED = 25
_LISTS = {"line_items": "Line items, item by item (e-invoices alone)", "tax_breakdown": "Taxes, rate by rate"}


def html(report: Report, *, folder: Path | None = None, against: Comparison | None = None) -> str:
    """``folder`` is where the documents are; without it, or where a file is gone, there is no picture."""
    environment = Environment(
        loader=PackageLoader("invoice_llm.evaluation"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    source, _, _ = environment.loader.get_source(environment, "report.css") if environment.loader else ("", None, None)
    figures = report.to_json()
    accepted = _accepted(report)
    believed, covered = field_reliability(report.documents), coverage(report.documents)
    return environment.get_template(
        "report.html.j2"
    ).render(
        style=Markup(source),  # noqa: S704
        report=report,
        figures=figures,
        when=_when(report.when),
        route=wording.ROUTES.get(report.route, report.route),
        tiles=_tiles(report),
        reliability=reliability_curve(believed.bins) if believed else None,
        coverage=coverage_curve(covered, report.threshold, accepted) if covered else None,
        accepted=accepted,
        outcomes=_outcomes(figures),
        reasons=[(wording.reason_label(code), count) for code, count in figures["reasons"].items()][:_TOP_REASONS],
        per_document=_per_document(report),
        fields=list(_fields(figures["fields"])),
        folders=list(figures["folders"].items()),
        worst=_worst(report, folder),
        comparison=_comparison(against) if against else None,
    )


def _when(when: str) -> str:
    return f"{datetime.fromisoformat(when):%-d %B %Y, %H:%M} UTC" if when else ""


def _tiles(report: Report) -> list[dict[str, Any]]:
    shares, figures = headline_shares(report.documents), report.to_json()
    f1, lines = figures["line_f1"], [d.score.lines for d in report.documents if d.score and d.score.lines.expected]
    read = f"{sum(c.matched for c in lines)} of {sum(c.expected for c in lines)} labelled lines read"
    return [
        _tile("Header values right", shares["header_accuracy"], "values"),
        {"label": "Line items (F1)", "value": wording.percent(f1), "interval": None, "note": read},
        _tile("Accepted without a person", shares["accepted_share"], "documents"),
        _tile("Values right in accepted", shares["accepted_precision"], "values"),
        _tile("Accepted documents right", shares["accepted_right"], "documents"),
    ]


def _tile(label: str, share: CountedShare, what: str) -> dict[str, Any]:
    low, high = share.interval or (0.0, 1.0)
    note = f"{share.part} of {share.whole} {what}; {100 * low:.1f} to {100 * high:.1f} %"
    value, interval = wording.percent(share.value), share.interval
    if interval is None:
        note = f"no {what} to count"
    return {"label": label, "value": value, "share": share.value, "interval": interval, "note": note}


def _accepted(report: Report) -> tuple[float, float] | None:
    """Point of what was really accepted: share of the labelled documents, and share of those that is wrong."""
    judged = [document for document in report.documents if document.is_right is not None]
    taken = [document for document in judged if document.outcome is Outcome.ACCEPTED]
    return (len(taken) / len(judged), sum(not d.is_right for d in taken) / len(taken)) if taken else None


def _outcomes(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    counts, whole = figures["outcomes"], figures["documents"]
    return [
        {"name": str(one), "tone": wording.report_class(one), "count": counts[one], "share": counts[one] / whole}
        for one in Outcome
        if counts.get(one)
    ]


def _per_document(report: Report) -> str | None:
    cost = sum((document.cost_usd for document in report.documents), Decimal(0))
    return f"{cost / len(report.documents):.6f}" if cost else None


def _fields(counts: Mapping[str, Mapping[str, int]]) -> Iterable[dict[str, Any]]:
    """The header's fields, all others, then the lists under a heading each."""
    order = [*HEADER_KEYS, *sorted(set(counts) - set(HEADER_KEYS), key=lambda key: ("." in key, key))]
    groups = groupby((key for key in order if key in counts), key=lambda key: _LISTS.get(key.partition(".")[0]))
    for heading, keys in groups:
        for index, key in enumerate(keys):
            row = counts[key]
            share = CountedShare(row["correct"], row["correct"] + row["wrong"] + row["missing"])
            known = {"labelled": share.whole, "share": share.value, "interval": share.interval}
            yield {"label": wording.field_label(key), "heading": heading if index == 0 else None, **known, **row}


def _worst(report: Report, folder: Path | None) -> list[dict[str, Any]]:
    chosen = worst(report.documents)
    found = pictures(_inside(chosen, folder.resolve())) if folder else {}
    return [_shown(one, found.get(one.document.name)) for one in chosen]


def _inside(chosen: Iterable[Worst], folder: Path) -> Iterable[tuple[str, Path, int]]:
    """The files to draw; a report that was kept may name what is not in the folder."""
    for one in chosen:
        path = (folder / one.document.name).resolve()
        if path.is_relative_to(folder):
            yield one.document.name, path, one.page


def _shown(one: Worst, picture: str | None) -> dict[str, Any]:
    document: ScoredDocument = one.document
    return {
        "name": document.name,
        "outcome": str(document.outcome),
        "tone": "bad" if document.outcome is Outcome.ACCEPTED else wording.report_class(document.outcome),
        "confidence": document.confidence,
        "why": " ".join(wording.reason_label(code) for code in document.reasons[:3]),
        "picture": picture,
        "page": one.page,
        "boxes": one.boxes if picture else (),
        "rows": [
            {
                "number": number if picture else None,
                "label": wording.field_label(v.key),
                "expected": v.expected,
                "found": v.found,
            }
            for number, v in one.rows
        ],
        "more": one.more,
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    changes = (*comparison.figures, *(c for c in comparison.fields if c.worse or c.better))
    return {
        "title": f"the evaluation of {_when(comparison.before.when) or 'before'}",
        "note": f"{wording.conclusion(comparison)} {wording.basis(comparison)}",
        "rows": [_row(change) for change in changes],
        "moved": [
            {
                "document": moved.document,
                "worse": ", ".join(map(wording.field_label, moved.worse)),
                "better": ", ".join(map(wording.field_label, moved.better)),
                "outcome": moved.after if moved.before == moved.after else f"{moved.before} → {moved.after}",
            }
            for moved in comparison.moved[:_MOST_MOVED]
        ],
        "more": max(len(comparison.moved) - _MOST_MOVED, 0),
    }


def _row(change: FigureChange) -> dict[str, Any]:
    said = wording.verdict(change)
    return {
        "label": wording.label(change),
        "before": wording.percent(change.before),
        "after": wording.percent(change.after),
        "difference": wording.points(change.difference),
        "interval": wording.between(change.low, change.high),
        "worse": len(change.worse),
        "better": len(change.better),
        "p": f"{change.p:.3f}" if change.p >= 0.001 else "< 0.001",
        "verdict": said,
        "tone": {"worse": "bad", "better": "ok"}.get(said, ""),
    }
