"""Our own scripts and styles: files of one folder by name, behind the same login as everything else.

A mount would escape the login, so this is an ordinary address.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from fastapi import HTTPException, Request
from fastapi.responses import Response

FOLDER = Path(__file__).resolve().parents[2] / "static"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


def static_file(name: str, request: Request) -> Response:
    """A file; kept by the browser and asked for again only whether it has changed."""
    if name not in _names():
        raise HTTPException(404)
    data, tag = _file(name)
    headers = {"cache-control": "private, no-cache", "etag": tag, "vary": "cookie"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=_TYPES[Path(name).suffix], headers=headers)


@cache
def _names() -> frozenset[str]:
    return frozenset(path.name for path in FOLDER.iterdir() if path.suffix in _TYPES)


@cache
def _file(name: str) -> tuple[bytes, str]:
    data = (FOLDER / name).read_bytes()
    return data, f'"{hashlib.sha256(data).hexdigest()[:16]}"'
