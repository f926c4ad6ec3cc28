"""Answers that a doubtful field offers, each under a key: both readings of what is ambiguous, both sides of a conflict,
and what the page or the sums say instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from invoice_llm.invoice.paths import get
from invoice_llm.store.runs.search_columns import squeezed
from invoice_llm_airflow.pages.images.pictures import kept_pages, outer_pages
from invoice_llm_airflow.pages.review.doubts import Choice
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.values import entered, written
from invoice_llm_airflow.pages.web.request import RequestContext

if TYPE_CHECKING:
    from invoice_llm.documents.page import Page
    from invoice_llm.invoice.evidence import Evidence
    from invoice_llm.invoice.record import Record
    from invoice_llm.review.alternatives import Alternative
    from invoice_llm.store.runs.documents import StoredDocument

_SAYS = {
    "label": "under its label on the page",
    "labels": "read on the page by its labels",
    "code": "in the payment code",
    "second": "by the second look",
    "foot": "at the foot of the page",
    "sum": "net and tax together",
    "rest": "the total less what is paid",
    "page": "as it stands here on the page",
}
_DUE = "and {due} is what is due"
_SUPPLIER = "seller.name"
_SAME_SUPPLIER = {
    "vat_id": "same supplier as before, by its VAT id",
    "account": "same supplier as before, by its account",
    "name": "a supplier that you know, named on the page",
}
_MOST = 4
_KINDS = {"invoice": "it is an invoice", "credit_note": "it is a credit note"}


def offers(
    context: RequestContext, document: StoredDocument, *, is_paid: bool = False
) -> dict[str, tuple[Choice, ...]]:
    """Choices by the path of their field; nothing where nobody has a question. ``is_paid``: another document was
    accepted as this invoice, and that is asked about instead of whether it may be a copy."""
    record = document.record
    if record is None or record.outcome != "review":
        return {}
    from invoice_llm.review.alternatives import Alternatives, is_long

    is_whole = record.invoice is None or not is_long(record.invoice)
    pages = kept_pages_of(context, document) if is_whole else outer_pages(context, document)
    found = Alternatives(record, pages, context.service.label_readings.of).by_field()
    made = {path: tuple(_choices(context, record, path, others)) for path, others in found.items()}
    if _is_asked(record, _SUPPLIER) and (known := tuple(_known(context, record, pages))):
        made[_SUPPLIER] = tuple(_first_of_each((*made.get(_SUPPLIER, ()), *known)))
    if _is_asked(record, "currency"):
        made["currency"] = tuple(_first_of_each((*made.get("currency", ()), *_currencies(context, record, pages))))
    if not is_paid and (answers := _copies(record)):
        made["invoice_number"] = (*answers, *made.get("invoice_number", ()))
    return {path: choices for path, choices in (made | _kinds(record)).items() if _tells_more(record, path, choices)}


def _copies(record: Record) -> tuple[Choice, ...]:
    """That it is a copy of the document that it is like, or another invoice."""
    first, number = record.duplicate_of, record.invoice and record.invoice.invoice_number
    if first is None or first.position is None or not number:
        return ()
    place: dict[str, str | int] = {"run_id": first.run_id, "position": first.position}
    copy = Choice("", name=t("It is a copy of {name}", name=first.document), copies=place)
    return copy, _at(number, t("and it is another invoice"), record.evidence.get("invoice_number"), {})


def _first_of_each(choices: Sequence[Choice]) -> Sequence[Choice]:
    """Some of them, each value once, as it is offered first."""
    first: dict[str, Choice] = {}
    for one in choices:
        first.setdefault(one.shown, one)
    return list(first.values())[:_MOST]


def _tells_more(record: Record, path: str, choices: Sequence[Choice]) -> bool:
    """False where nothing is offered but what was read."""
    read = get(record.invoice, path) if record.invoice else None
    return bool(choices) and [one.shown for one in choices] != [read]


def _is_missing(record: Record, path: str) -> bool:
    return record.invoice is None or get(record.invoice, path) is None


def _currencies(context: RequestContext, record: Record, pages: Sequence[Page]) -> Iterator[Choice]:
    """What was read, those of this supplier's earlier invoices, then those that a sign on the page can mean."""
    from invoice_llm.review.supplier_memory import known_supplier
    from invoice_llm.vocabulary.currency import shared_signs

    read = record.invoice.currency if record.invoice else None
    if read:
        yield _at(read, t("as it was read"), record.evidence.get("currency"), {})
    key = squeezed(record.invoice.seller.vat_id) or squeezed(record.invoice.seller.name) if record.invoice else None
    known = known_supplier(context.store, key) if key else None
    for code in known.currencies if known else ():
        yield Choice(code, t("as this supplier's invoices before"))
    signs = shared_signs("\n".join(row.text for page in pages for row in page.rows))
    for sign, codes in signs.items():
        for code in codes[:_MOST]:
            yield Choice(code, t("what “{sign}” can mean", sign=sign))


def _is_asked(record: Record, path: str) -> bool:
    """True for a value that is missing, or that something speaks against."""
    spot = record.evidence.get(path)
    told = any(path in one.fields for one in record.why)
    return _is_missing(record, path) or told or (spot is not None and (bool(spot.reasons)))


def _known(context: RequestContext, record: Record, pages: Sequence[Page]) -> Iterator[Choice]:
    """The supplier as it was read, then the suppliers of earlier invoices whose signs the page bears."""
    from invoice_llm.review.supplier_memory import suppliers_on

    value = get(record.invoice, _SUPPLIER) if record.invoice else None
    known = {name: kind for name, kind in suppliers_on(context.store, pages).items() if name != value}
    if known and value:
        yield _at(value, t("as it was read"), record.evidence.get(_SUPPLIER), {})
    for name, kind in known.items():
        yield Choice(name, t(_SAME_SUPPLIER[kind]))


def kept_pages_of(context: RequestContext, document: StoredDocument) -> list[Page]:
    """The document's own pages in its file."""
    first, last = document.first_page, document.last_page
    pages = kept_pages(context, document)
    return [page for page in pages if first is None or last is None or first <= page.number <= last]


def _choices(context: RequestContext, record: Record, path: str, others: Sequence[Alternative]) -> Iterator[Choice]:
    """The value as it was read, then the others."""
    invoice = record.invoice
    currency = invoice.currency if invoice else None
    value = get(invoice, path) if invoice else None
    if value is not None:
        shown = entered(path, value, context.notation, currency)
        says = t("in the e-invoice" if record.is_data else "as it was read")
        named = written(path, value, context.notation, currency)
        yield replace(_at(shown, says, record.evidence.get(path), {}), name=named)
    for one in others:
        shown = entered(path, one.value, context.notation, currency)
        named = written(path, one.value, context.notation, currency)
        yield replace(_at(shown, t(_SAYS[one.origin]), one, {}), name=named, is_rival=one.origin != "page")
        if one.origin == "sum" and invoice is not None and invoice.total_gross is not None:
            due = written("amount_due", invoice.total_gross, context.notation, currency)
            if invoice.amount_due in (None, invoice.total_gross):
                yield _at(shown, t(_DUE, due=due), one, {"amount_due": due})


def _kinds(record: Record) -> dict[str, tuple[Choice, ...]]:
    """The kinds of document that can be booked, where its kind is the question."""
    kind = record.invoice.doc_type if record.invoice else ""
    asked = {path for one in record.why for path in one.fields} & {"doc_type"} or "SIGN_UNCLEAR" in record.reasons
    choices = tuple(Choice(key, name=t(says)) for key, says in _KINDS.items() if key != kind)
    return {"doc_type": choices} if asked else {}


def _at(shown: str, says: str, spot: Evidence | Alternative | None, sets: Mapping[str, str]) -> Choice:
    if spot is None or spot.bbox is None or spot.page is None:
        return Choice(shown, says, sets=sets)
    box = " ".join(f"{side:.4f}" for side in spot.bbox)
    return Choice(shown, says, page=spot.page, box=box, quote=spot.quote or "", sets=sets)
