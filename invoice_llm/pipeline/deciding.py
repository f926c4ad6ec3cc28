"""The last step of a document: one outcome, with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from invoice_llm.invoice.checks import Known, check
from invoice_llm.invoice.concern import SAYS, Concern
from invoice_llm.invoice.identity import account_keys, accounts_prefix
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.pipeline import validating
from invoice_llm.pipeline.believing import Believer, Vouched
from invoice_llm.pipeline.duplicates.copies import Copies
from invoice_llm.pipeline.duplicates.replacing import Replacing, unseen
from invoice_llm.pipeline.endings import Ended
from invoice_llm.pipeline.gates import is_confident
from invoice_llm.pipeline.intake.registering import COVER
from invoice_llm.pipeline.keeping import Kept
from invoice_llm.pipeline.opening import kept
from invoice_llm.pipeline.params import RunParams
from invoice_llm.pipeline.parts import Parts
from invoice_llm.pipeline.reading import Reading, readings
from invoice_llm.pipeline.records import recording
from invoice_llm.pipeline.remembering import CONFIRMS, Recall, departed, learn, never_named_us
from invoice_llm.reading.concerns.addressee import addressee_concerns, unaddressed
from invoice_llm.reading.concerns.age import years_before_its_file
from invoice_llm.reading.concerns.code_agreement import code_concerns
from invoice_llm.reading.concerns.currency_told import currency_mixed, sign_of_another
from invoice_llm.reading.concerns.data_concerns import data_concerns, note_concerns, page_concerns
from invoice_llm.reading.concerns.listed import list_concerns
from invoice_llm.reading.concerns.missing_pages import missing_pages
from invoice_llm.reading.concerns.not_understood import unexplained
from invoice_llm.reading.concerns.parties.passed_over import passed_over
from invoice_llm.reading.concerns.payment.account_abroad import account_abroad
from invoice_llm.reading.concerns.payment.debited import debited
from invoice_llm.reading.concerns.payment.payee_told import payee_told
from invoice_llm.reading.concerns.pictured import pictured, unread_pictures
from invoice_llm.reading.concerns.self_described import replaced_numbers, self_concerns
from invoice_llm.reading.dropping import as_accepted
from invoice_llm.reading.evidence.payment_codes import payment_codes_on
from invoice_llm.reading.evidence.rivals.two_labels import contested
from invoice_llm.reading.memory.lesson import TaughtBy
from invoice_llm.reading.routing import Decision, route
from invoice_llm.store import DocumentPlace, FoundDocument


class Router:
    """Decides about the ``documents`` of a chunk that have been read; all their calls are over."""

    def __init__(self, parts: Parts, run_id: str, chunk: int, documents: Sequence[FoundDocument]) -> None:
        runs = parts.store.runs
        self._parts = parts
        self._run_id = run_id
        self._is_trial = runs.is_trial(run_id)
        self._readings = readings(parts, run_id, chunk)
        self._covers = runs.steps(run_id, COVER, chunk)
        self._confident = runs.steps(run_id, "confident", chunk)
        self._copies = Copies(parts, run_id)
        self._replacing = Replacing(parts, run_id)
        self._validated = runs.steps(run_id, validating.STEP, chunk)
        self._believer = Believer(parts, run_id, chunk)
        self._params = RunParams.of_stored(runs.params(run_id))
        self._spent = recording.spent_on(parts, run_id, documents)

    async def __call__(self, found: FoundDocument) -> None:
        reading = self._readings.get(found.position)
        if reading is None:
            return
        known, step, recall = self._known(reading), self._validated.get(found.position), Recall(self._parts.store)
        doubts = validating.kept_doubts(step or {})
        confident = found.position in self._confident
        if step is not None and reading.ballots:
            reading = self._believer.after_second_look(reading, step["asked"], doubts)
            confident = is_confident(reading.confidence, self._params.confidence_threshold)
        findings = check(reading.invoice, today=self._parts.today(), known=known)
        exact = reading.from_xml
        decision = route(reading.invoice, reading.evidence, findings, confident=confident, doubts=doubts, exact=exact)
        vouched = self._believer.vouched(reading, findings)
        decision = self._doubted(found, reading, decision, known, vouched, recall=recall)
        ended = self._unless_duplicate(found, reading, decision)
        if ended.outcome is Outcome.ACCEPTED:
            ended, reading = _as_booked(ended, reading)
        recording.end(self._parts, self._run_id, found, ended, reading, spent=self._spent.get(found.position))
        if ended.outcome is Outcome.ACCEPTED:
            self._learn(found, reading, recall)

    def _learn(self, found: FoundDocument, reading: Reading, recall: Recall) -> None:
        """Accepted invoices confirm the memory of their supplier; exact data teach it. A trial teaches nothing."""
        read = kept(self._parts, found)
        if not self._parts.dedupe or self._is_trial or read is None:
            return
        place = DocumentPlace(self._run_id, found.position)
        by: TaughtBy = "xml" if reading.from_xml else CONFIRMS
        learn(recall, place, reading.invoice, read.read, reading.evidence, by=by)

    def _known(self, reading: Reading) -> Known:
        """Our own company, the accounts that accepted invoices of this supplier named, and the rows that the page
        shows."""
        prefix = accounts_prefix(reading.invoice) if self._parts.dedupe else None
        accounts = self._parts.store.runs.identities_of(prefix) if prefix else []
        return Known(own=self._parts.own, accounts=tuple(accounts), printed_rows=reading.printed_rows)

    def _unless_duplicate(self, found: FoundDocument, reading: Reading, decision: Decision) -> Ended:
        """An invoice that is ready to be accepted takes its identity; one whose identity is taken is a duplicate.

        A person is told of both where the earlier one or this one is in doubt; where only the supplier's name is the
        same, since two suppliers may share one; and where the total or the number is another, since that is no copy for
        sure.
        """
        ended = Ended(decision.outcome, decision.concerns)
        if not self._parts.dedupe or not decision.outcome.is_payable:
            return ended
        accepted = decision.outcome is Outcome.ACCEPTED
        met = self._copies.earlier(found, reading.invoice, accept=accepted)
        if met is None:
            return self._accepted(found, reading, ended) if accepted else ended
        is_told = [one.values.get(SAYS) for one in decision.concerns] == [Statement.SAYS_COPY]
        if (accepted or is_told) and met.likeness == "copy":
            return Ended(Outcome.DUPLICATE, (met.concern,), met.original)
        return Ended(Outcome.REVIEW, (met.concern, *decision.concerns), met.original)

    def _accepted(self, found: FoundDocument, reading: Reading, ended: Ended) -> Ended:
        """Accepted, unless one that replaces it was read in another process since it was looked for."""
        if replaced := tuple(self._replacing.by_later(found, reading.invoice)):
            return Ended(Outcome.REVIEW, (*replaced, *ended.concerns))
        self._remember_accounts(found, reading)
        return ended

    def _remember_accounts(self, found: FoundDocument, reading: Reading) -> None:
        for key in account_keys(reading.invoice):
            self._parts.store.runs.claim_identity(
                key, run_id=self._run_id, position=found.position, name=found.name, sha256=found.key
            )

    def _doubted(
        self,
        found: FoundDocument,
        reading: Reading,
        decision: Decision,
        known: Known,
        vouched: Vouched,
        *,
        recall: Recall,
    ) -> Decision:
        """The decision with what the pages themselves say against accepting it."""
        read = kept(self._parts, found)
        page = None if read is None or reading.from_xml else read.read.structure
        decision = _asked(decision, addressee_concerns(reading.invoice, self._parts.own, page))
        if read is None:
            return decision
        pages = read.document.pages
        if not reading.from_xml:
            if Reason.BUYER_NOT_US not in decision.reasons:
                decision = _asked(decision, self._unaddressed(reading, read, recall))
            accounts = known.accounts
            fields = contested(reading.invoice, read.read, known_accounts=accounts, sender_is_said=vouched.sender)
            decision = with_contested(decision, fields)
        said = self_concerns(reading.invoice, read.read.structure)
        if reading.from_xml:
            said += data_concerns(reading.invoice, read.document.markings, read.read.structure)
            said += page_concerns(reading.invoice, read.read.structure, read.document)
        else:
            against, beside = _said_by_pages(reading, read, vouched)
            said += against
            decision = _remarked(decision, beside)
        place = None if reading.from_xml else read.read.sellers_country(reading.invoice)
        said += account_abroad(reading.invoice, known.accounts, place)
        said += sign_of_another(reading.invoice, read.read.text, place)
        said += pictured(reading.invoice, read.read.structure, pages)
        said += unread_pictures(reading.invoice, pages, read.numbers)
        said += years_before_its_file(reading.invoice, read.document.made)
        said += code_concerns(reading.invoice, payment_codes_on(pages), read.read.structure.accounts)
        said += note_concerns(reading.invoice, self._covering(found))
        if decision.outcome.is_payable:
            said += self._replaced(found, reading.invoice, replaced_numbers(reading.invoice, read.read.structure))
        if self._parts.dedupe and decision.outcome.is_payable:
            said += self._departed(reading, read, decision, recall)
        if decision.outcome.is_payable:
            said += list_concerns(reading.invoice, self._parts.lists)
        decision = _asked(decision, said)
        hidden = [number for number, page in zip(read.numbers, pages, strict=True) if page.hidden]
        marked = [number for number, page in zip(read.numbers, pages, strict=True) if page.marks]
        return with_others(with_marks(with_hidden(decision, hidden), marked), reading.in_doubt)

    def _unaddressed(self, reading: Reading, read: Kept, recall: Recall) -> list[Concern]:
        """Pages without a name of ours, unless the supplier's earlier ones were without it as well."""
        own = self._parts.own
        told = unaddressed(reading.invoice, own, read.read.structure, read.document.pages)
        if told and self._parts.dedupe and never_named_us(recall, reading.invoice, own):
            return []
        return told

    def _replaced(self, found: FoundDocument, invoice: Invoice, numbers: Sequence[str]) -> list[Concern]:
        """Why a person has to look at an invoice that takes the place of others."""
        if self._parts.dedupe:
            return self._replacing.concerns(found, invoice, numbers)
        return list(unseen(invoice, *numbers))

    def _covering(self, found: FoundDocument) -> str:
        """The words that came with the document: those of its mail, and of the folders that it lies in."""
        at = found.position if found.position in self._covers else found.origin
        mail = "" if at is None or at not in self._covers else str(self._covers[at]["text"])
        return "\n".join((mail, *PurePosixPath(found.name).parts[:-1]))

    def _departed(self, reading: Reading, read: Kept, decision: Decision, recall: Recall) -> list[Concern]:
        """Departures from what the supplier's invoices were before, less what a check says already."""
        page = None if reading.from_xml else read.read
        said = departed(recall, reading.invoice, reading.evidence, page)
        return [one for one in said if one.reason not in decision.reasons]


def _said_by_pages(reading: Reading, read: Kept, vouched: Vouched) -> tuple[list[Concern], list[Concern]]:
    """What pages that were read say against accepting the invoice, and what they say beside it."""
    invoice, structure, pages = reading.invoice, read.read.structure, read.document.pages
    is_known = read.read.remembered.lessons > 0
    said = unexplained(invoice, reading.evidence, pages, is_known=is_known, kind_is_said=vouched.kind)
    said += missing_pages(pages, read.in_file)
    said += [] if is_known else passed_over(invoice, structure.parties)
    said += [] if is_known else payee_told(invoice, pages, structure.table)
    said += currency_mixed(invoice, structure.sums, pages, read.read.sellers_country(invoice))
    fetched = [] if is_known else debited(invoice, structure)
    # Without an account there is nothing to transfer it to.
    return ([*said, *fetched], []) if invoice.payment_accounts else (said, fetched)


def _as_booked(ended: Ended, reading: Reading) -> tuple[Ended, Reading]:
    """An accepted invoice without the values that the page speaks against."""
    invoice, remarks = as_accepted(reading.invoice, reading.evidence)
    if not remarks:
        return ended, reading
    return replace(ended, concerns=(*ended.concerns, *remarks)), reading.model_copy(update={"invoice": invoice})


def with_contested(decision: Decision, fields: Sequence[str]) -> Decision:
    """A person is asked about two values under the same label, of which no sum tells the right one."""
    if Reason.OTHER_LABELLED in decision.reasons:
        return decision
    return _asked(decision, [Concern(Reason.OTHER_LABELLED, (field,)) for field in fields])


def with_hidden(decision: Decision, pages: Sequence[int]) -> Decision:
    """A person looks at an invoice that hides text, although it was not read: it is there for a purpose."""
    return _asked(decision, _on_pages(Reason.HIDDEN_TEXT, pages))


def with_marks(decision: Decision, pages: Sequence[int]) -> Decision:
    """A person looks at what was put on the finished page: it may cancel or change what the page says."""
    return _asked(decision, _on_pages(Reason.MARKED_UP, pages))


def with_others(decision: Decision, pages: Sequence[int]) -> Decision:
    """A person says whether another invoice begins on these pages."""
    return _asked(decision, _on_pages(Reason.SEVERAL_INVOICES, pages))


def _on_pages(reason: Reason, pages: Sequence[int]) -> list[Concern]:
    return [Concern.saying(reason, Statement.PAGES, pages=tuple(map(str, pages)))] if pages else []


def _remarked(decision: Decision, concerns: Sequence[Concern]) -> Decision:
    """The decision as it is, with what is said beside it."""
    return Decision(decision.outcome, (*decision.concerns, *concerns))


def _asked(decision: Decision, concerns: Sequence[Concern]) -> Decision:
    """The decision with more concerns before its own, for a person; one that is not about an invoice stays as it is."""
    if not concerns or not decision.outcome.is_payable:
        return decision
    return Decision(Outcome.REVIEW, (*concerns, *decision.concerns))
