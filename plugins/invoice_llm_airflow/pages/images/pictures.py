"""A document as people look at it: the picture of each page, the words on it with their places, the file itself.

Documents are named by run and position alone; where they lie is looked up, never asked for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException, Request
from fastapi.responses import Response

from invoice_llm.errors import StoreUnavailable, UnreadableDocument
from invoice_llm.invoice.visible import visible
from invoice_llm_airflow.addresses import part
from invoice_llm_airflow.pages.images.page_head import PageHead
from invoice_llm_airflow.pages.web.json_answer import JsonAnswer
from invoice_llm_airflow.pages.web.request import ContextDep, Position, RequestContext

if TYPE_CHECKING:
    from invoice_llm.documents.page import Page
    from invoice_llm.store.blobs.files import FileStore
    from invoice_llm.store.runs.documents import StoredDocument
    from invoice_llm_airflow.pages.images.drawing import Kind

_TYPES = {"pdf": "application/pdf", "ubl": "application/xml", "cii": "application/xml", "xml": "application/xml"}
_KEPT = {"cache-control": "private, max-age=86400, immutable", "vary": "cookie"}
_DRAWN = ("pdf", "image")


def found(context: RequestContext, run_id: str, position: int) -> StoredDocument:
    document = context.store.documents.get(run_id, position)
    if document is None:
        raise HTTPException(404, "There is no such document.")
    return document


def content(context: RequestContext, document: StoredDocument) -> bytes:
    """The bytes of the file that the document is, or is a part of."""
    sha256 = document.row.sha256
    if document.origin is not None and (whole := context.store.documents.get(document.row.run_id, document.origin)):
        sha256 = whole.row.sha256
    try:
        return context.service.files.get(sha256)
    except FileNotFoundError:
        raise HTTPException(404, "The file is not kept any more.") from None


def outer_pages(context: RequestContext, document: StoredDocument) -> tuple[Page, ...]:
    """The first and the last of its pages, without the work that all between them would be."""
    from invoice_llm.documents.page import Page

    first, last = document.first_page, document.last_page
    told = kept_file(context, document).get("pages") or ()
    own = [one for one in told if first is None or last is None or first <= one["number"] <= last]
    return tuple(map(Page.from_json, own if len(own) < 2 else (own[0], own[-1])))


def kept_pages(context: RequestContext, document: StoredDocument) -> tuple[Page, ...]:
    """The pages as they were read; none for a file that nobody could read. Parses no file."""
    from invoice_llm.documents.page import Page

    told = kept_file(context, document).get("pages") or ()
    return context.memo(("pages", document.row.sha256), lambda: tuple(map(Page.from_json, told)))


def kept_file(context: RequestContext, document: StoredDocument) -> dict[str, Any]:
    """The file as it was read, as JSON; empty for one that nobody could read."""
    sha256 = document.row.sha256
    return context.memo(("file", sha256), lambda: context.service.texts.get(sha256) or {})


def page_heads(context: RequestContext, document: StoredDocument) -> tuple[PageHead, ...]:
    """The pages without their text."""
    told = kept_file(context, document).get("pages") or ()
    return tuple(map(_head, told))


def _head(told: dict[str, Any]) -> PageHead:
    is_scan = told["source"] == "ocr" or bool(told.get("is_layer"))
    return PageHead(told["number"], told["width"], told["height"], told.get("hidden", 0), is_scan)


def kept_unseen_texts(
    context: RequestContext, document: StoredDocument, pages: Sequence[PageHead]
) -> list[tuple[int, str]]:
    """Page number and hidden text of each page that has some; looked for once and kept."""
    from invoice_llm.store.blobs.pictures import hidden_key
    from invoice_llm_airflow.pages.images.hidden_text import hidden_texts

    if not any(page.hidden for page in pages):
        return []
    key = hidden_key(document.row.sha256)
    if kept := _kept(context, key):
        return [(number, text) for number, text in json.loads(kept)]
    found = hidden_texts(content(context, document), pages)
    with suppress(StoreUnavailable):
        _cupboard(context).put(key, json.dumps(found).encode())
    return found


def picture_of_page(context: ContextDep, request: Request, run_id: str, position: Position, number: int) -> Response:
    """Page ``number``, from 1, as PNG or JPEG; drawn once and kept."""
    from invoice_llm.store.blobs.pictures import picture_key

    document = found(context, run_id, position)
    if not 1 <= number <= context.settings.max_pages:
        raise HTTPException(404, "There is no such page.")
    kind = _kind(context, document, number)
    key = picture_key(document.row.sha256, document.first_page, number, kind)
    headers = _KEPT | {"etag": f'"{key[:16]}"'}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    data = _kept(context, key) or _draw(context, document, number, kind, key)
    return Response(data, media_type=f"image/{kind}", headers=headers)


def page_words(context: ContextDep, run_id: str, position: Position) -> JsonAnswer:
    """``[[text, x0, top, x1, bottom], ...]`` by page number; a click on the page takes them."""
    document = found(context, run_id, position)
    pages = kept_pages(context, document)
    return JsonAnswer({page.number: [[w.text, *w.box] for row in page.rows for w in row.words] for page in pages})


def original_file(context: ContextDep, run_id: str, position: Position) -> Response:
    """The file as it came, to be saved: nothing in it is ever shown inside of Airflow."""
    from invoice_llm.documents.kind import detect_kind

    document = found(context, run_id, position)
    data = content(context, document)
    name = document.row.name.replace("\\", "/").rpartition("/")[2] or "document"
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{part(visible(name))}",
        "content-security-policy": "sandbox; default-src 'none'",
    }
    return Response(data, media_type=_TYPES.get(detect_kind(data), "application/octet-stream"), headers=headers)


def page_numbers(context: RequestContext, document: StoredDocument) -> tuple[int, ...]:
    """The pages that can be drawn; one where it is not known how many there are."""
    from invoice_llm.documents.kind import detect_kind

    if document.first_page is not None and document.last_page is not None:
        return tuple(range(document.first_page, document.last_page + 1))
    try:
        data = content(context, document)
    except HTTPException:
        return ()
    if detect_kind(data) not in _DRAWN:
        return ()
    return tuple(page.number for page in page_heads(context, document)) or (1,)


def _kind(context: RequestContext, document: StoredDocument, number: int) -> Kind:
    """A page with text of its own is print, everything else a picture."""
    page = next((page for page in kept_pages(context, document) if page.number == number), None)
    return "png" if page is not None and page.source == "text" and page.rows else "jpeg"


def _kept(context: RequestContext, key: str) -> bytes | None:
    try:
        return _cupboard(context).get(key)
    except OSError:
        return None


def _draw(context: RequestContext, document: StoredDocument, number: int, kind: Kind, key: str) -> bytes:
    from invoice_llm.store.blobs.pictures import PAGE_DPI
    from invoice_llm_airflow.pages.images.drawing import draw

    index = number - 1
    try:
        data = draw(content(context, document), index, dpi=PAGE_DPI, kind=kind)
    except UnreadableDocument as error:
        raise HTTPException(404, str(error)) from None
    with suppress(StoreUnavailable):  # a picture that cannot be kept is drawn again
        _cupboard(context).put(key, data)
    return data


def _cupboard(context: RequestContext) -> FileStore:
    from invoice_llm.store.blobs.files import FileStore

    return FileStore(f"{context.settings.storage}/pictures")
