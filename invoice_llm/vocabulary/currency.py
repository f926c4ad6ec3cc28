"""Currencies as printed: an ISO 4217 code, a sign or a word, never three letters that happen to stand in a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter

from invoice_llm.invoice.currency import CODES
from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.patterns import as_printed
from invoice_llm.vocabulary.words import listed_words, printed_words

_SIGNS = {
    "US$": "USD", "CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "SG$": "SGD",
    "S$": "SGD", "R$": "BRL", "NT$": "TWD", "MX$": "MXN", "€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₺": "TRY",
    "₴": "UAH", "₩": "KRW", "฿": "THB", "₪": "ILS", "₫": "VND", "₱": "PHP", "₦": "NGN", "zł": "PLN", "Kč": "CZK",
    "円": "JPY", "元": "CNY", "RM": "MYR", "Rp": "IDR", "KSh": "KES", "Kz": "AOA", "TSh": "TZS", "USh": "UGX",
    "GH₵": "GHS", "₵": "GHS", "S/": "PEN", "RD$": "DOP", "₡": "CRC", "₲": "PYG", "₸": "KZT", "₾": "GEL", "₼": "AZN",
    "֏": "AMD", "₮": "MNT", "៛": "KHR", "₭": "LAK", "৳": "BDT",
}  # fmt: skip
_SHARED_SIGNS = {"$", "¥", "kr", "kr.", "rs", "rs.", "fr", "fr."}
_BY_COUNTRY = {
    "$": {"US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "MX": "MXN", "AR": "ARS",
          "CL": "CLP", "CO": "COP", "TW": "TWD", "EC": "USD", "SV": "USD", "PR": "USD"},
    "¥": {"JP": "JPY", "CN": "CNY"},
    "kr": {"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK"},
    "rs": {"IN": "INR", "PK": "PKR", "LK": "LKR", "NP": "NPR", "MU": "MUR"},
    "fr": {"CH": "CHF", "LI": "CHF"},
}  # fmt: skip
_ELSEWHERE = {
    "£": {"EG": "EGP", "LB": "LBP", "SY": "SYP", "SD": "SDG", "SS": "SSP", "GI": "GIP", "FK": "FKP", "SH": "SHP"},
    "C$": {"NI": "NIO"}, "₩": {"KP": "KPW"},
}  # fmt: skip
"""Signs that mean one currency nearly everywhere, and another one in these countries."""
_FIRST_OF_SIGNS = "".join(sorted({re.escape(sign[0]) for sign in _SIGNS}))
_SIGN = rf"(?=[{_FIRST_OF_SIGNS}])(?:{'|'.join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))})"
_AMOUNT = r"[0-9](?:[0-9., '\u00a0]{0,24}[0-9])?(?:[.,][-–]{1,2})?"
_ENDS = ((first, "|".join(code[1:] for code in codes)) for first, codes in groupby(sorted(CODES), key=itemgetter(0)))
_KNOWN_CODE = rf"(?=[A-Z]{{3}})(?:{'|'.join(f'{first}(?:{ends})' for first, ends in _ENDS)})"
"""With its shape before the codes, as a sign with its first one: most of a text is neither, and that is told sooner."""
_SHARED = "|".join((r"[$¥]", *(rf"(?i:{word})\b\.?" for word in ("kr", "rs", "fr"))))
_POSTCODE = re.compile(
    r"[A-Z0-9](?:(?<=\b[A-Z])[A-Z]?[0-9][A-Z0-9]? [0-9][A-Z]{2,3}\b|(?<=\b[0-9])[0-9]{3} [A-Z]{2} +(?=[A-Z][a-z]))"
)
"""``SO14 3TL`` and ``1071 TL Amsterdam``, in which no lira stands; it begins with a sign and looks back from it, so
that a search passes over all others at once."""
_CODE = re.compile(r"[A-Z]{3}")
_KEPT = 4096
_COLUMNS = re.compile(r" {2,}|\n")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_OF_PROSE = 5
_SHORTEST_PROSE = 2 * _FEWEST_OF_PROSE
_HAS_FIGURE, _FIGURES_ALONE = re.compile("[0-9]"), re.compile(r"[0-9.,:%/ -]*")
_ENDS_IN_AMOUNT = re.compile(r"[0-9%][^\w.]*(?:[^\W\d_]{1,4}|kr\.)?[)*]?$", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![0-9])[0-9][0-9., '\u00a0]*[.,][0-9]{2}(?![0-9])")
_SHORT = 2
_LETTERS = re.compile(r"[^\W\d_]{2}")
_BARE_SIGN = re.compile("[€£₹₽₺₴₩₪₫₱₦₵₡₲₸₾₼₮₭৳]")


@cache
def currency_words() -> Mapping[str, str]:
    """The code by the name of a currency, in every language; lower case, but as printed where it has two letters: a
    forint is ``Ft``, a foot ``ft``."""
    lists = (language.currencies for language in languages().values())
    named = ((word, code) for one in lists for code, words in one.items() for word in words)
    return {word if len(word) <= _SHORT else word.lower(): code for word, code in named}


@cache
def _words() -> re.Pattern[str]:
    names = sorted(map(re.escape, currency_words()), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(names)})(?![^\W\d_])", re.IGNORECASE)


def without_postcodes(text: str) -> str:
    """A text with blanks for its postcodes, whose letters may be those of a currency."""
    return _POSTCODE.sub(lambda code: " " * len(code[0]), text)


def without_currency(text: str) -> str:
    """A text without the names of currencies (``1.347,00 Euros``), blanks in their place; signs and codes stay."""
    return _words().sub(lambda name: " " * len(name[0]), text) if _LETTERS.search(text) else text


@cache
def _named() -> re.Pattern[str]:
    """A code behind a word that says currency, in brackets, or behind ``total`` and the like."""
    lead = printed_words("currency_lead")
    return re.compile(
        rf"{as_printed(listed_words('currency'))}[^\w€$£]{{0,12}}([A-Z]{{3}})\b"
        rf"|\((?:{lead} )?([A-Z]{{3}})\)|{lead}[ :]+([A-Z]{{3}})(?![\w-])",
        re.IGNORECASE,
    )


@lru_cache(maxsize=_KEPT)
def currency_in_word(word: str, *, country: str | None = None) -> str | None:
    """The code that a word means, or the only part of it between strokes that means one: ``Preis/€``, ``Kč/ks``."""
    code = parse_currency(word, country=country)
    if code is not None or "/" not in word:
        return code
    parts = (part for part in word.split("/") if part.isupper() or part.upper() not in CODES)
    told = {found for part in parts if (found := parse_currency(part, country=country))}
    return told.pop() if len(told) == 1 else None


@lru_cache(maxsize=_KEPT)
def parse_currency(text: str, *, country: str | None = None) -> str | None:
    """The ISO code ``text`` means; amounts in it are passed over. ``$`` and ``kr`` need the country (ISO 3166-1)."""
    bare = re.sub(r"[0-9][0-9., '\u00a0]*(?:[.,]?[-–]{1,2})?", " ", text).strip(" -−+()[]:.*\u00a0")
    if bare.upper() in CODES:
        return bare.upper()
    words = currency_words()
    if code := _SIGNS.get(bare) or _SIGNS.get(bare.upper()) or words.get(bare.lower()) or words.get(bare):
        return code
    known = {CODE for CODE in re.findall(r"\b[A-Z]{3}\b", bare) if CODE in CODES} | {
        _SIGNS[sign] for sign in re.findall(_SIGN, bare)
    }
    rest = re.sub(rf"\b[A-Z]{{3}}\b|{_SIGN}|[\s$()/,]", "", bare)
    if len(known) == 1 and not rest:
        return known.pop()
    return _BY_COUNTRY.get(bare.lower().rstrip("."), {}).get(country.upper()) if country else None


@cache
def _beside_amount() -> re.Pattern[str]:
    """A code, sign or name of a currency before or behind an amount; ``shared`` are signs of several currencies."""
    names = "|".join(sorted(map(re.escape, currency_words()), key=len, reverse=True))
    return re.compile(
        rf"(?=[A-Z0-9$¥{_FIRST_OF_SIGNS}]|(?i:[krf]))"
        rf"(?<![\w$])(?:(?P<code1>{_KNOWN_CODE}) ?[-−(]?(?:[$€£] ?)?{_AMOUNT}(?![\w/])"
        rf"|(?P<sign1>{_SIGN}) ?[-−(]?{_AMOUNT}"
        rf"|(?P<shared1>{_SHARED}) ?[-−(]?{_AMOUNT}[-−)]?(?: ?(?P<code3>{_KNOWN_CODE})(?![\w-]))?"
        rf"|{_AMOUNT}[-−)]? ?(?:(?P<sign2>{_SIGN})|[$€£]? ?(?P<code2>{_KNOWN_CODE})(?![\w-])"
        rf"|(?P<shared2>{_SHARED})(?!\w)|(?P<name>(?i:{names}))(?![^\W_])))"
    )


@lru_cache(maxsize=64)
def _counted(text: str) -> Counter[str]:
    """How often a code, or a sign of several currencies, stands beside an amount. Sentences count where nothing else
    has a currency, and then by the amounts that the text has elsewhere too: terms of business name others."""
    cells = [cell.strip() for cell in _COLUMNS.split(without_postcodes(text))]
    own, said = list[str](), list[str]()
    for cell in cells:
        (said if _is_prose(cell) else own).append(cell)
    marks = _marks_in(own)
    if marks:
        return marks
    figures = {figure for cell in own for figure in _FIGURE.findall(cell)}
    return _marks_in(cell for cell in said if not figures or figures & {*_FIGURE.findall(cell)})


def _is_prose(cell: str) -> bool:
    """Words that go on behind an amount, or end as a sentence does; a row of a table ends in its amount."""
    return (
        len(cell) > _SHORTEST_PROSE
        and len(_WORD.findall(cell)) >= _FEWEST_OF_PROSE
        and not _ENDS_IN_AMOUNT.search(cell)
    )


def _marks_in(cells: Iterable[str]) -> Counter[str]:
    """A cell without figures has no amount, and one of figures alone no currency."""
    marks: Counter[str] = Counter()
    text = "\n".join(cell for cell in cells if _HAS_FIGURE.search(cell) and not _FIGURES_ALONE.fullmatch(cell))
    for found in _beside_amount().finditer(text):
        sign, shared, name = found["sign1"] or found["sign2"], found["shared1"] or found["shared2"], found["name"]
        code = found["code1"] or found["code2"] or found["code3"] or _SIGNS.get(sign or "")
        if name:
            code = currency_words().get(name if len(name) <= _SHORT else name.lower())
        if code or shared:
            marks[code or shared.lower().rstrip(".")] += 1
    return marks


@lru_cache(maxsize=64)
def find_currency(text: str) -> str | None:
    """The currency a whole document is in: the one beside most of its amounts, else the one it names. A sign of several
    currencies beside most amounts is the one of these that is named."""
    beside = _counted(text)
    if beside and (sign := next((one for one in _most(beside) if one in _BY_COUNTRY), None)):
        told = set(_BY_COUNTRY[sign].values()) & {*beside, *_codes_named(text)}
        return told.pop() if len(told) == 1 else None
    by_signs = Counter(_SIGNS[sign] for sign in _BARE_SIGN.findall(text))
    return _leader(beside) or _leader(_codes_named(text)) or _leader(by_signs)


def _codes_named(text: str) -> Counter[str]:
    """How often each code stands behind a word that says currency, or the like."""
    coded = any(code in CODES for code in _CODE.findall(text))
    matches = _named().finditer(text) if coded else ()
    return Counter(code for match in matches for code in match.groups() if code in CODES)


def possible_currencies(text: str, *, country: str | None = None) -> frozenset[str]:
    """What the currency beside an amount may be: one, or all that share its sign, of which the ``country`` (ISO 3166-1)
    has one."""
    code, sign = find_currency(text), leading_sign(text)
    if code is not None:
        return frozenset({code})
    shared = _BY_COUNTRY.get(sign or "", {})
    return frozenset({shared[country]} if country in shared else shared.values())


def leading_sign(text: str) -> str | None:
    """The sign of several currencies beside most amounts of a text that does not name which it is."""
    signs = [one for one in _most(_counted(text)) if one in _BY_COUNTRY]
    return signs[0] if signs and find_currency(text) is None else None


def _most(counted: Counter[str]) -> list[str]:
    return [one for one, times in counted.items() if times == max(counted.values())]


def shared_signs(text: str) -> dict[str, tuple[str, ...]]:
    """Signs of several currencies that stand beside a figure, each with the codes that it can mean."""
    found = {sign: codes for sign, codes in _BY_COUNTRY.items() if _beside_figure(sign).search(text)}
    return {sign: tuple(dict.fromkeys(codes.values())) for sign, codes in found.items()}


def meant_in(country: str | None, currency: str, text: str) -> tuple[str, str] | None:
    """The sign by which alone a text names ``currency``, and what it means in ``country``, where that is another one.
    A text with the code of either leaves nothing open."""
    for sign, others in _ELSEWHERE.items():
        other = others.get(country or "")
        if other and _SIGNS[sign] == currency and sign in text and not re.search(rf"\b(?:{currency}|{other})\b", text):
            return sign, other
    return None


@cache
def _beside_figure(sign: str) -> re.Pattern[str]:
    printed = re.escape(sign)
    return re.compile(rf"(?<![^\W\d_]){printed}\.?:? ?-?[0-9]|[0-9]{{1}}[.,]?-? ?{printed}(?![^\W_])", re.IGNORECASE)


def _leader(counted: Counter[str]) -> str | None:
    first, second = [*counted.most_common(2), ("", 0), ("", 0)][:2]
    return first[0] if first[1] > second[1] else None
