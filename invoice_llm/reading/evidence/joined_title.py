"""A title in which what an invoice is called is joined with a word that is in no title of an ordinary one: ``Invoice
reminder``, ``Rechnungsentwurf``, ``Fatura-Recibo``.

What is joined may say that nothing is to be paid on the document, or not yet, or that it was paid.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from invoice_llm.label_reader.labels import every_label, is_label
from invoice_llm.label_reader.parties.names import has_form
from invoice_llm.reading.evidence.loud_text import LoudText
from invoice_llm.vocabulary.folding import folded, plain_words
from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.sections import HEAD, PARTIES, TITLES
from invoice_llm.vocabulary.words import listed_words, status_words, strong_labels, titles_of

_MOST_WORDS = 7
_KNOWN_TITLES = ("credit_note", "debit_note")
_FILLERS = (
    "document_filler",
    "number",
    "possessive",
    "dated",
    "page",
    "page_of",
    "vat",
    "tax",
    "title_words",
    "greeting",
)
_LABELS = tuple(role for role in (*HEAD, *PARTIES) if role != "invoice_number")
_OF_TITLES = ("invoice_number", "issue_date", "buyer")
_ENDS = 2
"""Letters that join two parts of a word, or end one in its case: ``Rechnungs-``, ``lasku-n``."""


def joined_title(heads: Sequence[LoudText], names: Sequence[str]) -> LoudText | None:
    """The first such title in large print on the first page (:func:`.loud_text.loud_heads`); ``names`` are the
    parties'."""
    return next((one for one in heads if _is_joined(one.text, names)), None)


def _is_joined(text: str, names: Sequence[str]) -> bool:
    if has_form(text) or len(text.split()) > _MOST_WORDS or is_label(text, _LABELS):
        return False
    plain = plain_words(text)
    if any(plain in plain_words(name) or plain_words(name) in plain for name in names if name):
        return False
    label = every_label(text, None).get("invoice_number")
    shown = label.text if label is not None and re.search(r"[0-9]", label.rest) else text
    bare = _told_elsewhere().sub(" ", re.sub(r"\S*[0-9]\S*", " ", folded(shown)))
    words = re.findall(r"[^\W\d_]+", bare)
    if not any(_stem().search(word) for word in words) or _is_known_title(text):
        return False
    return not all(len(word) == 1 or _harmless().fullmatch(word) for word in words)


def _is_known_title(text: str) -> bool:
    """``True`` of a title of another kind that the kind of the document is read from."""
    return plain_words(text) in _known()


@cache
def _known() -> frozenset[str]:
    spoken = (*titles_of(*_KNOWN_TITLES), *listed_words("correction"))
    return frozenset(plain_words(title) for title in spoken if "*" not in title)


@cache
def _stem() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _stems()), key=len, reverse=True)))


@cache
def _stems() -> frozenset[str]:
    """What an invoice is called in one word of its own."""
    said = (*listed_words("invoice_name"), *titles_of("invoice"))
    words = {folded(word).strip("* ") for word in said if " " not in word.strip("* ")}
    return frozenset(word for word in words if len(word) > _ENDS + 1)


@cache
def _told_elsewhere() -> re.Pattern[str]:
    """States that are read as such: ``Factura pagada``."""
    return re.compile(alternatives(status_words("copy", "paid", "direct_debit")))


@cache
def _harmless() -> re.Pattern[str]:
    """A word of the title of an ordinary invoice, or several in one, with what joins them."""
    said = (*listed_words(*_FILLERS), *strong_labels(*_OF_TITLES), *_months())
    papers = {folded(title) for title in titles_of(*(kind for kind in TITLES if kind != "invoice"))}
    words = {part for phrase in said for part in folded(phrase).split() if "*" not in part} - papers
    alone = "|".join(sorted(map(re.escape, words)))
    parts = {folded(word) for word in listed_words("title_words", "number") if " " not in word} | _stems()
    long, short = ([part for part in parts if (len(part) > _ENDS) is is_long] for is_long in (True, False))
    joined, before = ("|".join(sorted(map(re.escape, one), key=len, reverse=True)) for one in (long, short))
    return re.compile(rf"(?:{alone})|(?:{before})?(?:(?:{joined})[^\W\d_]{{0,{_ENDS}}})+")


def _months() -> list[str]:
    return [name for language in languages().values() for names in language.months.values() for name in names]
