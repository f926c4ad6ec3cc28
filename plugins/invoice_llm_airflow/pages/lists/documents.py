"""All documents, found by what they say; and everything that happened to one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import HTTPException, Query
from fastapi.responses import HTMLResponse

from invoice_llm.invoice.field_names import title_of
from invoice_llm_airflow.pages.lists.searching import SearchQuery, day_of
from invoice_llm_airflow.pages.review.checks import checks
from invoice_llm_airflow.pages.review.review import other_one
from invoice_llm_airflow.pages.text import wording
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.reasons import why
from invoice_llm_airflow.pages.text.values import Shown, shown_values
from invoice_llm_airflow.pages.web.request import ContextDep, Position, RequestContext, link

if TYPE_CHECKING:
    from invoice_llm.invoice.record import Record
    from invoice_llm.store.runs.documents import DocumentRow, StoredDocument
    from invoice_llm.store.runs.history import DecisionRow, History

SearchQueryDep = Annotated[SearchQuery, Query()]


def documents_page(context: ContextDep, search: SearchQueryDep) -> HTMLResponse:
    try:
        found = context.store.documents.search(search.search(context.notation), after=search.after or None)
    except ValueError as error:
        raise HTTPException(404, str(error)) from None
    values = {
        "search": search,
        "found": found,
        "problems": search.problems(context.notation),
        "only": narrowed(context, search, found.rows),
        "runs": context.store.nights.latest(limit=60),
        "next_link": link("/documents", **search.query(after=found.next)) if found.next else "",
        "first_link": link("/documents", **search.query()) if search.after else "",
        "downloads": {kind: link(f"/downloads/{kind}", **search.query()) for kind in ("csv", "jsonl", "ubl")},
    }
    return context.show("documents.html", values, here="documents")


def narrowed(context: RequestContext, search: SearchQuery, rows: Sequence[DocumentRow]) -> list[tuple[str, str]]:
    """Filters of the list besides what the form shows, in words, and the address without it."""
    supplier = (rows[0].supplier if rows else None) or search.supplier
    said = {
        "supplier": search.supplier and t("supplier {name}", name=supplier),
        "settled": search.settled and t("settled by {name}", name=wording.model(search.settled)),
        "layout": search.layout and t("layout: {name}", name=wording.layout(search.layout)),
        "reason": search.reason and wording.reason(search.reason),
        "day": (day := day_of(search.day)) and t("finished on {day}", day=context.notation.day(day)),
    }
    return [(words, link("/documents", **search.query(**{name: ""}))) for name, words in said.items() if words]


def history_page(context: ContextDep, run_id: str, position: Position) -> HTMLResponse:
    """Every reading, call, cost, check and decision."""
    store = context.store
    document = store.documents.get(run_id, position)
    if document is None:
        raise HTTPException(404, "There is no such document.")
    past = store.histories.of(run_id, position)
    values = {
        "document": document,
        "row": document.row,
        "record": document.record,
        "values": shown_values(document.record, context.notation),
        "past": past,
        "events": events(context, document, past),
        "cost": sum(call.cost_micros or 0 for call in past.calls),
        "checks": checked(context, document),
        "why": why(document.record, context.notation) if document.record else [],
        "other": other_one(document.record),
    }
    return context.show("history.html", values, here="documents")


def checked(context: RequestContext, document: StoredDocument) -> list[dict[str, str]]:
    """The checks as they stand with the values as they are."""
    if document.record is None or document.record.invoice is None:
        return []
    from invoice_llm.review import Edits

    seen = context.decisions.preview(document.row.run_id, document.row.position, Edits())
    return checks(context.notation, seen.findings, seen.blocking)


def events(context: RequestContext, document: StoredDocument, past: History) -> list[dict[str, Any]]:
    """Steps, decisions and the end of a document, in the order of time, in words."""
    made: list[tuple[datetime, dict[str, Any]]] = []
    for step in past.steps:
        made.append(
            (step.put_at, {"what": wording.step(step.step), "who": "", "note": _reading(context, step.payload)})
        )
    for decision in past.decisions:
        made.append((decision.at, _decided(context, decision)))
    if document.row.finished_at and not past.decisions:
        ended = {
            "what": t("Ended: {outcome}", outcome=wording.outcome_label(document.row.outcome)),
            "who": "",
            "note": " ".join(why(document.record, context.notation)) if document.record else "",
        }
        made.append((document.row.finished_at, ended))
    return [{"at": at, "changes": [], **event} for at, event in sorted(made, key=lambda pair: pair[0])]


def _reading(context: RequestContext, payload: Mapping[str, Any]) -> str:
    """The step's confidence and layout, where it has them."""
    told = [
        t("layout: {name}", name=wording.layout(name))
        for name in [payload.get("invoice_model")]
        if isinstance(name, str)
    ]
    confidence = payload.get("confidence")
    if isinstance(confidence, int | float):
        told.append(t("evidence {share}", share=context.notation.share(confidence, places=0)))
    return ", ".join(told)


def _decided(context: RequestContext, decision: DecisionRow) -> dict[str, Any]:
    took = t("after {time}", time=context.notation.duration(decision.seconds)) if decision.seconds else ""
    return {
        "what": wording.action(decision.action),
        "who": decision.who,
        "note": " ".join(filter(None, [f"“{decision.note}”" if decision.note else "", took.strip()])),
        "changes": changes(context, decision.before, decision.after),
    }


def changes(context: RequestContext, before: Record, after: Record) -> list[tuple[str, str, str]]:
    """Name, old and new value of all that a decision changed."""
    old: dict[str, Shown] = {value.path: value for value in shown_values(before, context.notation)}
    new: dict[str, Shown] = {value.path: value for value in shown_values(after, context.notation)}
    paths = [*old, *(path for path in new if path not in old)]
    pairs = [(path, old[path].text if path in old else "", new[path].text if path in new else "") for path in paths]
    return [(t(title_of(path)), was, now) for path, was, now in pairs if was != now]
