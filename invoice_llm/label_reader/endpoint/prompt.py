"""Parser of a request: its answer schema and its document. Pure; raises ``NotAsked`` for all else."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_BLOCK = r"^<{tag}>\n(.*?)^</{tag}>[ \t]*$"
_DOCUMENT = re.compile(_BLOCK.format(tag="document"), re.MULTILINE | re.DOTALL)
_EXTRACTION = re.compile(_BLOCK.format(tag="extraction"), re.MULTILINE | re.DOTALL)


class NotAsked(Exception):
    """The request asks for something that is not answered here. The message is for the one who sent it."""


@dataclass(frozen=True, slots=True)
class EndpointRequest:
    """``prompt`` is the text of all messages, ``extraction`` the object to be judged (empty for other questions)."""

    schema_name: str
    schema: dict[str, Any]
    prompt: str
    document: str
    extraction: dict[str, Any]


def asked(body: bytes) -> EndpointRequest:
    """Take a request body apart."""
    request = _object(body, "The request body is no JSON object.")
    named = _dict(_dict(request.get("response_format")).get("json_schema"))
    name = named.get("name")
    if not isinstance(name, str):
        raise NotAsked("Only requests with a response_format of type json_schema are answered.")
    if request.get("stream"):
        raise NotAsked("Answers are not streamed here.")
    texts = [(_dict(message).get("role"), _text(_dict(message).get("content"))) for message in _list(request)]
    last = next((text for role, text in reversed(texts) if role == "user"), "")
    found = _EXTRACTION.search(last)
    return EndpointRequest(
        schema_name=name,
        schema=_dict(named.get("schema")),
        prompt="\n".join(text for _, text in texts),
        document=_document(last),
        extraction=_object(found[1], "The extraction is no JSON object.") if found else {},
    )


def _document(text: str) -> str:
    """The last block counts: what stands before it may be an example. Without the line break before its end, so that it
    is the text that the prompt was made of."""
    found = _DOCUMENT.findall(text)
    if not found:
        raise NotAsked("The last user message holds no document between <document> and </document>.")
    return str(found[-1]).removesuffix("\n")


def _object(text: bytes | str, complaint: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        raise NotAsked(complaint) from None
    if not isinstance(read, dict):
        raise NotAsked(complaint)
    return read


def _list(request: dict[str, Any]) -> list[Any]:
    messages = request.get("messages")
    return messages if isinstance(messages, list) else []


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(content: object) -> str:
    """A message's content is a string or a list of parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "\n".join(str(_dict(part).get("text", "")) for part in parts)
