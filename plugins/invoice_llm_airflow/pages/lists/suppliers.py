"""Suppliers and layouts: volume, how right they are read, what they cost, and whether that gets worse."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated

from fastapi import HTTPException, Query
from fastapi.responses import HTMLResponse, Response

from invoice_llm.errors import InvoiceLLMError, NotDecidable
from invoice_llm.invoice.field_names import title_of
from invoice_llm.invoice.visible import visible
from invoice_llm.review.supplier_memory import forget_supplier, known_supplier
from invoice_llm_airflow.addresses import part
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.web import audit
from invoice_llm_airflow.pages.web.json_answer import JsonAnswer
from invoice_llm_airflow.pages.web.request import ContextDep, link

_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])", re.ASCII)

_NO_MONTH = "“{text}” is left out; it is no month that there can be invoices of."


def suppliers_page(
    context: ContextDep,
    month: Annotated[str, Query(max_length=10)] = "",
    layout: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[str, Query(max_length=500)] = "",
) -> HTMLResponse:
    """``month`` is ``2026-11``; this month where it says nothing."""
    zone = context.notation.zone
    today = context.now.astimezone(zone).date()
    this = month_of(month) or today.replace(day=1)
    wrong = bool(month.strip()) and month_of(month) is None
    try:
        found, models = context.store.suppliers.page_and_models(
            this, zone, invoice_model=layout or None, after=after or None
        )
    except ValueError as error:
        raise HTTPException(404, str(error)) from None
    month_before, month_after = (this - timedelta(days=1)).replace(day=1), (this + timedelta(days=32)).replace(day=1)
    query = {"month": month, "layout": layout}
    values = {
        "month": this,
        "problems": [t("“{text}” is left out; it is no month that there can be invoices of.", text=month)]
        if wrong
        else [],
        "layout": layout,
        "found": found,
        "models": models,
        "before_link": link("/suppliers", **query | {"month": month_before.isoformat()[:7]}),
        "after_link": link("/suppliers", **query | {"month": month_after.isoformat()[:7]})
        if month_after <= today
        else "",
        "next_link": link("/suppliers", **query, after=found.next) if found.next else "",
        "first_link": link("/suppliers", **query) if after else "",
    }
    return context.show("suppliers.html", values, here="suppliers")


def month_of(text: str) -> date | None:
    """The first day of a month; ``None`` for what is no month, or one that nobody has invoices of."""
    return date.fromisoformat(f"{text}-01") if _MONTH.fullmatch(text) else None


_SIDES = {"before": "before the value", "left": "left of the value", "above": "above the value"}


def supplier_page(context: ContextDep, key: str) -> HTMLResponse:
    """Page of what is remembered of one supplier."""
    known = known_supplier(context.store, key)
    values = {
        "key": key,
        "known": known,
        "name": (known and known.name) or key,
        "spoken": lambda path: t(title_of(path)),
        "sides": {side: t(words) for side, words in _SIDES.items()},
    }
    return context.show("supplier.html", values, here="suppliers")


def forget_memory(context: ContextDep, key: str) -> JsonAnswer:
    """Forget what is remembered of a supplier; its documents and the decisions on them stay."""
    audit.write("supplier_forgotten", context.name, "", supplier=key)
    try:
        return JsonAnswer({"forgotten": forget_supplier(context.store, key)})
    except NotDecidable as error:
        return JsonAnswer({"message": str(error)}, status_code=404)


def prompt_folder_file(context: ContextDep, key: str) -> Response:
    """A folder for ``prompts/`` from what people corrected, as a ZIP to unpack and commit."""
    try:
        made = context.service.prompt_folder(key)
    except InvoiceLLMError as error:
        raise HTTPException(404, str(error)) from None
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{part(visible(made.filename))}",
        "content-security-policy": "sandbox",
    }
    return Response(made.data, media_type="application/zip", headers=headers)
