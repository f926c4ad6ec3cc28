"""The one package that imports the OpenAI SDK.

Retries live in :mod:`invoice_llm.llm.client`, so the SDK's own are off: each attempt has to pass the budget and the
breaker and be written to the ledger.
"""

from invoice_llm.llm.wire.late_types import types_loaded_late

with types_loaded_late():
    import openai  # noqa: F401

from invoice_llm.llm.wire.batching import BatchView, cancel, create, download, find, look, takes_batches, upload
from invoice_llm.llm.wire.building import build_request
from invoice_llm.llm.wire.connecting import Endpoint, connect
from invoice_llm.llm.wire.departure import Departure
from invoice_llm.llm.wire.sending import RawAnswer, RefusedRequest, send
from invoice_llm.llm.wire.streams import LARGEST_BODY
from invoice_llm.llm.wire.translating import translate

__all__ = [
    "LARGEST_BODY",
    "BatchView",
    "Departure",
    "Endpoint",
    "RawAnswer",
    "RefusedRequest",
    "build_request",
    "cancel",
    "connect",
    "create",
    "download",
    "find",
    "look",
    "send",
    "takes_batches",
    "translate",
    "upload",
]
