"""Where a document goes, and why. Nothing is accepted on a model's word: every condition is about the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from invoice_llm.invoice.checks import Finding, blocking, line_sum, tolerance
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.field_names import spoken_name
from invoice_llm.invoice.fields import FIELDS, HEADER_FIELDS, REQUIRED_FIELDS
from invoice_llm.invoice.outcome import Outcome, Reason, reason_of
from invoice_llm.invoice.paths import get, top
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.validation import Doubt

BOOKABLE = ("invoice", "credit_note", "debit_note")
_CONFIRMING = ("BR-CO-15", "BR-CO-16")
_OF_LINES = (Reason.NOT_ON_PAGE, Reason.OTHER_LABELLED)
"""What speaks against a line's value as such; what else can be said of it shows in the sums."""
_ROLE_MATTERS = tuple(field.path for field in FIELDS if field.path in HEADER_FIELDS or field.fused == "amounts")


@dataclass(frozen=True, slots=True)
class Decision:
    """``detail`` names what the first reason is about."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    detail: str | None = None


def route(
    invoice: Invoice,
    evidence: Mapping[str, Evidence],
    findings: Sequence[Finding],
    *,
    confident: bool,
    doubts: Sequence[Doubt] = (),
) -> Decision:
    """``confident``: the document's confidence reaches the threshold. ``doubts``: fields that a second look did not
    confirm."""
    if not is_invoice(invoice, evidence):
        return Decision(Outcome.REJECTED, (Reason.NOT_AN_INVOICE,))
    concerns = [*_missing(invoice), *_of_evidence(evidence), *_of_kind(invoice)]
    concerns += [(finding.reason, _broken(finding)) for finding in blocking(findings)]
    if not _total_confirmed(invoice, evidence, findings):
        concerns.append((Reason.SUM_MISMATCH, "nothing on the page confirms the total"))
    if doubts:
        concerns.append((Reason.VALIDATION_DOUBTS, ", ".join(map(_doubted, doubts))))
    if not confident:
        concerns.append((Reason.LOW_CONFIDENCE, _weakest(evidence)))
    if not concerns:
        remarks = [(f.reason, _broken(f)) for f in findings if f.ok is False and f.severity != "info"]
        reasons = tuple(dict.fromkeys(reason for reason, _ in remarks))
        return Decision(Outcome.ACCEPTED, reasons, told(remarks) or None)
    reasons = tuple(dict.fromkeys(reason for reason, _ in concerns))
    return Decision(Outcome.REVIEW, reasons, told(concerns))


def _doubted(doubt: Doubt) -> str:
    return spoken_name(doubt.field) + (f" (it reads “{doubt.printed}”)" if doubt.printed else "")


def is_invoice(invoice: Invoice, evidence: Mapping[str, Evidence]) -> bool:
    """A reader's word that it is none is only taken where the page shows neither a number nor a total."""
    if invoice.doc_type in (*BOOKABLE, "proforma", "receipt"):
        return True
    return any(path in evidence and evidence[path].page is not None for path in ("invoice_number", "total_gross"))


def told(concerns: Iterable[tuple[Reason, str | None]]) -> str:
    """The reasons as sentences, each with the fields it is about."""
    about: dict[Reason, list[str]] = {}
    named = list(concerns)
    for reason, what in named:
        if reason is Reason.LOW_CONFIDENCE and len(named) > 1:
            continue  # the other reasons say why
        about.setdefault(reason, []).extend([what] if what else [])
    return " ".join(
        f"{reason.sentence[:-1]}: {', '.join(dict.fromkeys(names))}." if names else reason.sentence
        for reason, names in about.items()
    )


_LOOKS = {
    "receipt": "it looks like a receipt",
    "proforma": "it looks like a pro forma invoice",
    "statement": "it looks like an account statement",
    "reminder": "it looks like a reminder",
}


def _broken(finding: Finding) -> str:
    return f"{finding.sentence} ({finding.rule})"


def _weakest(evidence: Mapping[str, Evidence]) -> str | None:
    """The required value with the least behind it."""
    weighed = {path: evidence[path].confidence for path in REQUIRED_FIELDS if path in evidence}
    known = {path: confidence for path, confidence in weighed.items() if confidence is not None}
    return spoken_name(min(known, key=lambda path: known[path])) if known else None


def _missing(invoice: Invoice) -> Iterable[tuple[Reason, str | None]]:
    for path in REQUIRED_FIELDS:
        if get(invoice, path) is None:
            yield Reason.MISSING_FIELD, spoken_name(path)


def _of_evidence(evidence: Mapping[str, Evidence]) -> Iterable[tuple[Reason, str | None]]:
    for path, spot in evidence.items():
        for code in spot.reasons:
            reason = reason_of(code)
            line_detail = top(path) == "lines" and reason not in _OF_LINES
            if not line_detail and not (reason is Reason.WEAK_LABEL and path not in _ROLE_MATTERS):
                yield reason, spoken_name(path)


def _of_kind(invoice: Invoice) -> Iterable[tuple[Reason, str | None]]:
    if invoice.doc_type not in BOOKABLE:
        yield Reason.NOT_AN_INVOICE, _LOOKS.get(invoice.doc_type, "nothing on it says so")


def _total_confirmed(invoice: Invoice, evidence: Mapping[str, Evidence], findings: Sequence[Finding]) -> bool:
    """By XML, by a sum that contains the total, or by lines that add up to it; with each value in a place of its own.

    A reader changes numbers until they agree, and one printed amount can be taken for two: neither confirms anything.
    """
    spot = evidence.get("total_gross")
    if spot is None or spot.source == "xml":
        return spot is not None
    sums = [f for f in findings if f.ok and f.rule in _CONFIRMING and "total_gross" in f.fields]
    return any(_apart(evidence, finding.fields) for finding in sums) or _lines_confirm(invoice, evidence)


def _apart(evidence: Mapping[str, Evidence], fields: Sequence[str]) -> bool:
    """Whether these values, two at least, stand in places of their own."""
    spots = [evidence[path] for path in fields if path in evidence]
    places = {(spot.page, spot.bbox) for spot in spots}
    return len(spots) > 1 and len(places) == len(spots) and all(spot.page is not None for spot in spots)


def _lines_confirm(invoice: Invoice, evidence: Mapping[str, Evidence]) -> bool:
    total, gross = line_sum(invoice), invoice.total_gross
    if total is None or gross is None:
        return False
    charges = (invoice.charge_total or 0) - (invoice.allowance_total or 0)
    adds_up = any(abs(candidate - gross) <= tolerance(invoice) for candidate in (total, total + charges))
    return adds_up and _apart(evidence, ["total_gross", *(f"lines[{i}].line_total" for i in range(len(invoice.lines)))])
