"""Parts of a container as they come out of it, and the limits within which they do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from invoice_llm.invoice.outcome import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerLimits:
    """Bounds of one container with all that is in it. ``timeout_s`` is wall-clock, ``memory_mb`` the address space of
    the process that opens it. ``max_bytes`` is for each part, ``max_unpacked`` for all together, packed ones and those
    that packed ones hold both counted."""

    max_bytes: int = 50_000_000
    max_unpacked: int = 1_000_000_000
    max_parts: int = 2_000
    max_depth: int = 4
    timeout_s: float = 120.0
    memory_mb: int = 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A document; ``name`` is its path below the container, ``cover`` the words of the mail that it was attached to."""

    name: str
    data: bytes
    cover: str = ""


@dataclass(frozen=True, slots=True)
class Itself:
    """The container is a document as well: a PDF with attachments."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A part that is not opened, or with an empty ``name`` the container itself."""

    name: str
    reason: Reason


Entry = Part | Itself | Refused
Entries = Iterator[Entry]


class TooMuch(Exception):
    """A limit of the whole container is reached: what was given out stands, nothing more comes."""


@dataclass(slots=True)
class Allowance:
    """Rest of the limits while a container is opened."""

    limits: ContainerLimits
    parts: int = field(default=0)
    unpacked: int = field(default=0)

    def count_part(self) -> None:
        self.parts += 1
        if self.parts > self.limits.max_parts:
            raise TooMuch

    def count_bytes(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > self.limits.max_unpacked:
            raise TooMuch
