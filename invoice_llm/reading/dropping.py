"""Optional values that the page speaks against, left out of an invoice that is accepted.

An invoice can be booked without a due date, an order number or a net total, and nobody looks at one that is accepted: a
value that may be wrong is worse there than none. Its place stays in the evidence, and a remark says why it is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.fields import FIELDS, HEADER_FIELDS, REQUIRED_FIELDS
from invoice_llm.invoice.outcome import Reason, reason_of
from invoice_llm.invoice.paths import get, put, top
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement

WEIGHED = (
    Reason.WEAK_LABEL,
    Reason.OTHER_LABELLED,
    Reason.NOT_READ,
    Reason.NOT_ON_PAGE,
    Reason.READINGS_DISAGREE,
)
"""What lowers the confidence of a value, or drops an optional one, and contradicts nothing else."""
PAYING = ("doc_type", "amount_due", "payment_accounts")
"""What is paid, in which direction and where: never dropped, since another value would be paid instead."""
_DEDUCTED = ("seller.vat_id",)
"""Whose tax is deducted: an invoice without it is booked wrongly, however right the rest is."""
_OF_LINES = (Reason.NOT_ON_PAGE, Reason.OTHER_LABELLED, Reason.VALUE_TOO_LONG)
"""What speaks against a line's value as such; what else can be said of it shows in the sums."""
_ROLE_MATTERS = tuple(field.path for field in FIELDS if field.path in HEADER_FIELDS or field.fused == "amounts")


def doubted_values(evidence: Mapping[str, Evidence]) -> Iterator[tuple[str, Reason]]:
    """Each optional value that does not stand, with the first reason against it; what was not read counts as well."""
    for path, spot in evidence.items():
        optional = path not in REQUIRED_FIELDS and not is_never_dropped(path) and spot.source != "xml"
        against = next((reason for reason in map(reason_of, spot.reasons) if weighs_against(path, reason)), None)
        if optional and against is not None:
            yield path, against


def is_never_dropped(path: str) -> bool:
    """True of a value that an accepted invoice may not lack because of a doubt: the doubt stops it."""
    return top(path) in PAYING or path in _DEDUCTED


def weighs_against(path: str, reason: Reason) -> bool:
    """True of a reason that lowers what this value is believed."""
    if reason is Reason.WEAK_LABEL:
        return path in _ROLE_MATTERS
    return reason in (_OF_LINES if top(path) == "lines" else WEIGHED)


def without_values(invoice: Invoice, paths: Iterable[str]) -> Invoice:
    """The invoice with nothing at these paths; a line stays in its place, and an order number goes from its list."""
    kept: dict[str, Any] = invoice.model_dump(mode="json")
    for path in paths:
        if get(invoice, path) is not None:
            put(kept, path, None)
    lists = {name for name in kept if isinstance(getattr(invoice, name), tuple)}
    return Invoice.model_validate({name: _without_gaps(v) if name in lists else v for name, v in kept.items()})


def _without_gaps(values: Iterable[Any] | None) -> tuple[Any, ...]:
    return tuple(value for value in values or () if value is not None)


def as_accepted(invoice: Invoice, evidence: Mapping[str, Evidence]) -> tuple[Invoice, tuple[Concern, ...]]:
    """The invoice as it may be booked unseen, and what is said of the values that it lacks."""
    doubted = dict(doubted_values(evidence))
    kept = without_values(invoice, doubted) if doubted else invoice
    remarks = [_remark(invoice, path, reason) for path, reason in doubted.items()]
    if not kept.lines:
        remarks.append(Concern.saying(Reason.NOT_READ, Statement.NO_LINES, "lines"))
    return kept, tuple(remarks)


def _remark(invoice: Invoice, path: str, reason: Reason) -> Concern:
    if get(invoice, path) is None:
        return Concern(reason, (path,))
    return Concern.saying(reason, Statement.LEFT_OUT, path, field=path)
