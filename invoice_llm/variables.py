"""Environment variables as data: what each means and takes, how its text is read, and the errors that name it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from math import isfinite
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from invoice_llm.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class About:
    """Facts about a variable: its meaning, its unit, its range, and the sign between several values.

    ``least`` is the smallest number that is taken, ``above`` the largest that is not. ``unset`` says what holds where
    no value is given and the default cannot say it.
    """

    meaning: str
    unit: str = ""
    least: float | None = None
    above: float | None = None
    parted_by: str = ""
    unset: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: the field that it fills, its name in the environment, and the type of a value that is given."""

    field: str
    name: str
    type: Any
    about: About


def variables_of(settings: type, prefix: str, *, bare: tuple[str, ...] = ()) -> tuple[Variable, ...]:
    """A variable for each field of a dataclass whose fields are annotated with an :class:`About`, in their order.

    A name is the field's in upper case behind the prefix; without it for the fields named in ``bare``.
    """
    hints = get_type_hints(settings, include_extras=True)
    described = {spec.name: get_args(hints[spec.name]) for spec in fields(settings)}
    return tuple(
        Variable(name, ("" if name in bare else prefix) + name.upper(), _without_none(hint), about)
        for name, (hint, about) in described.items()
    )


def _without_none(hint: Any) -> Any:
    present = [one for one in get_args(hint) if one is not type(None)]
    return present[0] if len(present) < len(get_args(hint)) else hint


def parse_variable(variable: Variable, raw: str) -> object:
    """The value that a text stands for. ``ConfigurationError`` names the variable and what it takes."""
    if variable.about.parted_by:
        return tuple(part.strip() for part in raw.split(variable.about.parted_by) if part.strip())
    parse = _PARSERS.get(variable.type)
    return parse(variable.name, raw) if parse else raw


def check_value(variable: Variable, value: Any) -> None:
    """``ConfigurationError`` for a word that is none of the known ones, and for a number out of its range."""
    if get_origin(variable.type) is Literal and value not in get_args(variable.type):
        known = ", ".join(get_args(variable.type))
        raise ConfigurationError(f"{variable.name}={value!r} is unknown; use one of {known}")
    for name, number in _numbers(variable, value):
        _check_range(name, number, variable.about)


def _number(convert: Callable[[str], object]) -> Callable[[str, str], object]:
    def parse(name: str, raw: str) -> object:
        try:
            return convert(raw)
        except (ValueError, InvalidOperation):
            raise ConfigurationError(f"{name}={raw!r} is not a number") from None

    return parse


def _fractions(name: str, raw: str) -> tuple[float, ...]:
    try:
        return tuple(sorted({float(part) for part in raw.split(",")}))
    except ValueError:
        raise ConfigurationError(f"{name}={raw!r} is no list of numbers, e.g. 0.5,0.8,1") from None


def _budgets(name: str, raw: str) -> tuple[tuple[str, Decimal], ...]:
    pairs = [part.partition("=") for part in raw.split(",") if part.strip()]
    try:
        return tuple((model.strip(), Decimal(usd.strip())) for model, _, usd in pairs)
    except InvalidOperation:
        raise ConfigurationError(f"{name}={raw!r} is no list like acme_v1=5.00,generic_fallback=20") from None


def _numbers(variable: Variable, value: Any) -> Iterator[tuple[str, float | Decimal]]:
    """The numbers of a setting that has a range, each with the name that an error gives it."""
    if variable.about.least is None and variable.about.above is None:
        return
    if isinstance(value, tuple):
        yield from ((f"{variable.name} {name}", number) for name, number in value)
    elif value is not None:
        yield variable.name, value


def _check_range(name: str, number: float | Decimal, about: About) -> None:
    is_finite = number.is_finite() if isinstance(number, Decimal) else isfinite(number)
    if about.least is not None and not (is_finite and number >= about.least):
        raise ConfigurationError(f"{name} must be {about.least:g} or more")
    if about.above is not None and not (is_finite and number > about.above):
        raise ConfigurationError(f"{name} must be more than {about.above:g}")


_PARSERS: Mapping[Any, Callable[[str, str], object]] = {
    int: _number(int),
    float: _number(float),
    Decimal: _number(Decimal),
    Path: lambda _, raw: Path(raw).expanduser(),
    tuple[float, ...]: _fractions,
    tuple[tuple[str, Decimal], ...]: _budgets,
}
"""Readers of a variable's text by the type of its value; text of any other type is taken as it is."""
