"""Names of months in languages that have no vocabulary here, from Unicode's CLDR."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

_LOCALES = (
    *("et", "lv", "lt", "hr", "sl", "sk", "bg", "uk", "sr", "sr_Latn", "bs", "mk", "sq", "is", "ga", "cy", "mt", "ca"),
    *("eu", "gl", "lb", "be", "ru", "ka", "hy", "az", "kk", "id", "ms", "vi", "af", "fo"),
)
"""Languages of invoices that write a day, a month's name and a year with the digits that are used here."""
_SHORTEST = 3


@cache
def foreign_months() -> Mapping[str, int]:
    """Every name and short name of a month, lower case. One that two of the languages give to different months is left
    out: it says nothing without the language."""
    from babel import Locale

    found: dict[str, set[int]] = {}
    for code in _LOCALES:
        months = Locale.parse(code).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[form][width].items():
                    found.setdefault(_bare(name), set()).add(int(number))
    return {
        name: next(iter(numbers))
        for name, numbers in found.items()
        if len(numbers) == 1 and len(name) >= _SHORTEST and name.isalpha()
    }


def _bare(name: str) -> str:
    """Without a point, and without what goes between day and month in Catalan ("d’abril")."""
    return name.lower().rstrip(".").removeprefix("de ").removeprefix("d’")
