"""Page of what it cost and what it saved: by month, model and supplier, for whoever answers for the money."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from fastapi import Query
from fastapi.responses import HTMLResponse, Response

from invoice_llm.invoice.field_names import title_of
from invoice_llm_airflow.pages.lists.suppliers import month_of
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.notation import MICROS
from invoice_llm_airflow.pages.web.request import ContextDep, RequestContext, link

if TYPE_CHECKING:
    from invoice_llm.store.queries.costs import MonthOfWork

_COLUMNS = (
    *("month", "invoices", "without_a_person", "share_without_a_person", "cost_usd", "budget_usd", "decisions"),
    *("seconds_each", "hours_saved", "values_seen", "values_corrected"),
)
MonthQuery = Annotated[str, Query(max_length=10)]


def costs_page(context: ContextDep, month: MonthQuery = "") -> HTMLResponse:
    """``month`` is ``2026-11``; this month where it says nothing."""
    this, zone = _chosen(context, month), context.notation.zone
    months = context.store.costs.months(_today(context), zone)
    found = context.store.suppliers.page(this, zone, limit=20)
    values = {
        "month": this,
        "months": months,
        "most": max((one.cost_micros for one in months), default=0),
        "models": context.store.costs.models(this),
        "suppliers": sorted((row for row in found.rows if row.key), key=lambda row: -row.now.cost_micros)[:10],
        "corrections": [
            (t(title_of(path.replace("[]", ""))), count)
            for path, count in list(context.store.costs.corrections(this, zone).items())[:12]
        ],
        "csv_link": link("/costs/file"),
        "month_link": lambda one: link("/costs", month=one.isoformat()[:7]),
    }
    return context.show("costs.html", values, here="costs")


def costs_file(context: ContextDep) -> Response:
    """The months as a table for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerows(map(_row, context.store.costs.months(_today(context), context.notation.zone, count=36)))
    headers = {"content-disposition": 'attachment; filename="costs.csv"', "content-security-policy": "sandbox"}
    return Response(out.getvalue().encode(), media_type="text/csv; charset=utf-8", headers=headers)


def _row(month: MonthOfWork) -> tuple[object, ...]:
    saved = month.saved_seconds
    return (
        *(month.month.isoformat()[:7], month.invoices, month.alone, _plain(month.share_alone, 4)),
        *(_usd(month.cost_micros), _usd(month.budget_micros), month.decisions, _plain(month.seconds_each, 1)),
        *(_plain(None if saved is None else saved / 3600, 2), month.shown, month.corrected),
    )


def _plain(value: float | None, places: int) -> str:
    return "" if value is None else f"{value:.{places}f}"


def _usd(micros: int) -> str:
    return f"{Decimal(micros) / MICROS:.6f}"


def _today(context: RequestContext) -> date:
    return context.now.astimezone(context.notation.zone).date()


def _chosen(context: RequestContext, month: str) -> date:
    return month_of(month) or _today(context).replace(day=1)
