"""One night over papers: reading, belief, the second look, the decision; as the pipeline does it, without a store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.confidence.paper import Paper
from benchmarks.confidence.reader import KnownReader
from invoice_llm.evaluation.scoring import FieldScore, score_document
from invoice_llm.invoice.answers.short_answer import ShortAnswer
from invoice_llm.invoice.checks import Finding, Known, check
from invoice_llm.invoice.concern import Concern, reasons_in
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.pipeline.believing import believed, looked_at, may_change, vouched
from invoice_llm.pipeline.extracting import reading_of
from invoice_llm.pipeline.gates import is_confident, needs_validation
from invoice_llm.pipeline.reading import Reading
from invoice_llm.prompt_pack import FALLBACK
from invoice_llm.reading.concerns.age import years_before_its_file
from invoice_llm.reading.concerns.code_agreement import code_concerns
from invoice_llm.reading.concerns.missing_pages import missing_pages
from invoice_llm.reading.concerns.not_understood import unexplained
from invoice_llm.reading.concerns.parties.passed_over import passed_over
from invoice_llm.reading.concerns.payment.account_abroad import account_abroad
from invoice_llm.reading.concerns.payment.debited import debited
from invoice_llm.reading.concerns.payment.payee_told import payee_told
from invoice_llm.reading.concerns.self_described import self_concerns
from invoice_llm.reading.dropping import as_accepted
from invoice_llm.reading.evidence.payment_codes import payment_codes_on
from invoice_llm.reading.evidence.rivals.two_labels import contested
from invoice_llm.reading.extraction import ExtractionConfig, examine
from invoice_llm.reading.posterior import Records, estimate_records
from invoice_llm.reading.routing import route
from invoice_llm.reading.validation import Doubt, Validation, in_doubt

FIVE = ("invoice_number", "issue_date", "currency", "seller_name", "total_gross")
MODEL = "reader"
THRESHOLD, VALIDATED_BELOW, FEWEST = 0.75, 0.9, 5


@dataclass(frozen=True, slots=True)
class Decided:
    """One document's end. ``fields`` are its values against the truth as they were read, ``booked`` the same as they
    are stated if it is accepted, without the values that were dropped."""

    paper: Paper
    confidence: float
    accepted: bool
    looked: bool
    changed: bool
    reasons: tuple[Reason, ...]
    fields: tuple[FieldScore, ...]
    booked: tuple[FieldScore, ...]

    @property
    def faults(self) -> tuple[FieldScore, ...]:
        """Which of the five are wrong or missing."""
        return tuple(one for one in self.fields if one.key in FIVE and one.verdict != "correct")

    @property
    def is_judged(self) -> bool:
        """True where the page prints all five: of a number or a name that stands nowhere, nothing tells on the page."""
        return sum(one.key in FIVE for one in self.fields) == len(FIVE)

    @property
    def right(self) -> bool:
        return not self.faults


def night(papers: Sequence[Paper], reader: KnownReader | None) -> list[Decided]:
    """Every document decided; without a reader the label reader is alone."""
    read = [_read(paper, reader) for paper in papers]
    records = estimate_records([one.own_ballots() for one in read], {}) if reader else {}
    return [_decided(paper, reading, reader, records) for paper, reading in zip(papers, read, strict=True)]


def _read(paper: Paper, reader: KnownReader | None) -> Reading:
    sheet = paper.sheet
    printed = sheet.read.labels
    if reader is not None:
        printed = paper.asked.printed(ShortAnswer.model_validate(reader.read(paper)), sheet.read.labels)
    config = ExtractionConfig(second_reading=reader is not None, sheet=sheet)
    extraction = examine(printed, paper.text, config, llm_model=MODEL, prompt_version="-")
    return reading_of(extraction, FALLBACK, sheet.read.structure.printed_rows)


def _decided(paper: Paper, reading: Reading, reader: KnownReader | None, records: Records) -> Decided:
    weights = paper.sheet.weights
    reading = believed(reading, records, weights)
    findings = check(reading.invoice, today=paper.sheet.today, known=Known(printed_rows=reading.printed_rows))
    before = _outcome(paper, reading, findings, (), records)
    doubts: tuple[Doubt, ...] = ()
    looked = False
    if reader is not None and _is_asked(paper, reading, findings, records):
        looked = True
        values = _values(paper, reading)
        validation = Validation(values, reader.judge(paper, values), paper.text, paper.sheet.facts.convention)
        doubts = validation.doubts
        said = {doubt.field: doubt.printed or "" for doubt in doubts}
        reading = looked_at(reading, {path: said.get(path) for path in values}, records, weights)
    outcome, reasons = _outcome(paper, reading, findings, doubts, records)
    booked = as_accepted(reading.invoice, reading.evidence)[0]
    return Decided(
        paper,
        reading.confidence or 0.0,
        outcome is Outcome.ACCEPTED,
        looked,
        outcome is not before[0],
        reasons,
        score_document(reading.invoice, paper.labelled, page_only=True).fields,
        score_document(booked, paper.labelled, page_only=True).fields,
    )


def _values(paper: Paper, reading: Reading) -> dict[str, str]:
    findings = check(reading.invoice, today=paper.sheet.today, known=Known())
    return dict(in_doubt(reading.evidence, findings, below=VALIDATED_BELOW))


def _is_asked(paper: Paper, reading: Reading, findings: Sequence[Finding], records: Records) -> bool:
    """The specification's gate, and whether the answer can change the outcome."""
    if not needs_validation(reading.confidence, reading.field_count, threshold=VALIDATED_BELOW, fewest=FEWEST):
        return False
    if route(reading.invoice, reading.evidence, findings, confident=True).outcome is not Outcome.ACCEPTED:
        return False
    return may_change(reading, _values(paper, reading), records, THRESHOLD, paper.sheet.weights)


def _outcome(
    paper: Paper, reading: Reading, findings: Sequence[Finding], doubts: Sequence[Doubt], records: Records
) -> tuple[Outcome, tuple[Reason, ...]]:
    """The decision with what the page itself says against it."""
    confident = is_confident(reading.confidence, THRESHOLD)
    decision = route(reading.invoice, reading.evidence, findings, confident=confident, doubts=doubts)
    structure = paper.sheet.read.structure
    vouches = vouched(reading, findings, records)
    fields = contested(reading.invoice, paper.sheet.read, sender_is_said=vouches.sender)
    said = self_concerns(reading.invoice, structure)
    said += unexplained(reading.invoice, reading.evidence, paper.pages, kind_is_said=vouches.kind)
    said += missing_pages(paper.pages, len(paper.pages))
    said += passed_over(reading.invoice, structure.parties)
    said += payee_told(reading.invoice, paper.pages, structure.table)
    said += debited(reading.invoice, structure) if reading.invoice.payment_accounts else []
    said += account_abroad(reading.invoice, ())
    said += years_before_its_file(reading.invoice, paper.made)
    said += [Concern(reason) for reason, on in _on_pages(paper) if on]
    said += code_concerns(reading.invoice, payment_codes_on(paper.pages), structure.accounts)
    reasons = (*decision.reasons, *([Reason.OTHER_LABELLED] if fields else []), *reasons_in(said))
    stopped = decision.outcome is not Outcome.ACCEPTED or fields or said
    return (Outcome.REVIEW if stopped else Outcome.ACCEPTED), reasons


def _on_pages(paper: Paper) -> Iterator[tuple[Reason, bool]]:
    yield Reason.HIDDEN_TEXT, any(page.hidden for page in paper.pages)
    yield Reason.MARKED_UP, any(page.marks for page in paper.pages)
