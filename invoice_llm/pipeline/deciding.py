"""The last step of a document: one outcome, with its reasons."""

from __future__ import annotations

from decimal import Decimal

from invoice_llm.invoice.checks import Known, check
from invoice_llm.invoice.identity import BY_VAT_ID, account_keys, accounts_prefix, business_keys
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.pipeline import recording, validating
from invoice_llm.pipeline.endings import Ended
from invoice_llm.pipeline.parts import Parts
from invoice_llm.pipeline.reading import Reading, readings
from invoice_llm.reading.routing import Decision, route
from invoice_llm.store import Claim, Found


class Router:
    """Decides about the documents of a chunk that have been read."""

    def __init__(self, parts: Parts, run_id: str, chunk: int) -> None:
        runs = parts.store.runs
        self._parts = parts
        self._run_id = run_id
        self._readings = readings(parts, run_id, chunk)
        self._confident = runs.steps(run_id, "confident", chunk)
        self._validated = runs.steps(run_id, validating.STEP, chunk)

    async def __call__(self, found: Found) -> None:
        reading = self._readings.get(found.position)
        if reading is None:
            return
        decision = route(
            reading.invoice,
            reading.evidence,
            check(reading.invoice, today=self._parts.today(), known=self._known(reading)),
            confident=found.position in self._confident,
            doubts=self._validated.get(found.position, {}).get("doubts", ()),
        )
        ended = self._unless_duplicate(found, reading, decision)
        recording.end(self._parts, self._run_id, found, ended, reading)

    def _known(self, reading: Reading) -> Known:
        """Who we are, the accounts that accepted invoices of this supplier named, and the rows that the page shows."""
        prefix = accounts_prefix(reading.invoice) if self._parts.dedupe else None
        accounts = self._parts.store.runs.identities_of(prefix) if prefix else []
        return Known(own=self._parts.own, accounts=tuple(accounts), printed_rows=reading.printed_rows)

    def _unless_duplicate(self, found: Found, reading: Reading, decision: Decision) -> Ended:
        """An invoice that is ready to be accepted takes its identity; one whose identity is taken is a duplicate.

        What is in doubt takes no identity, since a wrong number could make another invoice a duplicate. If it meets a
        taken one, a person is told; and so where only the supplier's name is the same, since two suppliers may share
        one, or where the total is another, since that is no copy.
        """
        ended = Ended(decision.outcome, decision.reasons, decision.detail)
        if not self._parts.dedupe or decision.outcome not in (Outcome.ACCEPTED, Outcome.REVIEW):
            return ended
        accepted = decision.outcome is Outcome.ACCEPTED
        met = self._owner(found, reading, claim=accepted)
        if met is None:
            if accepted:
                self._remember_accounts(found, reading)
            return ended
        key, owner = met
        detail = f"Supplier, number and year are those of {owner.name} in run {owner.run_id}."
        if accepted and key.startswith(BY_VAT_ID) and self._total_of(owner) == reading.invoice.total_gross:
            return Ended(Outcome.DUPLICATE, (Reason.DUPLICATE_INVOICE,), detail)
        told = f"{detail} {decision.detail or ''}".strip()
        return Ended(Outcome.REVIEW, (Reason.DUPLICATE_INVOICE, *decision.reasons), told)

    def _remember_accounts(self, found: Found, reading: Reading) -> None:
        for key in account_keys(reading.invoice):
            self._parts.store.runs.claim_identity(
                key, run_id=self._run_id, position=found.position, name=found.name, sha256=found.sha256
            )

    def _total_of(self, owner: Claim) -> Decimal | None:
        record = self._parts.store.runs.decided(owner.run_id).get(owner.position) or {}
        total = (record.get("invoice") or {}).get("total_gross")
        return None if total is None else Decimal(total)

    def _owner(self, found: Found, reading: Reading, *, claim: bool) -> tuple[str, Claim] | None:
        """The identity of this invoice that another document has."""
        runs = self._parts.store.runs
        for key in business_keys(reading.invoice):
            if not claim:
                owner = runs.identity_owner(key)
            else:
                owner = runs.claim_identity(
                    key, run_id=self._run_id, position=found.position, name=found.name, sha256=found.sha256
                )
            if owner is not None and owner.sha256 != found.sha256:
                return key, owner
        return None
