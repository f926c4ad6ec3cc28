"""The records of a search as files for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from fastapi import HTTPException
from fastapi.responses import StreamingResponse

from invoice_llm_airflow.pages.lists.documents import SearchQueryDep
from invoice_llm_airflow.pages.web.request import ContextDep, RequestContext

if TYPE_CHECKING:
    from invoice_llm.invoice.record import Record

_TYPES = {
    "csv": ("text/csv; charset=utf-8", "invoices.csv"),
    "jsonl": ("application/x-ndjson", "invoices.jsonl"),
    "ubl": ("application/zip", "invoices-ubl.zip"),
}


def download_records(context: ContextDep, kind: str, search: SearchQueryDep) -> StreamingResponse:
    """Streamed, so that a year of documents needs no more memory than a day."""
    if kind not in _TYPES:
        raise HTTPException(404, "There is no such download.")
    media_type, name = _TYPES[kind]
    found = context.store.documents.records(search.search(context.notation))
    headers = {"content-disposition": f'attachment; filename="{name}"', "content-security-policy": "sandbox"}
    return StreamingResponse(_writer(kind, context)(found), media_type=media_type, headers=headers)


def _writer(kind: str, context: RequestContext) -> Callable[[Iterable[Record]], Iterator[bytes]]:
    from invoice_llm.review import exports

    table: Callable[[Iterable[Record]], Iterator[bytes]] = partial(exports.as_csv, own=context.service.own_names)
    return {"csv": table, "jsonl": exports.as_jsonl, "ubl": exports.as_ubl}[kind]
