"""Errors that end one document, each with its outcome; every other error ends the step."""

from __future__ import annotations

from dataclasses import dataclass

from invoice_llm.errors import (
    AwaitsBatch,
    BudgetReached,
    CircuitOpen,
    InvoiceLLMError,
    OddAnswer,
    RateLimited,
    RequestRejected,
    TransientError,
    UnreadableDocument,
)
from invoice_llm.invoice.concern import Concern, Value
from invoice_llm.invoice.outcome import Outcome, Reason, reason_of
from invoice_llm.invoice.record import Original
from invoice_llm.invoice.statements import Statement


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a document that needs no further step. ``duplicate_of`` is what it is, or may be, a copy of; ``kind``
    what it is instead of an invoice."""

    outcome: Outcome
    concerns: tuple[Concern, ...]
    duplicate_of: Original | None = None
    kind: str | None = None

    @classmethod
    def saying(cls, outcome: Outcome, reason: Reason, says: Statement, **values: Value) -> Ended:
        """An end with one concern."""
        return cls(outcome, (Concern.saying(reason, says, **values),))


_CERTAIN = (Reason.EMPTY_FILE, Reason.ENCRYPTED, Reason.UNREADABLE_FILE)
"""Files in which nobody could read anything; any other that is not read may be an invoice, which a person can tell."""


def unreadable(reason: Reason) -> Ended:
    """The end of a file that could not be read for this reason."""
    return Ended(Outcome.REJECTED if reason in _CERTAIN else Outcome.REVIEW, (Concern(reason),))


_ENDINGS: tuple[tuple[type[InvoiceLLMError], Outcome, Reason], ...] = (
    (AwaitsBatch, Outcome.DEFERRED, Reason.PROVIDER_FAILED),
    (BudgetReached, Outcome.DEFERRED, Reason.BUDGET_REACHED),
    (CircuitOpen, Outcome.DEFERRED, Reason.BREAKER_OPEN),
    (OddAnswer, Outcome.REVIEW, Reason.ODD_ANSWER),
    (TransientError, Outcome.DEFERRED, Reason.PROVIDER_FAILED),
    (RequestRejected, Outcome.FAILED, Reason.INTERNAL_ERROR),
)


def is_passing(error: Exception) -> bool:
    """True where the same step may well succeed a little later, at a time that the error tells."""
    return isinstance(error, CircuitOpen) or (isinstance(error, RateLimited) and error.retry_after is not None)


def ended_by(error: Exception) -> Ended | None:
    """The outcome of the document whose step raised ``error``.

    ``None`` for what no document can cure: a rejected key, an exhausted quota, a wrong setting, a database that is
    away. The message of an error that is not ours may quote the document and is therefore not kept.
    """
    if isinstance(error, UnreadableDocument):
        return unreadable(reason_of(error.reason))
    for kind, outcome, reason in _ENDINGS:
        if isinstance(error, kind):
            return Ended.saying(outcome, reason, Statement.ERROR, error=str(error))
    if isinstance(error, InvoiceLLMError):
        return None
    return Ended.saying(Outcome.FAILED, Reason.INTERNAL_ERROR, Statement.ERROR, error=type(error).__name__)
