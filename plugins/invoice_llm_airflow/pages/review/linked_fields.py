"""Values that were read off one and the same print, such as a total that is also what is due: who corrects one of them
corrects the print, so that the other goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

_PAIRS = (("total_gross", "amount_due"), ("total_tax", "taxes[0].amount"), ("total_net", "taxes[0].base"))
E = TypeVar("E")


def following(entries: Mapping[str, E], record: Mapping[str, Any]) -> dict[str, E]:
    """What was entered for one of a pair, for the other, unless that has an entry of its own."""
    both_ways = (*_PAIRS, *((second, first) for first, second in _PAIRS))
    return {
        other: entries[path]
        for path, other in both_ways
        if path in entries and other not in entries and same_print(path, other, record)
    }


def same_print(one: str, other: str, record: Mapping[str, Any]) -> bool:
    """Both stand at the same place of the same page, with the same words."""
    evidence = record.get("evidence") or {}
    spots = [evidence.get(path) or {} for path in (one, other)]
    places = [(spot.get("page"), tuple(spot.get("bbox") or ()), spot.get("quote")) for spot in spots]
    return places[0] == places[1] and bool(places[0][1])
