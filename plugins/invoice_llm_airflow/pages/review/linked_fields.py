"""Values that were read off one and the same print, such as a total that is also what is due: who corrects one of them
corrects the print, so that the other goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from invoice_llm.invoice.record import Record

_PAIRS = (("total_gross", "amount_due"), ("total_tax", "taxes[0].amount"), ("total_net", "taxes[0].base"))
E = TypeVar("E")


def following(entries: Mapping[str, E], record: Record | None) -> dict[str, E]:
    """Copies an entry for one of a pair to the other, unless that has an entry of its own."""
    both_ways = (*_PAIRS, *((second, first) for first, second in _PAIRS))
    return {
        other: entries[path]
        for path, other in both_ways
        if path in entries and other not in entries and same_print(path, other, record)
    }


def same_print(one: str, other: str, record: Record | None) -> bool:
    """Both stand at the same place of the same page, with the same words."""
    evidence = record.evidence if record else {}
    first, second = evidence.get(one), evidence.get(other)
    if first is None or second is None or first.bbox is None:
        return False
    return (first.page, first.bbox, first.quote) == (second.page, second.bbox, second.quote)
