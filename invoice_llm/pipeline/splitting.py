"""A file with several invoices becomes several documents, each with an outcome of its own."""

from __future__ import annotations

from collections.abc import Iterator

from invoice_llm.invoice.statements import Statement
from invoice_llm.pipeline.duplicates.copies import seen_before
from invoice_llm.pipeline.endings import Ended
from invoice_llm.pipeline.keeping import Kept
from invoice_llm.pipeline.opening import judge, kept
from invoice_llm.pipeline.parts import Parts
from invoice_llm.store import EarlierOutcome, FoundDocument

Ready = tuple[FoundDocument, Kept | Ended]


def cut_up(parts: Parts, run_id: str, found: FoundDocument, whole: Kept, *, look: bool) -> Iterator[Ready]:
    """The documents in a file, each ready to be read or at its end. Done again, it gives the same ones.

    With ``look``, a part that another run has decided for good ends as seen before: its file only came again because
    another part of it was put off.
    """
    if found.first_page is None and not whole.cut.is_several:
        yield found, judge(whole, ignore_xml=parts.ignore_xml)
        return
    seen = parts.store.runs.seen_parts(run_id, found.sha256) if look else {}
    for part in _parts(parts, run_id, found, whole):
        before = seen.get((part.first_page or 0, part.last_page or 0))
        if before is not None:
            yield part, _seen(before)
        elif (own := kept(parts, part)) is not None:
            yield part, judge(own, ignore_xml=parts.ignore_xml)


def _parts(parts: Parts, run_id: str, found: FoundDocument, whole: Kept) -> list[FoundDocument]:
    if found.first_page is not None:
        return [found]
    return parts.store.runs.cut(run_id, found, [(one.first, one.last) for one in whole.cut.segments])


def _seen(before: EarlierOutcome) -> Ended:
    return seen_before(before, Statement.PAGES_SEEN)
