"""One document of a run, and where it was decided before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """One document of a run. ``position`` counts from 0 over the run, ``size`` is in bytes.

    A document that is a part of a file has the position at which the file was found as ``origin``, that of its first
    part; ``first_page`` and ``last_page``, from 1 and both its own, are the file's pages. ``name`` tells them as well.
    """

    position: int
    name: str
    sha256: str
    size: int
    chunk: int
    origin: int | None = None
    first_page: int | None = None
    last_page: int | None = None

    @property
    def key(self) -> str:
        """Key of its content in the ledger and among the identities."""
        return content_key(self.sha256, self.first_page, self.last_page)


@dataclass(frozen=True, slots=True)
class EarlierOutcome:
    """Outcome of the same file in an earlier run."""

    run_id: str
    name: str
    outcome: str


def content_key(sha256: str, first_page: int | None, last_page: int | None) -> str:
    """The file's sha256, with the pages where it is a part of that file: two parts are two invoices."""
    return sha256 if first_page is None else f"{sha256}#pages={first_page}-{last_page}"


def file_name(name: str) -> str:
    """The name of the file that a document is, or is a part of."""
    return name.partition("#pages=")[0]
