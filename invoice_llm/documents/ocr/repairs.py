"""Characters that every OCR engine takes for one another, put right where the rest of the word leaves no choice.

``O`` and ``0``, ``I``, ``l`` and ``1``, ``S`` and ``5``, ``B`` and ``8`` look alike; a number with a decimal mark has
no letters, and a word of small letters no capital in its middle. Where the word leaves a choice it stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import replace

from invoice_llm.documents.ocr.engine import OcrWord
from invoice_llm.documents.text_quality import is_mixed

_REPAIRED, _DOUBTFUL = 0.8, 0.45
"""Most that a repaired word is believed, and one that is known to be read wrong."""
_DIGITS = str.maketrans({"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8", "Z": "2"})
_AMOUNT = re.compile(r"[-+(€$£]*(?:\d{1,3}(?:[.,'’]\d{3})+|\d+)[.,]\d{2}[-)€$£]*")
_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([./-])\d{1,2}\2\d{1,2}")
_APOSTROPHE = re.compile(r"(?<=\d)[°º´`‘“”*\"](?=\d{3}(?!\d))")
"""Signs that an apostrophe between thousands is taken for: ``5°478.46``."""
_LOOKALIKE = re.compile(r"[OoQlI|SBZ]")
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=[a-zß-ÿ]{2})I(?=[a-zß-ÿ]|\b)"), "l"),  # TotaI, BiIl
    (re.compile(r"(?<=\b[A-Z])I(?=[a-zß-ÿ]{2})"), "l"),  # BIanc
    (re.compile(r"\b[l1|](?=n(?:voice|c\b|v\b)|BAN\b|VA\b|D\b)|\b[l1|](?=NV[-/#\d])"), "I"),  # lnvoice, lBAN
    (re.compile(r"(?<=\bP\.)[l1|](?=VA\b)"), "I"),
    (re.compile(r"(?<=\b[Ss]\.[rpRP]\.)[I1|](?=\.)"), "l"),  # S.r.I.
    (re.compile(r"\b[Il1|](?=td\b)"), "L"),  # Itd
    (re.compile(r"\b0\.0\.(?!\d)"), "o.o."),  # Sp. z 0.0.
    (re.compile(r"(?<=\bA\.)\$(?=\.)|(?<!\w)\$(?=ti\b)"), "Ş"),  # A.Ş. and Şti. of Turkish companies
    (re.compile(r"(?<=[A-ZÄÖÜ]{2})0(?=[A-ZÄÖÜ])|(?<=\b[A-ZÄÖÜ])0(?=[A-ZÄÖÜ]{2})"), "O"),  # T0TAL
)
_CLASHING = re.compile(
    r"(?=(?:\D*\d){3})(?!(?:RO|NO|SI)\d)\S*(?:[OoIl|](?=\d)|(?<=\d)[OoIl|](?=\w))"
    r"|[^\W\d_]*\$[^\W\d_]|[^\W\d_]+[0158|!$][a-zß-ÿ]{2,}$"
)
"""``INVO3051``, ``B0I17``: a letter that could be a digit beside one, except in the codes of countries; ``N0rdwind``,
``$tiftung``: a sign or digit that could be a letter within a word."""
_TOO_FEW = re.compile(r"#?NV[-/]?\d{3,}")
"""``#INV123``, whose first letter touches the sign before it."""


def repaired(word: OcrWord) -> OcrWord:
    """The word with what cannot be otherwise put right, and believed less for it. One of several scripts is not sure,
    whatever the engine thinks of it: it read an alphabet that it does not know."""
    seen = _APOSTROPHE.sub("'", word.text)
    text = _number(seen) or _spelled(seen)
    if _TOO_FEW.fullmatch(text) or is_mixed(text) or _CLASHING.match(text):
        return replace(word, text=text, confidence=min(word.confidence, _DOUBTFUL))
    return word if text == word.text else replace(word, text=text, confidence=min(word.confidence, _REPAIRED))


def _number(text: str) -> str | None:
    """An amount or a date of which at least half are digits already."""
    if not _LOOKALIKE.search(text) or 2 * sum(map(str.isdigit, text)) < sum(map(str.isalnum, text)):
        return None
    plain = text.translate(_DIGITS)
    return plain if _AMOUNT.fullmatch(plain) or _DATE.fullmatch(plain) else None


def _spelled(text: str) -> str:
    for pattern, right in _WORDS:
        text = pattern.sub(right, text)
    return text
