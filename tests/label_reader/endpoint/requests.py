"""Requests as a client of the Chat Completions wire format sends them, over the embedded transport."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx2

from invoice_llm.label_reader.endpoint.transport import EmbeddedTransport

URL = "http://embedded/v1/chat/completions"


def request_body(schema_name: str, user: str, *, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "model": "embedded-label-reader",
        "messages": [{"role": "system", "content": "Read invoices."}, {"role": "user", "content": user}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": schema_name, "strict": True, "schema": schema or {}},
        },
    }


def send(content: bytes | dict[str, Any], *, url: str = URL, method: str = "POST") -> httpx2.Response:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()

    async def scene() -> httpx2.Response:
        async with httpx2.AsyncClient(transport=EmbeddedTransport()) as client:
            return await client.request(method, url, content=body)

    return asyncio.run(scene())


def answer_to(schema_name: str, user: str, *, schema: dict[str, Any] | None = None) -> Any:
    """The JSON of the answer's content."""
    response = send(request_body(schema_name, user, schema=schema))
    assert response.status_code == 200, response.text
    return json.loads(response.json()["choices"][0]["message"]["content"])


def block(document: str) -> str:
    return f"Read this.\n<document>\n{document}\n</document>\n"
