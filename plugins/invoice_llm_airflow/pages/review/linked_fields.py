"""Values that were read off one and the same print, such as a total that is also what is due: who corrects one of them
corrects the print, so that the other goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from invoice_llm.invoice.paths import get

if TYPE_CHECKING:
    from invoice_llm.invoice.record import Record

_PAIRS = (("total_gross", "amount_due"), ("total_tax", "taxes[0].amount"), ("total_net", "taxes[0].base"))
E = TypeVar("E")


def following(entries: Mapping[str, E], record: Record | None) -> dict[str, E]:
    """Copies an entry for one of a pair to the other, unless that has an entry of its own.

    Only where both held the same value off the same print: an empty field takes nothing with it.
    """
    both_ways = (*_PAIRS, *((second, first) for first, second in _PAIRS))
    return {
        other: entries[path]
        for path, other in both_ways
        if path in entries and other not in entries and same_print(path, other, record)
    }


def same_print(one: str, other: str, record: Record | None) -> bool:
    """Both have the same value, and it stands at the same place of the same page, with the same words."""
    if record is None or record.invoice is None:
        return False
    values = {get(record.invoice, path) for path in (one, other)}
    if len(values) > 1 or None in values:
        return False
    evidence = record.evidence
    first, second = evidence.get(one), evidence.get(other)
    if first is None or second is None or first.bbox is None:
        return False
    return (first.page, first.bbox, first.quote) == (second.page, second.bbox, second.quote)
