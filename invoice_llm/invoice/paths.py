"""Field paths (``seller.name``, ``lines[2].line_total``) over the JSON of an invoice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

_STEP = re.compile(r"([a-z][a-z0-9_]*)((?:\[\d{1,4}\])?)(?:\.|$)")
Part = str | int


class NoSuchField(Exception):
    """The path leads nowhere."""


def parse(path: str) -> tuple[Part, ...]:
    """``lines[2].line_total`` as ``("lines", 2, "line_total")``. Raises ``NoSuchField`` for what is no path."""
    parts: list[Part] = []
    at = 0
    while match := _STEP.match(path, at):
        parts.append(match[1])
        if match[2]:
            parts.append(int(match[2][1:-1]))
        at = match.end()
        if at == len(path) and not path.endswith("."):
            return tuple(parts)
    raise NoSuchField(path)


def written(parts: tuple[Part, ...]) -> str:
    """The parts as a path again."""
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def leaves(value: Any, at: tuple[Part, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every value that is there, with its path."""
    if isinstance(value, Mapping):
        for name, child in value.items():
            yield from leaves(child, (*at, name))
    elif isinstance(value, list | tuple):
        for index, child in enumerate(value):
            yield from leaves(child, (*at, index))
    elif value is not None:
        yield written(at), value


def get(tree: Any, path: str) -> Any:
    """The value at a path of an invoice, as a model or as JSON; ``None`` where there is none."""
    here: Any = tree
    for part in parse(path):
        if isinstance(part, int):
            here = here[part] if isinstance(here, list | tuple) and part < len(here) else None
        else:
            here = here.get(part) if isinstance(here, Mapping) else getattr(here, part, None)
    return here


def put(tree: dict[str, Any], parts: tuple[Part, ...], value: Any) -> None:
    """Set a value in the JSON of an invoice. One past the end of a list adds to it; a part that was missing is made.

    Raises ``NoSuchField`` where an index is further away than that.
    """
    here: Any = tree
    for part, following in pairwise(parts):
        empty: Any = [] if isinstance(following, int) else {}
        here = _entered(here, part, empty)
    if isinstance(parts[-1], int):
        _entered(here, parts[-1], None)
    here[parts[-1]] = value


def _entered(here: Any, part: Part, empty: Any) -> Any:
    if isinstance(part, int):
        if part > len(here):
            raise NoSuchField(written((part,)))
        if part == len(here):
            here.append(empty)
        return here[part]
    if here.get(part) is None:
        here[part] = empty
    return here[part]
