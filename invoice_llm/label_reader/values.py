"""Values at the beginning of a text, as printed: a number, a date, terms."""

from __future__ import annotations

import re
from functools import cache

from invoice_llm.vocabulary.dates import find_dates, parse_date
from invoice_llm.vocabulary.words import printed_words

_LEAD = re.compile(r"^[\s.:;=\-–—>|*]+(?![0-9]|$)|^[\s.:;=>|*]+")
_HASH = re.compile(r"^(?:#|[Nn][or°º]\.?:?)\s*(?=(?:[A-Z]{1,6}[-/.])?\w*[0-9])")
_ONE = r"[\w][\w./\\\-–_]*"
_NUMBER = re.compile(
    rf"^(?:[A-Z]{{1,6}} (?=[\w./\-]*[0-9])|(?=\S*[0-9])){_ONE}(?: ?[/\-–] ?[\w./\-]+)*(?: [0-9][\w/\-]*)*$"
)
_SHORTEST, _LONGEST = 1, 40


@cache
def _cut() -> re.Pattern[str]:
    """End of a number: words of its date or of a page, a bracket, a comma, a dash with words behind it."""
    words = printed_words("dated", "page", "date")
    return re.compile(
        rf"\s+{words}|\s*[(;|]|,(?=\s)|,$|\s[-–—]\s(?=[^\W\d_]{{2,}}\b|Page)",
        re.IGNORECASE,
    )


def after_label(rest: str) -> str:
    """The rest of a label's text without the marks that part it from its value."""
    return _LEAD.sub("", rest).strip()


def read_number(text: str) -> str | None:
    """An identifier with a digit in it: ``RE-2023/07``, ``HFP 778104``, ``HA007 - 123123``; no date, no amount."""
    text = _HASH.sub("", after_label(text))
    if any(start == 0 and re.search(r"[^\W\d_]", text[:end]) for start, end in find_dates(text)):
        return None
    text = _before_date(text)
    text = _cut().split(text, maxsplit=1)[0].strip(" .,:#")
    if not _NUMBER.match(text):
        text = text.split(" ", 1)[0].strip(".,:#") if re.match(r"\w*[0-9]", text) else ""
    if not (_SHORTEST <= len(text) <= _LONGEST and re.search(r"[0-9]", text)):
        return None
    if re.fullmatch(r"[0-9.,]*[.,][0-9]{2}", text) or (not text.isdigit() and parse_date(text)):
        return None
    return text


def _before_date(text: str) -> str:
    """``INV-7 / 4 May 2026`` and ``INV-7 June 8, 2026`` without the day behind the number."""
    spans = find_dates(text)
    if len(spans) != 1 or text[spans[0][1] :].strip():
        return text
    before = text[: spans[0][0]].rstrip()
    apart = text[: spans[0][0]] != before or before.endswith(("/", "|", ","))
    return before.rstrip(" /|,") if apart and re.search(r"[0-9]", before) else text


def read_terms(text: str) -> str | None:
    """Terms of payment: words, as printed, and not too many of them."""
    text = after_label(text)
    return text if 3 <= len(text) <= 120 and re.search(r"[^\W\d_]{2}", text) else None


def read_date(text: str) -> str | None:
    """The date that ``text`` begins with; a word or a weekday may stand before it. A span of days is none."""
    text = after_label(text)
    spans = find_dates(text)
    if len(spans) > 1 and re.fullmatch(r"\s*[-–—]\s*", text[spans[0][1] : spans[1][0]]):
        return None
    if not spans or len(text[: spans[0][0]]) > 16 or re.search(r"[0-9]", text[: spans[0][0]]):
        return None
    return text[slice(*spans[0])]
