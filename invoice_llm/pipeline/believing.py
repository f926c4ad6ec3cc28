"""Weighs the models of a chunk by their records, which the chunk itself adds to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from invoice_llm.invoice.checks import Finding
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.paths import top
from invoice_llm.invoice.schema import Invoice
from invoice_llm.pipeline.gates import is_confident
from invoice_llm.pipeline.parts import Parts
from invoice_llm.pipeline.reading import STEP, Reading, readings
from invoice_llm.reading.dropping import PAYING
from invoice_llm.reading.posterior import (
    ReaderRecord,
    Records,
    document_posterior,
    estimate_records,
    is_strong,
    is_weak,
)
from invoice_llm.reading.posterior.choosing import keys_of
from invoice_llm.reading.posterior.kinds import KINDS
from invoice_llm.reading.posterior.verdicts import with_verdicts
from invoice_llm.reading.posterior.weights import Weights
from invoice_llm.reading.routing import BOOKABLE
from invoice_llm.reading.validation import Doubt
from invoice_llm.store import DocumentPlace, Store

Record = tuple[str, str]
SAMPLE = "hybrid_sample"
"""The name under which readings of pages are booked whose data are known: its budget is a share of the day's."""
CERTAIN = 3.0
"""What a value that was decided counts beside one that is estimated from agreements, which counts 1."""
_KINDS = {kind.path: kind for kind in KINDS}
SUMS_OF_INVOICES = ("BR-CO-10", "BR-CO-15")
"""Lines that make a total, and a tax that makes another one: letters, lists of open items and plans have neither."""
SURE = 0.95
"""Confidence from which on a document's values leave no doubt about how it was read."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """What nothing on a page tells and a reader with a good record says: that the document is an invoice, and that its
    sender is the company which the label reader takes for it as well."""

    kind: bool = False
    sender: bool = False


@dataclass(frozen=True, slots=True)
class Believer:
    """The records of the readers of one chunk. What this chunk added before is left out, so that a step that is done
    again finds what it found the first time."""

    parts: Parts
    run_id: str
    chunk: int
    _settled: dict[frozenset[str], Mapping[Record, ReaderRecord]] = field(default_factory=dict, compare=False)

    def records(self, models: Iterable[str]) -> dict[Record, ReaderRecord]:
        """Records of these models from earlier chunks and nights."""
        counts = self.parts.store.reader_counts.of(models, without=(self.run_id, self.chunk))
        return {name: ReaderRecord(right, said) for name, (right, said) in counts.items()}

    def settled_records(self, models: Iterable[str]) -> Mapping[Record, ReaderRecord]:
        """The same with what this chunk added, as they are when they are first asked for: they tell the same of all
        documents of a step."""
        asked = frozenset(models)
        if asked not in self._settled:
            counts = self.parts.store.reader_counts.of(asked)
            self._settled[asked] = {name: ReaderRecord(right, said) for name, (right, said) in counts.items()}
        return self._settled[asked]

    def after_second_look(self, reading: Reading, asked: Iterable[str], doubts: Iterable[Doubt]) -> Reading:
        """The reading with the confidence that it has after a second look at its values."""
        doubted = {doubt.field: doubt.printed or "" for doubt in doubts}
        return looked_at(reading, {path: doubted.get(path) for path in asked}, self.settled_records(reading.claims))

    def may_change(self, reading: Reading, asked: Collection[str], *, threshold: float) -> bool:
        """True where a second look at the ``asked`` values can carry the document over the threshold, or below it, or
        find a doubt about what is paid; only then is it worth its call."""
        return may_change(reading, asked, self.settled_records(reading.claims), threshold)

    def vouched(self, reading: Reading, findings: Iterable[Finding]) -> Vouched:
        """What the reader of this document vouches for, by its record so far."""
        return vouched(reading, findings, self.settled_records(reading.claims))

    def settle(self, new: Mapping[int, Reading]) -> None:
        """Estimate the readers' records from all documents of the chunk, keep what it adds, and keep each document with
        the confidence that follows. The values stay as they were read. ``new`` are readings that are not kept yet."""
        read = dict(sorted({**readings(self.parts, self.run_id, self.chunk, but=new), **new}.items()))
        asked = {position: reading for position, reading in read.items() if reading.claims}
        again = self._believed(asked) if asked else {}
        changed = {**new, **{at: one for at, one in again.items() if at in new or one != asked[at]}}
        self.keep(changed)

    def keep(self, changed: Mapping[int, Reading]) -> None:
        """Keep readings as they are."""
        told = {position: reading.model_dump(mode="json") for position, reading in changed.items()}
        self.parts.store.runs.put_steps(self.run_id, STEP, told)

    def _believed(self, asked: Mapping[int, Reading]) -> dict[int, Reading]:
        known = self.records({reader for reading in asked.values() for reader in reading.claims})
        found = estimate_records([reading.own_ballots() for reading in asked.values()], known)
        added = {name: _difference(record, known.get(name)) for name, record in found.items()}
        self.parts.store.reader_counts.put(self.run_id, self.chunk, {n: c for n, c in added.items() if c[1]})
        return {position: believed(reading, found) for position, reading in asked.items()}


def may_change(
    reading: Reading, asked: Collection[str], records: Records, threshold: float, weights: Weights | None = None
) -> bool:
    """The same as :meth:`Believer.may_change`, by these records."""
    if not reading.ballots or any(top(path) in PAYING for path in asked):
        return True
    ends = (looked_at(reading, dict.fromkeys(asked, said), records, weights).confidence for said in (None, ""))
    return len({is_confident(confidence, threshold) for confidence in ends}) > 1


def vouched(reading: Reading, findings: Iterable[Finding], records: Records) -> Vouched:
    """What the reader of a document vouches for, if its record says that it is hardly ever wrong, the values are sure
    and sums hold."""
    sums = any(finding.ok and finding.rule in SUMS_OF_INVOICES for finding in findings)
    sure = reading.confidence is not None and reading.confidence >= SURE
    readers = reading.claims
    if not (sums and sure and readers and all(is_strong(records, reader, _KINDS) for reader in readers)):
        return Vouched()
    sender = next((one for one in reading.own_ballots() if one.path == "seller.name"), None)
    alike = sender is not None and {sender.label_reader} == set(sender.claims.values())
    return Vouched(kind=reading.said_kind in BOOKABLE, sender=alike)


def looked_at(
    reading: Reading, verdicts: Mapping[str, str | None], records: Records, weights: Weights | None = None
) -> Reading:
    """The reading as it is believed after these verdicts, with its ballots as they were."""
    ballots = reading.own_ballots()
    looked = with_verdicts(ballots, keys_of(reading.invoice, ballots), verdicts)
    return believed(reading.with_ballots(looked), records, weights).with_ballots(ballots)


def believed(reading: Reading, records: Records, weights: Weights | None = None) -> Reading:
    """The same reading with the confidence that these records give it, and of the kind that the page says."""
    ballots = reading.own_ballots()
    posterior = document_posterior(ballots, records, weights)
    keys = keys_of(reading.invoice, ballots)
    evidence = dict(reading.evidence)
    for path, key in keys.items():
        if path in evidence:
            sure = round(posterior.fields[path].of(key), 4)
            evidence[path] = evidence[path].model_copy(update={"confidence": sure})
    confidence = None if None in keys.values() else round(posterior.confidence(keys), 4)
    return _of_kind(reading.model_copy(update={"confidence": confidence, "evidence": evidence}), records)


def _of_kind(reading: Reading, records: Records) -> Reading:
    """The reading as the kind of its page's title, where all readers that say another are often wrong."""
    title, said = reading.titled, reading.said_kind
    if title not in BOOKABLE or said in (None, title) or not reading.claims:
        return reading
    if not all(is_weak(records, reader, _KINDS) for reader in reading.claims):
        return reading
    doubt = reading.evidence.get("doc_type")
    is_settled = doubt is not None and set(doubt.reasons) <= {Reason.READINGS_DISAGREE}
    evidence = {path: spot for path, spot in reading.evidence.items() if path != "doc_type" or not is_settled}
    invoice = reading.invoice.model_copy(update={"doc_type": title})
    return reading.model_copy(update={"invoice": invoice, "evidence": evidence})


def _difference(record: ReaderRecord, known: ReaderRecord | None) -> tuple[float, float]:
    before = known or ReaderRecord()
    return record.right - before.right, record.said - before.said


def record_decision(store: Store, place: DocumentPlace, invoice: Invoice | None) -> None:
    """Count what the models said of a document against what was decided; without an ``invoice`` what it counted before
    is taken back. Of a document without candidates nothing is counted, nor of a reading that another version kept: a
    decision stands whether or not it can be learned from."""
    payload = store.runs.step_of(place.run_id, place.position, STEP)
    try:
        reading = Reading.model_validate(payload) if payload else None
    except ValidationError:
        reading = None
    counts = proven(reading, invoice) if reading is not None and invoice is not None else {}
    store.reader_counts.put(place.run_id, _chunk_of(place.position), counts)


def record_exact(store: Store, place: DocumentPlace, reading: Reading, exact: Invoice) -> None:
    """Count what a model said of a page against the exact data of its file."""
    store.reader_counts.put(place.run_id, _chunk_of(place.position), proven(reading, exact))


def proven(reading: Reading, invoice: Invoice) -> Mapping[tuple[str, str], tuple[float, float]]:
    """Counts by model and field: how much of what it claimed is right, of how much."""
    counts: dict[tuple[str, str], tuple[float, float]] = {}
    for ballot in reading.own_ballots():
        kind = _KINDS[ballot.path]
        true = kind.claimed(invoice)
        for reader, key in ballot.claims.items():
            right = true is not None and kind.same(true, [key]) == key
            counts[reader, ballot.path] = (CERTAIN * right, CERTAIN)
    return counts


def _chunk_of(position: int) -> int:
    """Counts are kept by chunk; a single document's have numbers below those of chunks."""
    return -1 - position
