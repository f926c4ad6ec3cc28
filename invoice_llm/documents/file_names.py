"""File names that tell what is no document: what systems leave beside documents, and what is still being written.

The one place for both lists, for folders as well as for archives.
"""

from __future__ import annotations

from collections.abc import Iterable

NOT_DOCUMENTS = (".truth.json", ".csv", ".md")
"""Endings of files that people put beside documents."""
_BY_SYSTEMS = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})
"""Files of Windows and macOS about a folder."""
_SYSTEM_FOLDERS = frozenset({"__macosx", "$recycle.bin", "system volume information", "lost+found"})
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".opdownload", ".filepart", ".tmp", ".lock", ".lck")
"""Endings of browsers', copying programs' and locking programs' files; each is gone or renamed in the end."""
_LOCKS = (".lock", ".lck")
_OWNER = "~$"


def is_left_alone(name: str) -> bool:
    """``True`` for a file or folder that no person put there to be read: hidden ones, and those of the system."""
    folded = name.lower()
    return name.startswith(".") or folded in _BY_SYSTEMS or folded in _SYSTEM_FOLDERS


def is_unfinished(name: str) -> bool:
    """``True`` for a file or folder that is still being written, and for a lock: both are gone when the writer ends."""
    return name.lower().endswith(_UNFINISHED) or is_owner_file(name)


def is_owner_file(name: str) -> bool:
    """``True`` for the file by which an office program marks a document as open."""
    return name.startswith(_OWNER)


def signs_of_writing(name: str, *, is_empty: bool) -> tuple[str, ...]:
    """Names of files that each say that this one is not finished: its locks, and for an empty file, which browsers make
    at once, what it will be made of."""
    return tuple(name + ending for ending in (_UNFINISHED if is_empty else _LOCKS))


def is_document_name(parts: Iterable[str]) -> bool:
    """``False`` for a file, given as its path's parts, that is never read: left alone, or beside a document."""
    names = tuple(parts)
    return not any(map(is_left_alone, names)) and not names[-1].lower().endswith(NOT_DOCUMENTS)
