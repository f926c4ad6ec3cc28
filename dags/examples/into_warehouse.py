"""Write accepted invoices into a table of a warehouse, as soon as a night has some.

Needs a SQL connection ``warehouse`` of any database that ``common.sql`` knows. A row that is there already is replaced,
so that the task can be done again.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import dag, get_current_context, task

from invoice_llm_airflow.assets import ACCEPTED_INVOICES

TABLE = """create table if not exists accepted_invoices (
    sha256 varchar(64) not null, document varchar(500) not null, supplier varchar(500), number varchar(200),
    issued date, currency char(3), total decimal(18, 4), primary key (sha256, document))"""


@dag(schedule=[ACCEPTED_INVOICES], start_date=pendulum.datetime(2026, 1, 1, tz="UTC"), tags=["invoices", "example"])
def accepted_into_warehouse() -> None:
    @task
    def write_rows() -> int:
        """Rows of the runs whose invoices were released; returns how many."""
        from airflow.providers.common.sql.hooks.sql import DbApiHook

        events = get_current_context()["triggering_asset_events"][ACCEPTED_INVOICES]
        hook = DbApiHook.get_hook("warehouse")
        hook.run(TABLE)
        rows = [row for event in events for row in accepted_rows(event.extra["run_id"])]
        same = f"sha256 = {hook.placeholder} and document = {hook.placeholder}"
        for row in rows:
            hook.run(f"delete from accepted_invoices where {same}", parameters=row[:2])  # noqa: S608
        hook.insert_rows("accepted_invoices", rows)
        return len(rows)

    write_rows()


def accepted_rows(run_id: str) -> list[tuple[str | None, ...]]:
    """One row an accepted invoice of a run."""
    from invoice_llm_airflow.blocks.hook import InvoiceLLMHook

    records = [one for one in InvoiceLLMHook().records(run_id) if one.outcome == "accepted" and one.invoice]
    return [
        (
            one.sha256,
            one.document,
            one.invoice.seller.name,
            one.invoice.invoice_number,
            str(one.invoice.issue_date) if one.invoice.issue_date else None,
            one.invoice.currency,
            str(one.invoice.total_gross) if one.invoice.total_gross is not None else None,
        )
        for one in records
        if one.invoice
    ]


accepted_into_warehouse()
