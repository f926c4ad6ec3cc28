"""Causes of a refusal, told from an endpoint's words in whatever language: codes, phrases, and how figures stand."""

from __future__ import annotations

import re
from enum import StrEnum


class Cause(StrEnum):
    """Causes of a refusal."""

    CONTENT_FILTER = "content filter"
    TOO_LONG = "too long"
    MODEL_GONE = "model not served"
    WRONG_PLACE = "no such address"
    FORM = "form of the request"


_FILTERED = re.compile(
    r"content.?(management.?)?(filter|policy|safety|moderation)|responsible.?ai"
    r"|(was|is|been|input|prompt|output) flagged|flagged (by|as|for)|safety (system|filter|policy|setting)"
    r"|\bblocked: *safety|block.?reason|moderation"
    r"|prohibited.content|violat(es?|ing) .{0,40}polic|guardrail|inappropriate content|data_inspection_failed"
    r"|content exists risk|considered (high.risk|unsafe)|deemed unsafe|sensitive (content|information|words?)"
    r"|inhaltsfilter|filtre de contenu|filtro de conte|敏感|违规|不安全|不適切",
    re.IGNORECASE,
)
_TOO_LONG = re.compile(
    r"context.?(length|size|window|limit)|maximum (context|prompt)|max_model_len|n_ctx|larger than the context"
    r"|(prompt|input|request|message).{0,40}(too long|too large|exceeds)|too many (input |prompt )?tokens"
    r"|string_above_max_length|max_tokens must be at least 1\b|range of input length"
    r"|tokens?\W.{0,60}must be (<|less|at most)"
    r"|reduce the length|token limit|max(imum)? (message|input|prompt) tokens"
    r"|(request entity|payload) too large|exceed.{0,30}(context|model limit)"
    r"|zu lang|kontextl[aä]nge|longueur (maximale )?du contexte|(supera|excede) .{0,40}(contexto|tokens)|trop long"
    r"|demasiado larg|troppo lung|muito long|超长|过长|長すぎ|(最大|超过|超出).{0,12}(上下文|长度|tokens?)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(?<![\d.,])\d{3,8}(?![\d.,]*\d)")
_TOKENS = re.compile(r"token|トークン|токен|令牌|jetons", re.IGNORECASE)
_OUTPUT = re.compile(r"output|max_(completion_|new_)?tokens|completion", re.IGNORECASE)
_GONE = re.compile(
    r"\b(models?|deployments?|engine)\b.{0,160}?(not found|not exist|does ?n.t exist|no longer|not been found"
    r"|(been|is|was) (deprecated|decommissioned|retired|shut ?down|removed)"
    r"|is not (loaded|available|installed|served|running|accessible)|try pulling|cannot be found|could not be found"
    r"|is unknown|(identifier|name|id) is (invalid|unknown)|not supported by any provider|access is denied)"
    r"|(unknown|no such|invalid|unrecogni[sz]ed|could not find( the)?|could not find real|failed to load|no"
    r"|unable to access) (model|deployment)(id|\b)|not a valid model|access to (the |this )?model\b"
    r"|does not support (chat|this api)|no (endpoints found for|allowed providers)|on-demand throughput"
    r"|model_not_found|DeploymentNotFound|model_not_available|model_not_supported|Model\.AccessDenied"
    r"|no models? (is |are )?loaded|modell?o?\b.{0,80}(nicht gefunden|introuvable|no encontrado|non trovato)"
    r"|mod[eè]le\b.{0,80}introuvable|模型不存在|モデルが見つかりません",
    re.IGNORECASE | re.DOTALL,
)
_PARAMETERS = re.compile(r"support|param|schema|format|field|key|json|_", re.IGNORECASE)
_OF_REQUEST = re.compile(
    r"(not|un|does ?n.t) ?support|unknown (field|param|key|arg)|unrecogni[sz]ed|grammar|response.?format|json.?schema"
    r"|invalid (param|field|value|request)|extra inputs|must alternate|image input",
    re.IGNORECASE,
)
_SLOW_DOWN = re.compile(
    r"rate.?limit|too many requests|throttl|slow down|per.min(ute)?\b.{0,40}exceeded|wait before trying",
    re.IGNORECASE,
)
_NO_CREDIT = re.compile(
    r"insufficient.?(quota|balance|credit|funds)|credit balance|out of credit|billing_hard_limit|余额不足|欠费",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"billing (hard|details)|(check|upgrade) your (plan|billing)|account.{0,20}(not active|deactivated|inactive)",
    re.IGNORECASE,
)
_OF_ACCOUNT = (400, 403, 429)
_MISWRITTEN = ("json_validate_failed", "tool_use_failed")
"""Codes of endpoints that check an answer themselves: the model wrote none that fits."""


def cause_of(status: int, words: str, *, code: str | None = None, params: tuple[str, ...] = ()) -> Cause:
    """Cause of a refusal; the form where nothing else is said."""
    said = f"{code or ''} {words}"
    if _FILTERED.search(said):
        return Cause.CONTENT_FILTER
    if status == 413 or is_too_long(said):
        return Cause.TOO_LONG
    if "model" in params or _GONE.search(said):
        return Cause.MODEL_GONE
    if status in (404, 405) and not params and not _PARAMETERS.search(words):
        return Cause.WRONG_PLACE
    return Cause.FORM


def is_too_long(words: str) -> bool:
    """True where the words say so, or name tokens and two figures, whatever language stands around them: what is there
    and what would fit. A limit of the output alone is none of these."""
    if _TOO_LONG.search(words):
        return True
    two = len(set(_FIGURE.findall(words))) >= 2
    return two and _TOKENS.search(words) is not None and not _OUTPUT.search(words)


def speaks_of_request(words: str) -> bool:
    """True where the words are about the keys and values that were sent."""
    return _OF_REQUEST.search(words) is not None


def asks_to_slow_down(words: str) -> bool:
    """True for a rate limit under another status than 429."""
    return _SLOW_DOWN.search(words) is not None


def is_out_of_credit(status: int, words: str) -> bool:
    """True where no wait will cure it: the account has to be paid for first. With 429 some say so of plan and billing
    where a limit a minute is meant."""
    if status not in _OF_ACCOUNT:
        return status == 402
    return _NO_CREDIT.search(words) is not None or (status != 429 and _ACCOUNT.search(words) is not None)


def is_miswritten(code: str | None) -> bool:
    """True where the endpoint took the request and threw the model's answer away."""
    return code in _MISWRITTEN
