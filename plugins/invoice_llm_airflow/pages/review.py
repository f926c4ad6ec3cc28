"""One document under review: the page beside the fields, why it is here, and the decision under one key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse

from invoice_llm_airflow.addresses import page, part
from invoice_llm_airflow.pages import wording
from invoice_llm_airflow.pages.checks import checks, wrong
from invoice_llm_airflow.pages.fields import LINE_CELLS, Maker
from invoice_llm_airflow.pages.pictures import found, page_numbers
from invoice_llm_airflow.pages.queue import SORTED_BY, Chosen, ChosenDep
from invoice_llm_airflow.pages.reasons import by_field, why
from invoice_llm_airflow.pages.visit import Position, VisitDep, link

if TYPE_CHECKING:
    from invoice_llm.store import Place
    from invoice_llm.store.documents import Document


def review(visit: VisitDep, run_id: str, position: Position, choice: ChosenDep) -> HTMLResponse:
    document = found(visit, run_id, position)
    record: Mapping[str, Any] = document.record or {}
    seen = visit.desk.preview(run_id, position)
    decided = visit.store.histories.of(run_id, position).decisions
    around = visit.store.waiting.around(document.row.place, choice.order, choice.filters)
    row = document.row
    about = by_field(record, visit.notation) if row.outcome == "review" else {}
    values = {
        "row": row,
        "record": record,
        "fields": Maker(record, visit.notation, wrong(visit.notation, seen.blocking), about).form(),
        "line_names": [(name, wording.field(f"lines.{name}")) for name in LINE_CELLS],
        "checks": checks(visit.notation, seen.findings, seen.blocking),
        "pages": page_numbers(visit, document),
        "address": f"/documents/{part(run_id)}/{position}",
        "here_address": f"/review/{part(run_id)}/{position}",
        "query": choice.query(),
        "around": around,
        "sorted_by": SORTED_BY[choice.sort],
        "previous": _address(around.previous, choice),
        "next": _address(around.next, choice),
        "next_picture": page(f"/documents/{part(around.next.run_id)}/{around.next.position}/pages/1")
        if around.next
        else "",
        "why": why(record, visit.notation),
        "read_by": read_by(record),
        "last": decided[-1] if decided and row.reviewed_by else None,
        "can_edit": visit.may_decide and editable(document),
        "can_undo": visit.may_decide and bool(decided) and decided[-1].action != "undo",
    }
    return visit.show("review.html", values, here="review")


def editable(document: Document) -> bool:
    """What waits can be decided, and what the machine decided can be put right; a person's decision is undone first."""
    if document.record is None or document.trial:
        return False
    return document.row.outcome == "review" or document.row.reviewed_by is None


def read_by(record: Mapping[str, Any]) -> str:
    """Who read the values."""
    evidence = (record.get("evidence") or {}).values()
    if any(spot.get("source") == "xml" for spot in evidence):
        return "The values are those of the e-invoice data in the file."
    if not record.get("invoice"):
        return "Nobody could read values from it; type what you see."
    return f"Read by {wording.model(record.get('llm_model')) or 'nobody'}."


def _address(place: Place | None, choice: Chosen) -> str:
    return "" if place is None else link(f"/review/{part(place.run_id)}/{place.position}", **choice.query())
