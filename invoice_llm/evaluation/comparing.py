"""Two evaluations of the same documents, held against each other value by value.

Two questions, answered apart. *On these documents*: did more get worse than better? Exact McNemar tests over paired
documents, corrected for how many there are. *On others of the kind*: how large is the difference? A paired bootstrap
interval that draws whole suppliers, or documents where the supplier is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from invoice_llm.errors import ConfigurationError
from invoice_llm.evaluation.comparison import ChangedDocument, Comparison, FigureChange
from invoice_llm.evaluation.report import Report, ScoredDocument
from invoice_llm.evaluation.scoring import FieldScore
from invoice_llm.evaluation.statistics import bootstrap, difference, mcnemar, significant
from invoice_llm.evaluation.truth import HEADER_KEYS
from invoice_llm.invoice.outcome import Outcome

Pair = tuple[ScoredDocument, ScoredDocument]
Counted = tuple[float, float, float | None]
"""Count of one figure in one document: what counts, of how much, and how good that is (more is better; or nothing)."""


def compare_reports(before: Report, after: Report) -> Comparison:
    """Raises ``ConfigurationError`` where no labelled document was read in both."""
    pairs, unpaired = _paired(before, after)
    read = [(a, b) for a, b in pairs if a.was_read and b.was_read]
    if not read:
        raise ConfigurationError("the two evaluations have no labelled document in common that both have read")
    counted = {name: [(count(a), count(b)) for a, b in read] for name, count in _FIGURES.items()}
    for key in _keys(read):
        counted[key] = [_of_field(a, b, key) for a, b in read]
    hits = significant({name: _changes(rows) for name, rows in counted.items()})
    changes = [_change(name, read, rows, name in hits) for name, rows in counted.items()]
    return Comparison(
        before,
        after,
        documents=len(read),
        suppliers=len({_cluster(b) for _, b in read}),
        unpaired=unpaired,
        unread=tuple(b.name for a, b in pairs if not (a.was_read and b.was_read)),
        figures=tuple(change for change in changes if change.name in _FIGURES),
        fields=tuple(change for change in changes if change.name not in _FIGURES),
        moved=tuple(_moved(read)),
        notes=tuple(_notes(before, after)),
    )


def _paired(before: Report, after: Report) -> tuple[list[Pair], tuple[str, ...]]:
    """Labelled documents by name; those of one side are the rest."""
    left, right = ({d.name: d for d in report.documents if d.score} for report in (before, after))
    return [(left[name], right[name]) for name in left if name in right], tuple(sorted(left.keys() ^ right.keys()))


def _of_header(document: ScoredDocument) -> Counted:
    asked = [verdict for verdict in document.header if verdict.verdict != "invented"]
    right = sum(verdict.verdict == "correct" for verdict in asked)
    return right, len(asked), right if asked else None


def _of_document(document: ScoredDocument) -> Counted:
    right = document.is_right
    return (0, 0, None) if right is None else (right, 1, right)


def _of_lines(document: ScoredDocument) -> Counted:
    lines = document.score.lines if document.score else None
    if lines is None or not lines.expected:
        return 0, 0, None
    matched, both = 2 * lines.matched, lines.found + lines.expected
    return matched, both, matched / both


def _of_acceptance(document: ScoredDocument) -> Counted:
    accepted = document.outcome is Outcome.ACCEPTED
    return accepted, 1, accepted


def _of_accepted(document: ScoredDocument) -> Counted:
    """Wrong is a document that was accepted and one could not pay by; one that a person sees is not."""
    if document.is_right is None:
        return 0, 0, None
    accepted = document.outcome is Outcome.ACCEPTED
    return accepted and document.is_right, accepted, document.is_right or not accepted


_FIGURES: Mapping[str, Callable[[ScoredDocument], Counted]] = {
    "header_accuracy": _of_header,
    "documents_right": _of_document,
    "line_f1": _of_lines,
    "accepted_share": _of_acceptance,
    "accepted_right": _of_accepted,
}


def _of_field(before: ScoredDocument, after: ScoredDocument, key: str) -> tuple[Counted, Counted]:
    """Counted where both were held against the same label."""
    old, new = (_verdict(document, key) for document in (before, after))
    if old is None or new is None or old.expected != new.expected:
        return (0, 0, None), (0, 0, None)
    rights = (old.verdict == "correct", new.verdict == "correct")
    return (rights[0], 1, rights[0]), (rights[1], 1, rights[1])


def _verdict(document: ScoredDocument, key: str) -> FieldScore | None:
    return next((v for v in document.score.fields if v.key == key), None) if document.score else None


def _keys(pairs: Iterable[Pair]) -> list[str]:
    """Fields with one value a document, the header's first."""
    found = {v.key for _, b in pairs if b.score for v in b.score.fields if "." not in v.key}
    return [key for key in HEADER_KEYS if key in found] + sorted(found - set(HEADER_KEYS))


def _changes(rows: Sequence[tuple[Counted, Counted]]) -> tuple[int, int]:
    """Numbers of documents that got worse and that got better."""
    steps = [_step(a, b) for a, b in rows]
    return steps.count(-1), steps.count(1)


def _step(before: Counted, after: Counted) -> int:
    """-1 for the worse, 1 for the better, 0 for neither or where one side cannot be judged."""
    old, new = before[2], after[2]
    return 0 if old is None or new is None else (new > old) - (new < old)


def _change(name: str, pairs: Sequence[Pair], rows: Sequence[tuple[Counted, Counted]], is_hit: bool) -> FigureChange:
    clusters: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for (_, document), (old, new) in zip(pairs, rows, strict=True):
        if old[1] or new[1]:
            sums = clusters[_cluster(document)]
            sums[:] = [x + y for x, y in zip(sums, (*old[:2], *new[:2]), strict=True)]
    parts = [(a, b, c, d) for a, b, c, d in clusters.values()]
    totals = [sum(column) for column in zip(*parts, strict=True)] or [0.0] * 4
    interval = bootstrap(parts) if difference(parts) is not None else None
    steps = [(document.name, _step(old, new)) for (_, document), (old, new) in zip(pairs, rows, strict=True)]
    return FigureChange(
        name,
        documents=sum(old[2] is not None and new[2] is not None for old, new in rows),
        before=totals[0] / totals[1] if totals[1] else None,
        after=totals[2] / totals[3] if totals[3] else None,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        worse=tuple(document for document, step in steps if step < 0),
        better=tuple(document for document, step in steps if step > 0),
        p=mcnemar(*_changes(rows)),
        significant=is_hit,
    )


def _cluster(document: ScoredDocument) -> str:
    return document.supplier or document.name


def _moved(pairs: Iterable[Pair]) -> Iterable[ChangedDocument]:
    """The documents that got worse first."""
    found = []
    for a, b in pairs:
        keys = _keys([(a, b)])
        steps = {key: _step(*_of_field(a, b, key)) for key in keys}
        worse = tuple(key for key, step in steps.items() if step < 0)
        better = tuple(key for key, step in steps.items() if step > 0)
        if worse or better or a.outcome is not b.outcome:
            found.append(ChangedDocument(b.name, worse, better, str(a.outcome), str(b.outcome)))
    return sorted(found, key=lambda moved: (len(moved.better) - len(moved.worse), moved.document))


def _notes(before: Report, after: Report) -> Iterable[str]:
    for name, label in (("route", "routes"), ("threshold", "confidence thresholds"), ("tier", "model tiers")):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"The {label} differ: {old} before, {new} now."
