"""The ends of a run: registering what was found, and giving an outcome to whatever no step has decided."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from enum import Enum

from upath import UPath

from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Outcome, Reason, reason_of
from invoice_llm.invoice.record import Original
from invoice_llm.invoice.statements import Statement
from invoice_llm.pipeline.duplicates.copies import same_invoice, seen_before
from invoice_llm.pipeline.endings import Ended, unreadable
from invoice_llm.pipeline.intake.discovery import NO_CHUNK, Cut, Plan, plan, unique
from invoice_llm.pipeline.intake.inbox import Inbox, InboxFile
from invoice_llm.pipeline.intake.left_out import LeftOut
from invoice_llm.pipeline.intake.unpacking import opened_files
from invoice_llm.pipeline.parts import Parts
from invoice_llm.store import EarlierOutcome, FoundDocument
from invoice_llm.store.runs.found import file_name

log = logging.getLogger(__name__)
End = Callable[[FoundDocument, Ended], None]
COVER = "cover"
"""The step of a part with the words of the mail that it was attached to."""
REFUSED = "refused"
"""The step of a part that is not opened, with its reason: written before the document is, so that none is without."""


def register(
    parts: Parts, run_id: str, listed: Inbox | Sequence[InboxFile], cut: Cut, *, look: bool, end: End
) -> list[int]:
    """Write down what there is before anything is done to it. The second time, what was written down stands.

    With ``look``, what an earlier run has decided is not read again. Returns the chunks that need reading.
    """
    runs = parts.store.runs
    if not runs.found(run_id):
        _find(parts, run_id, listed, cut, look=look)
    _end_refused(parts, run_id, end)
    _end_seen(parts, run_id, end)
    done = runs.decided(run_id)
    return sorted({f.chunk for f in runs.found(run_id) if f.chunk != NO_CHUNK and f.position not in done})


def _find(parts: Parts, run_id: str, listed: Inbox | Sequence[InboxFile], cut: Cut, *, look: bool) -> None:
    """Containers are opened here, so that each document in them is one like any other from the start."""
    runs = parts.store.runs
    documents = list(opened_files(parts, listed.documents() if isinstance(listed, Inbox) else listed))
    seen = runs.seen_before(run_id, unique(documents)) if look else {}
    planned, changed = _kept(parts, documents, seen, cut)
    for found, file in zip(planned.found, planned.files, strict=True):
        if found.position in planned.refused and file.refused is not None:
            runs.put_step(run_id, found.position, REFUSED, {"reason": str(file.refused)})
        if file.cover and found.chunk != NO_CHUNK:
            runs.put_step(run_id, found.position, COVER, {"text": file.cover})
    waiting, unlisted = (listed.waiting, listed.unlisted) if isinstance(listed, Inbox) else (0, 0)
    LeftOut(waiting=waiting + changed, left_for_next_run=planned.left, unlisted=unlisted).keep(runs, run_id)
    runs.add_found(run_id, planned.found)


def _kept(parts: Parts, documents: Sequence[InboxFile], seen: dict[str, EarlierOutcome], cut: Cut) -> tuple[Plan, int]:
    """Plan of the documents, with the content kept of all that are to be read. A file that was taken away since it was
    listed is none of the inbox, and one that was changed waits for the next run: the second value counts those."""
    left, kept, changed = list(documents), set[str](), 0
    while True:
        planned = plan(left, seen, cut, dedupe=parts.dedupe)
        lost: dict[InboxFile, _Fate] = {}
        for found, file in zip(planned.found, planned.files, strict=True):
            is_read = found.chunk != NO_CHUNK or found.position in planned.refused
            if not is_read or file.size > parts.max_bytes or file.sha256 in kept:
                continue
            fate = _keep(parts, file)
            if fate is _Fate.STAYS:
                kept.add(file.sha256)
            else:
                lost[file] = fate
        if not lost:
            return planned, changed
        changed += sum(fate is _Fate.CHANGED for fate in lost.values())
        left = [file for file in left if file not in lost]


def _end_refused(parts: Parts, run_id: str, end: End) -> None:
    """Give the parts that were not opened their outcome."""
    refused = parts.store.runs.steps(run_id, REFUSED)
    if not refused:
        return
    done = parts.store.runs.decided(run_id)
    for document in parts.store.runs.found(run_id):
        if document.position in refused and document.position not in done:
            end(document, unreadable(reason_of(refused[document.position]["reason"])))


class _Fate(Enum):
    """What has become of a listed file by the time its content is taken over."""

    STAYS = "stays"
    GONE = "gone"
    CHANGED = "changed"


def _keep(parts: Parts, file: InboxFile) -> _Fate:
    """Take the content over, unless it is no longer what was hashed. A file that may not be read stays, so that it gets
    an outcome."""
    if file.path is None:
        return _Fate.STAYS
    try:
        data = UPath(file.path).read_bytes()
    except FileNotFoundError:
        log.warning("%s was taken away while the inbox was read", file.name)
        return _Fate.GONE
    except OSError as error:
        log.warning("%s cannot be read: %s", file.name, error.strerror)
        return _Fate.STAYS
    if hashlib.sha256(data).hexdigest() != file.sha256:
        log.warning("%s was changed while the inbox was read", file.name)
        return _Fate.CHANGED
    parts.files.put(file.sha256, data)
    return _Fate.STAYS


def _end_seen(parts: Parts, run_id: str, end: End) -> None:
    runs = parts.store.runs
    found = runs.found(run_id)
    read_here = {document.sha256 for document in found if document.chunk != NO_CHUNK}
    known = [document for document in found if document.chunk == NO_CHUNK and document.sha256 not in read_here]
    seen = runs.seen_before(run_id, [document.sha256 for document in known])
    done = runs.decided(run_id)
    for document in known:
        if document.position not in done:
            end(document, _seen(seen[document.sha256]))


def _seen(before: EarlierOutcome) -> Ended:
    return seen_before(before, Statement.FILE_SEEN)


def end_leftovers(parts: Parts, run_id: str, left: Ended, end: End) -> None:
    """A copy follows its original; what no step has decided ends as ``left`` and comes again."""
    runs = parts.store.runs
    found = runs.found(run_id)
    done = runs.decided(run_id)
    for document in found:
        if document.position not in done and document.chunk != NO_CHUNK:
            end(document, left)
    decided = runs.decided(run_id)
    _follow(parts, run_id, found, decided, end)
    originals = _originals(found, decided)
    for document in found:
        if document.position not in decided:
            end(document, _copy(run_id, *originals[document.sha256]))


def _originals(found: Sequence[FoundDocument], decided: Mapping[int, str]) -> dict[str, tuple[FoundDocument, str]]:
    """The document of each file that was read, with its outcome, that a copy follows: the first of several in it,
    unless one comes again."""
    read = [(document, decided[document.position]) for document in found if document.chunk != NO_CHUNK]
    read.sort(key=lambda one: (Outcome(one[1]).is_final, one[0].position), reverse=True)
    return {document.sha256: (document, outcome) for document, outcome in read}


def _follow(parts: Parts, run_id: str, found: Sequence[FoundDocument], decided: Mapping[int, str], end: End) -> None:
    """Sends what was ended unread as a copy of a document that then was not accepted to a person as well: one of the
    two may be a forgery of the other."""
    copies = {f.position: f for f in found if f.chunk != NO_CHUNK and decided.get(f.position) == Outcome.DUPLICATE}
    for position, copy in parts.store.runs.records_at(run_id, copies).items():
        first = copy.duplicate_of
        if copy.invoice is not None or first is None or first.position is None or first.run_id != run_id:
            continue
        if decided[first.position] in (Outcome.REVIEW, Outcome.REJECTED):
            concern = same_invoice(first, Statement.SAME_NOT_ACCEPTED)
            end(copies[position], Ended(Outcome.REVIEW, (concern,), first))


def _copy(run_id: str, original: FoundDocument, outcome: str) -> Ended:
    first = Original(run_id=run_id, position=original.position, document=original.name)
    is_final = Outcome(outcome).is_final
    says = Statement.FILE_TWICE if is_final else Statement.FILE_TWICE_UNDECIDED
    concern = Concern.saying(Reason.DUPLICATE_FILE, says, document=file_name(original.name), outcome=outcome)
    return Ended(Outcome.DUPLICATE if is_final else Outcome(outcome), (concern,), first)
