"""Lines of batch files: requests as they are sent, and what came of each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from invoice_llm.calls import CallContext

MOST_REQUESTS = 50_000
MOST_BYTES = 200_000_000
"""Of one file, as the provider takes it."""
_PATH = "/v1/chat/completions"
_LONGEST_ID = 64
_STATUS = re.compile(r"[1-5][0-9]{2}")
"""A number, or the same as text, as some servers write it."""


@dataclass(frozen=True, slots=True)
class ResultLine:
    """Result of one request. ``body`` is the answer's own, empty where there is none; ``error`` a code."""

    custom_id: str
    status: int
    body: str
    error: str | None = None


def custom_id_of(context: CallContext, key: str) -> str:
    """Name of a request within its file: document, operation and the hash of all that is sent."""
    return f"{(context.document or 'none')[:12]}-{context.operation}-{key}"[:_LONGEST_ID]


def request_line(custom_id: str, body: Mapping[str, Any]) -> bytes:
    """One request. A batch has its own price: the tier of single calls does not belong into it."""
    sent = {name: value for name, value in body.items() if name != "service_tier"}
    told = {"custom_id": custom_id, "method": "POST", "url": _PATH, "body": sent}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def in_files(
    lines: Iterable[tuple[str, bytes]], *, most_requests: int = MOST_REQUESTS, most_bytes: int = MOST_BYTES
) -> Iterator[list[tuple[str, bytes]]]:
    """Lines by their names in as few files as the limits allow, in their order."""
    file: list[tuple[str, bytes]] = []
    size = 0
    for name, line in lines:
        if file and (len(file) >= most_requests or size + len(line) > most_bytes):
            yield file
            file, size = [], 0
        file.append((name, line))
        size += len(line)
    if file:
        yield file


def result_lines(text: str) -> Iterator[ResultLine]:
    """Every line that says something; a torn or foreign one is passed over, since others may be whole."""
    for line in text.split("\n"):
        if (read := _result(line)) is not None:
            yield read


def _result(line: str) -> ResultLine | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not isinstance(told.get("custom_id"), str):
        return None
    response, error = told.get("response"), told.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if not isinstance(response, dict):
        return ResultLine(told["custom_id"], 0, "", str(code or "no_response")[:64])
    status, body = str(response.get("status_code")), response.get("body")
    text = "" if body is None else json.dumps(body, ensure_ascii=False)
    return ResultLine(told["custom_id"], int(status) if _STATUS.fullmatch(status) else 0, text, code and str(code)[:64])
