"""Decisions of people. Each one says which version of the document was seen; the first one to decide wins.

A decision is in force when its method returns: in the store with its history, in the duplicate index, and in the
written records of the run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from invoice_llm.documents.read_document import ReadDocument
from invoice_llm.errors import BadValues, DeliveryFailed, NotDecidable, StoreUnavailable
from invoice_llm.invoice.checks import Finding, Known, OwnCompany, check
from invoice_llm.invoice.identity import accepting_keys, accounts_prefix
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.own_fields import OwnField
from invoice_llm.invoice.record import Original, Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.pipeline.believing import record_decision
from invoice_llm.pipeline.exports.folder import Exports
from invoice_llm.pipeline.records.delivering import deliver_decided, rewrite_records
from invoice_llm.pipeline.remembering import Recall, learn, page_of_record
from invoice_llm.review import judging
from invoice_llm.review.corrections import NO_EDITS, Corrected, Edits, correct, counted
from invoice_llm.review.judging import Person
from invoice_llm.review.results import Decided, Preview, Refusal
from invoice_llm.store import DocumentPlace, NewDecision, Store, StoredDocument
from invoice_llm.store.blobs.texts import TextStore
from invoice_llm.store.runs.decisions import overtaken

OwnFieldsOf = Callable[[str | None], Sequence[OwnField]]
"""The own fields of an invoice model."""
log = logging.getLogger(__name__)


class ReviewDecisions:
    """``today`` is the day that checks take for today; ``own`` is who we are, ``own_fields`` what may
    be corrected besides the catalogue's fields. From ``texts`` comes the page that a
    decision teaches about; without them it teaches the facts alone."""

    def __init__(
        self,
        store: Store,
        *,
        today: Callable[[], date],
        own: OwnCompany | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        texts: TextStore | None = None,
        own_fields: OwnFieldsOf = lambda _: (),
        exports: Exports | None = None,
    ) -> None:
        self.store = store
        self._texts = texts
        self.own_fields = own_fields
        self._exports = exports or Exports()
        self._today = today
        self._own = own or OwnCompany()
        self._now = now

    def preview(self, run_id: str, position: int, edits: Edits = NO_EDITS) -> Preview:
        """Check the invoice as it would be. Raises ``NotDecidable`` where there is no such document."""
        return self.preview_of(self._document(DocumentPlace(run_id, position)), edits)

    def preview_of(self, seen: StoredDocument, edits: Edits = NO_EDITS) -> Preview:
        """Check the invoice of a document that is at hand already."""
        corrected = self._corrected(seen.record, edits)
        findings = self._findings(corrected.invoice)
        stops, first = judging.stopping(corrected.invoice, findings), self._accepted_as(seen, corrected.invoice)
        return Preview(
            invoice=corrected.invoice,
            findings=findings,
            blocking=(judging.accepted_before(first), *stops) if first else stops,
            errors=corrected.errors,
            accepted=first,
        )

    def _accepted_as(self, seen: StoredDocument, invoice: Invoice) -> Original | None:
        owner = self.store.decisions.accepted_as(seen, invoice, accepting_keys(invoice))
        return Original(run_id=owner.run_id, position=owner.position, document=owner.name) if owner else None

    def _told(self, seen: StoredDocument, invoice: Invoice, stops: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """What stops it, all at once: nobody shall answer a check and miss what was paid before. Nothing where no check
        stops it: then the store says who was first."""
        first = self._accepted_as(seen, invoice) if stops else None
        return stops if first is None else (judging.accepted_before(first), *stops)

    def _corrected(self, record: Record | None, edits: Edits) -> Corrected:
        own = self.own_fields(record.invoice_model if record else None)
        return correct((record and record.invoice) or Invoice(), record.evidence if record else {}, edits, own)

    def accept(
        self,
        place: DocumentPlace,
        version: int,
        person: Person,
        *,
        despite: bool = False,
        besides: DocumentPlace | None = None,
    ) -> Decided:
        """Accept it as it stands. With a note only ``despite`` failing checks, and ``besides`` the document that was
        accepted as the same invoice: one answer does not stand for the other.

        Raises ``ChecksFail``, ``AlreadyAccepted``, ``BadValues``, and what every decision raises: ``DecidedMeanwhile``
        and ``NotDecidable``.
        """
        return self.correct(place, version, person, NO_EDITS, despite=despite, besides=besides)

    def correct(
        self,
        place: DocumentPlace,
        version: int,
        person: Person,
        edits: Edits,
        *,
        accept: bool = True,
        despite: bool = False,
        besides: DocumentPlace | None = None,
    ) -> Decided:
        """Change values and accept; without ``accept`` the document keeps waiting, with the values as they are now."""
        person, (seen, record) = person.checked(), self._seen(place, version)
        if record.invoice is None and not edits.fields:
            raise NotDecidable("no invoice was read in this document; give its values, or reject it")
        corrected = self._corrected(record, edits)
        if corrected.errors:
            raise BadValues(corrected.errors)
        stops = judging.stopping(corrected.invoice, self._findings(corrected.invoice))
        if accept:
            told = self._told(seen, corrected.invoice, stops)
            judging.require_acceptable(told, despite=despite, besides=besides is not None, note=person.note)
        changed = bool(edits.fields) or edits.lines is not None
        saved = Outcome.ACCEPTED if accept else Outcome.REVIEW
        did = person.did(None, Statement.ACCEPTED_BY if accept else Statement.SAVED_BY)
        left = [finding.concern for finding in stops] if accept else [one for one in record.why if one.reason]
        after = judging.decided(
            record,
            person,
            at=self._now(),
            version=version + 1,
            outcome=saved,
            concerns=(did, *left),
            invoice=corrected.invoice,
            evidence=corrected.evidence,
        )
        action = ("correct" if changed else "accept") if accept else "save"
        return self._put(seen, action, person, after, besides=besides)

    def reject(self, place: DocumentPlace, version: int, person: Person) -> Decided:
        """It is an invoice, and it is not to be paid."""
        refusal = Refusal("reject", Outcome.REJECTED, Reason.REFUSED, Statement.REJECTED_BY)
        return self._refuse(place, version, person, refusal)

    def not_an_invoice(self, place: DocumentPlace, version: int, person: Person) -> Decided:
        """It is something else."""
        refusal = Refusal("not_an_invoice", Outcome.REJECTED, Reason.NOT_AN_INVOICE, Statement.NO_INVOICE_BY)
        return self._refuse(place, version, person, refusal)

    def duplicate_of(self, place: DocumentPlace, version: int, person: Person, original: DocumentPlace) -> Decided:
        """It is the same invoice as another document."""
        first = self.store.documents.get(*original)
        if first is None or original == place:
            raise NotDecidable("name another document that this one is a copy of, by its run and position")
        copied = Original(run_id=original.run_id, position=original.position, document=first.row.name)
        refusal = Refusal("duplicate", Outcome.DUPLICATE, Reason.DUPLICATE_INVOICE, Statement.DUPLICATE_BY, copied)
        return self._refuse(place, version, person, refusal)

    def undo(self, place: DocumentPlace, version: int, person: Person) -> Decided:
        """Take the latest decision back: record, outcome and identities become what they were before it."""
        person, (seen, _) = person.checked(), self._seen(place, version)
        after = judging.taken_back(self.store.decisions.of(place), version + 1)
        return self._put(seen, judging.UNDO, person, after)

    def write_records(self, run_id: str) -> bool:
        """Write the records of a run anew; false where the run goes on and will write them itself."""
        return rewrite_records(self.store, run_id, self._exports)

    def _refuse(self, place: DocumentPlace, version: int, person: Person, refusal: Refusal) -> Decided:
        person, (seen, record) = person.checked(), self._seen(place, version)
        after = judging.decided(
            record,
            person,
            at=self._now(),
            version=version + 1,
            outcome=refusal.outcome,
            concerns=(person.did(refusal.reason, refusal.says, **refusal.named),),
            duplicate_of=refusal.duplicate_of,
        )
        return self._put(seen, refusal.action, person, after)

    def _put(
        self, seen: StoredDocument, action: str, person: Person, after: Record, *, besides: DocumentPlace | None = None
    ) -> Decided:
        had, knew = judging.claimed(seen.record) if seen.record else ((), ())
        claims, remembers = judging.claimed(after)
        shown, corrected = self._counted(seen, after)
        kept = {*claims, *remembers}
        ruling = NewDecision(
            action=action,
            who=person.who,
            record=after,
            note=person.note,
            seconds=person.seconds,
            shown=shown,
            corrected=corrected,
            claims=claims,
            releases=[key for key in (*had, *knew) if key not in kept],
            remembers=remembers,
            besides=besides,
        )
        self.store.decisions.put(seen, ruling)
        self._teach(seen, after)
        return self._decided(seen, after)

    def _teach(self, seen: StoredDocument, after: Record) -> None:
        """Keep what the decision tells of the supplier and of the models that read the document; what is taken back or
        refused is forgotten."""
        told = self._texts.get(seen.row.sha256) if self._texts else None
        page = page_of_record(after, ReadDocument.from_json(told) if told else None)
        is_taught = after.outcome is Outcome.ACCEPTED and after.reviewed_by is not None
        decided = after.invoice if is_taught else None
        learn(Recall(self.store), seen.row.place, decided, page, after.evidence, by="person")
        record_decision(self.store, seen.row.place, decided)

    def _counted(self, seen: StoredDocument, after: Record) -> tuple[int, int]:
        """Against what the machine read, whatever was decided in between; a document refused says nothing of it."""
        if not after.reviewed_by or not after.outcome.is_payable or after.invoice is None:
            return 0, 0
        made = self.store.decisions.of(seen.row.place)
        first = made[0].before if made else seen.record
        return counted(first.invoice if first else None, after.invoice)

    def _decided(self, seen: StoredDocument, after: Record) -> Decided:
        invoice = after.invoice
        findings = () if invoice is None else self._findings(invoice)
        return Decided(
            place=seen.row.place,
            version=seen.row.version + 1,
            outcome=after.outcome,
            record=after,
            findings=findings,
            blocking=() if invoice is None else judging.stopping(invoice, findings),
            written=self._written(seen.row.run_id),
        )

    def _written(self, run_id: str) -> bool:
        """True if the decision stands in the run's records. Where the run goes on, it will write them itself."""
        try:
            deliver_decided(self.store, run_id, self._exports)
        except (DeliveryFailed, StoreUnavailable) as error:
            log.error("the records of run %s could not be written: %s", run_id, error)
            return False
        return True

    def _document(self, place: DocumentPlace) -> StoredDocument:
        seen = self.store.documents.get(*place)
        if seen is None:
            raise NotDecidable(f"run {place.run_id!r} has no document at position {place.position}")
        return seen

    def _seen(self, place: DocumentPlace, version: int) -> tuple[StoredDocument, Record]:
        seen = self._document(place)
        if seen.record is None:
            raise NotDecidable("the run is still reading this document")
        if seen.trial:
            raise NotDecidable("this document was read on trial; decisions on it would count for nothing")
        if seen.row.version != version:
            raise overtaken(self.store.decisions.of(place), place)
        return seen, seen.record

    def _findings(self, invoice: Invoice) -> tuple[Finding, ...]:
        prefix = accounts_prefix(invoice)
        accounts = self.store.runs.identities_of(prefix) if prefix else []
        return check(invoice, today=self._today(), known=Known(own=self._own, accounts=tuple(accounts)))
