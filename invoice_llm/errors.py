"""Every exception this package raises on purpose.

* InvoiceLLMError
  x TransientError            -- the same call may succeed later
    + RateLimited             -- the provider asked us to slow down; carries retry_after
    + ProviderUnavailable     -- no answer, or a server error; counts against the breaker
      - ProviderTooSlow       -- it took the request, and its answer was not there in time
    + LocalOverload           -- our own connection pool was full; does not count
    + OddAnswer               -- an answer arrived and is of no use; its usage was paid
      - AnswerCutOff          -- output limit reached in mid-answer
      - AnswerRefused         -- refusal or content filter
      - AnswerNotJson         -- there is no text in it
        . NoCompletion        -- the body is none: HTML, no choices; counts against the breaker
          : WebPageInstead    -- from an address that has never answered: no model was asked
      - AnswerOffSchema       -- a text, but not the JSON that was asked for
    + DeliveryFailed          -- the written records of a run could not be written; what is decided holds
  x NotNow                    -- nothing is wrong with the document: take it up later
    + BudgetReached
    + CircuitOpen             -- carries retry_at
  x PermanentError            -- retrying cannot help
    + CredentialsRejected
    + QuotaExhausted
    + RequestRejected         -- by the endpoint; carries the model and the endpoint's own words
      - ContentFiltered
      - ContextTooLong
      - ModelNotServed
      - FormRefused           -- in every form that is known
      - RequestForbidden      -- by an endpoint that takes the key: something on the way to it may have done so
    + PriceUnknown
    + UnreadableDocument      -- carries the reason code
    + SeveralDocuments        -- a file that holds other than one, where one was asked for
    + ConfigurationError      -- a setting, param or prompt is wrong; the message says what to do
    + StoreUnavailable        -- the database is away or not up to date
    + ReviewRefused           -- a person's decision was not taken; nothing has changed
      - DecidedMeanwhile      -- by somebody else, on the same document
      - ChecksFail            -- carries the broken rules
      - BadValues             -- carries a sentence by field
      - AlreadyAccepted       -- the same invoice, in another document, which it names
      - NotDecidable          -- no such document, or nothing to take back
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

FOR_SLOW_ENDPOINTS = (
    "a slow endpoint needs a larger INVOICE_LLM_REQUEST_TIMEOUT_S, "
    "or `timeout_s` and `concurrency` in its model's entry"
)
"""Advice where answers are not there in time."""


class InvoiceLLMError(Exception):
    """Base class, so that a caller can catch everything of ours at once."""


class TransientError(InvoiceLLMError):
    """The same call may succeed later."""

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RateLimited(TransientError):
    """The provider asked us to slow down."""


class ProviderUnavailable(TransientError):
    """The provider did not answer, or answered with a server error.

    ``may_be_billed`` when the request had reached it and the answer was lost on the way.
    """

    def __init__(self, message: str, *, retry_after: timedelta | None = None, may_be_billed: bool = False) -> None:
        super().__init__(message, retry_after=retry_after)
        self.may_be_billed = may_be_billed


class ProviderTooSlow(ProviderUnavailable):
    """The provider took the request and did not finish its answer in time."""

    def __init__(self, model: str) -> None:
        super().__init__(f"{model} did not finish its answer in time; {FOR_SLOW_ENDPOINTS}", may_be_billed=True)


class LocalOverload(TransientError):
    """Our own connection pool had no free connection; says nothing about the provider."""


class OddAnswer(TransientError):
    """An answer arrived, was paid for and is of no use."""


class AnswerCutOff(OddAnswer):
    """The model reached its output limit in mid-answer."""


class AnswerRefused(OddAnswer):
    """The model refused, or a content filter stopped it."""


class AnswerNotJson(OddAnswer):
    """The body is no chat completion, or has no text in it."""


class NoCompletion(AnswerNotJson):
    """The body is no chat completion at all: whatever stands between here and the model may have sent it."""


class WebPageInstead(NoCompletion):
    """A web page, from an address that has never given an answer: a proxy's, or that of a wrong OPENAI_BASE_URL. It
    costs nothing."""


class AnswerOffSchema(OddAnswer):
    """The content does not meet the schema that was sent."""


class DeliveryFailed(TransientError):
    """Records of a run could not be written: a full disk, a folder that is away or not ours to write to. The next run
    writes them, and so does ``invoice-llm deliver``."""


class NotNow(InvoiceLLMError):
    """Nothing is wrong with the document; the call must not start now."""


class BudgetReached(NotNow):
    """The worst case of this call would pass a limit; ``scope`` says which: the day's, a run's, an invoice model's."""

    def __init__(self, message: str, *, scope: str = "day") -> None:
        super().__init__(message)
        self.scope = scope


class AwaitsBatch(NotNow):
    """The question goes into a batch file, or stands in one; its answer comes later."""


class CircuitOpen(NotNow):
    """The breaker is open; no call may start before ``retry_at``.

    ``probing``: probes are out, and what they bring may let everyone go on much sooner. ``too_slow``: the service
    takes requests, and its answers are not there in time, or none.
    """

    def __init__(self, message: str, *, retry_at: datetime, probing: bool = False, too_slow: bool = False) -> None:
        super().__init__(message)
        self.retry_at = retry_at
        self.probing = probing
        self.too_slow = too_slow


class PermanentError(InvoiceLLMError):
    """Retrying the same call cannot help."""


class CredentialsRejected(PermanentError):
    """The API key is missing, wrong or not allowed to use this model.

    ``was_accepted`` where this endpoint has taken requests with it: gateways refuse a good key now and then.
    """

    was_accepted = False
    is_forbidden = False
    """With status 403, which is said of a request as well as of a key."""


class QuotaExhausted(PermanentError):
    """The account is out of credit; a 429 that no wait will cure."""


class RequestRejected(PermanentError):
    """The endpoint will not take this request; another reader may do better.

    ``words`` are the endpoint's own, bounded and without anything of the key or the document.
    """

    why = "the request was rejected"

    def __init__(
        self,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        model: str | None = None,
        words: str = "",
    ) -> None:
        super().__init__(message)
        self.param = param
        self.code = code
        self.model = model
        self.words = words


class ContentFiltered(RequestRejected):
    """A content filter stopped the request or its answer."""

    why = "content filter"


class ContextTooLong(RequestRejected):
    """The document, or the answer it may need, is larger than the model takes."""

    why = "too long for the model"


class ModelNotServed(RequestRejected):
    """The endpoint does not have this model, or has it no longer."""

    why = "model not served"


class FormRefused(RequestRejected):
    """The endpoint took the request in none of the forms that are known."""

    why = "no form of the request was taken"


class RequestForbidden(RequestRejected):
    """An endpoint that takes the key has forbidden this request, or a firewall on the way has."""

    why = "forbidden"


class PriceUnknown(PermanentError):
    """The catalog has no price for the model, so its cost cannot be bounded."""


class UnreadableDocument(PermanentError):
    """No text could be read out of the file; ``reason`` is a code of ``invoice.outcome.Reason``."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class SeveralDocuments(PermanentError):
    """A file holds other than one document, where one was asked for."""


class ConfigurationError(PermanentError):
    """A setting, param, prompt or catalog entry is wrong; the message says what to do."""


class StoreUnavailable(PermanentError):
    """The database cannot be reached or is not up to date; no call may be made without it. A whole task may be tried
    again later."""


class ReviewRefused(PermanentError):
    """A person's decision was not taken; nothing has changed."""


class DecidedMeanwhile(ReviewRefused):
    """Somebody else decided after the document was looked at. ``version`` is the one it has now."""

    def __init__(self, *, by: str, at: datetime, action: str, version: int) -> None:
        when = at.strftime("%Y-%m-%d %H:%M %Z").strip()
        super().__init__(f"{by} has decided on this document meanwhile ({action}, {when}); look at it again")
        self.by = by
        self.at = at
        self.action = action
        self.version = version


class ChecksFail(ReviewRefused):
    """Rules are broken that keep an invoice from being paid; ``sentences`` by the rule's number. ``stops`` are the
    findings, for whoever tells them in another language."""

    def __init__(self, sentences: Mapping[str, str], stops: Sequence[object] = ()) -> None:
        told = "; ".join(f"{sentence} ({rule})" for rule, sentence in sentences.items())
        super().__init__(f"checks fail: {told}. To accept it all the same, say so and write a note")
        self.sentences = dict(sentences)
        self.stops = tuple(stops)


class BadValues(ReviewRefused):
    """Values that a person gave cannot be; ``errors`` are sentences by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {sentence}" for field, sentence in errors.items()))
        self.errors = dict(errors)


class AlreadyAccepted(ReviewRefused):
    """Another document was accepted as this very invoice; it is named by its run, position and file."""

    def __init__(self, *, run_id: str, position: int, name: str) -> None:
        super().__init__(
            f"this invoice was accepted before, as {name} in run {run_id} (document {position}); "
            "if it is another one, accept it all the same with a note"
        )
        self.run_id = run_id
        self.position = position
        self.name = name


class NotDecidable(ReviewRefused):
    """There is no such document, or nothing about it that could be decided so."""
