"""Names of parts: shown, written and compared, but never opened as a path."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from invoice_llm.documents.containers.entries import Entries, Part, Refused

_LONGEST = 120
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_ENDINGS = {"pdf": ".pdf", "ubl": ".xml", "cii": ".xml", "xml": ".xml", "zip": ".zip", "mail": ".eml", "mbox": ".mbox"}


def safe_name(name: str) -> str:
    """The name without a path's meaning: no root, no way up, no sign that cannot be seen; pages are ours to name."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").replace("#pages=", "_pages=")
    seen = "".join("_" if unicodedata.category(sign) in _UNSEEN else sign for sign in plain)
    return "/".join(filter(None, map(_safe_step, seen.split("/")))) or "part"


def _safe_step(step: str) -> str:
    step = step.strip()
    if not step or step == ".":
        return ""
    if not step.strip("."):
        return "_" * len(step)
    if len(step) <= _LONGEST:
        return step
    ending = PurePosixPath(step).suffix[:10]
    return step[: _LONGEST - len(ending)] + ending


def told_apart(entries: Entries) -> Entries:
    """The same entries, with a number in every name that came before. The container itself is refused once at most,
    behind all others."""
    taken: set[str] = set()
    itself: Refused | None = None
    for entry in entries:
        match entry:
            case Part(name):
                yield replace(entry, name=_free(name, taken))
            case Refused("", _):
                itself = entry
            case Refused(name, reason):
                yield Refused(_free(name, taken), reason)
            case _:
                yield entry
    if itself is not None:
        yield itself


def _free(name: str, taken: set[str]) -> str:
    path = PurePosixPath(name)
    free = next(one for one in _numbered(path) if one not in taken)
    taken.add(free)
    return free


def _numbered(path: PurePosixPath) -> Iterator[str]:
    yield str(path)
    number = 2
    while True:
        yield str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        number += 1


def with_ending(name: str, kind: str) -> str:
    """The name of a part that was given none, ending as its kind does."""
    return name + _ENDINGS.get(kind, "")


def without_wrapper(name: str) -> str:
    """The name of what a signature or an encoding wraps: ``a.xml`` of ``a.xml.p7m``."""
    return re.sub(r"(?i)(?<=.)\.(?:p7m|b64|base64)$", "", name.rpartition("/")[2])
