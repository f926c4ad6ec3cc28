"""Markings of e-invoice data: what they say of the document besides its values, or say twice.

UBL, CII and FatturaPA have elements for copies, tests and kinds of document, and a sum in another currency is allowed
by their schemas; none of these has a place among the values of an invoice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from invoice_llm.documents.einvoice.codes import is_plain_invoice
from invoice_llm.documents.einvoice.source import Element
from invoice_llm.documents.einvoice.table import found_at, text

MarkingKind = Literal["copy", "test", "status", "type_code", "other_currency", "repeated"]
Markings = Mapping[str, str]
"""Each :data:`MarkingKind` with its value: a code, a currency or the name of an element."""

_TRANSACTION = "SupplyChainTradeTransaction"
_SETTLEMENT = f"{_TRANSACTION}/ApplicableHeaderTradeSettlement"
_CII_SUMS = f"{_SETTLEMENT}/SpecifiedTradeSettlementHeaderMonetarySummation"
_BODY = "FatturaElettronicaBody/DatiGenerali/DatiGeneraliDocumento"
_ONCE_IN_UBL = (
    *("ID", "IssueDate", "InvoiceTypeCode", "CreditNoteTypeCode", "DocumentCurrencyCode"),
    *("AccountingSupplierParty", "AccountingCustomerParty", "LegalMonetaryTotal", "LegalMonetaryTotal/PayableAmount"),
)
_ONCE_IN_CII = (
    *("ExchangedDocument", "ExchangedDocument/ID", "ExchangedDocument/TypeCode", "ExchangedDocument/IssueDateTime"),
    *(
        f"{_SETTLEMENT}/InvoiceCurrencyCode",
        _CII_SUMS,
        f"{_CII_SUMS}/GrandTotalAmount",
        f"{_CII_SUMS}/DuePayableAmount",
    ),
)
_ONCE_IN_FATTURAPA = tuple(f"{_BODY}/{name}" for name in ("Numero", "Data", "Divisa", "ImportoTotaleDocumento"))
_PLAIN_IN_FATTURAPA = ("TD01", "TD02", "TD03", "TD04", "TD05", "TD06", "TD24", "TD25", "TD26")
"""Invoices, advances, notes and fees of a supplier. The others are the buyer's own, for a tax that is owed by it."""


def markings_of(root: Element, syntax: str) -> Markings:
    """Markings of a root with local names only; none for a syntax that has no place for them."""
    read = _READERS.get(syntax)
    return {} if read is None else dict(read(root))


def _ubl(root: Element) -> Iterator[tuple[MarkingKind, str]]:
    yield from _told(root, "copy", "CopyIndicator")
    yield from _kind(text("InvoiceTypeCode", "CreditNoteTypeCode")(root))
    yield from _repeated(root, _ONCE_IN_UBL)
    yield from _other_currency(root, text("DocumentCurrencyCode")(root), "LegalMonetaryTotal/*[@currencyID]")


def _cii(root: Element) -> Iterator[tuple[MarkingKind, str]]:
    yield from _told(root, "copy", "ExchangedDocument/CopyIndicator/Indicator", "ExchangedDocument/CopyIndicator")
    yield from _told(
        root, "test", "ExchangedDocumentContext/TestIndicator/Indicator", "ExchangedDocumentContext/TestIndicator"
    )
    if status := text("ExchangedDocument/StatusCode")(root):
        yield "status", status
    yield from _kind(text("ExchangedDocument/TypeCode")(root))
    yield from _repeated(root, _ONCE_IN_CII)
    sums = (f"{_CII_SUMS}/{name}[@currencyID]" for name in ("GrandTotalAmount", "DuePayableAmount"))
    yield from _other_currency(root, text(f"{_SETTLEMENT}/InvoiceCurrencyCode")(root), *sums)


def _fatturapa(root: Element) -> Iterator[tuple[MarkingKind, str]]:
    code = text(f"{_BODY}/TipoDocumento")(root)
    if code is not None and code not in _PLAIN_IN_FATTURAPA:
        yield "type_code", code
    yield from _repeated(root, _ONCE_IN_FATTURAPA)


def _facturae(root: Element) -> Iterator[tuple[MarkingKind, str]]:
    """``CO``, ``CR`` and ``CC`` are copies of an original, a corrected and a collected invoice."""
    code = text("Invoices/Invoice/InvoiceHeader/InvoiceClass")(root) or ""
    if code.startswith("C"):
        yield "copy", code


def _told(root: Element, kind: MarkingKind, *paths: str) -> Iterator[tuple[MarkingKind, str]]:
    """An indicator that is set."""
    if (text(*paths)(root) or "").lower() in ("true", "1"):
        yield kind, "true"


def _kind(code: str | None) -> Iterator[tuple[MarkingKind, str]]:
    if code is not None and not is_plain_invoice(code):
        yield "type_code", code


def _repeated(root: Element, paths: tuple[str, ...]) -> Iterator[tuple[MarkingKind, str]]:
    """The first element that stands there more than once: one reader takes this one, another one that."""
    for path in paths:
        if len(list(found_at(root, (path,)))) > 1:
            yield "repeated", path.rpartition("/")[2]
            return


def _other_currency(root: Element, own: str | None, *paths: str) -> Iterator[tuple[MarkingKind, str]]:
    others = (element.get("currencyID") for element in found_at(root, paths))
    if own and (other := next((one for one in others if one and one != own), None)):
        yield "other_currency", other


_READERS: Mapping[str, Callable[[Element], Iterator[tuple[MarkingKind, str]]]] = {
    "ubl": _ubl,
    "cii": _cii,
    "fatturapa": _fatturapa,
    "facturae": _facturae,
}
