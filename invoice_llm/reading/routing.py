"""Routing of a document, with the reasons. Nothing is accepted on a model's word: every condition is about the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from invoice_llm.invoice.checks import Finding, blocking
from invoice_llm.invoice.concern import Concern, reasons_in
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.fields import REQUIRED_FIELDS
from invoice_llm.invoice.outcome import Outcome, Reason, reason_of
from invoice_llm.invoice.paths import get, top
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.reading.confirming import is_total_confirmed
from invoice_llm.reading.dropping import WEIGHED, is_never_dropped, weighs_against
from invoice_llm.reading.validation import Doubt

BOOKABLE = ("invoice", "credit_note", "debit_note")
_SURE = 0.9
"""From this probability on the page itself says which amount is the total; below it a sum has to confirm it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Outcome of the routing, and everything that speaks for it."""

    outcome: Outcome
    concerns: tuple[Concern, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return reasons_in(self.concerns)


def route(
    invoice: Invoice,
    evidence: Mapping[str, Evidence],
    findings: Sequence[Finding],
    *,
    confident: bool,
    doubts: Sequence[Doubt] = (),
    exact: bool = False,
) -> Decision:
    """``confident``: the document's confidence reaches the threshold. ``doubts``: fields that a second look did not
    confirm. ``exact``: the values are those of e-invoice data."""
    if not is_invoice(invoice, evidence):
        return Decision(Outcome.REVIEW, (kind_concern(invoice),))
    concerns = [*_missing(invoice), *_contradicted(evidence), *_of_kind(invoice)]
    broken = (*blocking(findings, exact=exact), *_unread_rows(findings))
    concerns += [finding.concern for finding in broken if not _is_printed_so(finding, evidence)]
    if not (_is_sure(evidence.get("total_gross")) or is_total_confirmed(invoice, evidence, findings)):
        concerns.append(Concern.saying(Reason.SUM_MISMATCH, Statement.TOTAL_UNCONFIRMED, "total_gross"))
    concerns += [_doubted(doubt) for doubt in doubts if is_never_dropped(doubt.field)]
    if concerns or not confident:
        concerns += [concern for concern in _weighing(evidence, doubts) if concern not in concerns]
        return Decision(Outcome.REVIEW, (*concerns, *([] if confident else [_too_weak(evidence)])))
    remarks = (finding.concern for finding in findings if finding.ok is False and finding.severity != "info")
    return Decision(Outcome.ACCEPTED, tuple(remarks))


def _weighing(evidence: Mapping[str, Evidence], doubts: Sequence[Doubt]) -> Iterable[Concern]:
    """Concerns that lower the confidence of single values, for the person who looks at the document anyway."""
    for path, spot in evidence.items():
        for reason in map(reason_of, spot.reasons):
            if weighs_against(path, reason):
                yield Concern(reason, (path,))
    yield from map(_doubted, doubts)


def _too_weak(evidence: Mapping[str, Evidence]) -> Concern:
    return Concern(Reason.LOW_CONFIDENCE, _weakest(evidence))


def _doubted(doubt: Doubt) -> Concern:
    printed = {"printed": doubt.printed} if doubt.printed else {}
    return Concern.saying(Reason.VALIDATION_DOUBTS, Statement.DOUBTED, doubt.field, field=doubt.field, **printed)


def is_invoice(invoice: Invoice, evidence: Mapping[str, Evidence]) -> bool:
    """A reader's word that it is none is only taken where the page shows neither a number nor a total."""
    if invoice.doc_type in (*BOOKABLE, "proforma", "receipt"):
        return True
    return any(path in evidence and evidence[path].page is not None for path in ("invoice_number", "total_gross"))


_LOOKS = ("receipt", "proforma", "statement", "reminder")


def _weakest(evidence: Mapping[str, Evidence]) -> tuple[str, ...]:
    """The required value with the least behind it, where one was weighed."""
    weighed = {path: evidence[path].confidence for path in REQUIRED_FIELDS if path in evidence}
    known = {path: confidence for path, confidence in weighed.items() if confidence is not None}
    return (min(known, key=lambda path: known[path]),) if known else ()


def _missing(invoice: Invoice) -> Iterable[Concern]:
    for path in REQUIRED_FIELDS:
        if get(invoice, path) is None:
            yield Concern(Reason.MISSING_FIELD, (path,))

    if invoice.total_tax is None and not invoice.taxes and _taxed(invoice):
        yield Concern(Reason.MISSING_FIELD, ("total_tax",))


def _taxed(invoice: Invoice) -> bool:
    """True where the totals say that there is a tax: charges and allowances do not make the one of the other."""
    net, gross = invoice.total_net, invoice.total_gross
    between = (invoice.charge_total or 0) - (invoice.allowance_total or 0) + (invoice.rounding or 0)
    return net is not None and gross is not None and gross not in (net, net + between)


def _unread_rows(findings: Sequence[Finding]) -> Iterable[Finding]:
    """Rows that are printed and were not read: two rows that were taken for one add up as well."""
    return (finding for finding in findings if finding.ok is False and finding.rule == "X-ROWS")


def _contradicted(evidence: Mapping[str, Evidence]) -> Iterable[Concern]:
    """Contradictions of a value; anything merely missing beside it has lowered its confidence already."""
    for path, spot in evidence.items():
        for reason in map(reason_of, spot.reasons):
            nowhere = reason is Reason.NOT_ON_PAGE and path in REQUIRED_FIELDS
            if nowhere or is_never_dropped(path) or not (reason in WEIGHED or top(path) == "lines"):
                yield _disagreeing(path, spot) if reason is Reason.PAGE_XML_DISAGREE else Concern(reason, (path,))


def _disagreeing(path: str, spot: Evidence) -> Concern:
    """What the page says in the place of a value of e-invoice data."""
    if path == "doc_type" and spot.quote:
        return Concern.saying(Reason.PAGE_XML_DISAGREE, Statement.PAGE_IS, path, kind=spot.quote)
    if spot.quote:
        return Concern.saying(Reason.PAGE_XML_DISAGREE, Statement.PAGE_SAYS, path, field=path, page=spot.quote)
    return Concern.saying(Reason.PAGE_XML_DISAGREE, Statement.PAGE_LACKS, path, field=path)


def _is_sure(spot: Evidence | None) -> bool:
    return spot is not None and spot.confidence is not None and spot.confidence >= _SURE


def _is_printed_so(finding: Finding, evidence: Mapping[str, Evidence]) -> bool:
    """True of an account that fails its check digits alone and stands so in the file's own text: it was read rightly,
    the bank will refuse it, and nobody is paid wrongly. OCR errs at single digits; one of another length may be the
    first half of one that wraps, unless two readers read it alike, and one of another structure may be two."""
    spots = [evidence[path] for path in finding.fields if path in evidence]
    read_alike = all(spot.signals.get("agrees") for spot in spots)
    if set(finding.values.get("problem", ())) - ({"iban_checksum", "iban_length"} if read_alike else {"iban_checksum"}):
        return False
    return finding.rule == "X-IBAN" and bool(spots) and all(s.source == "text" and s.page is not None for s in spots)


def _of_kind(invoice: Invoice) -> Iterable[Concern]:
    if invoice.doc_type not in BOOKABLE:
        yield kind_concern(invoice)


def kind_concern(invoice: Invoice) -> Concern:
    """The doubt that it is an invoice at all; only its own title, in words that are known, could prove that it is
    none."""
    says = Statement.LOOKS_LIKE if invoice.doc_type in _LOOKS else Statement.KIND_UNKNOWN
    return Concern.saying(Reason.NOT_AN_INVOICE, says, "doc_type", kind=invoice.doc_type)
