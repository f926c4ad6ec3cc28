"""Sentences of concerns and findings, made where they are shown: in pages, tables, notes and written records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Protocol

from invoice_llm.invoice.checks.finding import Finding
from invoice_llm.invoice.concern import RULE, SAYS, TEXT, Concern, Value
from invoice_llm.invoice.field_names import spoken_name
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.statements import PHRASES, Statement

_PART = re.compile(r"\[([^\[\]]*)\]|<([^<>]*)>|([^\[\]<>]+)")
_NAME = re.compile(r"\{(\w+)(?::(\w+))?\}")
_EXPLAIN_NOTHING = (
    Reason.HIDDEN_TEXT,
    Reason.MARKED_UP,
    Reason.SEVERAL_INVOICES,
    Reason.DUPLICATE_INVOICE,
    Reason.POSSIBLE_DUPLICATE,
)
"""Reasons that do not say why the evidence is weak."""


class Spelling(Protocol):
    """Notation of numbers, days and names for one reader."""

    def amount(self, value: str) -> str:
        """A number with a point, as the reader writes it."""

    def date(self, value: str) -> str:
        """A day as ISO 8601, as the reader writes it."""

    def run(self, run_id: str) -> str:
        """The run with this id, as it stands in a sentence behind "in"."""

    def rule(self, rule: str) -> str:
        """The number of a check behind its statement, with a blank before it; empty to leave it out."""

    def words(self, text: str) -> str:
        """A sentence that was stored as words."""

    def own(self, text: str) -> str:
        """A sentence or name of this program, with its placeholders, in the reader's language."""


@dataclass(frozen=True, slots=True)
class PlainSpelling:
    """Values as they are stored, for written records and the terminal."""

    def amount(self, value: str) -> str:
        return value

    def date(self, value: str) -> str:
        return value

    def run(self, run_id: str) -> str:
        return f"run {run_id}"

    def rule(self, rule: str) -> str:
        return f" ({rule})"

    def words(self, text: str) -> str:
        return text

    def own(self, text: str) -> str:
        return text


PLAIN = PlainSpelling()


def statement(says: Statement, values: Mapping[str, Value], spelling: Spelling = PLAIN) -> str:
    """The sentence of a statement with its values in place."""
    made = []
    for optional, repeated, fixed in _PART.findall(spelling.own(says.sentence)):
        if optional:
            made.append(
                spelling.own(" and ").join(
                    _filled(one, values, spelling) for one in optional.split("|") if _has(one, values)
                )
            )
        elif repeated:
            made.append(", ".join(_filled(repeated, row, spelling) for row in _rows(repeated, values)))
        else:
            made.append(_filled(fixed, values, spelling))
    return "".join(made)


def finding_sentence(finding: Finding, spelling: Spelling = PLAIN) -> str:
    """Sentence about the values that a check compared; empty where there was nothing to compare."""
    return "" if finding.says is None else statement(finding.says, finding.values, spelling)


def broken_rule(finding: Finding, spelling: Spelling = PLAIN) -> str:
    """Sentence about the values that a check compared, with the rule's number."""
    return finding_sentence(finding, spelling) + spelling.rule(finding.rule)


def as_sentences(concerns: Sequence[Concern], spelling: Spelling = PLAIN) -> str:
    """All concerns as sentences, one a reason. That the evidence is weak is left out where other reasons say why."""
    said = told_by_reason(concerns, spelling)
    if any(reason not in (None, Reason.LOW_CONFIDENCE, *_EXPLAIN_NOTHING) for reason in said):
        said.pop(Reason.LOW_CONFIDENCE, None)
    return " ".join(said.values())


def detail_of(concerns: Sequence[Concern]) -> str | None:
    """The ``detail`` of a written record: ``None`` where the reasons' own sentences say it all."""
    return as_sentences(concerns) or None if any(concern.fields or concern.values for concern in concerns) else None


def told_by_reason(concerns: Iterable[Concern], spelling: Spelling = PLAIN) -> dict[Reason | None, str]:
    """The sentence of each reason, in their order; under ``None`` what people did."""
    grouped: dict[Reason | None, list[Concern]] = {}
    for concern in concerns:
        grouped.setdefault(concern.reason, []).append(concern)
    return {reason: _sentence(reason, group, spelling) for reason, group in grouped.items()}


def _sentence(reason: Reason | None, concerns: Sequence[Concern], spelling: Spelling) -> str:
    said = {_said(concern, spelling): _stands_alone(concern) for concern in concerns}
    whole = [words for words, is_whole in said.items() if words and is_whole]
    behind = [words for words in said if words.startswith("(")]
    parts = [words for words in said if words and words not in (*whole, *behind)]
    own = [] if reason is None or (whole and not parts) else [_with_parts(spelling.own(reason.sentence), parts)]
    return " ".join((*whole, *own, *behind))


def _with_parts(sentence: str, parts: Sequence[str]) -> str:
    return f"{sentence[:-1]}: {', '.join(parts)}." if parts else sentence


def _said(concern: Concern, spelling: Spelling) -> str:
    """The words of one concern; empty where the reason says it all."""
    values = concern.values
    if isinstance(text := values.get(TEXT), str):
        return spelling.words(text)
    rule = values.get(RULE)
    behind = spelling.rule(rule) if isinstance(rule, str) else ""
    if isinstance(says := values.get(SAYS), str):
        reason = "" if concern.reason is None else spelling.own(concern.reason.sentence)
        return statement(Statement(says), {"reason": reason, **values}, spelling) + behind
    return ", ".join(spelling.own(spoken_name(path)) for path in concern.fields) + behind


def _stands_alone(concern: Concern) -> bool:
    """False for words that go on in the sentence of their reason, whatever a value or a language begins with."""
    says, text = concern.values.get(SAYS), concern.values.get(TEXT)
    if isinstance(text, str):
        return text[:1].isupper()
    return isinstance(says, str) and Statement(says).sentence.startswith(tuple(ascii_uppercase))


def _has(template: str, values: Mapping[str, Value]) -> bool:
    return all(values.get(name) for name, _ in _NAME.findall(template))


def _rows(template: str, values: Mapping[str, Value]) -> list[dict[str, Value]]:
    names = [name for name, _ in _NAME.findall(template)]
    columns = [value if isinstance(value := values[name], tuple) else (value,) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _filled(template: str, values: Mapping[str, Value], spelling: Spelling) -> str:
    return _NAME.sub(lambda found: _spelled(values[found[1]], found[2], spelling), template)


def _spelled(value: Value, kind: str | None, spelling: Spelling) -> str:
    text = value if isinstance(value, str) else ", ".join(value)
    if kind == "amount":
        return spelling.amount(text)
    if kind == "day":
        return spelling.date(text)
    if kind == "run":
        return spelling.run(text)
    if kind == "field":
        return spelling.own(spoken_name(text))
    if kind == "document_kind":
        return spelling.own(PHRASES.get(f"a {text}", text.replace("_", " ")))
    return spelling.own(PHRASES.get(text, text.replace("_", " "))) if kind == "phrase" else text
