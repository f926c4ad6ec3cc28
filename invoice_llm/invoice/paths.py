"""Field paths (``seller.name``, ``lines[2].line_total``) and patterns of them (``lines[].line_total``).

A tree is the JSON of an invoice, or a model with the same names. Only this module takes a path apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

_STEP = re.compile(r"([a-z][a-z0-9_]*)((?:\[\d{1,4}\])?)(?:\.|$)")
_INDEX = re.compile(r"\[\d+\]")
Part = str | int


class NoSuchField(Exception):
    """The path leads nowhere."""


@lru_cache(maxsize=4096)
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


def join(parts: tuple[Part, ...]) -> str:
    """The path made of these parts; the reverse of ``parse``."""
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def pattern_of(path: str) -> str:
    """The path without its indexes: ``lines[2].line_total`` is one of ``lines[].line_total``."""
    return _INDEX.sub("[]", path) if "[" in path else path


@lru_cache(maxsize=4096)
def bare(path: str) -> str:
    """The path or pattern without any brackets: ``lines.line_total``."""
    return re.sub(r"\[\d*\]", "", path)


def at_index(pattern: str, index: int = 0) -> str:
    """The path of a pattern in the row with this index, from 0."""
    return pattern.replace("[]", f"[{index}]")


def index_in(path: str, rows: str) -> int | None:
    """The index of the row of the list ``rows`` to which a path belongs; ``None`` outside of that list."""
    found = re.match(re.escape(rows) + r"\[(\d+)\](?:\.|\[|$)", path)
    return int(found[1]) if found else None


def row_of(path: str) -> tuple[str, int]:
    """List and index of a path that ends in an index: ``("taxes", 1)`` of ``taxes[1]``. Raises ``NoSuchField``."""
    *before, index = parse(path)
    if not isinstance(index, int):
        raise NoSuchField(path)
    return join(tuple(before)), index


def top(path: str) -> str:
    """The first name of a path or pattern: ``lines`` of ``lines[2].line_total``."""
    return path.partition(".")[0].partition("[")[0]


def leaf(path: str) -> str:
    """The last name of a path or pattern: ``line_total`` of ``lines[2].line_total``."""
    return path.rpartition(".")[2]


def get(tree: Any, path: str) -> Any:
    """The value at a path; ``None`` where the tree does not reach that far. Raises ``NoSuchField`` for no path."""
    for part in parse(path):
        tree = _child(tree, part)
    return tree


def every(tree: Any, pattern: str) -> Iterator[tuple[str, Any]]:
    """Path and value of all that a pattern covers, in order; what is ``None`` or an empty text is left out."""
    name, brackets, rest = pattern.partition("[]")
    if not brackets:
        if (value := get(tree, pattern)) not in (None, ""):
            yield pattern, value
        return
    for index, row in enumerate(get(tree, name) or ()):
        at = f"{name}[{index}]"
        found = every(row, rest[1:]) if rest else [("", row)] if row not in (None, "") else []
        yield from ((f"{at}.{path}" if path else at, value) for path, value in found)


def first(tree: Any, pattern: str) -> Any:
    """The first value that a pattern covers; ``None`` where there is none."""
    return next((value for _, value in every(tree, pattern)), None)


def leaves(value: Any, at: tuple[Part, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Path and value of everything in a tree of mappings and lists that is not ``None``."""
    if isinstance(value, Mapping):
        for name, child in value.items():
            yield from leaves(child, (*at, name))
    elif isinstance(value, list | tuple):
        for index, child in enumerate(value):
            yield from leaves(child, (*at, index))
    elif value is not None:
        yield join(at), value


def put(tree: dict[str, Any], path: str, value: Any) -> None:
    """Set a value in the JSON of an invoice. One past the end of a list adds to it; a part that was missing is made.

    Raises ``NoSuchField`` where an index is further away than that, and for no path.
    """
    parts = parse(path)
    here: Any = tree
    for part, following in pairwise(parts):
        empty: Any = [] if isinstance(following, int) else {}
        here = _entered(here, part, empty)
    if isinstance(parts[-1], int):
        _entered(here, parts[-1], None)
    here[parts[-1]] = value


def _child(tree: Any, part: Part) -> Any:
    if isinstance(part, int):
        return tree[part] if isinstance(tree, list | tuple) and part < len(tree) else None
    return tree.get(part) if isinstance(tree, Mapping) else getattr(tree, part, None)


def _entered(here: Any, part: Part, empty: Any) -> Any:
    if isinstance(part, int):
        if part > len(here):
            raise NoSuchField(join((part,)))
        if part == len(here):
            here.append(empty)
        return here[part]
    if here.get(part) is None:
        here[part] = empty
    return here[part]
