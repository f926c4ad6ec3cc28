"""The documents of a folder: local path or any URI that fsspec knows."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from upath import UPath

from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.outcome import Reason

log = logging.getLogger(__name__)
NOT_DOCUMENTS = (".truth.json", ".csv", ".md")
LEFT_ALONE = ("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r")
"""Names of files that systems put beside documents; those that begin with a point, ``~$`` or ``.~lock.`` go with
them."""


@dataclass(frozen=True, slots=True)
class InboxFile:
    """``name`` is the path below the inbox, with forward slashes. A part of a container has no ``path``: its content is
    kept already. One that is ``refused`` for a reason is not read."""

    name: str
    sha256: str
    size: int
    path: UPath | None
    refused: Reason | None = None


def resolve(inbox: str, roots: Sequence[str]) -> UPath:
    """The folder to read. Refuses one outside the ``roots``, so that a param cannot reach the rest of the machine."""
    folder = UPath(inbox).resolve() if "://" not in inbox else UPath(inbox)
    if not any(_is_within(folder, root) for root in roots):
        raise ConfigurationError(
            f"inbox {inbox!r} is outside the allowed folders ({', '.join(roots)}); "
            "move the documents there or add the folder to INVOICE_LLM_INBOX_ROOTS"
        )
    if not folder.is_dir():
        raise ConfigurationError(f"inbox {inbox!r} is not a folder; create it or name another one")
    return folder


def list_documents(folder: UPath) -> Iterator[InboxFile]:
    """Every document below ``folder`` in the order of its name; hidden files are left alone.

    One that cannot be read is listed all the same, under a hash of its name, so that it gets an outcome.
    """
    for path in sorted((p for p in folder.rglob("*") if _is_document(p, folder)), key=str):
        name = path.relative_to(folder).as_posix()
        try:
            yield describe(path, name)
        except FileNotFoundError:
            continue  # taken away meanwhile: it is not in the inbox
        except OSError as error:
            log.warning("%s cannot be read: %s", name, error.strerror)
            yield InboxFile(name, no_content(name), 0, path)


def describe(path: UPath, name: str) -> InboxFile:
    """Name, hash and size of one file, read in pieces."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    return InboxFile(name, digest.hexdigest(), size, path)


def no_content(name: str) -> str:
    """The hash that stands for a file whose bytes nobody has."""
    return hashlib.sha256(f"unreadable {name}".encode()).hexdigest()


def _is_document(path: UPath, folder: UPath) -> bool:
    if any(is_left_alone(part) for part in path.relative_to(folder).parts):
        return False
    if path.name.lower().endswith(NOT_DOCUMENTS) or not path.is_file():
        return False
    return not path.is_symlink() or folder in path.resolve().parents


def is_left_alone(name: str) -> bool:
    """``True`` for files and folders that no person put there to be read: hidden ones, locks, thumbnails."""
    return name.startswith((".", "~$", "__MACOSX")) or name.lower() in LEFT_ALONE


def _is_within(folder: UPath, root: str) -> bool:
    base = UPath(root).resolve() if "://" not in root else UPath(root)
    return folder == base or base in folder.parents
