"""A short question whose answer would be too long for one call: the values of the whole text in one, and the lines of a
few pages in each of the others.

Each page is in exactly one part and the parts are joined in their order, so that no line is lost or read twice. Where
an answer is cut off all the same, its part is halved and asked for again.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from invoice_llm.errors import AnswerCutOff
from invoice_llm.invoice.answers.short_answer import ROWS, ShortAnswer, ShortValues
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.reading.asking import Asked

if TYPE_CHECKING:
    from invoice_llm.llm.client import Answer
    from invoice_llm.llm.logprobs import Sureness

AskShort = Callable[..., "Awaitable[Answer[Any]]"]
"""Asks a model for the values named in the first text, as printed in the second one; ``answer`` is a class of short
answers."""
Told = tuple[ShortValues, "Mapping[str, Sureness]"]

MOST_AT_ONCE = 12_000
"""Characters of a text, blanks between words counted once, up to which its lines are asked for in one call: an invoice
of five full pages. Its answer may have 5,000 tokens."""
OF_A_PART = 6_000
"""Characters of a part; its lines come to about as many, or 2,500 tokens. Endpoints that cut at 4,000 are common."""
_PAGE = re.compile(r"(?m)^(?=\f?--- page [0-9]+ ---\r?$)")


async def printed_answer(
    ask: Callable[..., Awaitable[Answer[Any]]],
    text: str,
    asked: Asked | None,
    labels: PrintedInvoice | None,
    whole: type[PrintedInvoice] = PrintedInvoice,
) -> tuple[PrintedInvoice, Mapping[str, Sureness]]:
    """A model's answer as a whole reading, however it was asked for, with its sureness by the reading's keys.

    ``ask`` takes the words of a short question, the text and the class of the answer; ``labels`` is the label reader's
    reading, beside which a short question is asked, ``whole`` the class of an answer to any other.
    """
    if asked is None or labels is None:
        answer = await ask(None if asked is None else asked.words, text, answer=whole)
        return PrintedInvoice.model_validate(answer.value.model_dump()), answer.sureness
    short, sure = await _short_answer(ask, asked, text)
    return asked.printed(short, labels), by_key(short, sure)


def by_key(answer: ShortValues, sureness: Mapping[str, Sureness]) -> dict[str, Sureness]:
    """From the places in a short answer to the keys of its values."""
    places = {f"v[{index}]": key for index, key in enumerate(answer.keys) if key}
    return {places.get(path, path): told for path, told in sureness.items()}


async def _short_answer(ask: AskShort, asked: Asked, text: str) -> Told:
    """The answer to all that is asked of ``text``, in one call or in several. Raises what ``ask`` raises."""
    parts = row_parts(text) if asked.lines else [text]
    if len(parts) == 1:
        try:
            answer = await ask(asked.words, text, answer=asked.answer)
        except AnswerCutOff:
            if not asked.lines or len(parts := halves(text)) == 1:
                raise
        else:
            return answer.value, answer.sureness
    (head, sure), *rows = await _all(_head(ask, asked, text), *(_rows(ask, part) for part in parts))
    return ShortAnswer(v=head.v, rows=[*chain.from_iterable(answer.lines for answer, _ in rows)]), sure


def row_parts(text: str) -> list[str]:
    """Pages in groups of which each has few enough lines; the whole text where it is short."""
    if _size(text) <= MOST_AT_ONCE:
        return [text]
    parts = [""]
    for page in _PAGE.split(text):
        if parts[-1] and _size(parts[-1] + page) > OF_A_PART:
            parts.append("")
        parts[-1] += page
    return parts


def halves(text: str) -> list[str]:
    """Two parts of about as many pages, or of one page two of about as many rows; one where there is but a row."""
    pages = [page for page in _PAGE.split(text) if page]
    pieces = pages if len(pages) > 1 else re.findall(r"[^\n]*\n|[^\n]+$", text)
    middle = (len(pieces) + 1) // 2
    return [part for part in ("".join(pieces[:middle]), "".join(pieces[middle:])) if part.strip()]


async def _head(ask: AskShort, asked: Asked, text: str) -> Told:
    """The values beside the lines; no call where none is asked for."""
    if not asked.keys and not asked.own:
        return ShortAnswer(v=[], rows=[]), {}
    answer = await ask(replace(asked, lines=False).words, text, answer=ShortValues)
    return answer.value, answer.sureness


async def _rows(ask: AskShort, text: str) -> Told:
    try:
        answer = await ask(ROWS, text, answer=ShortAnswer)
    except AnswerCutOff:
        if len(parts := halves(text)) == 1:
            raise
        told = await _all(*(_rows(ask, part) for part in parts))
        return ShortAnswer(v=[], rows=[*chain.from_iterable(one.lines for one, _ in told)]), {}
    return answer.value, answer.sureness


async def _all(*asked: Coroutine[Any, Any, Told]) -> Sequence[Told]:
    """Every answer. All calls are begun before any failure is raised, so that those that wait for a batch file wait for
    the same one."""
    told = await asyncio.gather(*asked, return_exceptions=True)
    for one in told:
        if isinstance(one, BaseException):
            raise one
    return [one for one in told if not isinstance(one, BaseException)]


def _size(text: str) -> int:
    return len(" ".join(text.split()))
