"""A value's best place, and what speaks for and against it there."""

from __future__ import annotations

from dataclasses import dataclass

from invoice_llm.invoice.outcome import Reason
from invoice_llm.reading.evidence.page_index import Place


@dataclass(frozen=True, slots=True)
class Located:
    """``label`` is 1 beside a label of its own, -1 beside another field's, 0 beside none; ``label_text`` is what said
    so, ``distance`` how many rows over the value it stands, 0 in the same one, and ``proper`` says that it means this
    field whatever stands around it. ``block`` is the part of the page in
    which the value stands: ``seller``, ``buyer``, ``other_party``, ``table`` or ``None``.

    ``rival`` is where the field's own label stands with another value. ``derived``: the value is printed nowhere and
    follows from others that are. ``reasons`` are what else speaks against it. What stands on the page and was not read
    has a path of its own, ``unread.due_date``, and no place but a rival.
    """

    place: Place | None
    label: int
    choices: int
    block: str | None = None
    label_text: str | None = None
    distance: int | None = None
    proper: bool = False
    rival: Place | None = None
    derived: bool = False
    reasons: tuple[Reason, ...] = ()


NOWHERE = Located(None, 0, 0)
