"""The first page: last night and the last thirty, what it cost, what waits, and whether the models can be called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse

from invoice_llm_airflow import addresses
from invoice_llm_airflow.pages.lists import chart
from invoice_llm_airflow.pages.text import wording
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.web.request import ContextDep, RequestContext, link

if TYPE_CHECKING:
    from invoice_llm.store.queries.overview import Overview
    from invoice_llm.store.queries.tallies import Figures

LABELLED_NIGHTS = (0, 15, 29)
_MOST_SUMS = 4
_SETTLED_BY = {"xml": "e-invoice data", "person": "a person", "embedded-label-reader": "read and proven locally"}


def overview_page(context: ContextDep) -> HTMLResponse:
    seen = context.service.overview()
    values = {
        "seen": seen,
        "bars": chart.bars(seen.nights),
        "stack": chart.STACK,
        "labelled": LABELLED_NIGHTS,
        "spend_days": chart.spend_line(seen.spend.days, seen.spend.limit_micros),
        "spend_top": chart.spend_top(seen.spend.days, seen.spend.limit_micros),
        "service": service(context, seen),
        "has_model": context.settings.has_endpoint or bool(seen.breakers),
        "settled": settled(seen.last_night),
        "inbox": context.settings.inbox,
        "sums": sorted(seen.waiting.sums.items(), key=lambda one: -one[1])[:_MOST_SUMS],
        "dag": addresses.dag(),
        "run_link": link(f"/runs/{addresses.part(seen.last_run.run_id)}") if seen.last_run else "",
    }
    return context.show("overview.html", values, here="overview")


def service(context: RequestContext, seen: Overview) -> list[tuple[str, str, str]]:
    """Tone, name and sentence of each model's service; only what is not well where anything is not."""
    ill = [
        ("bad" if one.state == "open" else "warn", spoken_key(one.key), _circuit(context, one))
        for one in seen.breakers
        if one.state != "closed"
    ]
    clock = context.notation.clock
    ill += [
        ("warn", spoken_key(r.key), t("asked for a pause until {time}", time=clock(r.blocked_until)))
        for r in seen.rates
    ]
    return ill


def _circuit(context: RequestContext, one: Any) -> str:
    since = t(" since {time}", time=context.notation.moment(one.failing_since)) if one.failing_since else ""
    if one.state == "open" and one.open_until and one.open_until <= context.now:
        return t("down{since}; the next call tries whether it is back", since=since)
    if one.state == "open":
        return t(
            "down{since}; calls wait, the next try is at {time}",
            since=since,
            time=context.notation.clock(one.open_until),
        )
    return t("was down{since}; a few calls are let through to see whether it is back", since=since)


def spoken_key(key: str) -> str:
    """The model of a circuit's or a pause's key."""
    return wording.model(key.rpartition("/")[2].rpartition("|")[2])


def settled(figures: Figures) -> list[dict[str, Any]]:
    """Invoices by who settled them, with the piece of the bar that stands for each."""
    rows = figures.settled
    total = sum(row.documents for row in rows)
    with_person = bool(rows) and rows[-1].by == "person"
    pieces = chart.shares([row.documents for row in rows], last="warn" if with_person else "")
    return [
        {"row": row, "piece": piece, "share": row.documents / total, "name": settled_name(row.by)}
        for row, piece in zip(rows, pieces, strict=True)
    ]


def settled_name(by: str) -> str:
    return t(_SETTLED_BY[by]) if by in _SETTLED_BY else by
