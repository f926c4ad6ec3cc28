"""The search for documents as it stands in an address, and as the store wants it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from invoice_llm_airflow.pages.text.asked_amounts import LEFT_OUT, asked_amount
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.notation import Notation

if TYPE_CHECKING:
    from invoice_llm.store.runs.documents import Search

Text = Annotated[str, Field(max_length=200)]


class SearchQuery(BaseModel):
    """All as typed; empty where nothing is asked for. Days are ISO, as date fields send them.

    ``after`` is where the page before ended.
    """

    model_config = ConfigDict(frozen=True)

    text: Text = ""
    number: Text = ""
    supplier: Text = ""
    amount_from: Text = ""
    amount_to: Text = ""
    issued_from: Text = ""
    issued_to: Text = ""
    outcome: Text = ""
    run: Text = ""
    settled: Text = ""
    layout: Text = ""
    reason: Text = ""
    day: Text = ""
    after: Annotated[str, Field(max_length=500)] = ""

    def query(self, **changes: str) -> dict[str, str]:
        """The parts of an address of the same search, from its first page on."""
        return {**self.model_dump(exclude={"after"}), **changes}

    @property
    def is_narrowed(self) -> bool:
        return any(self.query().values())

    def search(self, notation: Notation) -> Search:
        """Search of the store; leaves out what cannot be understood, of which :meth:`problems` tells."""
        from invoice_llm.store.runs.documents import Search

        day = day_of(self.day)
        begins = None if day is None else datetime.combine(day, time(), notation.zone)
        return Search(
            text=self.text or None,
            number=self.number or None,
            supplier_key=self.supplier or None,
            amount_from=asked_amount(self.amount_from, notation),
            amount_to=asked_amount(self.amount_to, notation),
            issued_from=day_of(self.issued_from),
            issued_to=day_of(self.issued_to),
            outcome=self.outcome or None,
            run_id=self.run or None,
            reason=self.reason or None,
            settled_by=self.settled or None,
            invoice_model=self.layout or None,
            seen_before=self.is_narrowed,
            finished_from=begins,
            finished_before=None if begins is None else begins + timedelta(days=1),
        )

    def problems(self, notation: Notation) -> list[str]:
        wrong = [text for text in (self.amount_from, self.amount_to) if text and asked_amount(text, notation) is None]
        wrong += [text for text in (self.issued_from, self.issued_to, self.day) if text and day_of(text) is None]
        return [t(LEFT_OUT, text=text) for text in wrong]


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[1-8]\d{3}-\d\d-\d\d", text) else None
    except ValueError:
        return None
