"""Amounts as printed, read in the document's own convention: ``6 120,00`` is six thousand one hundred and twenty.

Nothing is guessed in silence: where ``1.234`` may be a thousand or one point two, the amount says ``ambiguous``.
What is no single amount is ``None``, also a percentage and a number with a unit (see ``parse_rate`` and
``parse_quantity``). How a whole document writes its numbers, :mod:`invoice_llm.vocabulary.printed_figures` tells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from invoice_llm.invoice.currency import CODES

DecimalMark = Literal[".", ","]

_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\u2002\u2003\t", " ") | dict.fromkeys("’‘´`ʼ", "'"))
_MINUS_SIGNS = "-−–‐"
_MINUS = r"\-−–‐"
_CODE = "|".join(sorted(CODES))
# Groups of three; of two with three at the end (India); or no groups. A mark may hang on: "12,-", "12.–".
_NUMBER = (
    r"(?:[0-9]{1,3}(?:(?P<group>[ '])[0-9]{3}(?:(?P=group)[0-9]{3}){0,5})(?:[.,][0-9]{1,4})?"
    r"|[0-9]{1,3}(?:[.,][0-9]{2,3}){1,6}(?:[.,][0-9]{1,6})?"
    r"|[0-9]+(?:[.,][0-9]{1,8})?"
    r"|(?<!\w)[.,][0-9]{1,4})"
)
_DASHED = rf"(?:[.,][{_MINUS}—=]{{1,2}}(?![0-9]))?"
_ALONE = re.compile(rf"(?P<number>{_NUMBER})(?![0-9])(?P<dash>{_DASHED})")
# A code or the like may be glued to its amount: "EUR1,347.00", "Rs.500", "1.347,00EUR".
_GLUED_BEFORE = rf"(?<=\b(?:{_CODE}))|(?<=\b(?:Rs|kr|Kr|Fr|RM|Rp))|(?<=\b(?:Rs|kr|Kr|Fr)\.)"
_GLUED_BEHIND = rf"(?=(?:{_CODE}|[Ee]uros?|kr|zł|Kč|Ft|lei|TL)\b)"
_SIGNS = "€£$¥₹₽₺₴₩฿₪₫₱₦"
_SIGNED = rf"[{_MINUS}](?:[{_SIGNS}]|kr\.?|Fr\.?|Rs\.?|{_CODE}) ?"
"""A minus before the currency: ``-€ 12.00``."""
_MORE = rf"[\w/:%'°]| ?%|[.,{_MINUS}][\w]| [0-9]{{3}}:[0-9]"
"""What shows that a number is none by itself: a percentage, a time, a day, the first group of ``1 234:50``."""
_SPAN = re.compile(
    rf"(?=[(.,0-9{_MINUS}])"  # nothing else begins one, and this is told sooner than what stands before it
    rf"(?:(?<![\w.,/'#:+{_MINUS}])(?<![0-9] )|{_GLUED_BEFORE})"
    rf"(?:[({_MINUS}]|{_SIGNED})?(?P<number>{_NUMBER})(?P<dash>{_DASHED})"
    rf"(?:[{_MINUS}](?![\w])|\)| ?C[Rr]\b)?(?:(?!{_MORE})|(?<=[0-9]){_GLUED_BEHIND})"
)
_WORD = re.compile(
    rf"[{_SIGNS}*]|\b(?:US|CA|AU|NZ|HK|SG|A|C|S|R)(?=\$)|\b[A-Z]{{3}}\b|\b(?:Rs|kr|Fr|CHF|EURO?S?|Euro)\b\.?"
    r"|zł|Kč|\bFt\b|\blei\b|\b(?:TL|Kr)\b\.?|円|元|\bDR\b|\bDr\b",
)
_UNIT = rf"(?:{_WORD.pattern})"
_END = r"(?=\s*$|\s{2})"
# A sign that stands apart from its figure, with a currency between: "- EUR 5.00", "5,00 EUR-", "(5.00 EUR)".
_APART_BEFORE = re.compile(rf"(?:^|(?<=\s\s))(?:[{_MINUS}] ?(?:{_UNIT} ?)?|{_UNIT} ?[{_MINUS}] ?|\( ?(?:{_UNIT} ?)?)$")
_APART_BEHIND = re.compile(rf" ?(?:{_UNIT} ?)?(?:[{_MINUS}]{_END}|\b[Cc][Rr]\b\.?{_END})")
_BRACKET_BEHIND = re.compile(rf" ?(?:{_UNIT} ?)?\)")
_CREDIT = re.compile(r"\b[Cc][Rr]\b\.?")
_BEHIND_DAY = re.compile(r"\. ?(?:[12][0-9]{3}|[A-Za-zÄä])")
_MOST_DIGITS = 18


_SPACE = re.compile(r"\s+")
_DIGIT = re.compile("[0-9]")
_MINUS_SIGN = re.compile(rf"[{_MINUS}]")
_SIGN_OR_BRACKET = re.compile(rf"[({_MINUS}]")
_AROUND = re.compile(rf"[{_MINUS}+:=]")
_RATE = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,4})?")
_DAY_AND_MONTH = re.compile(r"[0-3]?[0-9]\.[01]?[0-9]")
_KEPT = 4_096
"""Texts whose amounts are remembered: a document shows each of its amounts to several readings."""


@dataclass(frozen=True, slots=True)
class Amount:
    """``ambiguous``: the mark may part thousands or decimals, and nothing given decides: ``value`` takes thousands."""

    value: Decimal
    ambiguous: bool


@lru_cache(maxsize=_KEPT)
def parse_amount(text: str, mark: DecimalMark | None = None, decimals: int | None = None) -> Amount | None:
    """The one amount that ``text`` is, with its sign: ``-``, ``45,00-``, ``(45.00)`` and ``45.00 CR`` are negative.

    ``decimals`` are those that an amount has in its currency, where that is known: three digits behind a mark are no
    decimals of yen, and in doubt where there should be two.
    """
    text = text.translate(_BLANKS).strip()
    found = _ALONE.search(text)
    if found is None:
        return None
    around = text[: found.start()] + "\0" + text[found.end() :]
    negative = _sign(around)
    read = _whole(found["number"]) if found["dash"] else _read(found["number"], mark, decimals)
    if negative is None or read is None:
        return None
    return Amount(-read.value if negative and read.value else read.value, read.ambiguous)


def parse_rate(text: str) -> Decimal | None:
    """A tax rate in percent, with or without its sign: ``19 %`` is 19. Above 100 it is none."""
    bare = text.translate(_BLANKS).replace("%", "").strip()
    if not _RATE.fullmatch(bare):
        return None
    rate = Decimal(bare.replace(",", "."))
    return rate if rate <= 100 else None


def parse_quantity(text: str, mark: DecimalMark | None = None) -> tuple[Amount, str | None] | None:
    """A quantity and its unit as printed: ``2,5 Std.`` is 2.5 and ``Std.``."""
    text = text.translate(_BLANKS).strip()
    found = _ALONE.match(text.lstrip(_MINUS_SIGNS))
    if found is None:
        return None
    read = _read(found["number"], mark)
    unit = text.lstrip(_MINUS_SIGNS)[found.end() :].strip()
    if read is None or any(sign.isdecimal() for sign in unit.replace("m2", "").replace("m3", "")):
        return None
    value = -read.value if text[0] in _MINUS_SIGNS else read.value
    return Amount(value, read.ambiguous), unit or None


def find_amounts(text: str) -> list[tuple[int, int]]:
    """Spans of the numbers that may be amounts, signs included: no dates, percentages or parts of identifiers."""
    return list(_spans(text))


@lru_cache(maxsize=2 * _KEPT)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    if _DIGIT.search(text) is None:
        return ()
    plain = text.translate(_BLANKS)
    spans = (found.span() for found in _SPAN.finditer(plain) if _plain(found["number"], None))
    return tuple(_with_sign(plain, span) for span in spans if not _is_date(plain, span))


def _with_sign(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """The span of a figure with a sign that stands apart from it at the beginning or the end of its cell."""
    start, end = span
    if _MINUS_SIGN.search(text[start:end]):
        return span
    marked = _SIGN_OR_BRACKET.search(text, 0, start)
    before, behind = _APART_BEFORE.search(text[:start]) if marked else None, _APART_BEHIND.match(text, end)
    opened = text[start] == "(" or (before is not None and "(" in before[0])
    if opened:
        closed = _BRACKET_BEHIND.match(text, end)
        is_whole = text[start:end].endswith(")") or closed is not None
        return (before.start() if before else start, closed.end() if closed else end) if is_whole else span
    return before.start() if before else start, behind.end() if behind else end


def _sign(around: str) -> bool | None:
    """True where what stands around a number (``\\0``) makes it negative; ``None`` if it is no amount at all."""
    rest, credits_ = _CREDIT.subn(" ", around)
    rest = _SPACE.sub("", _WORD.sub("", rest))
    minus = len(_MINUS_SIGN.findall(rest))
    bare = _AROUND.sub("", rest)
    if bare not in ("\0", "(\0)") or minus > 1:
        return None
    return minus == 1 or bare == "(\0)" or bool(credits_)


def _whole(number: str) -> Amount | None:
    """A number with a dash where its decimals would be: the marks in it part thousands."""
    marks = set(_marks(number))
    plain = re.sub(r"[ '.,]", "", number)
    if len(plain) > _MOST_DIGITS or len(marks) > 1 or not all(_groups(number, mark) for mark in marks):
        return None
    return Amount(Decimal(plain), ambiguous=False)


def _read(number: str, mark: DecimalMark | None, decimals: int | None = None) -> Amount | None:
    read = _plain(number, mark, decimals)
    return Amount(Decimal(read[0]), read[1]) if read else None


def _plain(number: str, mark: DecimalMark | None, decimals: int | None = None) -> tuple[str, bool] | None:
    """A number as Python writes it, and whether it is ambiguous."""
    grouped = number.replace(" ", "").replace("'", "")
    marks = _marks(grouped)
    if len(grouped) - len(marks) > _MOST_DIGITS:
        return None
    if not marks:
        return grouped, False
    if grouped != number:
        return (grouped.replace(marks[0], "."), False) if len(marks) == 1 else None
    if len(set(marks)) == 2:
        return _two_marks(grouped, marks)
    if len(marks) > 1:
        return (grouped.replace(marks[0], ""), False) if _groups(grouped, marks[0]) else None
    return _one_mark(grouped, marks[0], mark, decimals)


def _marks(number: str) -> list[str]:
    return [sign for sign in number if sign in ".,"]


def _two_marks(number: str, marks: list[str]) -> tuple[str, bool] | None:
    last = marks[-1]
    whole = number.rpartition(last)[0]
    if last in marks[:-1] or not _groups(whole, marks[0]):
        return None
    return number.replace(marks[0], "").replace(last, "."), False


def _one_mark(number: str, shown: str, mark: DecimalMark | None, decimals: int | None) -> tuple[str, bool]:
    if not may_part_thousands(number):
        return number.replace(shown, "."), False
    if shown == mark and decimals != 0:
        return number.replace(shown, "."), decimals in (1, 2)
    return number.replace(shown, ""), mark is None and decimals != 0


def may_part_thousands(number: str) -> bool:
    """``1.234`` and ``410,000``: one mark with three digits behind it, and one to three before, no leading zero."""
    whole, mark, part = number.replace(",", ".").partition(".")
    return bool(mark) and len(part) == 3 and part.isdigit() and 1 <= len(whole) <= 3 and whole[0] != "0"


def _groups(whole: str, mark: str) -> bool:
    first, *others = whole.split(mark)
    last_is_three = bool(others) and len(others[-1]) == 3
    sizes = {len(part) for part in others[:-1]}
    return 1 <= len(first) <= 3 and last_is_three and (sizes <= {3} or (sizes == {2} and len(first) <= 2))


def shown_mark(text: str) -> DecimalMark | None:
    """The decimal mark that one printed amount shows by itself; ``None`` for ``12``, ``1.234`` and what is none."""
    found = _ALONE.search(text.translate(_BLANKS))
    return _shown_mark(found["number"], found["dash"]) if found else None


def _shown_mark(number: str, dash: str) -> DecimalMark | None:
    marks = _marks(number)
    if not marks:
        return _mark_of(dash) if dash and "'" not in number else None
    last, other = _mark_of(marks[-1]), _mark_of("," if marks[-1] == "." else ".")
    if (len(marks) > 1 and len(set(marks)) == 1) or dash:
        return other
    return None if may_part_thousands(number) else last


def _mark_of(sign: str) -> DecimalMark:
    return "," if sign[0] == "," else "."


def _is_date(text: str, span: tuple[int, int]) -> bool:
    """``04.07.`` before a year or a month's name; whole dates do not have the shape of an amount."""
    shape = _DAY_AND_MONTH.fullmatch(text[slice(*span)])
    return bool(shape and _BEHIND_DAY.match(text, span[1]))
