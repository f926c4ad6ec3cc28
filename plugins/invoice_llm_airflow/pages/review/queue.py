"""The review queue: what waits for a person, in the order that matters, narrowed to what they look for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, HTTPException, Query
from fastapi.responses import HTMLResponse

from invoice_llm_airflow.pages.web.request import ContextDep, link

if TYPE_CHECKING:
    from invoice_llm.store.queries.review_queue import QueueFilters, QueueOrder

SORTS = {"due": "Due first", "amount": "Largest first", "doubt": "Most doubtful first", "age": "Longest waiting first"}
SORTED_BY = {"due": "due date", "amount": "amount", "doubt": "doubt", "age": "waiting time"}
_LONGEST = 200
Text = Annotated[str, Query(max_length=_LONGEST)]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The order and the filters as they stand in an address; they go along to a document and back."""

    sort: str = "due"
    reason: str = ""
    supplier: str = ""
    run: str = ""
    text: str = ""

    @property
    def order(self) -> QueueOrder:
        from invoice_llm.store.queries.review_queue import QueueOrder

        return QueueOrder(self.sort)

    @property
    def filters(self) -> QueueFilters:
        from invoice_llm.store.queries.review_queue import QueueFilters

        return QueueFilters(
            reason=self.reason or None,
            supplier_key=self.supplier or None,
            run_id=self.run or None,
            text=self.text or None,
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.reason or self.supplier or self.run or self.text)

    def query(self, **changes: str) -> dict[str, str]:
        said = {"reason": self.reason, "supplier": self.supplier, "run": self.run, "text": self.text}
        return {"sort": "" if self.sort == "due" else self.sort, **said, **changes}


def chosen(sort: Text = "due", reason: Text = "", supplier: Text = "", run: Text = "", text: Text = "") -> Chosen:
    """An order that does not exist is the usual one."""
    return Chosen(sort if sort in SORTS else "due", reason, supplier, run, text)


ChosenDep = Annotated[Chosen, Depends(chosen)]


def queue_page(
    context: ContextDep, choice: ChosenDep, after: Annotated[str, Query(max_length=500)] = ""
) -> HTMLResponse:
    waiting = context.store.waiting
    try:
        rows = waiting.page(choice.order, choice.filters, after=after or None)
    except ValueError as error:
        raise HTTPException(404, str(error)) from None
    values = {
        "choice": choice,
        "sorts": SORTS,
        "found": rows,
        "choices": waiting.choices(choice.filters),
        "due_in": lambda day: due_in(day, context.now.astimezone(context.notation.zone).date()),
        "next_link": link("/review", **choice.query(after=rows.next)) if rows.next else "",
        "first_link": link("/review", **choice.query()) if after else "",
    }
    return context.show("queue.html", values, here="review")


def due_in(day: date | None, today: date) -> tuple[str, str] | None:
    """Tone and words where a due date is near or past."""
    if day is None:
        return None
    days: Any = (day - today).days
    if days < 0:
        return "bad", "overdue" if days < -60 else f"{-days} d overdue"
    return (
        ("warn", "due today" if days == 0 else "due tomorrow" if days == 1 else "due in 2 days") if days <= 2 else None
    )
