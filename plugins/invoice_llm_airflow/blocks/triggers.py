"""Trigger that fires when nothing of a run waits for a person any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseTrigger, TriggerEvent


class DecidedTrigger(BaseTrigger):
    """Looks at the store every ``poll_s`` seconds. The event carries ``outcomes`` by count, or an ``error``."""

    def __init__(self, run_id: str, conn_id: str, poll_s: float) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.run_id = run_id
        self.conn_id = conn_id
        self.poll_s = poll_s

    def serialize(self) -> tuple[str, dict[str, Any]]:
        arguments = {"run_id": self.run_id, "conn_id": self.conn_id, "poll_s": self.poll_s}
        return f"{type(self).__module__}.{type(self).__qualname__}", arguments

    async def run(self) -> AsyncIterator[TriggerEvent]:
        from invoice_llm.errors import InvoiceLLMError, StoreUnavailable
        from invoice_llm_airflow.blocks.hook import InvoiceLLMHook

        hook = InvoiceLLMHook(self.conn_id)
        while True:
            try:
                outcomes = await asyncio.to_thread(hook.outcomes, self.run_id)
            except StoreUnavailable as error:
                self.log.warning("the store is away, looking again: %s", error)
            except InvoiceLLMError as error:
                yield TriggerEvent({"error": str(error)})  # type: ignore[no-untyped-call]
                return
            else:
                if not outcomes.get("review"):
                    yield TriggerEvent({"outcomes": dict(outcomes)})  # type: ignore[no-untyped-call]
                    return
            await asyncio.sleep(self.poll_s)
