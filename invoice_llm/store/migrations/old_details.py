"""Concerns of records from before there were concerns, read out of the sentences that stood in ``detail``.

A reading counts only where telling it gives the very sentence again; the others stay as words, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from invoice_llm.invoice.concern import RULE, SAYS, TEXT, Concern, Value
from invoice_llm.invoice.outcome import Reason, known_reason
from invoice_llm.invoice.statements import PHRASES, Statement
from invoice_llm.invoice.telling import as_sentences, statement
from invoice_llm.store.migrations.old_names import path_of

_PART = re.compile(r"\[([^\[\]]*)\]|<([^<>]*)>|([^\[\]<>]+)")
_NAME = re.compile(r"\{(\w+)(?::(\w+))?\}")
_CHECKED = re.compile(r"(.+?) \(((?:BR|X)-[A-Z0-9-]+)\)(?:, |$)")
_DOUBTED = re.compile(r"([^,(]+?)(?: \(it reads “(.*?)”\))?(?:, |$)")
_KINDS = {
    "run": r"[^\s,]+",
    "amount": r"-?[\d.]+",
    "day": r"\d{4}-\d\d-\d\d",
    "phrase": r"[\w' ]+",
    "document_kind": r"[\w ]+",
}
_PAGES = re.compile(r"Page [\d, ]+: $")
_LISTED = "[^,:]+"
"""One of several numbers in a list."""
_BY_PEOPLE = (
    Statement.ACCEPTED_BY,
    Statement.SAVED_BY,
    Statement.REJECTED_BY,
    Statement.NO_INVOICE_BY,
    Statement.DUPLICATE_BY,
)


def with_concerns(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with ``concerns`` where its ``detail`` stood; one that has none is given back as it is."""
    if "detail" not in record:
        return dict(record)
    concerns = [concern.to_json() for concern in concerns_of(record)]
    return {"concerns" if name == "detail" else name: concerns if name == "detail" else record[name] for name in record}


def with_detail(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as older versions write it."""
    if "concerns" not in record:
        return dict(record)
    concerns = [Concern.from_json(one) for one in record["concerns"]]
    detail = as_sentences(concerns) or None
    return {"detail" if name == "concerns" else name: detail if name == "concerns" else record[name] for name in record}


def concerns_of(record: Mapping[str, Any]) -> list[Concern]:
    """The concerns behind the reasons and the detail of an old record."""
    reasons = [reason for code in record.get("reasons") or () if (reason := known_reason(code))]
    detail, who = str(record.get("detail") or ""), record.get("reviewed_by")
    if who and (did := _done(detail, str(who), reasons)):
        return [did, *(Concern(reason) for reason in reasons if reason is not did.reason)]
    found: list[Concern] = []
    for reason, words in _split(detail, reasons):
        found += _concerns(reason, words)
    return found


def _split(detail: str, reasons: Sequence[Reason]) -> Iterator[tuple[Reason | None, str]]:
    """The part of the detail about each reason. What stands before the first of them belongs to the first reason."""
    starts = {reason: _start(detail, reason) for reason in reasons}
    found = sorted((start, reason) for reason, start in starts.items() if start >= 0)
    ends = [*(start for start, _ in found[1:]), len(detail)]
    said = {reason: detail[start:end].strip() for (start, reason), end in zip(found, ends, strict=False)}
    before = detail[: found[0][0]].strip() if found else detail.strip()
    if before and not reasons:
        yield None, before
    for place, reason in enumerate(reasons):
        yield reason, f"{before if place == 0 else ''} {said.get(reason, '')}".strip()


def _start(detail: str, reason: Reason) -> int:
    """The place of a reason's sentence, with the pages that stand before it; -1 where it is not there."""
    start = detail.find(reason.sentence[:-1])
    pages = _PAGES.search(detail[: max(start, 0)])
    return pages.start() if pages else start


def _concerns(reason: Reason | None, words: str) -> list[Concern]:
    if reason is not None and words in ("", reason.sentence):
        return [Concern(reason)]
    for reading in _readings(reason, words):
        if reading and as_sentences(reading) == words:
            return reading
    return [Concern(reason, (), {TEXT: words})]


def _readings(reason: Reason | None, words: str) -> Iterator[list[Concern]]:
    """Ways to read the words about a reason, the most exact first."""
    if reason is None:
        return
    yield [one for says in Statement if (one := _whole(reason, says, words))][:1]
    behind = words.removeprefix(f"{reason.sentence[:-1]}: ").removesuffix(".")
    yield list(_checked(reason, behind))
    yield [Concern(reason, (path,)) for name in behind.split(", ") if (path := path_of(name))]
    yield list(_doubted(reason, behind))
    yield [one for one in [_any(reason, behind)] if one is not None]
    rest = words.removeprefix(f"{reason.sentence} ")
    yield [Concern.saying(reason, Statement.ERROR, error=rest[1:-1])]


def _whole(reason: Reason, says: Statement, words: str) -> Concern | None:
    pages = re.fullmatch(r"Page ([\d, ]+): .*", words)
    if says is Statement.PAGES and pages:
        return Concern.saying(reason, says, pages=tuple(pages[1].split(", ")))
    return _matched(reason, says, words) if says.sentence[:1].isupper() else None


def _checked(reason: Reason, behind: str) -> Iterator[Concern]:
    """Statements of checks, each with its number; the last may be one without."""
    end = 0
    for found in _CHECKED.finditer(behind):
        one, end = _any(reason, found[1]), found.end()
        values: Mapping[str, Value] = {TEXT: found[1]} if one is None else one.values
        yield Concern(reason, (), {**values, RULE: found[2]})
    if end and (last := _any(reason, behind[end:])):
        yield last


def _any(reason: Reason, words: str) -> Concern | None:
    return next((one for says in Statement if (one := _matched(reason, says, words))), None)


def _doubted(reason: Reason, behind: str) -> Iterator[Concern]:
    for name, printed in _DOUBTED.findall(behind):
        if path := path_of(name):
            read = {"printed": printed} if printed else {}
            yield Concern.saying(reason, Statement.DOUBTED, path, field=path, **read)


def _done(detail: str, who: str, reasons: Sequence[Reason]) -> Concern | None:
    """What a person did, who is known from the record; the note is whatever stands behind."""
    for says in _BY_PEOPLE:
        own = None if says in (Statement.ACCEPTED_BY, Statement.SAVED_BY) else next(iter(reasons), None)
        matched = re.fullmatch(_pattern(says.sentence, {"who": re.escape(who)}), detail, re.DOTALL)
        if matched:
            return Concern(own, (), {SAYS: str(says), **{k: v for k, v in matched.groupdict().items() if v}})
    return None


def _matched(reason: Reason, says: Statement, words: str) -> Concern | None:
    """The words as this statement with its values; ``None`` where they are not."""
    matched = re.fullmatch(_pattern(says.sentence, {}), words) if says.sentence else None
    if matched is None:
        return None
    kinds = dict(_NAME.findall(says.sentence))
    values: dict[str, Value] = {
        name: _code(text, kinds[name]) for name, text in matched.groupdict().items() if text and name in kinds
    }
    for number, repeated in enumerate(re.findall(r"<([^<>]*)>", says.sentence)):
        rows = [row.groupdict() for row in re.finditer(_filled(repeated, {}, _LISTED), matched[f"_{number}"])]
        names = [name for name, _ in _NAME.findall(repeated)]
        values |= {name: tuple(_code(row[name], kinds[name]) for row in rows) for name in names}
    return Concern(reason, (), {SAYS: str(says), **values}) if statement(says, values) == words else None


def _pattern(sentence: str, known: Mapping[str, str]) -> str:
    made, lists = "", 0
    for optional, repeated, fixed in _PART.findall(sentence):
        if optional:
            parts = optional.split("|")
            made += "(?: and )?".join(f"(?:{_filled(part, known)})?" for part in parts)
        elif repeated:
            item = re.sub(r"\?P<\w+>", "?:", _filled(repeated, known, _LISTED))
            made += f"(?P<_{lists}>{item}(?:, {item})*)"
            lists += 1
        else:
            made += _filled(fixed, known)
    return made


def _filled(template: str, known: Mapping[str, str], text: str = ".+?") -> str:
    made, at = "", 0
    for found in _NAME.finditer(template):
        made += re.escape(template[at : found.start()])
        name, kind = found[1], found[2]
        made += ("run " if kind == "run" else "") + f"(?P<{name}>{known.get(name) or _KINDS.get(kind or '', text)})"
        at = found.end()
    return made + re.escape(template[at:])


def _code(text: str, kind: str) -> str:
    """The code that a phrase is shown for."""
    if kind not in ("phrase", "document_kind"):
        return text
    code = next((code for code, phrase in PHRASES.items() if phrase == text), None)
    return text.replace(" ", "_") if code is None else code.removeprefix("a ") if kind == "document_kind" else code
