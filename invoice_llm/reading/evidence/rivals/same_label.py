"""The field's own label with another value beside it, and labelled values that were not read at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from invoice_llm.invoice.checks.company_ids import folded_id
from invoice_llm.invoice.fields import RANKED_TOTALS
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.evidence.located import NOWHERE, Located
from invoice_llm.reading.evidence.page_index import Place, Places
from invoice_llm.reading.evidence.row_text import squeeze
from invoice_llm.reading.evidence.structure import Structure
from invoice_llm.reading.parsing.convention import Convention
from invoice_llm.vocabulary.dates import parse_date

_INSTEAD: Mapping[str, str] = {"total_net": "sum_lines", "total_gross": "due"}
"""The label that an amount goes by where its own is not printed."""
_KINDS: Mapping[str, tuple[str, ...]] = {
    field.path: tuple(filter(None, (field.role, _INSTEAD.get(field.path)))) for field in RANKED_TOTALS
}


def with_rivals(
    found: dict[str, Located], invoice: Invoice, places: Places, structure: Structure, convention: Convention
) -> None:
    """Set the rival of each value that another one's label contradicts, and add what was not read, in ``found``."""
    for path in _KINDS:
        _judge(path, getattr(invoice, path), _labelled_amounts(path, invoice, places, structure), found)
    for path in ("issue_date", "due_date"):
        _judge(path, getattr(invoice, path), _labelled_day(path, places, structure, convention), found)
    _judge_number(invoice, found, places, structure)
    found.update(_unread_ids(invoice, places, structure))
    if structure.items and not invoice.lines:
        found["unread.lines"] = replace(NOWHERE, reasons=(Reason.NOT_READ,))


def _judge(
    path: str, value: Decimal | date | None, labelled: Mapping[Decimal | date, Place], found: dict[str, Located]
) -> None:
    """Nothing is wrong where no label is sure, where one of them stands beside the value, or where several values of a
    kind make it: two taxes and their total."""
    if not labelled or value in labelled or _is_zero(value, labelled):
        return
    amounts = [one for one in labelled if isinstance(one, Decimal)]
    if len(amounts) > 1 and isinstance(value, Decimal) and sum(amounts) == abs(value):
        return
    rival = next(iter(labelled.values()))
    if value is None:
        found[f"unread.{path}"] = replace(NOWHERE, rival=rival, reasons=(Reason.NOT_READ,))
    elif path in found and not (isinstance(value, date) and _is_labelled(found[path])):
        found[path] = replace(found[path], rival=rival)


def _is_labelled(spot: Located) -> bool:
    """True where a day has a label of its own as good as the other one's: two days may both be the due date."""
    return spot.label > 0 and spot.proper and spot.distance == 0


def _is_zero(value: Decimal | date | None, labelled: Mapping[Decimal | date, Place]) -> bool:
    """A printed 0.00 is the same as nothing."""
    return value is None and all(one == 0 for one in labelled)


def _labelled_amounts(path: str, invoice: Invoice, places: Places, structure: Structure) -> dict[Decimal | date, Place]:
    kinds = _KINDS[path]
    sums = next((sums for kind in kinds if (sums := structure.labelled(kind))), [])
    value = getattr(invoice, path)
    if value is not None and structure.kinds_of(value) & set(kinds):
        return {}
    if path == "total_tax" and value is None and _covers(invoice, [abs(one.value) for one in sums]):
        return {}
    return {
        abs(one.value): place
        for one in sums
        for place in places.amount(one.value)
        if place.row == one.row or place.row in range(one.row, one.row + 5)
    }


def _covers(invoice: Invoice, labelled: Sequence[Decimal]) -> bool:
    """True where several taxes without a total were all read."""
    read = {abs(tax.amount) for tax in invoice.taxes if tax.amount is not None}
    return len(set(labelled)) > 1 and set(labelled) <= read


def _labelled_day(
    path: str, places: Places, structure: Structure, convention: Convention
) -> dict[Decimal | date, Place]:
    head = structure.heads.get(path)
    parsed = parse_date(head.text, order=convention.order, language=convention.language) if head else None
    if parsed is None:
        return {}
    spots = places.day(parsed.value)
    return {parsed.value: spots[0]} if spots else {}


def _judge_number(invoice: Invoice, found: dict[str, Located], places: Places, structure: Structure) -> None:
    head, number = structure.heads.get("invoice_number"), invoice.invoice_number
    spots = places.text(head.text) if head else []
    if head is None or not spots or (number and _overlap(number, head.text)):
        return
    if number is None:
        found["unread.invoice_number"] = replace(NOWHERE, rival=spots[0], reasons=(Reason.NOT_READ,))
    elif "invoice_number" in found:
        found["invoice_number"] = replace(found["invoice_number"], rival=spots[0])


def _overlap(one: str, other: str) -> bool:
    """One number may be printed with or without its prefix."""
    first, second = squeeze(one), squeeze(other)
    return first in second or second in first


def _unread_ids(invoice: Invoice, places: Places, structure: Structure) -> Iterator[tuple[str, Located]]:
    """The supplier's VAT id, where the page shows one that is not the buyer's."""
    printed = structure.parties.seller.vat_id
    spots = places.text(printed) if printed else []
    if spots and not invoice.seller.vat_id and folded_id(printed) != folded_id(invoice.buyer.vat_id):
        known = {folded_id(tax_id.value) for tax_id in invoice.seller.tax_ids}
        if folded_id(printed) not in known:
            yield "unread.seller.vat_id", replace(NOWHERE, rival=spots[0], reasons=(Reason.NOT_READ,))
