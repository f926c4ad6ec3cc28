"""The checks of an invoice as statements, and those that stop at the values that they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from invoice_llm.invoice.field_names import title_of
from invoice_llm.invoice.fields import FIELDS
from invoice_llm.invoice.paths import bare, top
from invoice_llm.invoice.statements import Statement
from invoice_llm.invoice.telling import finding_sentence
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.notation import Notation
from invoice_llm_airflow.pages.text.spelling import PageSpelling

if TYPE_CHECKING:
    from invoice_llm.invoice.checks import Finding

_SAID_AT_THE_FIELD = "X-REQUIRED"
_SHOWN_WHOLE = ("lines", "taxes", "allowances_charges")
_IN_FORM = {bare(field.first_path): field.first_path for field in FIELDS}
_NAMES_A_NUMBER = (Statement.IBAN_RIGHT, Statement.VAT_ID, Statement.TAX_NUMBERS_RIGHT, Statement.TAX_NUMBERS_WRONG)
"""Statements that name what was judged and not the result."""


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
    said = dict.fromkeys((tone, _statement(f, notation)) for tone, f in made)
    return [
        {"tone": tone, "sentence": sentence} for tone, sentence in sorted(said, key=lambda one: order.index(one[0]))
    ]


def checks_summary(made: Sequence[Mapping[str, str]], problems: int = 0) -> tuple[str, str]:
    """Tone and one sentence about all checks, for the place beside the buttons. ``problems`` counts what is not
    understood."""
    tones = [one["tone"] for one in made]
    stops, holds = tones.count("bad"), tones.count("good")
    if problems:
        return "down", t("A value is not understood")
    if stops:
        said = "{stops} of {all} checks stops it" if stops == 1 else "{stops} of {all} checks stop it"
        return "down", t(said, stops=stops, all=len(tones))
    if not tones:
        return "up", t("Nothing to check")
    all_hold = holds == len(tones)
    return "up", t(
        "All {holds} checks hold" if all_hold else "{holds} of {all} checks hold", holds=holds, all=len(tones)
    )


def _is_said_as_missing(finding: Finding, blocking: tuple[Finding, ...]) -> bool:
    missing = {path for one in blocking if one.rule.startswith(_SAID_AT_THE_FIELD) for path in one.fields}
    return finding.says is Statement.CURRENCY_NONE and bool(missing.intersection(finding.fields))


def _statement(finding: Finding, notation: Notation) -> str:
    """A finding in a list, where the value that it is about is not beside it."""
    said = _sentence(finding, notation)
    if finding.says in _NAMES_A_NUMBER:
        return f"{said}: {t('its check digits fit' if finding.ok else 'its check digits do not fit')}"
    if finding.says is Statement.CURRENCY_NONE:
        return f"{t(title_of(finding.fields[0]))}: {said[:1].lower()}{said[1:]}"
    return said


def _sentence(finding: Finding, notation: Notation) -> str:
    said = finding_sentence(finding, PageSpelling(notation)) or t(finding.reason.sentence)
    return said[:1].upper() + said[1:]


def stopping_sentences(notation: Notation, stops: Sequence[object]) -> list[str]:
    """What an error says that was raised because checks stop."""
    from invoice_llm.invoice.checks import Finding

    return [_statement(one, notation) for one in stops if isinstance(one, Finding)]


def _ended(sentence: str) -> str:
    """With the point by which it can stand before another."""
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def wrong(notation: Notation, blocking: tuple[Finding, ...]) -> dict[str, list[str]]:
    """The checks that stop, at the last of the values that each compares: that is the one it is about."""
    said: dict[str, list[str]] = {}
    for finding in blocking:
        if finding.fields and not finding.rule.startswith(_SAID_AT_THE_FIELD):
            said.setdefault(asked_at(finding), []).append(_ended(_sentence(finding, notation)))
    return said


def asked_at(finding: Finding) -> str:
    """Path of the value in the form that a finding is about: of several accounts the form shows the first."""
    *_, path = finding.fields
    return path if top(path) in _SHOWN_WHOLE else _IN_FORM.get(bare(path), path)
