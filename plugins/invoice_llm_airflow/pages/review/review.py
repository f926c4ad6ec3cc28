"""One document under review: the page beside the fields, why it is here, and the decision under one key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query
from fastapi.responses import HTMLResponse

from invoice_llm.invoice.field_names import title_of
from invoice_llm.pipeline.params import RunParams
from invoice_llm_airflow.addresses import page, part
from invoice_llm_airflow.pages.images.pictures import found, kept_unseen_texts, page_heads, page_numbers
from invoice_llm_airflow.pages.review.checks import checks, checks_summary, wrong
from invoice_llm_airflow.pages.review.fields import LINE_CELLS, LINES_AT_ONCE, FormBuilder
from invoice_llm_airflow.pages.review.grounds import AS_PRINTED, READY_REASONS, grounds
from invoice_llm_airflow.pages.review.offers import offers
from invoice_llm_airflow.pages.review.queue import SORTED_BY, Chosen, ChosenDep
from invoice_llm_airflow.pages.text import wording
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.reasons import by_field, why_besides
from invoice_llm_airflow.pages.text.values import shown_values
from invoice_llm_airflow.pages.web.request import ContextDep, Position, RequestContext, link

if TYPE_CHECKING:
    from invoice_llm.invoice.checks import Finding
    from invoice_llm.invoice.record import Record
    from invoice_llm.invoice.schema import Invoice
    from invoice_llm.store import DocumentPlace
    from invoice_llm.store.runs.documents import DocumentRow, StoredDocument
    from invoice_llm_airflow.pages.images.page_head import PageHead
    from invoice_llm_airflow.pages.review.doubts import Choice


def review_page(context: ContextDep, run_id: str, position: Position, choice: ChosenDep) -> HTMLResponse:
    document = found(context, run_id, position)
    record = document.record
    seen = context.decisions.preview_of(document)
    last = context.store.decisions.last(document.row.place)
    pages, heads = page_numbers(context, document), page_heads(context, document)
    around = context.store.waiting.around(document.row.place, choice.order, choice.filters(context))
    row = document.row
    is_open = editable(document)
    made = checks(context.notation, seen.findings, seen.blocking) if record else []
    tone, summed = checks_summary(made)
    offered = offers(context, document, is_paid=seen.accepted is not None) if is_open else {}
    form = builder(context, document, seen.blocking, offered).form()
    values = {
        "row": row,
        "record": record,
        "fields": form,
        "line_names": line_names(),
        "checks": made,
        "summary_tone": tone,
        "summary": summed,
        "lines_sum": lines_sum(context, seen.invoice),
        "rests": rests(context, seen.invoice),
        "pages": pages,
        "sizes": {one.number: (round(one.width), round(one.height)) for one in heads},
        "data": () if pages else shown_values(record, context.notation),
        "address": f"/documents/{part(run_id)}/{position}",
        "here_address": f"/review/{part(run_id)}/{position}",
        "query": choice.query(),
        "around": around,
        "sorted_by": t(SORTED_BY[choice.sort]),
        "previous": _address(around.previous, choice),
        "next": _address(around.next, choice),
        "next_picture": first_picture(context, around.next),
        "why": why_besides(record, context.notation, form.marked) if record else [],
        "ready_reasons": list(map(t, READY_REASONS)),
        "as_printed": t(AS_PRINTED),
        "kind": t(wording.KINDS.get(record.invoice.doc_type, "")) if record and record.invoice else "",
        "other": other_one(record),
        "unseen": kept_unseen_texts(context, document, heads),
        "read_by": read_by(record),
        "scanned": scanned(pages, heads),
        "of_supplier": of_supplier(context, row),
        "learned": learned(context, row),
        "last": last if row.reviewed_by else None,
        "can_edit": context.may_decide and is_open,
        "can_undo": context.may_decide and last is not None and last.action != "undo",
    }
    return context.show("review.html", values, here="review")


def builder(
    context: RequestContext,
    document: StoredDocument,
    blocking: Sequence[Finding],
    offered: Mapping[str, tuple[Choice, ...]] | None = None,
) -> FormBuilder:
    """The form of a document, with what the checks and the reasons say at each value."""
    record, row = document.record, document.row
    threshold = RunParams.threshold_of(context.store.runs.params(row.run_id))
    about = by_field(record, context.notation) if record and row.outcome == "review" else {}
    stops = wrong(context.notation, tuple(blocking))
    own = tuple(field.path for field in context.decisions.own_fields(record.invoice_model if record else None))
    asks, offered = editable(document), offered or {}
    return FormBuilder(record, context.notation, stops, about, threshold, asks, offered, own, grounds(blocking))


def lines_page(
    context: ContextDep, run_id: str, position: Position, first: Annotated[int, Query(ge=0, lt=10_000)] = 0
) -> HTMLResponse:
    """Rows of the table from ``first`` on, for a form that is scrolled down."""
    document = found(context, run_id, position)
    made = builder(context, document, context.decisions.preview_of(document).blocking)
    values = {
        "lines": made.some_lines(first, LINES_AT_ONCE),
        "line_names": line_names(),
        "can_edit": context.may_decide and editable(document),
    }
    return context.part("lines.html", values)


def lines_sum(context: RequestContext, invoice: Invoice) -> str:
    """The amounts of the lines together, as they stand in the form; empty where there are none."""
    amounts = [line.line_total for line in invoice.lines if line.line_total is not None]
    return context.notation.decimal(sum(amounts, Decimal(0)), invoice.currency) if amounts else ""


def rests(context: RequestContext, invoice: Invoice) -> dict[str, str]:
    """What the two other totals make for the one that is missing, by its path; empty where not one alone is."""
    net, tax, gross = invoice.total_net, invoice.total_tax, invoice.total_gross
    if net is None and tax is not None and gross is not None:
        made = {"total_net": gross - tax}
    elif tax is None and net is not None and gross is not None:
        made = {"total_tax": gross - net}
    elif gross is None and net is not None and tax is not None:
        made = {"total_gross": net + tax}
    else:
        made = {}
    return {path: context.notation.decimal(amount, invoice.currency) for path, amount in made.items()}


def line_names() -> list[tuple[str, str]]:
    """Cells of a line with their headings."""
    return [(name, t(title_of(f"lines.{name}"))) for name in LINE_CELLS]


def editable(document: StoredDocument) -> bool:
    """True for a document that waits, or that the machine decided and a person may put right; a person's decision is
    undone first."""
    if document.record is None or document.trial:
        return False
    return document.row.outcome == "review" or document.row.reviewed_by is None


def read_by(record: Record | None) -> str:
    """Sentence that says who read the values."""
    if record is None:
        return t("It is still being read; load this page again in a while.")
    if record.is_data:
        return t("The values are those of the e-invoice data in the file.")
    if record.invoice is None:
        return t("Nobody could read values from it; type what you see.")
    if not record.llm_model:
        return t("Read by nobody.")
    return t("Read by {reader}.", reader=wording.reader(record.llm_model))


def scanned(pages: Sequence[int], heads: Sequence[PageHead]) -> str:
    """Sentence that says which of the document's pages are scans; empty where none is."""
    own = [head for head in heads if head.number in pages]
    scans = [str(head.number) for head in own if head.is_scan]
    if not scans:
        return ""
    if len(scans) == len(own):
        return t("This is a scan: its text was read off the picture, and a letter or digit may be mistaken.")
    numbers = ", ".join(scans)
    if len(scans) == 1:
        said = "Page {numbers} is a scan: its text was read off the picture, and a letter or digit may be mistaken."
        return t(said, numbers=numbers)
    said = "Pages {numbers} are scans: their text was read off the pictures, and a letter or digit may be mistaken."
    return t(said, numbers=numbers)


def first_picture(context: RequestContext, place: DocumentPlace | None) -> str:
    """The address of a document's first page; empty for what has none."""
    document = context.store.documents.get(*place) if place else None
    numbers = page_numbers(context, document) if document else ()
    return page(f"/documents/{part(place.run_id)}/{place.position}/pages/{numbers[0]}") if place and numbers else ""


def of_supplier(context: RequestContext, row: DocumentRow) -> dict[str, Any]:
    """Count of the supplier's other documents, and the address that lists them; empty where it is not known
    who it is."""
    from invoice_llm.store.runs.documents import Search

    if not row.supplier_key:
        return {}
    total = context.store.documents.search(Search(supplier_key=row.supplier_key), limit=1).total
    return {"others": max(total - 1, 0), "href": link("/documents", supplier=row.supplier_key)}


def learned(context: RequestContext, row: DocumentRow) -> dict[str, str]:
    """Sentence on the decision that this document was read with, and where what is remembered can be forgotten; empty
    where nobody has decided on an earlier invoice of its supplier."""
    from invoice_llm.review.supplier_memory import teaching_decision

    made = teaching_decision(context.store, row)
    if made is None:
        return {}
    own = (
        "Learned from your decision of {day}" if made.who == context.name else "Learned from a decision of {who}, {day}"
    )
    said = t(own, who=made.who, day=context.notation.day(made.at.astimezone(context.notation.zone).date()))
    return {"said": said, "href": page(f"/suppliers/{part(row.supplier_key or '')}")}


def other_one(record: Record | None) -> dict[str, str]:
    """Name and address of the document that this one is, or may be, a copy of; empty where there is none."""
    first = record.duplicate_of if record else None
    if first is None:
        return {}
    if first.position is None:
        return {"name": first.document, "href": link("/documents", run=first.run_id, text=first.document)}
    return {"name": first.document, "href": link(f"/review/{part(first.run_id)}/{first.position}")}


def _address(place: DocumentPlace | None, choice: Chosen) -> str:
    return "" if place is None else link(f"/review/{part(place.run_id)}/{place.position}", **choice.query())
