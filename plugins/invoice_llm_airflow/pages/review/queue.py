"""The review queue: what waits for a person, in the order that matters, narrowed to what they look for."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, HTTPException, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from invoice_llm.invoice.outcome import Reason
from invoice_llm_airflow.pages.text.asked_amounts import LEFT_OUT, asked_amount
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.notation import Notation
from invoice_llm_airflow.pages.web.request import ContextDep, RequestContext, link

if TYPE_CHECKING:
    from invoice_llm.store.queries.review_queue import QueueFilters, QueueOrder
    from invoice_llm.store.runs.decisions import DayOfWork

SORTS = {"due": "Due first", "amount": "Largest first", "doubt": "Most doubtful first", "age": "Longest waiting first"}
SORTED_BY = {"due": "due date", "amount": "amount", "doubt": "doubt", "age": "waiting time"}
_LONGEST = 200
Text = Annotated[str, Field(max_length=_LONGEST)]
SUPPLIERS = {"new": "New suppliers", "changed": "Account has changed"}
DUES = {"soon": "Due within 48 hours", "overdue": "Overdue"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The order and the filters as they stand in an address; they go along to a document and back."""

    sort: str = "due"
    reason: str = ""
    supplier: str = ""
    run: str = ""
    text: str = ""
    due: str = ""
    amount_from: str = ""
    amount_to: str = ""
    currency: str = ""
    supplier_is: str = ""

    @property
    def order(self) -> QueueOrder:
        from invoice_llm.store.queries.review_queue import QueueOrder

        return QueueOrder(self.sort)

    def filters(self, context: RequestContext) -> QueueFilters:
        """Filters for the store; what cannot be understood is left out, and :meth:`problems` tells of it."""
        from invoice_llm.store.queries.review_queue import DUE_SOON, QueueFilters

        now = context.now.astimezone(context.notation.zone)
        until = {"soon": (now + DUE_SOON).date(), "overdue": now.date() - timedelta(days=1)}.get(self.due)
        return QueueFilters(
            reason=self.reason or None,
            any_reason=str(Reason.ACCOUNT_CHANGED) if self.supplier_is == "changed" else None,
            supplier_key=self.supplier or None,
            run_id=self.run or None,
            text=self.text or None,
            due_from=now.date() if self.due == "soon" else None,
            due_to=until,
            amount_from=asked_amount(self.amount_from, context.notation),
            amount_to=asked_amount(self.amount_to, context.notation),
            currency=self.currency or None,
            new_supplier=self.supplier_is == "new",
        )

    def problems(self, notation: Notation) -> list[str]:
        wrong = [text for text in (self.amount_from, self.amount_to) if text and asked_amount(text, notation) is None]
        return [t(LEFT_OUT, text=text) for text in wrong]

    @property
    def is_narrowed(self) -> bool:
        return any(value for name, value in asdict(self).items() if name != "sort")

    def query(self, **changes: str) -> dict[str, str]:
        return {**asdict(self), "sort": "" if self.sort == "due" else self.sort, **changes}


class _Asked(BaseModel):
    """The query of an address, as typed."""

    sort: Text = "due"
    reason: Text = ""
    supplier: Text = ""
    run: Text = ""
    text: Text = ""
    due: Text = ""
    amount_from: Text = ""
    amount_to: Text = ""
    currency: Text = ""
    supplier_is: Text = ""


def chosen(asked: Annotated[_Asked, Query()]) -> Chosen:
    """An order that does not exist is the usual one."""
    return Chosen(**asked.model_dump() | {"sort": asked.sort if asked.sort in SORTS else "due"})


ChosenDep = Annotated[Chosen, Depends(chosen)]


def queue_page(
    context: ContextDep, choice: ChosenDep, after: Annotated[str, Query(max_length=500)] = ""
) -> HTMLResponse:
    waiting = context.store.waiting
    filters = choice.filters(context)
    try:
        rows = waiting.page(choice.order, filters, after=after or None)
    except ValueError as error:
        raise HTTPException(404, str(error)) from None
    values = {
        "choice": choice,
        "sorts": {key: t(name) for key, name in SORTS.items()},
        "found": rows,
        "choices": waiting.choices(filters),
        "suppliers_are": {key: t(name) for key, name in SUPPLIERS.items()},
        "dues": {key: t(name) for key, name in DUES.items()},
        "problems": choice.problems(context.notation),
        "day": day_of_work(context),
        "due_in": lambda day: due_in(day, context.now.astimezone(context.notation.zone).date()),
        "next_link": link("/review", **choice.query(after=rows.next)) if rows.next else "",
        "first_link": link("/review", **choice.query()) if after else "",
    }
    return context.show("queue.html", values, here="review")


def day_of_work(context: RequestContext) -> DayOfWork:
    """Decisions of this person since midnight."""
    midnight = context.now.astimezone(context.notation.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return context.store.decisions.made_by(context.name, midnight)


def due_in(day: date | None, today: date) -> tuple[str, str] | None:
    """Tone and words where a due date is near or past."""
    if day is None:
        return None
    days: Any = (day - today).days
    if days < 0:
        return "bad", t("overdue") if days < -60 else t("{days} d overdue", days=-days)
    return (
        ("warn", t("due today" if days == 0 else "due tomorrow" if days == 1 else "due in 2 days"))
        if days <= 2
        else None
    )
