"""One answer to several documents that a person has ticked: each is a decision of its own, on the version that was
seen."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from invoice_llm.errors import ReviewRefused
from invoice_llm_airflow import addresses
from invoice_llm_airflow.pages.review.refusals import said_to_refusal
from invoice_llm_airflow.pages.review.typed import ANSWERS
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.web import audit
from invoice_llm_airflow.pages.web.json_answer import JsonAnswer
from invoice_llm_airflow.pages.web.request import ContextDep, RequestContext

MOST = 50
"""As many as a page of the queue shows."""


class TickedDocument(BaseModel):
    """A document as its row of the queue showed it."""

    model_config = ConfigDict(extra="forbid")

    run_id: Annotated[str, Field(max_length=250)]
    position: Annotated[int, Field(ge=0, lt=2**31)]
    version: Annotated[int, Field(ge=0, lt=2**31)]


class SentAnswers(BaseModel):
    """Accepted as they stand, or rejected with one note for all."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["accept", "reject"]
    documents: Annotated[list[TickedDocument], Field(min_length=1, max_length=MOST)]
    note: Annotated[str, Field(max_length=2000)] | None = None


def decide_ticked(context: ContextDep, body: SentAnswers) -> JsonAnswer:
    """The result of each, in their order; one that is refused keeps no other from being decided."""
    return JsonAnswer({"results": [_decided(context, body, one) for one in body.documents]})


def _decided(context: RequestContext, body: SentAnswers, one: TickedDocument) -> dict[str, Any]:
    from invoice_llm.review import Person
    from invoice_llm.store import DocumentPlace

    place, person = DocumentPlace(one.run_id, one.position), Person(who=context.name, note=body.note or None)
    href = f"/review/{addresses.part(one.run_id)}/{one.position}"
    told = {"run_id": one.run_id, "position": one.position, "href": addresses.page(href)}
    audit.write(f"invoice_{body.action}", context.name, one.run_id, position=one.position, version=one.version)
    take = context.decisions.accept if body.action == "accept" else context.decisions.reject
    try:
        decided = take(place, one.version, person)
    except ReviewRefused as error:
        audit.write(
            "invoice_decision_refused", context.name, one.run_id, position=one.position, why=type(error).__name__
        )
        return told | {"done": False, "sentence": said_to_refusal(context, error)}
    return told | {"done": True, "sentence": t(ANSWERS[body.action]), "version": decided.version}
