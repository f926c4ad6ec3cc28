"""All documents, found by what they say; and everything that happened to one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import HTTPException, Query
from fastapi.responses import HTMLResponse

from invoice_llm.invoice.field_names import title_of
from invoice_llm_airflow.pages.lists.searching import Asked, day_of
from invoice_llm_airflow.pages.review.checks import checks
from invoice_llm_airflow.pages.review.review import other_one
from invoice_llm_airflow.pages.text import wording
from invoice_llm_airflow.pages.text.reasons import spoken, why
from invoice_llm_airflow.pages.text.values import Shown, shown_values
from invoice_llm_airflow.pages.web.request import Position, Visit, VisitDep, link

if TYPE_CHECKING:
    from invoice_llm.invoice.record import Record
    from invoice_llm.store.runs.documents import DocumentRow, StoredDocument
    from invoice_llm.store.runs.history import DecisionRow, History

AskedDep = Annotated[Asked, Query()]


def documents(visit: VisitDep, search: AskedDep) -> HTMLResponse:
    try:
        found = visit.store.documents.search(search.search(visit.notation), after=search.after or None)
    except ValueError as error:
        raise HTTPException(404, str(error)) from None
    values = {
        "search": search,
        "found": found,
        "problems": search.problems(visit.notation),
        "only": narrowed(visit, search, found.rows),
        "runs": visit.store.nights.latest(limit=60),
        "next_link": link("/documents", **search.query(after=found.next)) if found.next else "",
        "first_link": link("/documents", **search.query()) if search.after else "",
        "downloads": {kind: link(f"/downloads/{kind}", **search.query()) for kind in ("csv", "jsonl", "ubl")},
    }
    return visit.show("documents.html", values, here="documents")


def narrowed(visit: Visit, search: Asked, rows: Sequence[DocumentRow]) -> list[tuple[str, str]]:
    """What the list is narrowed to besides what the form shows, in words, and the address without it."""
    supplier = (rows[0].supplier if rows else None) or search.supplier
    said = {
        "supplier": search.supplier and f"supplier {supplier}",
        "settled": search.settled and f"settled by {wording.model(search.settled)}",
        "layout": search.layout and f"layout: {wording.layout(search.layout)}",
        "reason": search.reason and wording.reason(search.reason),
        "day": (day := day_of(search.day)) and f"finished on {visit.notation.day(day)}",
    }
    return [(words, link("/documents", **search.query(**{name: ""}))) for name, words in said.items() if words]


def history(visit: VisitDep, run_id: str, position: Position) -> HTMLResponse:
    """Every reading, call, cost, check and decision."""
    store = visit.store
    document = store.documents.get(run_id, position)
    if document is None:
        raise HTTPException(404, "There is no such document.")
    past = store.histories.of(run_id, position)
    values = {
        "document": document,
        "row": document.row,
        "record": document.record,
        "values": shown_values(document.record, visit.notation),
        "past": past,
        "events": events(visit, document, past),
        "cost": sum(call.cost_micros or 0 for call in past.calls),
        "checks": checked(visit, document),
        "why": why(document.record, visit.notation) if document.record else [],
        "other": other_one(document.record),
    }
    return visit.show("history.html", values, here="documents")


def checked(visit: Visit, document: StoredDocument) -> list[dict[str, str]]:
    """The checks as they stand with the values as they are."""
    if document.record is None or document.record.invoice is None:
        return []
    from invoice_llm.review import Edits

    seen = visit.decisions.preview(document.row.run_id, document.row.position, Edits())
    return checks(visit.notation, seen.findings, seen.blocking)


def events(visit: Visit, document: StoredDocument, past: History) -> list[dict[str, Any]]:
    """What happened, in the order of time, in words."""
    made: list[tuple[datetime, dict[str, Any]]] = []
    for step in past.steps:
        made.append((step.put_at, {"what": wording.step(step.step), "who": "", "note": _reading(visit, step.payload)}))
    for decision in past.decisions:
        made.append((decision.at, _decided(visit, decision)))
    if document.row.finished_at and not past.decisions:
        told = (document.record and document.record.detail) or wording.reason(document.row.reason)
        ended = {
            "what": f"Ended: {wording.outcome(document.row.outcome)}",
            "who": "",
            "note": spoken(told, visit.notation),
        }
        made.append((document.row.finished_at, ended))
    return [{"at": at, "changes": [], **event} for at, event in sorted(made, key=lambda pair: pair[0])]


def _reading(visit: Visit, payload: Mapping[str, Any]) -> str:
    """The step's confidence and layout, where it has them."""
    told = [f"layout: {wording.layout(name)}" for name in [payload.get("invoice_model")] if isinstance(name, str)]
    confidence = payload.get("confidence")
    if isinstance(confidence, int | float):
        told.append(f"evidence {visit.notation.share(confidence, places=0)}")
    return ", ".join(told)


def _decided(visit: Visit, decision: DecisionRow) -> dict[str, Any]:
    took = f" after {visit.notation.duration(decision.seconds)}" if decision.seconds else ""
    return {
        "what": wording.action(decision.action),
        "who": decision.who,
        "note": " ".join(filter(None, [f"“{decision.note}”" if decision.note else "", took.strip()])),
        "changes": changes(visit, decision.before, decision.after),
    }


def changes(visit: Visit, before: Record, after: Record) -> list[tuple[str, str, str]]:
    """Name, old and new value of all that a decision changed."""
    old: dict[str, Shown] = {value.path: value for value in shown_values(before, visit.notation)}
    new: dict[str, Shown] = {value.path: value for value in shown_values(after, visit.notation)}
    paths = [*old, *(path for path in new if path not in old)]
    pairs = [(path, old[path].text if path in old else "", new[path].text if path in new else "") for path in paths]
    return [(title_of(path), was, now) for path, was, now in pairs if was != now]
