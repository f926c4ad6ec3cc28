"""The documents of a folder: local path or any URI that fsspec knows."""

from __future__ import annotations

import errno
import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from upath import UPath

from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.outcome import Reason
from invoice_llm.pipeline.intake.file_names import escaped_name
from invoice_llm.pipeline.intake.listing import ListedFile, Settling, ready_and_waiting
from invoice_llm.store.blobs.places import is_folder, is_local
from invoice_llm.variables.faults import location_fault

log = logging.getLogger(__name__)
LARGEST = 20
"""An archive has at most so many times the bytes of a document; what is larger is no container, and too large."""


@dataclass(frozen=True, slots=True)
class InboxFile:
    """``name`` is the path below the inbox, with forward slashes and escaped (:mod:`.file_names`); ``path`` the local
    path or URI that opens it. A part of a container has none: its content is kept already. One that is ``refused`` for
    a reason is not read. ``cover`` are the words of the mail that a part was attached to."""

    name: str
    sha256: str
    size: int
    path: str | None
    refused: Reason | None = None
    cover: str = ""


@dataclass(slots=True)
class Inbox:
    """The files of one folder, hashed one after the other. ``waiting`` counts those that are still being written,
    ``unlisted`` the folders below that could not be looked into: both are known once all files have been taken from
    :meth:`documents`. ``most`` bytes of each are read; the program's ``own`` folders are left alone."""

    folder: UPath
    settling: Settling = field(default_factory=Settling)
    most: int | None = None
    own: tuple[str, ...] = ()
    waiting: int = 0
    unlisted: int = 0

    def documents(self) -> Iterator[InboxFile]:
        """Every document in the order of its name; hidden files are left alone, and files that are still being written.

        One that cannot be read is listed all the same, under a hash of its name, so that it gets an outcome. Raises
        ``ConfigurationError`` for an inbox that cannot be listed itself.
        """
        ready, waiting = ready_and_waiting(self.folder, self.settling, self._unlisted, own=self.own)
        self.waiting = len(waiting)
        for listed in ready:
            if (file := self._described(listed)) is not None:
                yield file

    def _unlisted(self, folder: str, why: str) -> None:
        log.warning("%s cannot be looked into: %s", folder, why)
        if UPath(folder) == self.folder:
            raise ConfigurationError(f"inbox {folder!r} cannot be looked into ({why}); see who may read it")
        self.unlisted += 1

    def _described(self, listed: ListedFile) -> InboxFile | None:
        path, name = self.folder / listed.name, escaped_name(listed.name)
        try:
            file = describe(path, name, self.most)
            if self.settling.seconds and not _is_unchanged(path, listed, file):
                self.waiting += 1
                return None
        except FileNotFoundError:
            return None  # taken away meanwhile: it is not in the inbox
        except OSError as error:
            if error.errno == errno.ELOOP:
                return None  # links that lead to each other and to no file
            log.warning("%s cannot be read: %s", name, error.strerror)
            return InboxFile(name, no_content(name), 0, str(path))
        return file


def resolve(inbox: str, roots: Sequence[str]) -> UPath:
    """The folder to read. Refuses one that no filesystem opens, and one outside the ``roots``, so that a param cannot
    reach the rest of the machine."""
    if fault := location_fault(inbox):
        raise ConfigurationError(f"inbox {inbox!r} {fault}; name a folder or a URI that fsspec opens")
    try:
        folder = UPath(inbox).resolve() if "://" not in inbox else UPath(inbox)
    except (OSError, RuntimeError):  # the latter up to Python 3.12
        raise ConfigurationError(f"inbox {inbox!r} is a link that leads in circles; name the folder itself") from None
    if not any(_is_within(folder, root) for root in roots):
        raise ConfigurationError(
            f"inbox {inbox!r} is outside the allowed folders ({', '.join(roots)}); "
            "move the documents there or add the folder to INVOICE_LLM_INBOX_ROOTS"
        )
    if not is_folder(folder):
        raise ConfigurationError(f"inbox {inbox!r} is not a folder; create it or name another one")
    return folder


def describe(path: UPath, name: str, most: int | None = None) -> InboxFile:
    """Name, hash and size of one file, read in pieces. One that is larger than ``most`` bytes is known by that much of
    it and its size: nobody will read it."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
            if most is not None and size > most:
                size = max(size, path.stat().st_size)
                digest.update(f" of {size} bytes".encode())
                break
    return InboxFile(name, digest.hexdigest(), size, str(path))


def _is_unchanged(path: UPath, listed: ListedFile, file: InboxFile) -> bool:
    """``False`` if the file was written to between listing and the last of its bytes."""
    return file.size == listed.size and (not is_local(path) or path.stat().st_mtime == listed.modified)


def no_content(name: str) -> str:
    """The hash that stands for a file whose bytes nobody has."""
    return hashlib.sha256(f"unreadable {name}".encode(errors="surrogateescape")).hexdigest()


def _is_within(folder: UPath, root: str) -> bool:
    base = UPath(root).resolve() if "://" not in root else UPath(root)
    return folder == base or base in folder.parents
