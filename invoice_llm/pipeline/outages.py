"""Documents that go on without a model that does not answer, and those that wait for it."""

from __future__ import annotations

from invoice_llm.errors import CircuitOpen, ProviderTooSlow, TransientError
from invoice_llm.invoice.outcome import Reason
from invoice_llm.pipeline.endings import is_passing
from invoice_llm.pipeline.parts import Parts
from invoice_llm.store import FoundDocument

Unanswered = TransientError | CircuitOpen
WAITED_FOR = (Reason.BREAKER_OPEN, Reason.PROVIDER_FAILED)


class Outages:
    """Limits the wait for a model's service to one night.

    An outage passes, so a document waits for the next run; there it goes on with the label reader, under the same gate,
    if the service is away again. A model that is too slow today will be so tomorrow: nothing waits for it, nor for a
    circuit that it opened. ``patient``: who calls does the step again, so that nothing has to go on without a service
    that is about to come back.
    """

    def __init__(self, parts: Parts, run_id: str, *, patient: bool) -> None:
        self._runs = parts.store.runs
        self._run_id = run_id
        self._patient = patient

    def goes_on(self, found: FoundDocument, error: Unanswered) -> bool:
        """True where the document is to be read without the model that brought this error."""
        if isinstance(error, ProviderTooSlow):
            return True
        if self._patient and is_passing(error):
            return False
        if isinstance(error, CircuitOpen) and error.too_slow:
            return True
        return self._runs.was_put_off(self._run_id, found.sha256, WAITED_FOR)
