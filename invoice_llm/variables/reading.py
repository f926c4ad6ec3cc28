"""Texts of variables into values. Every error is one sentence that names the variable and says what it takes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NoReturn, get_args, get_origin

from invoice_llm.errors import ConfigurationError
from invoice_llm.variables.describing import About, Variable

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18})([eE][+-]?[0-9]{1,3})?")
"""Digits of ASCII alone: no ``nan``, no ``inf``, no underscores, no numbers that take minutes to read."""
_BOOLEANS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
_LONGEST = 120
_Budgets = tuple[tuple[str, Decimal], ...]


def read_variables(variables: Iterable[Variable], env: Mapping[str, str]) -> dict[str, object]:
    """The values that the environment gives, by field. Empty counts as not set."""
    given = ((variable, env.get(variable.name, "").strip()) for variable in variables)
    return {variable.field: parse_variable(variable, raw) for variable, raw in given if raw}


def parse_variable(variable: Variable, raw: str) -> object:
    """The value that a text stands for. ``ConfigurationError`` names the variable and what it takes."""
    kind = variable.type
    if kind == tuple[str, ...]:
        return tuple(_parts(raw, variable.about.parted_by))
    if kind == tuple[float, ...]:
        return tuple(sorted({_number(variable, raw, part) for part in _parts(raw, variable.about.parted_by)}))
    if kind == _Budgets:
        return _budgets(variable, raw)
    if kind is bool:
        return _BOOLEANS[raw.lower()] if raw.lower() in _BOOLEANS else _refuse(variable, raw, "is neither")
    if kind is Path:
        return _home(variable, raw)
    return _SCALARS[kind](variable, raw, raw) if kind in _SCALARS else raw


def check_value(variable: Variable, value: Any) -> None:
    """``ConfigurationError`` for a word that is none of the known ones, a number out of its range, a faulty text."""
    if value is None:
        return
    if get_origin(variable.type) is Literal and value not in get_args(variable.type):
        _refuse(variable, value, "is unknown")
    for shown, number in _numbers(variable, value):
        if not _is_in_range(number, variable.about):
            _refuse(variable, shown, "is out of range")
    for text in _texts(variable, value):
        if variable.about.fault is not None and (fault := variable.about.fault(text)):
            _refuse(variable, text, fault)


def takes(variable: Variable) -> str:
    """Values that a variable takes, as the end of a sentence: ``a whole number from 1 to 1000 (calls)``."""
    about, kind = variable.about, variable.type
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(get_args(kind))
    if kind is bool:
        return "true or false"
    what = about.takes or {int: "a whole number", float: "a number", Decimal: "a number"}[kind]
    example = f", e.g. {about.example}" if about.example else ""
    return " ".join((what, *_limits(about))) + (f" ({about.unit})" if about.unit else "") + example


def _limits(about: About) -> Iterator[str]:
    if about.least is not None:
        yield f"from {_plain(about.least)}"
    if about.above is not None:
        yield f"above {_plain(about.above)}"
    if about.most is not None:
        word = "at most" if about.least is None else "to"
        yield f"{'and ' if about.above is not None else ''}{word} {_plain(about.most)}"


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


def _refuse(variable: Variable, value: object, fault: str) -> NoReturn:
    shown = "" if variable.about.secret else f"={_shown(str(value))!r}"
    raise ConfigurationError(f"{variable.name}{shown} {fault}; it takes {takes(variable)}")


def without_account(text: str) -> str:
    """An address without the account that stands in front of its host; any other text as it is."""
    return f"...@{text.rpartition('@')[2]}" if "://" in text and "@" in text else text


def _shown(text: str) -> str:
    told = without_account(text)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}..."


def _whole(variable: Variable, raw: str, text: str) -> int:
    if _WHOLE.fullmatch(text):
        return int(text)
    _refuse(variable, raw, "is not a whole number" if _NUMBER.fullmatch(text) else "is not a number")


def _number(variable: Variable, raw: str, text: str) -> float:
    return float(text) if _NUMBER.fullmatch(text) else _refuse(variable, raw, "is not a number")


def _decimal(variable: Variable, raw: str, text: str) -> Decimal:
    return Decimal(text) if _NUMBER.fullmatch(text) else _refuse(variable, raw, "is not a number")


_SCALARS: Mapping[Any, Callable[[Variable, str, str], object]] = {int: _whole, float: _number, Decimal: _decimal}


def _home(variable: Variable, raw: str) -> Path:
    try:
        return Path(raw).expanduser()
    except RuntimeError:
        _refuse(variable, raw, "begins with the home of somebody who is not known")


def _budgets(variable: Variable, raw: str) -> _Budgets:
    pairs = [part.partition("=") for part in _parts(raw, variable.about.parted_by)]
    budgets = {name.strip(): _decimal(variable, raw, usd.strip()) for name, _, usd in pairs}
    if "" in budgets or len(budgets) < len(pairs):
        _refuse(variable, raw, "has a name twice, or none")
    return tuple(budgets.items())


def _parts(raw: str, sign: str) -> list[str]:
    """A colon between paths does not part the scheme of a URI from its rest."""
    parted = re.split(r":(?!//)", raw) if sign == os.pathsep == ":" else raw.split(sign)
    return [part.strip() for part in parted if part.strip()]


def _numbers(variable: Variable, value: Any) -> Iterator[tuple[object, float | Decimal]]:
    """The numbers of a value, each with how it is shown."""
    if variable.type == _Budgets:
        yield from ((f"{name}={usd}", usd) for name, usd in value)
    elif variable.type == tuple[float, ...]:
        yield from ((number, number) for number in value)
    elif variable.type in _SCALARS:
        yield value, value


def _is_in_range(number: float | Decimal, about: About) -> bool:
    """``False`` for what is no number, too: all comparisons with it are."""
    if isinstance(number, Decimal) and not number.is_finite():
        return False
    least = about.least is None or number >= about.least
    above = about.above is None or number > about.above
    return least and above and number <= (float("1e308") if about.most is None else about.most)


def _texts(variable: Variable, value: Any) -> Iterator[str]:
    if variable.type == tuple[str, ...]:
        yield from value
    elif variable.type in (str, Path):
        yield str(value)
