"""Checks while a person types, and the decision. Both want the right to edit the DAG's runs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from invoice_llm.documents.page import Page
from invoice_llm.errors import ReviewRefused
from invoice_llm_airflow import addresses
from invoice_llm_airflow.pages.images.pictures import found, kept_file
from invoice_llm_airflow.pages.review import typed
from invoice_llm_airflow.pages.review.checks import checks, checks_summary, wrong
from invoice_llm_airflow.pages.review.edits import SentForm, Understood, understood
from invoice_llm_airflow.pages.review.queue import Chosen, ChosenDep
from invoice_llm_airflow.pages.review.refusals import refusal, values_refused
from invoice_llm_airflow.pages.review.review import lines_sum, rests
from invoice_llm_airflow.pages.review.typed import ANSWERS, Answer, EntryStyle
from invoice_llm_airflow.pages.text import wording
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.web import audit
from invoice_llm_airflow.pages.web.json_answer import JsonAnswer
from invoice_llm_airflow.pages.web.request import ContextDep, Position, RequestContext, link

if TYPE_CHECKING:
    from invoice_llm.invoice.schema import Invoice
    from invoice_llm.review import Decided
    from invoice_llm.store.runs.documents import DocumentRow, StoredDocument

_MOST_ORIGINALS = 8
_LATE = (
    "The decision holds, but is not in the run's written records yet; the end of the run, the next run or "
    "“invoice-llm deliver” writes it."
)
_PAGES_OF_ONE_STYLE = 3


class NamedOriginal(BaseModel):
    model_config = ConfigDict(extra="forbid")

    run_id: Annotated[str, Field(max_length=250)]
    position: Annotated[int, Field(ge=0, lt=2**31)]


class SentDecision(BaseModel):
    """``version`` is that of the document as the person saw it; ``seconds`` how long they looked; ``original`` the
    document that it is a copy of, or that was accepted as the same invoice and the person knows of."""

    model_config = ConfigDict(extra="forbid")

    action: Answer
    version: Annotated[int, Field(ge=0, lt=2**31)]
    form: SentForm = SentForm()
    note: Annotated[str, Field(max_length=2000)] | None = None
    seconds: Annotated[float, Field(ge=0, le=86400)] | None = None
    despite: bool = False
    original: NamedOriginal | None = None


def preview_edits(context: ContextDep, run_id: str, position: Position, form: SentForm) -> JsonAnswer:
    """The checks as they would be, what each entry looks like, and what is wrong with it. Changes nothing."""
    document = found(context, run_id, position)
    read = read_form(context, document, form)
    seen = context.decisions.preview_of(document, read.edits)
    problems = {path: {"sentence": one.sentence, "choices": one.choices} for path, one in read.problems.items()}
    problems |= {path: {"sentence": sentence, "choices": ()} for path, sentence in seen.errors.items()}
    made = checks(context.notation, seen.findings, seen.blocking)
    tone, summed = checks_summary(made, len(problems))
    return JsonAnswer(
        {
            "checks": made,
            "summary_tone": tone,
            "summary": summed,
            "lines_sum": lines_sum(context, seen.invoice),
            "rests": rests(context, seen.invoice),
            "blocking": len(seen.blocking) + len(problems),
            "problems": problems,
            "wrong": wrong(context.notation, seen.blocking),
            "shown": read.shown,
            "followed": read.followed,
            "amount": headline(context, seen.invoice),
        }
    )


def headline(context: RequestContext, invoice: Invoice) -> str:
    """The total as it stands over the form."""
    if invoice.total_gross is None:
        return ""
    return f"{context.notation.decimal(invoice.total_gross, invoice.currency)} {invoice.currency or ''}".rstrip()


def submit_decision(
    context: ContextDep, run_id: str, position: Position, choice: ChosenDep, body: SentDecision
) -> JsonAnswer:
    """Take the decision, or say who was first, what is missing, or why it cannot be."""
    document = found(context, run_id, position)
    read = read_form(context, document, body.form)
    if read.problems and body.action in ("accept", "save"):
        return values_refused({path: one.sentence for path, one in read.problems.items()})
    audit.write(f"invoice_{body.action}", context.name, run_id, position=position, version=body.version)
    try:
        decided = taken(context, document, body, read)
    except ReviewRefused as error:
        audit.write("invoice_decision_refused", context.name, run_id, position=position, why=type(error).__name__)
        return refusal(context, error)
    return JsonAnswer(_done(context, choice, document, body, decided))


def original_candidates(
    context: ContextDep, run_id: str, position: Position, text: Annotated[str, Query(max_length=200)] = ""
) -> JsonAnswer:
    """Documents that this one may be a copy of: what it is said to be like, then those with its number, then its
    supplier's; or those with what is looked for."""
    from invoice_llm.store.runs.documents import Search

    document = found(context, run_id, position)
    row = document.row
    asked = [Search(text=text)] if text.strip() else [Search(text=one) for one in (row.number, row.supplier) if one]
    pages = (context.store.documents.search(one, limit=_MOST_ORIGINALS + 1).rows for one in asked)
    rows = {one.place: one for one in chain(likely(context, document) if not text.strip() else (), *pages)}
    rows.pop(row.place, None)
    return JsonAnswer([_original(context, one) for one in rows.values()][:_MOST_ORIGINALS])


def likely(context: RequestContext, document: StoredDocument) -> tuple[DocumentRow, ...]:
    """The document that the record names as the one that came before."""
    first = document.record.duplicate_of if document.record else None
    if first is None or first.position is None:
        return ()
    known = context.store.documents.get(first.run_id, first.position)
    return (known.row,) if known else ()


def _original(context: RequestContext, row: DocumentRow) -> dict[str, Any]:
    told = (row.number, context.notation.day(row.issue_date), context.notation.amount(row.total_micros, row.currency))
    return {
        "run_id": row.run_id,
        "position": row.position,
        "name": row.supplier or row.name,
        "about": ", ".join(filter(None, (*told, wording.outcome_label(row.outcome)))),
    }


def read_form(context: RequestContext, document: StoredDocument, form: SentForm) -> Understood:
    record = document.record
    own = context.decisions.own_fields(record.invoice_model if record else None)
    return understood(form, context.notation, page_convention(context, document), record, own)


def page_convention(context: RequestContext, document: StoredDocument) -> EntryStyle:
    """Read off the first pages: a form is checked at every pause of typing, and a long document is of one kind."""
    told = kept_file(context, document).get("pages") or ()
    pages = map(Page.from_json, told[:_PAGES_OF_ONE_STYLE])
    lines = (row.text for page in pages for row in page.rows)
    invoice = document.record.invoice if document.record else None
    return typed.of_page(lines, invoice.language, invoice.currency) if invoice else typed.of_page(lines, None)


def taken(context: RequestContext, document: StoredDocument, body: SentDecision, read: Understood) -> Decided:
    """Carry out what was decided."""
    from invoice_llm.review import Person
    from invoice_llm.store import DocumentPlace

    place, decisions = document.row.place, context.decisions
    person = Person(who=context.name, note=body.note or None, seconds=body.seconds)
    simple: dict[str, Callable[..., Decided]] = {
        "reject": decisions.reject,
        "not_an_invoice": decisions.not_an_invoice,
        "undo": decisions.undo,
    }
    if body.action in simple:
        return simple[body.action](place, body.version, person)
    if body.action == "duplicate":
        if body.original is None:
            raise HTTPException(422, t("Say which document it is a copy of."))
        return decisions.duplicate_of(
            place, body.version, person, DocumentPlace(body.original.run_id, body.original.position)
        )
    besides = DocumentPlace(body.original.run_id, body.original.position) if body.original else None
    accept = body.action == "accept"
    return decisions.correct(
        place, body.version, person, read.edits, accept=accept, despite=body.despite, besides=besides
    )


def _done(
    context: RequestContext, choice: Chosen, document: StoredDocument, body: SentDecision, decided: Decided
) -> dict[str, Any]:
    """Answer to a decision that was taken: the next address, and the message shown there."""
    here = f"/review/{addresses.part(document.row.run_id)}/{document.row.position}"
    stays = body.action in ("save", "undo")
    place = (
        None if stays else context.store.waiting.around(document.row.place, choice.order, choice.filters(context)).next
    )
    onward = here if stays else f"/review/{addresses.part(place.run_id)}/{place.position}" if place else "/review"
    invoice = decided.record.invoice
    name = (invoice.seller.name if invoice else None) or document.row.name
    late = "" if decided.written else f" {t(_LATE)}"
    return {
        "message": f"{t(ANSWERS[body.action])}: {name}.{late}",
        "next": link(onward, **choice.query()),
        "version": decided.version,
        "name": name,
        "did": t(ANSWERS[body.action]),
        "undo": None if stays else {"href": link(here, **choice.query()), "version": decided.version},
    }
