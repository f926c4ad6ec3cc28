"""Decided documents in the forms of other programs: the entry-point group ``invoice_llm.exporters``.

An exporter is a function from documents to files. It sees every decided document and takes those that it has a form
for; a file whose name begins with a document's ``stem`` goes when that document is exported again without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Protocol

from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record

GROUP = "invoice_llm.exporters"


@dataclass(frozen=True, slots=True)
class DecidedDocument:
    """One decided document. ``stem`` is the beginning of its files' names, its own within the run; ``original`` reads
    the file that it came in and raises ``FileNotFoundError`` where that is gone. ``own`` names the own fields that
    tables have columns for."""

    record: Record
    stem: str
    original: Callable[[], bytes]
    own: tuple[str, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """True for an invoice that may be booked."""
        return self.record.outcome is Outcome.ACCEPTED and self.record.invoice is not None


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to write, by its name within the exporter's folder."""

    name: str
    data: bytes = field(repr=False)


class Exporter(Protocol):
    """Makes files of documents. Raises nothing for a document that it has no form for; it leaves it out."""

    def __call__(self, documents: Iterable[DecidedDocument]) -> Iterator[ExportFile]: ...


def installed_exporters() -> tuple[str, ...]:
    """Names of the exporters that are installed."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


def exporters_named(names: Iterable[str]) -> Mapping[str, Exporter]:
    """The exporters with these names. Raises ``ConfigurationError`` for one that is not there."""
    return {name: _exporter(name) for name in names}


def _exporter(name: str) -> Exporter:
    points = list(entry_points(group=GROUP, name=name))
    if not points:
        raise ConfigurationError(f"there is no exporter {name!r}; there are {', '.join(installed_exporters())}")
    try:
        exporter: Exporter = points[0].load()
    except ImportError as error:
        raise ConfigurationError(f"the exporter {name!r} cannot be loaded: {error}") from None
    return exporter
