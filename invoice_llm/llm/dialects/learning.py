"""The next dialect to try after a refusal: a pure function of what was said, what was sent and what is known.

Each step goes on to a dialect with more steps from the default, so no sequence of refusals comes back to one that was
tried, and every sequence ends. A key that the refusal names is the only one that changes; where it names none, the
likeliest causes are left out one after the other, but only for an endpoint that has taken no form yet: afterwards
such a refusal is about the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from invoice_llm.llm.dialects.causes import Cause
from invoice_llm.llm.dialects.dialect import (
    CAPS,
    OPENAI_ONLY,
    OPTIONAL,
    Dialect,
    Form,
    cap_name,
    has_pictures,
    in_dialect,
)
from invoice_llm.llm.dialects.refusals import LEARNED_FROM, EndpointRefusal

Request = Mapping[str, Any]
MOST_STEPS = 12
"""Refused requests that learning may take: more than any endpoint has been seen to need."""
_PATIENCE = 2
"""After so many of OpenAI's own keys were refused one by one, the others go at once."""
_OF_FORM = re.compile(
    r"response.?format|json.?schema|json.?object|structured|grammar|guided|\bstrict\b|\bschema\b|additionalProperties",
    re.IGNORECASE,
)
_OF_PICTURES = re.compile(r"image|vision|multi.?modal|mmproj|picture", re.IGNORECASE)
_OF_ROLES = re.compile(
    r"system (role|message|prompt)|roles? must alternate|role.{0,20}(system|not supported)", re.IGNORECASE
)
_OF_STREAMS = re.compile(
    r"stream(s|ed|ing)?\b.{0,40}\b(only|required|must|true|enabled?)\b"
    r"|\b(only|must|requires?|non|not?|without)\b.{0,40}\bstream(s|ed|ing)?\b",
    re.IGNORECASE | re.DOTALL,
)
_ADVICE = re.compile(
    r"\b(instead|allowed|valid|supported (parameters|values|fields|types)|expected|permitted|must be|should be|one of"
    r"|use|only)\b.*",
    re.IGNORECASE | re.DOTALL,
)


def next_dialect(refusal: EndpointRefusal, request: Request, known: Dialect, *, proven: bool) -> Dialect | None:
    """Dialect to try after ``request`` was refused in the dialect ``known``; ``None`` where no form can help.

    ``proven``: the endpoint has taken this dialect before. ``request`` is as the catalog's entry has it built.
    """
    if refusal.kind is not Cause.FORM or refusal.status not in LEARNED_FROM or known.steps >= MOST_STEPS:
        return None
    sent = in_dialect(request, known)
    named = _named(refusal, request, sent, known)
    if named is not None:
        return named
    if proven or refusal.status >= 500:
        return None
    return next(_guesses(request, sent, known), None)


def _named(refusal: EndpointRefusal, request: Request, sent: Request, known: Dialect) -> Dialect | None:
    """The change that the refusal asks for in its own words, if it does."""
    names = _names(refusal, sent)
    keys = names & OPTIONAL & set(sent)
    if keys:
        return replace(known, left_out=known.left_out | _with_the_like(keys, sent, known))
    if names & set(CAPS) and (cap := cap_name(request, known)) is not None:
        return replace(known, left_out=known.left_out | {cap})
    if "response_format" in sent and ("response_format" in names or _OF_FORM.search(refusal.words)):
        return replace(known, form=_next_form(refusal.words, known.form))
    return _of_messages(refusal, request, known)


def _of_messages(refusal: EndpointRefusal, request: Request, known: Dialect) -> Dialect | None:
    """The change of the messages, or of the way that the answer comes, that the words ask for."""
    if known.pictures and has_pictures(request) and _OF_PICTURES.search(refusal.words):
        return replace(known, pictures=False)
    if not known.merged and (_OF_ROLES.search(refusal.words)):
        return replace(known, merged=True)
    if not known.streamed and _OF_STREAMS.search(refusal.words):
        return replace(known, streamed=True)
    return None


def _names(refusal: EndpointRefusal, sent: Request) -> set[str]:
    """Keys of the request that the refusal is about: in places of their own, else in its sentence, the advice apart."""
    known = {*sent, *CAPS} - {"model", "messages"}
    if own := set(refusal.params) & known:
        return own
    for words in (_ADVICE.sub("", refusal.words), refusal.words):
        if found := {name for name in known if _mentions(words, name)}:
            return found
    return set()


def _mentions(words: str, name: str) -> bool:
    spelled = re.escape(name).replace("_", "[ _-]?")
    return re.search(rf"(?<![A-Za-z_]){spelled}(?![A-Za-z_])", words, re.IGNORECASE) is not None


def _with_the_like(keys: set[str], sent: Request, known: Dialect) -> set[str]:
    """The keys, and with patience at its end all others that only OpenAI knows."""
    refused = (known.left_out | keys) & OPENAI_ONLY
    return keys | (OPENAI_ONLY & set(sent)) if len(refused) >= _PATIENCE else keys


def _next_form(words: str, form: Form) -> Form:
    """The next form down, or the one that the refusal says would be taken."""
    forms = list(Form)
    if (advice := _ADVICE.search(words)) and "json_schema" not in advice.group():
        if "json_object" in advice.group() and form.rank < Form.OBJECT.rank:
            return Form.OBJECT
        if "text" in advice.group() and "json_object" not in advice.group():
            return Form.PROMPT
    return forms[min(form.rank + 1, len(forms) - 1)]


def _guesses(request: Request, sent: Request, known: Dialect) -> Iterator[Dialect]:
    """Dialects without the likeliest causes, most likely first."""
    tries: tuple[Callable[[], Dialect], ...] = (
        lambda: replace(known, left_out=known.left_out | (OPENAI_ONLY & set(sent))),
        lambda: replace(known, left_out=known.left_out | _first_cap(request, known)),
        lambda: replace(known, left_out=known.left_out | (OPTIONAL & set(sent))),
        lambda: replace(known, form=_next_form("", known.form) if "response_format" in sent else known.form),
        lambda: replace(known, pictures=known.pictures and not has_pictures(request)),
        lambda: replace(known, merged=True),
    )
    return (dialect for attempt in tries if (dialect := attempt()) != known)


def _first_cap(request: Request, known: Dialect) -> set[str]:
    """The first name of the output limit; the second one is not given up on a mere guess."""
    cap = cap_name(request, known)
    return {cap} if cap is not None and not set(CAPS) & known.left_out else set()
