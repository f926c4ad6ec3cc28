"""The names under which calls are reported, and nothing else.

``gen_ai.*``, ``openai.*``, ``server.*`` and ``error.*`` are OpenTelemetry's semantic conventions for generative AI.
They are still in development and their constants in ``opentelemetry-semantic-conventions`` are marked as moved, so the
strings stand here. What the conventions have no name for is under ``invoice_llm.*``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

OPERATION_NAME: Final = "gen_ai.operation.name"
PROVIDER_NAME: Final = "gen_ai.provider.name"
REQUEST_MODEL: Final = "gen_ai.request.model"
RESPONSE_MODEL: Final = "gen_ai.response.model"
FINISH_REASONS: Final = "gen_ai.response.finish_reasons"
INPUT_TOKENS: Final = "gen_ai.usage.input_tokens"
OUTPUT_TOKENS: Final = "gen_ai.usage.output_tokens"
CACHE_READ_TOKENS: Final = "gen_ai.usage.cache_read.input_tokens"
CACHE_CREATION_TOKENS: Final = "gen_ai.usage.cache_creation.input_tokens"
REASONING_TOKENS: Final = "gen_ai.usage.reasoning.output_tokens"
TOKEN_TYPE: Final = "gen_ai.token.type"  # noqa: S105
SERVICE_TIER: Final = "openai.response.service_tier"
SERVER_ADDRESS: Final = "server.address"
ERROR_TYPE: Final = "error.type"
CHAT: Final = "chat"

OPERATION_DURATION: Final = "gen_ai.client.operation.duration"
TOKEN_USAGE: Final = "gen_ai.client.token.usage"  # noqa: S105
DURATION_BOUNDARIES: Final = tuple(0.01 * 2**power for power in range(14))
"""Seconds; the buckets that the conventions ask for: 0.01, 0.02, 0.04 ... 81.92."""
TOKEN_BOUNDARIES: Final = tuple(float(4**power) for power in range(14))
"""Tokens; the buckets that the conventions ask for: 1, 4, 16 ... 67108864."""

STEP: Final = "invoice_llm.operation"
DOCUMENT: Final = "invoice_llm.document"
RUN_ID: Final = "invoice_llm.run_id"
INVOICE_MODEL: Final = "invoice_llm.invoice_model"
PROMPT_VERSION: Final = "invoice_llm.prompt_version"
REQUEST_ID: Final = "invoice_llm.request_id"
OUTCOME: Final = "invoice_llm.outcome"
ESTIMATE_MICROS: Final = "invoice_llm.estimate_micros"
COST_MICROS: Final = "invoice_llm.cost_micros"
COST_BASIS: Final = "invoice_llm.cost_basis"
"""``usage``, or ``estimate`` where the cost of an attempt is not known and its estimate is charged."""

REQUESTS: Final = "invoice_llm.requests"
TOKENS: Final = "invoice_llm.tokens"
LATENCY: Final = "invoice_llm.latency"
"""For metrics of Airflow, which have no gen_ai names: attempts, tokens by kind, time of an attempt."""

Kind = Literal["count", "seconds", "share", "level"]


@dataclass(frozen=True, slots=True)
class EventMetric:
    """The metric of one event: how often it was, how long it took, how its shares of 1 spread, or where it stands."""

    name: str
    kind: Kind


EVENT_METRICS: Final[Mapping[str, EventMetric]] = {
    "retry": EventMetric("invoice_llm.retries", "count"),
    "reask": EventMetric("invoice_llm.reasks", "count"),
    "answer_reused": EventMetric("invoice_llm.answers_reused", "count"),
    "breaker": EventMetric("invoice_llm.breaker.transitions", "count"),
    "limiter_wait_s": EventMetric("invoice_llm.limiter.wait", "seconds"),
    "budget_alert": EventMetric("invoice_llm.budget.alerts", "count"),
    "budget_refused": EventMetric("invoice_llm.budget.refused", "count"),
    "param_healed": EventMetric("invoice_llm.params_healed", "count"),
    "confidence": EventMetric("invoice_llm.confidence", "share"),
    "concurrency": EventMetric("invoice_llm.concurrency", "level"),
}

_PROVIDERS = {
    "api.openai.com": "openai",
    "openai.azure.com": "azure.ai.openai",
    "services.ai.azure.com": "azure.ai.inference",
    "api.mistral.ai": "mistral_ai",
    "api.groq.com": "groq",
    "api.deepseek.com": "deepseek",
    "api.x.ai": "x_ai",
    "embedded.invalid": "embedded",
}


def provider_name(host: str) -> str:
    """The conventions' name of who answers at this host, or below it.

    A host that is not known speaks the protocol of OpenAI, and is therefore called ``openai``, as the conventions say;
    ``server.address`` tells it apart.
    """
    below = "." + host.lower()
    return next((name for known, name in _PROVIDERS.items() if below.endswith("." + known)), "openai")
