"""The place of every value: found by searching the page, chosen among several by the label beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoice_llm.documents.page import Page
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.assembly import Assembled
from invoice_llm.reading.convention import Convention
from invoice_llm.reading.places import Place, Places
from invoice_llm.reading.roles import LABEL_ONLY, RECIPIENT, ROLES, SENDER, Role

Value = str | Decimal | date
_BLOCK = 6
"""Rows of one block: a letterhead, or a footer with bank and registration."""
_BEGINNING = 4
"""Words by which a line's description is found."""
_LETTERHEAD = 0.2
"""The part of the first page, from its top, in which a name without a label is the sender's."""
_PARTED = re.compile(r"[\d:;|=]")
"""What stands between two labels with the first one's value."""
_NEAR = 48
"""Characters left of a value in which its label is looked for: the rest of the row belongs to other values."""


@dataclass(frozen=True, slots=True)
class Located:
    """A value's best place. ``label`` is 1 beside a label of its own, -1 beside another field's, 0 beside none."""

    place: Place | None
    label: int
    choices: int


def locate(assembled: Assembled, pages: Sequence[Page], convention: Convention) -> dict[str, Located]:
    """The place of every value of the invoice, by field path."""
    places = Places(pages, convention)
    found = {
        path: _best(path, _candidates(places, path, value, assembled)) for path, value in values(assembled.invoice)
    }
    if (code := assembled.invoice.currency) is not None:
        found["currency"] = _currency(places.currency(code))
    if "seller.name" in found:
        found["seller.name"] = as_sender(found["seller.name"], found.get("buyer.name"), assembled.invoice, places)
    _tie_lines(found, places, assembled)
    return found


def as_evidence(
    located: Mapping[str, Located], problems: Mapping[str, tuple[Reason, ...]], weights: Mapping[str, float]
) -> dict[str, Evidence]:
    """The written form, with each field's confidence and what speaks against it."""
    return {
        path: Evidence(
            page=spot.place and spot.place.page,
            bbox=spot.place and _rounded(spot.place),
            quote=spot.place and spot.place.quote,
            source="text",
            confidence=weights.get(path),
            reasons=tuple(str(reason) for reason in (*problems.get(path, ()), *_against(spot))),
        )
        for path, spot in located.items()
    }


def values(invoice: Invoice) -> Iterator[tuple[str, Value]]:
    """Every value that must stand on the page, by field path."""
    for name in _TOP:
        if (value := getattr(invoice, name)) is not None:
            yield name, value
    for role in ("seller", "buyer"):
        party = getattr(invoice, role)
        for name in ("name", "vat_id"):
            if value := getattr(party, name):
                yield f"{role}.{name}", value
    for index, number in enumerate(invoice.po_numbers):
        yield f"po_numbers[{index}]", number
    for index, account in enumerate(invoice.payment_accounts):
        if account.iban:
            yield f"payment_accounts[{index}].iban", account.iban
    for index, tax in enumerate(invoice.taxes):
        if tax.amount is not None:
            yield f"taxes[{index}].amount", tax.amount
    for index, line in enumerate(invoice.lines):
        if line.line_total is not None:
            yield f"lines[{index}].line_total", line.line_total


_TOP = (
    "invoice_number",
    "issue_date",
    "due_date",
    "sum_lines_net",
    "total_net",
    "total_tax",
    "total_gross",
    "paid_amount",
    "amount_due",
    "previous_balance",
    "customer_number",
)


def _candidates(places: Places, path: str, value: Value, assembled: Assembled) -> list[Place]:
    if isinstance(value, Decimal):
        return places.amount(value)
    if isinstance(value, date):
        return places.day(value)
    return places.text(assembled.quotes.get(path, value)) or places.text(value)


def _best(path: str, places: Sequence[Place]) -> Located:
    """The place with the best label; of equals the last one of a total and the first one of anything else."""
    if not places:
        return Located(None, 0, 0)
    labels = [_label(path, place) for place in places]
    best = max(labels)
    ranked = [place for place, label in zip(places, labels, strict=True) if label == best]
    return Located(ranked[-1] if "total" in path else ranked[0], best, len(places))


def _label(path: str, place: Place) -> int:
    if path.endswith((".name", ".vat_id")):
        return _party_label(path, place)
    role = ROLES.get(path)
    if role is None:
        return 0
    for text in (_tail(place.before), *place.above):
        if role.others.search(text) and not _names_mine_last(role, text):
            return -1
        if role.mine.search(text):
            return 1
        if text and text is not place.before and re.search(r"[A-Za-zÀ-ž]{3}", text):
            break
    return 0


def _names_mine_last(role: Role, text: str) -> bool:
    """Whether, of two labels in one text, the field's own stands nearer to the value. A word that goes with any field
    ('no', 'date', 'amount') counts only behind the other label's value: 'due date' is one label."""
    foreign = list(role.others.finditer(text))[-1].end()
    if any(own.start() >= foreign for own in role.proper.finditer(text)):
        return True
    last = max((own.start() for own in role.mine.finditer(text)), default=0)
    return last > foreign and _PARTED.search(text, foreign, last) is not None


def _party_label(path: str, place: Place) -> int:
    """A seller under a recipient's label is a mistake, and the other way round."""
    seller = path.startswith("seller")
    if LABEL_ONLY.match(place.quote):
        return -1
    for text in (_tail(place.before), *place.above):
        if RECIPIENT.search(text):
            return -1 if seller else 1
        if SENDER.search(text):
            return 1 if seller else -1
    return 0


def _currency(places: Sequence[Place]) -> Located:
    """A currency is its own label."""
    return Located(places[0], 1, len(places)) if places else Located(None, 0, 0)


def as_sender(spot: Located, buyer: Located | None, invoice: Invoice, places: Places) -> Located:
    """A sender seldom has a label. What shows it: its name in a web or mail address, beside its own ids or bank, or as
    the letterhead of a page that has its recipient elsewhere."""
    if spot.place is None or spot.label != 0 or invoice.seller.name is None:
        return spot
    proven = _is_letterhead(spot.place, buyer, places) or places.in_address(invoice.seller.name)
    return Located(spot.place, 1, spot.choices) if proven or _beside_ids(invoice, places) else spot


def _is_letterhead(place: Place, buyer: Located | None, places: Places) -> bool:
    """On top of the first page, and larger than the text, above the buyer, or with the buyer under a label."""
    if place.page != 1 or place.box[1] >= _LETTERHEAD or buyer is None or buyer.place is None:
        return False
    return buyer.label > 0 or places.is_large(place) or buyer.place.box[1] > place.box[3]


def _beside_ids(invoice: Invoice, places: Places) -> bool:
    """Whether an occurrence of the name stands within a few rows of the seller's VAT id or bank account."""
    ids = [invoice.seller.vat_id, *(account.iban for account in invoice.payment_accounts)]
    rows = {place.row for value in ids if value for place in places.text(value)}
    named = [place.row for place in places.text(invoice.seller.name or "")]
    return any(abs(row - own) <= _BLOCK for row in named for own in rows)


def _tail(before: str) -> str:
    return before[-_NEAR:]


def _tie_lines(found: dict[str, Located], places: Places, assembled: Assembled) -> None:
    """Give each line the first row with its amount, below the line before, that shows its description as well."""
    last = -1
    for index, line in enumerate(assembled.invoice.lines):
        path = f"lines[{index}].line_total"
        if path not in found or line.line_total is None:
            continue
        candidates = [place for place in places.amount(line.line_total) if place.row > last]
        begin = " ".join((line.description or "").split()[:_BEGINNING])
        rows = {place.row for place in places.text(begin)} if begin else set()
        tied = next((p for p in candidates if any(abs(p.row - row) <= 2 for row in rows)), None)
        chosen = tied or next(iter(candidates), None)
        if chosen is not None:
            last = chosen.row
            found[path] = Located(chosen, 1 if tied else 0, len(candidates))


def _against(spot: Located) -> tuple[Reason, ...]:
    if spot.place is None:
        return (Reason.NOT_ON_PAGE,)
    return (Reason.WEAK_LABEL,) if spot.label < 0 else ()


def _rounded(place: Place) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = (min(max(round(side, 4), 0.0), 1.0) for side in place.box)
    return (x0, top, x1, bottom)
