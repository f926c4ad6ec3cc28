"""Addresses of the plugin's pages, below Airflow's base URL, which may have a path of its own."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from airflow.configuration import conf

DAG_ID = "invoice_extraction"
"""The DAG that every document comes from; its permissions decide who may read and who may decide."""
PREFIX = "/invoice-llm"
NAV_ROUTE = "invoices"
RUN_ROUTE = "invoice-run"
"""Addresses of the frames in Airflow: in its menu, and as a tab on a DAG run. Airflow wants them to differ."""


def below_base_url(path: str) -> str:
    base: str = conf.get("api", "base_url", fallback="/") or "/"
    return f"{urlsplit(base).path.rstrip('/')}{path}"


def page(path: str = "/") -> str:
    """A page by itself, as it is loaded into the frame."""
    return below_base_url(f"{PREFIX}{path}")


def framed(path: str = "/") -> str:
    """The same page inside Airflow; it survives a reload and a login on the way."""
    return below_base_url(f"/plugin/{NAV_ROUTE}{page(path)}")


def part(text: str) -> str:
    """One part of a path, whatever is in it."""
    return quote(text, safe="", errors="replace")


def dag() -> str:
    return below_base_url(f"/dags/{part(DAG_ID)}")


def dag_run(run_id: str) -> str:
    return below_base_url(f"/dags/{part(DAG_ID)}/runs/{part(run_id)}")


def task_log(run_id: str, task_id: str, map_index: int, try_number: int) -> str:
    """The log of one try of one task instance."""
    mapped = f"/mapped/{map_index}" if map_index >= 0 else ""
    return f"{dag_run(run_id)}/tasks/{part(task_id)}{mapped}?try_number={max(try_number, 1)}"
