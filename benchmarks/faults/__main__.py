"""Plant every kind of error into right readings and count what the gate lets through.

    .venv/bin/python -m benchmarks.faults [FOLDER] [--second-reading] [--json] [--missed N] [--sent-back N]

For each labelled PDF a right reading is taken: the label reader's where the truth agrees with all of it, else one put
together from the truth's values as the page shows them. It goes through the pipeline's own gate (examine, check, route,
at the shipped threshold). Then the same with each error: what ends as accepted with a wrong value was not caught. One
that was put right, or dropped with a remark that names the field, was. An error that changes no value is not counted.
Both shares stand beside each other: errors caught, and right readings that a person has to see all the same.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.faults.correct import Case, cases
from benchmarks.faults.kinds import Fault, faults
from invoice_llm.invoice.checks import Known, blocking, check
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.paths import top
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.telling import as_sentences
from invoice_llm.pipeline.gates import is_confident
from invoice_llm.pipeline.params import RunParams
from invoice_llm.reading.dropping import as_accepted
from invoice_llm.reading.evidence.structure import structure_of
from invoice_llm.reading.extraction import ExtractionConfig, examine
from invoice_llm.reading.parsing.assembly import assemble
from invoice_llm.reading.routing import Decision, route

SAMPLES = Path(__file__).parents[2] / "samples" / "inbox"
THRESHOLD = RunParams().confidence_threshold


@dataclass(frozen=True, slots=True)
class Way:
    """``second_reading``: the label reader reads as well, as it does beside a model. ``any_confidence``: without the
    threshold, so that only what is said against a value counts. ``every``: of a document's errors each n-th only."""

    second_reading: bool = False
    any_confidence: bool = False
    every: int = 1


SHIPPED = Way()
OF_THE_DOCUMENT = frozenset(
    {
        Reason.MISSING_FIELD,
        Reason.AMBIGUOUS_DATE,
        Reason.AMBIGUOUS_AMOUNT,
        Reason.NOT_AN_INVOICE,
        Reason.LOW_TEXT_QUALITY,
    }
)
"""Reasons that a right reading of a sound invoice never shows: the document itself needs a person."""


@dataclass(slots=True)
class Counts:
    """Counts of one folder, or of all. ``planted``, ``caught``: errors by kind, in documents accepted untouched."""

    documents: int = 0
    right: int = 0
    accepted: int = 0
    own_fault: int = 0
    sent_back: int = 0
    planted: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        planted, caught = self.planted.total(), self.caught.total()
        judged = self.accepted + self.sent_back
        return {
            "documents": self.documents,
            "right_readings": self.right,
            "accepted_untouched": self.accepted,
            "review_for_the_document": self.own_fault,
            "review_for_the_gate": self.sent_back,
            "sent_back_share": round(self.sent_back / judged, 4) if judged else None,
            "planted": planted,
            "caught": caught,
            "caught_share": round(caught / planted, 4) if planted else None,
            "kinds": {kind: {"planted": n, "caught": self.caught[kind]} for kind, n in sorted(self.planted.items())},
        }


@dataclass(slots=True)
class Report:
    folders: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    missed: list[str] = field(default_factory=list)
    sent_back: list[str] = field(default_factory=list)

    def of(self, name: str) -> tuple[Counts, Counts]:
        return self.folders["all"], self.folders[name]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLES)
    parser.add_argument("--second-reading", action="store_true", help="hold the label reader's values against it too")
    parser.add_argument("--any-confidence", action="store_true", help="what evidence and checks alone catch")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--missed", type=int, default=0, metavar="N", help="name so many errors that were not caught")
    parser.add_argument("--sent-back", type=int, default=0, metavar="N", help="name so many right ones in review")
    arguments = parser.parse_args()
    report = run(arguments.folder, Way(arguments.second_reading, arguments.any_confidence))
    if arguments.json:
        print(json.dumps({name: counts.as_json() for name, counts in report.folders.items()}))
        return
    print("\n".join(table(report)))
    print("\n".join([*report.missed[: arguments.missed], *report.sent_back[: arguments.sent_back]]))


def run(folder: Path, way: Way = SHIPPED) -> Report:
    """Read, plant and count. No call is made."""
    report = Report()
    for document, case in cases(folder):
        name = document.name.rpartition("/")[0] or "."
        for counts in report.of(name):
            counts.documents += 1
            counts.right += case is not None
        if case is not None:
            _count(case, report, way)
    return report


def _count(case: Case, report: Report, way: Way) -> None:
    untouched = ended(case, case.printed, way)
    decision = untouched.decision
    if decision.outcome is not Outcome.ACCEPTED:
        own = _is_its_own_fault(case, decision)
        for counts in report.of(case.folder):
            counts.own_fault += own
            counts.sent_back += not own
        report.sent_back.append(f"{'own ' if own else 'GATE'} {case.document.name}: {as_sentences(decision.concerns)}")
        return
    for counts in report.of(case.folder):
        counts.accepted += 1
    right = _values(untouched.invoice) | _values(assemble(case.printed, case.text).invoice)
    for fault in islice(_real(case), 0, None, way.every):
        caught = _is_caught(right, ended(case, fault.printed, way))
        for counts in report.of(case.folder):
            counts.planted[fault.kind] += 1
            counts.caught[fault.kind] += caught
        if not caught:
            report.missed.append(f"missed {fault.kind}, {fault.field}: {case.document.name}")


def _is_its_own_fault(case: Case, decision: Decision) -> bool:
    """Check that the document as it is printed needs a person: it breaks a rule, or says a thing in two ways."""
    broken = blocking(check(assemble(case.printed, case.text).invoice, today=datetime.now(UTC).date()))
    return bool(broken or OF_THE_DOCUMENT & set(decision.reasons))


def _real(case: Case) -> Iterable[Fault]:
    """The errors that change a value."""
    right = assemble(case.printed, case.text)
    for fault in faults(case.printed, right, case.pages):
        if not _same(assemble(fault.printed, case.text).invoice, right.invoice):
            yield fault


def _same(one: Invoice, other: Invoice) -> bool:
    return _values(one) == _values(other)


def _values(invoice: Invoice) -> dict[str, Any]:
    """Values that count. A printed zero is the same as nothing, as it is where readings are scored."""
    values = invoice.model_dump(exclude={"language"})
    return {name: value for name, value in values.items() if value or isinstance(value, bool)}


def _is_caught(right: Mapping[str, Any], end: End) -> bool:
    """True of what a person sees, and of an accepted invoice that says nothing wrong: each value that differs from the
    ``right`` ones, those that follow from them included, is missing, and a remark names it."""
    if end.decision.outcome is not Outcome.ACCEPTED:
        return True
    told = {top(field) for field in end.fields_told}
    mine = _values(end.invoice)
    differing = [name for name in {*right, *mine} if right.get(name) != mine.get(name)]
    return all(name in told and _lacks(mine.get(name), right.get(name)) for name in differing)


def _lacks(value: Any, right: Any) -> bool:
    """True where ``value`` has nothing that ``right`` has not."""
    if isinstance(value, Mapping) and isinstance(right, Mapping):
        return all(_lacks(one, right.get(name)) for name, one in value.items())
    if isinstance(value, tuple | list) and isinstance(right, tuple | list):
        return len(value) <= len(right) and all(_lacks(*pair) for pair in zip(value, right, strict=False))
    return not value or value == right


@dataclass(frozen=True, slots=True)
class End:
    """The decision on a reading, and the invoice as it would be written with it."""

    decision: Decision
    invoice: Invoice
    remarks: Sequence[Concern] = ()

    @property
    def fields_told(self) -> set[str]:
        return {field for concern in (*self.decision.concerns, *self.remarks) for field in concern.fields}


def ended(case: Case, printed: PrintedInvoice, way: Way = SHIPPED) -> End:
    """The pipeline's end of this reading of the document."""
    today = datetime.now(UTC).date()
    config = ExtractionConfig(pages=case.pages, second_reading=way.second_reading, today=today)
    extraction = examine(printed, case.text, config, llm_model="-", prompt_version="-")
    findings = check(extraction.invoice, today=today, known=Known(printed_rows=structure_of(case.text).printed_rows))
    confident = way.any_confidence or is_confident(extraction.confidence, THRESHOLD)
    decision = route(extraction.invoice, extraction.evidence, findings, confident=confident)
    return End(decision, *as_accepted(extraction.invoice, extraction.evidence))


def decide(case: Case, printed: PrintedInvoice, way: Way = SHIPPED) -> Decision:
    """Decision of the pipeline on this reading of the document."""
    return ended(case, printed, way).decision


def table(report: Report) -> Iterable[str]:
    yield f"{'folder':28} {'pdfs':>5} {'right':>6} {'accepted':>9} {'own fault':>10} {'sent back':>10} {'caught':>16}"
    for name, counts in sorted(report.folders.items(), key=lambda item: item[0] == "all"):
        yield _row(name, counts.as_json())
    yield ""
    for kind, counted in report.folders["all"].as_json()["kinds"].items():
        caught, planted = counted["caught"], counted["planted"]
        yield f"{kind:28} {caught:5} of {planted:5}  {caught / planted:7.2%}"


def _row(name: str, counts: dict[str, Any]) -> str:
    back = "-" if counts["sent_back_share"] is None else f"{counts['sent_back_share']:.1%}"
    share = "-" if counts["caught_share"] is None else f"{counts['caught_share']:.2%}"
    return (
        f"{name:28} {counts['documents']:5} {counts['right_readings']:6} {counts['accepted_untouched']:9} "
        f"{counts['review_for_the_document']:10} {counts['review_for_the_gate']:4} {back:>5} "
        f"{counts['caught']:5}/{counts['planted']:<5} {share:>7}"
    )


if __name__ == "__main__":
    main()
