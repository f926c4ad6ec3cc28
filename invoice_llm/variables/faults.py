"""Checks of texts of variables. Each function gives the end of a sentence, or ``None``."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DATABASES = re.compile(r"(sqlite|postgres|postgresql)(\+[a-z0-9]+)?://")
_VAT_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z .,/+*-]{2,30}")
_CONNECTION = re.compile(r"[\w.:/#()\[\]-]{1,200}")


def time_zone_fault(text: str) -> str | None:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "is no time zone"
    return None


def file_fault(text: str) -> str | None:
    return _path_fault(text) or (None if Path(text).is_file() else _what_is_at(Path(text)))


def folder_fault(text: str) -> str | None:
    return _path_fault(text) or (None if Path(text).is_dir() else _what_is_at(Path(text)))


def _what_is_at(path: Path) -> str:
    if path.is_dir():
        return "is a folder and no file"
    return "is no folder" if path.exists() else "does not exist"


def location_fault(text: str) -> str | None:
    """Fault of a folder, which may still have to be made, or of a URI that fsspec is to open."""
    if "://" in text or _path_fault(text):
        return target_fault(text)
    try:
        place = next(path for path in (Path(text), *Path(text).absolute().parents) if path.exists())
    except OSError as error:
        return f"cannot be looked at ({error.strerror})"
    return None if place.is_dir() else f"leads to the file {place}, which is no folder"


def target_fault(text: str) -> str | None:
    """Fault of a place that is only written to. What stands in the way there is told when it is written to, and put
    right later: nothing that was decided is lost by it."""
    return _path_fault(text) or (_filesystem_fault(text) if "://" in text else None)


def _path_fault(text: str) -> str | None:
    return None if text.isprintable() or not _controls(text) else "has a control character in it"


def _controls(text: str) -> bool:
    return any(ord(sign) < 32 or ord(sign) == 127 for sign in text)


def _filesystem_fault(uri: str) -> str | None:
    """A URI may name several filesystems, one within another: ``simplecache::s3://...``."""
    from fsspec.registry import get_filesystem_class

    for part in uri.split("::"):
        scheme = part.partition("://")[0]
        try:
            get_filesystem_class(scheme)
        except ImportError as error:
            return f"needs a package that is not installed ({str(error).rstrip('.')})"
        except ValueError:
            return f"has the scheme {scheme!r}, which no filesystem has"
    return None if urlsplit(uri).netloc or urlsplit(uri).path.strip("/") else "names no place behind its scheme"


def database_fault(text: str) -> str | None:
    """Only what can be told without the driver; the store looks at the rest."""
    if _controls(text) or " " in text:
        return "has a blank or a control character in it"
    if not _DATABASES.match(text):
        return "is no address of SQLite or Postgres"
    try:
        port = urlsplit(text).port
    except ValueError:
        return "has a port that is none"
    if port == 0:
        return "has a port that is none"
    return "names no database" if not urlsplit(text).path.strip("/") else None


def key_fault(text: str) -> str | None:
    """A key with which no request can be sent, since no header carries it."""
    if all("!" <= sign <= "~" for sign in text):
        return None
    return (
        "(or the password of the connection openai_default) has a blank, a line break or a sign that is no ASCII in it"
    )


def endpoint_fault(text: str) -> str | None:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return "is no address"
    if parts.scheme not in ("http", "https"):
        return "has no http:// or https:// in front"
    is_sendable = all("!" <= sign <= "~" for sign in text) and not parts.fragment
    return None if parts.hostname and port != 0 and is_sendable else "is no address that a request can be sent to"


def name_fault(text: str) -> str | None:
    if _controls(text):
        return "has a control character in it"
    return None if any(map(str.isalpha, text)) else "has no letter in it"


def vat_id_fault(text: str) -> str | None:
    is_id = _VAT_ID.fullmatch(text) and any(map(str.isdigit, text))
    return None if is_id else "is no VAT id"


def exporter_fault(text: str) -> str | None:
    return None if _CONNECTION.fullmatch(text) else "is no name of an exporter"


def connection_fault(text: str) -> str | None:
    return None if _CONNECTION.fullmatch(text) else "is no id of a connection"
