"""The checks of an invoice as statements, and those that stop at the values that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoice_llm.invoice.field_names import title_of
from invoice_llm_airflow.pages.text import wording
from invoice_llm_airflow.pages.text.notation import Notation

if TYPE_CHECKING:
    from invoice_llm.invoice.checks import Finding

_SAID_AT_THE_FIELD = "X-REQUIRED"


def checks(notation: Notation, findings: tuple[Finding, ...], blocking: tuple[Finding, ...]) -> list[dict[str, str]]:
    """Checks that could be decided, failing ones first; the sentence says what was compared."""
    stops = {finding.rule for finding in blocking}
    made = [
        (("bad" if f.rule in stops else "warn" if f.severity != "info" else "info") if f.ok is False else "good", f)
        for f in findings
        if f.ok is not None and not _is_said_as_missing(f, blocking)
    ]
    made += [("bad", f) for f in blocking if f not in findings]
    order = ("bad", "warn", "info", "good")
    said = dict.fromkeys((tone, notation.said(_statement(f))) for tone, f in made)
    return [
        {"tone": tone, "sentence": sentence} for tone, sentence in sorted(said, key=lambda one: order.index(one[0]))
    ]


def _is_said_as_missing(finding: Finding, blocking: tuple[Finding, ...]) -> bool:
    missing = {path for one in blocking if one.rule.startswith(_SAID_AT_THE_FIELD) for path in one.fields}
    return finding.sentence.startswith("there is none") and bool(missing.intersection(finding.fields))


def _statement(finding: Finding) -> str:
    """A finding in a list, where the value that it is about is not beside it."""
    if finding.reason.value == "BAD_CHECK_DIGIT" and finding.sentence and ":" not in finding.sentence:
        return f"{finding.sentence}: its check digits {'fit' if finding.ok else 'do not fit'}"
    if finding.sentence.startswith("there is none") and finding.fields:
        return f"{title_of(finding.fields[0])}: {finding.sentence}"
    return finding.sentence or wording.sentence(finding.reason)


def wrong(notation: Notation, blocking: tuple[Finding, ...]) -> dict[str, list[str]]:
    """The checks that stop, at the last of the values that each compares: that is the one it is about."""
    said: dict[str, list[str]] = {}
    for finding in blocking:
        if finding.fields and not finding.rule.startswith(_SAID_AT_THE_FIELD):
            sentence = notation.said(finding.sentence or wording.sentence(finding.reason))
            said.setdefault(finding.fields[-1], []).append(sentence)
    return said
