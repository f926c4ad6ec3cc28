"""Sentences about refusals: who refused, why, the endpoint's own words, and what to change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from invoice_llm import errors
from invoice_llm.llm.dialects.causes import Cause
from invoice_llm.llm.dialects.refusals import EndpointRefusal

LONGEST_WORDS = 200
"""Characters of an endpoint's own text that are passed on."""
_GAP = "..."
_SECRET = re.compile(
    r"\b(?:sk|pk|key|api|gsk|xai|hf)[-_][\w*.-]{4,}|\bBearer\s+\S+|\b[\w+/=-]{32,}\b|\S+@\S+|https?://\S+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_RUN = 3
"""So many words in a row that also stand in the request are a quotation."""
_ERRORS: Mapping[Cause, tuple[type[errors.RequestRejected], str]] = {
    Cause.CONTENT_FILTER: (
        errors.ContentFiltered,
        "another model, or the endpoint's filter settings, may let it pass",
    ),
    Cause.TOO_LONG: (
        errors.ContextTooLong,
        "a model with a larger context takes it; `context` and `max_output` of this one's entry in the models file may"
        " be too high",
    ),
    Cause.MODEL_GONE: (
        errors.ModelNotServed,
        "name a model that this endpoint has in the file of INVOICE_LLM_MODELS_FILE, or set OPENAI_BASE_URL to the one"
        " that has it",
    ),
    Cause.WRONG_PLACE: (
        errors.ModelNotServed,
        "no chat completions are at this address; check OPENAI_BASE_URL, which mostly ends in /v1",
    ),
    Cause.FORM: (
        errors.FormRefused,
        "the endpoint may not speak Chat Completions as OpenAI, vLLM or llama.cpp do",
    ),
}


def rejected(refusal: EndpointRefusal, *, model: str, texts: Iterable[str], key: str = "") -> errors.RequestRejected:
    """The typed error for a refusal that no other form of the request cures. ``texts`` are those of the request."""
    kind, advice = _ERRORS[refusal.kind]
    words = own_words(refusal.words, texts=texts, key=key)
    told = f"status {refusal.status}" + (f", {refusal.code}" if refusal.code else "")
    said = f'{told}: "{words}"' if words else told
    return kind(
        f"{model} refused the request, {kind.why} ({said}); {advice}", code=refusal.code, model=model, words=words
    )


def own_words(words: str, *, texts: Iterable[str], key: str = "") -> str:
    """The endpoint's text on one line, bounded, without secrets and without what it quotes of the request."""
    if key:
        words = words.replace(key, _GAP)
    words = _SECRET.sub(_GAP, "".join(sign if sign.isprintable() else " " for sign in words))
    words = _without_quotations(words, {token for text in texts for token in _shingles(text)})
    words = re.sub(r"\.\.\.(?:[\s.,:;/-]*\.\.\.)+", _GAP, " ".join(words.split())).strip()
    return words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 3].rstrip() + _GAP


def _shingles(text: str) -> set[str]:
    """Runs of words, and single ones with several digits: numbers, dates, amounts."""
    tokens = _WORD.findall(text.casefold())
    runs = {" ".join(tokens[at : at + _RUN]) for at in range(len(tokens) - _RUN + 1)}
    return runs | {token for token in tokens if sum(map(str.isdigit, token)) >= 3}


def _without_quotations(words: str, known: set[str]) -> str:
    spots = list(_WORD.finditer(words))
    tokens = [spot.group().casefold() for spot in spots]
    hidden = {at for at, token in enumerate(tokens) if token in known}
    for at in range(len(tokens) - _RUN + 1):
        if " ".join(tokens[at : at + _RUN]) in known:
            hidden |= set(range(at, at + _RUN))
    kept, last = [], 0
    for at in sorted(hidden):
        kept += [words[last : spots[at].start()], _GAP]
        last = spots[at].end()
    return "".join([*kept, words[last:]])


def texts_of(request: Mapping[str, Any]) -> list[str]:
    """All texts in the messages of a request."""
    found = []
    for message in request.get("messages", ()):
        content = message.get("content")
        parts = content if isinstance(content, list) else [{"text": content}]
        found += [str(part["text"]) for part in parts if part.get("text")]
    return found
