"""The cause that stopped a step for all of its documents: kept, so that those which it leaves undecided can name it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import TypeVar

from invoice_llm.errors import CredentialsRejected, InvoiceLLMError, QuotaExhausted, StoreUnavailable
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.statements import Statement
from invoice_llm.pipeline.endings import Ended
from invoice_llm.pipeline.intake.left_out import OF_THE_RUN
from invoice_llm.store.runs.runs import Runs

T = TypeVar("T")
_STEP = "stopped"
_OF_THE_ACCOUNT = (CredentialsRejected, QuotaExhausted)


def keep_stop(runs: Runs, run_id: str, error: Exception) -> None:
    """Keep what no document can cure. A store that is away cannot keep that it is."""
    if isinstance(error, InvoiceLLMError) and not isinstance(error, StoreUnavailable):
        told = {"error": str(error), "of_account": isinstance(error, _OF_THE_ACCOUNT)}
        runs.put_step(run_id, OF_THE_RUN, _STEP, told)


@asynccontextmanager
async def telling_why(runs: Runs, run_id: str, opened: AbstractAsyncContextManager[T]) -> AsyncIterator[T]:
    """What a step opens for all of its documents. Where a setting lets it open nothing, that is kept as well."""
    async with AsyncExitStack() as stack:
        try:
            entered = await stack.enter_async_context(opened)
        except Exception as error:
            keep_stop(runs, run_id, error)
            raise
        yield entered


def left_undecided(runs: Runs, run_id: str) -> Ended:
    """The end of a document that no step has decided: it comes again. What is wrong with the account of a model's
    service is no fault of this program."""
    told = runs.step_of(run_id, OF_THE_RUN, _STEP)
    if told is None:
        return Ended.saying(Outcome.FAILED, Reason.INTERNAL_ERROR, Statement.STEP_UNFINISHED)
    if told["of_account"]:
        return Ended.saying(Outcome.DEFERRED, Reason.PROVIDER_FAILED, Statement.ERROR, error=told["error"])
    return Ended.saying(Outcome.FAILED, Reason.INTERNAL_ERROR, Statement.ERROR, error=told["error"])
