"""ZIP archives, unpacked one entry at a time and never further than the limits."""

from __future__ import annotations

import zipfile
import zlib
from typing import BinaryIO

from invoice_llm.documents.containers.entries import Allowance, Entries, Part, Refused
from invoice_llm.documents.containers.names import safe_name
from invoice_llm.documents.file_names import is_left_alone, is_owner_file
from invoice_llm.invoice.outcome import Reason

_PIECE = 1 << 16
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError)
"""Whatever the library says of damaged entries and of methods that it does not know."""


def unzipped(file: BinaryIO, allowance: Allowance) -> Entries:
    """The files of an archive in its own order. A damaged archive is refused as a whole."""
    try:
        with zipfile.ZipFile(file) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and not _is_left_alone(info.filename)]
            if not infos:
                yield Refused("", Reason.NOTHING_INSIDE)
            for info in infos:
                allowance.count_part()
                yield _unpacked(archive, info, allowance)
    except zipfile.BadZipFile:
        yield Refused("", Reason.UNREADABLE_FILE)


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowance: Allowance) -> Part | Refused:
    name = safe_name(info.filename)
    if info.flag_bits & _ENCRYPTED:
        return Refused(name, Reason.ENCRYPTED)
    if info.file_size > allowance.limits.max_bytes:
        return Refused(name, Reason.NOT_OPENED)
    try:
        data = _bytes_of(archive, info, allowance)
    except _BROKEN:
        return Refused(name, Reason.UNREADABLE_FILE)
    return Refused(name, Reason.NOT_OPENED) if data is None else Part(name, data)


def _bytes_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowance: Allowance) -> bytes | None:
    """The content; ``None`` as soon as it is more than a document may have, whatever the archive says of its size."""
    pieces, size = [], 0
    with archive.open(info) as entry:
        while piece := entry.read(_PIECE):
            size += len(piece)
            allowance.count_bytes(len(piece))
            if size > allowance.limits.max_bytes:
                return None
            pieces.append(piece)
    return b"".join(pieces)


def _is_left_alone(name: str) -> bool:
    """``True`` for what systems put into archives besides documents."""
    steps = name.replace("\\", "/").split("/")
    return any((is_left_alone(step) or is_owner_file(step)) and step.strip(".") for step in steps)
