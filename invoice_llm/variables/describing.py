"""The description of a variable, written beside the field that it fills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, get_args, get_type_hints

Fault = Callable[[str], str | None]
"""Says what is wrong with one text, as the end of a sentence that begins with it ("is no time zone"), or nothing."""


@dataclass(frozen=True, slots=True)
class About:
    """Facts about a variable: its meaning, its unit, its range, and the sign between several values.

    ``least`` is the smallest number that is taken, ``above`` the largest that is not, ``most`` the largest that is.
    ``takes`` names the kind of text that is taken, and ``fault`` looks for what is wrong with one; ``example`` is a
    value that is taken. A ``secret`` is not shown. ``unset`` says what holds where no value is given and the default
    cannot say it.
    """

    meaning: str
    unit: str = ""
    least: float | None = None
    above: float | None = None
    most: float | None = None
    parted_by: str = ""
    takes: str = ""
    fault: Fault | None = None
    example: str = ""
    secret: bool = False
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
