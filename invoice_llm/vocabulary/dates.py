"""Dates as printed, read in the document's own order: ``04.07.2023`` is the fourth of July.

``11/5/23`` is ambiguous until the document, its language or its country decides; the value is then day first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Literal

from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.months import foreign_months

DateOrder = Literal["dmy", "mdy", "ymd"]

_MONTH_FIRST_COUNTRIES = frozenset({"US", "PH", "PW", "FM", "MH"})
# Both orders are in use, so that the country decides nothing.
_UNDECIDED_COUNTRIES = frozenset({"CA", "KY", "PR", "ZA"})
_YEAR_FIRST_COUNTRIES = frozenset({"CN", "JP", "KR", "TW", "HU", "LT", "MN", "SE"})

_FIGURE = r"(?=[0-9])"
"""Before what begins with a figure: told sooner than what may not stand before it."""
_NUMERIC = re.compile(
    rf"{_FIGURE}(?:"
    r"(?<![\w.,/\-])(?:"
    r"(?P<y>[12][0-9]{3})(?P<s1>[-/.]) ?(?P<m>[01]?[0-9])(?P=s1) ?(?P<d>[0-3]?[0-9])"
    r"|(?P<a>[0-9]{1,2})(?P<s2> ?[-/.] ?)(?P<b>[0-9]{1,2})(?P=s2)(?P<c>[12][0-9]{3}|['’‘]?[0-9]{2})"
    r"|(?P<compact>(?:19[5-9][0-9]|20[0-9]{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))"
    r")(?![\w/]|-(?![a-zà-ÿ]{1,3}\b)|[.,][0-9])(?=$|T[0-9]|\W)|(?P<iso>\b[12][0-9]{3}-[01][0-9]-[0-3][0-9])(?=T[0-9]))"
)
_OTHER_FORMS = (
    (
        "年년",
        re.compile(
            rf"{_FIGURE}"
            r"(?<![0-9])(?P<y>[12][0-9]{3}) ?[年년] ?(?P<m>[01]?[0-9]) ?[月월] ?(?P<d>[0-3]?[0-9]) ?[日일]"
        ),
    ),
    (
        "/",
        re.compile(rf"{_FIGURE}" r"(?<![\w.,/\-])(?P<d>[0-3]?[0-9])/(?P<m>[01]?[0-9])-(?P<y>[12][0-9]{3})(?![\w/\-])"),
    ),
    (
        "IVX",
        re.compile(
            rf"{_FIGURE}"
            r"(?<![\w.,/\-])(?P<d>[0-3]?[0-9])[ ./\-]{1,2}(?P<roman>VI{1,3}|I[VX]|XI{0,2}|V|I{1,3})[ ./\-]{1,2}"
            r"(?P<y>[12][0-9]{3})(?![\w/\-])"
        ),
    ),
)
"""Of East Asia; ``12/3-2026`` of the North; with the month in Roman figures. Each with signs of which it has one."""
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_MOST_YEARS = 4
"""So much older than its other reading a date of two-digit years is not believed."""
_FIRST_YEAR, _LAST_YEAR = 1950, 2099
"""Years of the common era that an invoice can bear; 2569 is of another calendar, 26 is half a year."""
_SPACED = re.compile(r"(?P<a>[0-9]{1,2}) +(?P<b>[0-9]{1,2}) +(?P<c>[12][0-9]{3}|[0-9]{2})")
_WORDS = re.compile(r"[^\W\d_]{3,}")
_NEXT_WORD = re.compile(r"\.? +([^\W\d_]{3,})")
_DIGIT = re.compile("[0-9]")
_KEPT = 8192
"""Texts whose dates are remembered: a page's rows and cells are read by several readings."""
_FOREIGN = re.compile(
    rf"{_FIGURE}"
    r"(?<![\w.,])(?:(?P<day>[0-3]?[0-9])\.? (?:de |d['’])?(?P<name>[^\W\d_]{3,})\.?,? (?:de |del )?"
    r"(?P<year>[12][0-9]{3})"
    r"|(?P<year2>[12][0-9]{3})\.?(?: (?:gada|m\.))? (?:(?P<name2>[^\W\d_]{3,}) (?P<day2>[0-3]?[0-9])"
    r"|(?P<day3>[0-3]?[0-9])\. (?P<name3>[^\W\d_]{3,})))(?!\w)"
)
"""A day, a word and a year: in a language without a vocabulary the word may be a month's name."""
_CROATIAN_TOO = frozenset({"listopad", "listopada", "lis", "lip", "srp"})
"""Months of our vocabularies that Croatian gives to the month before."""
_CLOCK = re.compile(
    r"(?:(?<=[0-9])T|[T,])? ?\(?(?<![0-9])[0-2]?[0-9][:h][0-5][0-9](?:[:.][0-5][0-9](?:[.,][0-9]+)?)?"
    r"(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?(?:Uhr|Z|UTC|GMT|h|CET|CEST|[+-][0-2][0-9]:?[0-5][0-9]))?\)?"
)


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """``ambiguous``: day and month may be the other way round and nothing decides."""

    value: date
    ambiguous: bool


def parse_date(text: str, *, order: DateOrder | None = None, language: str | None = None) -> ParsedDate | None:
    """The one date in ``text``; a weekday, a place or a time of day may stand beside it, no second date."""
    text = _CLOCK.sub(" ", " ".join(text.split())) if not _SPACED.fullmatch(text.strip()) else text.strip()
    text = text.strip(" ,;()")
    found = _found(text) or tuple(filter(None, [_SPACED.fullmatch(text)]))
    if len(found) != 1 or re.search(r"[0-9]", text[: found[0].start()] + text[found[0].end() :]):
        return None
    parsed = _parsed(found[0], order or _order_of(language, None))
    if parsed is None or not _is_of_two_months(found[0], language):
        return parsed
    return ParsedDate(parsed.value, ambiguous=True)


def find_dates(text: str) -> list[tuple[int, int]]:
    """Spans of dates, from left to right; three numbers with mere blanks between are not taken for one."""
    return list(_spans(text))


@lru_cache(maxsize=_KEPT)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(match.span() for match in _found(text) if _parsed(match, None)))


@lru_cache(maxsize=_KEPT)
def _found(text: str) -> tuple[re.Match[str], ...]:
    if _DIGIT.search(text) is None:
        return ()
    forms = (form for signs, form in _OTHER_FORMS if any(sign in text for sign in signs))
    others = (match for form in forms for match in form.finditer(text))
    return (*_NUMERIC.finditer(text), *others, *_named(text))


def date_order(texts: Iterable[str], *, language: str | None = None, country: str | None = None) -> DateOrder | None:
    """The order of the numeric dates in ``texts``: a day above 12 decides, else the country, else the language."""
    votes: set[DateOrder] = set()
    for text in texts:
        votes.update(vote for match in _NUMERIC.finditer(text) if (vote := _decided(match)))
    if len(votes) == 1:
        return votes.pop()
    return None if votes else _order_of(language, country)


def _order_of(language: str | None, country: str | None) -> DateOrder | None:
    country = country.upper() if country else None
    if country in _MONTH_FIRST_COUNTRIES:
        return "mdy"
    if country in _YEAR_FIRST_COUNTRIES:
        return "ymd"
    if country in _UNDECIDED_COUNTRIES:
        return None
    return "dmy" if country else _habit(language)


def _habit(language: str | None) -> DateOrder | None:
    known = languages().get(language or "")
    return None if known is None or known.date_order == "undecided" else known.date_order


def _decided(match: re.Match[str]) -> DateOrder | None:
    """Order that one date of the shape a/b/c shows by itself."""
    if match["a"] is None or match["s2"].strip() == "." or _parsed(match, None) is None:
        return None
    first, second = int(match["a"]), int(match["b"])
    if len(match["c"]) == 2 and match["s2"].strip() == "-" and _year_may_be_first(match["a"], match["b"], match["c"]):
        return None
    if first > 12 >= second:
        return "dmy"
    return "mdy" if second > 12 >= first else None


def _parsed(match: re.Match[str], order: DateOrder | None) -> ParsedDate | None:
    groups = match.groupdict()
    if name := _name_in(match):
        year = groups.get("year") or groups.get("year2") or ""
        day = groups.get("day") or groups.get("day2") or groups.get("day3") or "0"
        month = _month_numbers().get(name) or foreign_months()[name]
        return _made(_year(year), month, int(day))
    if whole := groups.get("compact") or groups.get("iso"):
        digits = whole.replace("-", "")
        return _made(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if groups.get("y"):
        month = _ROMAN.index(groups["roman"]) + 1 if groups.get("roman") else int(groups["m"])
        return _made(int(groups["y"]), month, int(groups["d"]))
    return _three(match["a"], match["b"], match["c"], order, dotted=groups.get("s2", "").strip() == ".")


def _three(a: str, b: str, c: str, order: DateOrder | None, *, dotted: bool) -> ParsedDate | None:
    if order == "ymd" and len(c) == 2 and c.isdigit() and (made := _made(_year(a), int(b), int(c))):
        return made
    day_first, month_first = _made(_year(c), int(b), int(a)), _made(_year(c), int(a), int(b))
    if order is None and not dotted and len(c) == 2 and _year_may_be_first(a, b, c):
        return _doubtful(day_first or month_first)
    if day_first and len(c) == 2 and not (dotted and order == "dmy") and _is_older_than_year_first(a, b, c):
        return _doubtful(day_first)
    if not (day_first and month_first) or day_first == month_first:
        return day_first or month_first
    if order == "mdy" and not dotted:
        return month_first
    return day_first if dotted or order == "dmy" else ParsedDate(day_first.value, ambiguous=True)


def _year_may_be_first(a: str, b: str, c: str) -> bool:
    """``26-03-12`` may be of 2012 or of 2026; a first number up to 12 is in doubt already."""
    return int(a) > 12 and _made(_year(a), int(b), int(c)) is not None


def _is_older_than_year_first(a: str, b: str, c: str) -> bool:
    """``26.09.14``: of 2026 or, much older than invoices are, of 2014."""
    return _year_may_be_first(a, b, c) and int(a) - int(c) >= _MOST_YEARS


def _doubtful(parsed: ParsedDate | None) -> ParsedDate | None:
    return None if parsed is None else replace(parsed, ambiguous=True)


def _made(year: int, month: int, day: int) -> ParsedDate | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return ParsedDate(date(year, month, day), ambiguous=False)
    except ValueError:
        return None


def _year(text: str) -> int:
    """Two digits are of this century up to 69, as POSIX has it."""
    digits = text.lstrip("'’‘")
    number = int(digits)
    if len(digits) > 2:
        return number
    return 2000 + number if number < 70 else 1900 + number


def _named(text: str) -> Iterator[re.Match[str]]:
    """Dates with a month's name; where two ways to read overlap the earlier one counts."""
    words = _WORDS.findall(text.lower())
    if not words:
        return
    shapes = _names() if any(word in _month_numbers() for word in words) else ()
    end = 0  # most rows name no month, and the shapes are slow
    found = [*(match for shape in shapes for match in shape.finditer(text)), *_foreign(text)]
    for match in sorted(found, key=lambda match: match.start()):
        if match.start() >= end and not _takes_next_day(match):
            end = match.end()
            yield match


def _takes_next_day(match: re.Match[str]) -> bool:
    """True where the year of two digits is the day of a month that follows: ``5 May 19 June``, of two cells."""
    behind = _NEXT_WORD.match(match.string, match.end())
    year = match.groupdict().get("year") or ""
    return len(year) == 2 and behind is not None and behind[1].lower() in _month_numbers()


def _foreign(text: str) -> Iterator[re.Match[str]]:
    """Dates whose month's name is of a language without a vocabulary."""
    for match in _FOREIGN.finditer(text):
        if _name_in(match) in _month_numbers() or _name_in(match) in foreign_months():
            yield match


def _is_of_two_months(match: re.Match[str], language: str | None) -> bool:
    """True for a name that is October in Croatian and November in Polish, where the language is none of those here."""
    return _name_in(match) in _CROATIAN_TOO and language not in languages()


def _name_in(match: re.Match[str]) -> str:
    groups = match.groupdict()
    name = groups.get("name") or groups.get("name2") or groups.get("name3") or ""
    return name.lower().rstrip(".")


@cache
def _month_numbers() -> dict[str, int]:
    """Every name and short name of a month, lower case, with its accents and without; where two languages differ,
    English counts."""
    numbers: dict[str, int] = {}
    for language in languages().values():
        for number, names in language.months.items():
            numbers.update({name.lower(): number for name in names if name.lower() not in numbers})
    plain = {folded(name): number for name, number in numbers.items()}
    return plain | numbers


@cache
def _names() -> tuple[re.Pattern[str], ...]:
    months = "|".join(sorted(map(re.escape, _month_numbers()), key=len, reverse=True))
    day = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th|er|º|ª|°|ste|de|e)?\b\.?"
    year = r"(?P<year>[12][0-9]{3}|['’‘]?[0-9]{2})(?![0-9:.,/]?[0-9])"
    name = rf"(?P<name>{months})\.?(?![^\W\d_])"
    between = r"(?:[ ,\-/.]+|(?= ?[^\W\d_])|(?<=[^\W\d_])(?=[0-9]))(?:(?:de|del|day of|of|di|d'|,) ?)?"
    shapes = (
        (_FIGURE, f"{day}{between}{name}{between}{year}"),
        (r"(?=[^\W\d_])", f"{name}{between}{day}[ ,\\-/.']+{year}"),
        (_FIGURE, f"(?P<year>[12][0-9]{{3}})[ ,\\-/.]+{name}{between}{day}"),
    )
    return tuple(re.compile(rf"{first}(?<![\w.,])(?:{shape})", re.IGNORECASE) for first, shape in shapes)
