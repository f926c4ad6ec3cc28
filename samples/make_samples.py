"""Write the sample inbox: ``python -m samples.make_samples [FOLDER]``, by default ``samples/inbox``.

The same code and library versions write the same bytes: dates, numbers and document ids are fixed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from samples.making import bills, files, layouts
from samples.making.bill import Bill
from samples.making.einvoices import cii, ubl
from samples.making.sheet import Sheet
from samples.making.truth import truth_of
from samples.making.words import Words

Layout = Callable[[Bill, Sheet, Words], None]
INBOX = Path(__file__).parent / "inbox"
_VENDOR_A = {"number": "Invoice no.", "order": "Your order", "customer": "Account", "to": ""}
_VENDOR_B = {"number": "Beleg-Nr.", "date": "Belegdatum", "customer": "Kd-Nr.", "order": "Ihre Bestell-Nr.",
             "preceding": "zu Beleg"}  # fmt: skip
_RULED = {"gross": "Gesamtbetrag", "tax": "MwSt. {rate} %", "net": "Nettobetrag"}
_GROSS_LINES = {"price": "P.U. TTC", "amount": "Montant TTC", "tax": "dont TVA {rate} %", "net": "dont HT"}
_SLASHED = {"date": "Date", "vat": "Reg. no.", "tax": "VAT {rate} %"}


@dataclass(frozen=True, slots=True)
class Document:
    """One file. ``truth`` is what stands beside it as ``<stem>.truth.json``."""

    name: str
    data: bytes
    truth: Mapping[str, Any]


class _Slashed(Words):
    """Days as 03/04/2026, whatever the language."""

    def day(self, value: date) -> str:
        return f"{value:%d/%m/%Y}"


def documents() -> Iterator[Document]:
    """The whole inbox."""
    clean = _page("en-clean-services", bills.CLEAN, layouts.band)
    yield clean
    yield Document("exact-copy-of-en-clean-services.pdf", clean.data, _expecting(clean, "duplicate", "DUPLICATE_FILE"))
    yield _page(
        "resent-en-clean-services", bills.CLEAN, layouts.band, stamp="COPY", expected=("duplicate", "DUPLICATE_INVOICE")
    )
    yield from _vendors()
    yield from _layouts()
    yield from _einvoices()
    yield from _doubtful()
    yield from _unreadable()


def _vendors() -> Iterator[Document]:
    yield _page("vendor-a-v2-two-page-table", bills.TWO_PAGES, layouts.boxed, _VENDOR_A)
    yield _page("vendor-a-v2-discount-and-shipping", bills.DISCOUNT, layouts.boxed, _VENDOR_A)
    yield _page("vendor-b-v1-plain", bills.TOOLS, layouts.window, _VENDOR_B)
    yield _page("vendor-b-v1-credit-note", bills.CREDIT, layouts.window, _VENDOR_B)


def _layouts() -> Iterator[Document]:
    yield _page("de-wrapped-table-cells", bills.WRAPPED, layouts.ruled, _RULED)
    yield _page("de-two-tax-rates", bills.FRUIT, layouts.window)
    yield _page("fr-tax-inclusive-lines", bills.PAPER, layouts.facture, _GROSS_LINES)
    yield _page(
        "en-amount-due-differs-from-total",
        bills.DUE_DIFFERS,
        partial(layouts.band, colour="#6d1f32"),
        font="Times-Roman",
    )
    yield _page("us-dollar-services", bills.DOLLARS, layouts.minimal)


def _einvoices() -> Iterator[Document]:
    page = _page("fr-factur-x", bills.WEB, layouts.facture)
    yield Document(page.name, files.with_xml(page.data, cii(bills.WEB)), page.truth)
    bill = bills.XRECHNUNG
    yield Document("de-xrechnung-ubl.xml", ubl(bill), truth_of(bill, Words(bill), (), "accepted", ()))


def _doubtful() -> Iterator[Document]:
    yield _page(
        "sums-do-not-add-up",
        bills.WRONG_SUM,
        partial(layouts.band, colour="#6d1f32"),
        expected=("review", "SUM_MISMATCH"),
    )
    yield _page(
        "ambiguous-date",
        bills.AMBIGUOUS,
        partial(layouts.band, colour="#b3541e"),
        _SLASHED,
        words=_Slashed,
        expected=("review", "AMBIGUOUS_DATE"),
    )
    yield _page("instructions-to-the-model", bills.INJECTED, layouts.band)


def _unreadable() -> Iterator[Document]:
    scan = _page("scan", bills.SCANNED, layouts.window)
    truth = _unseen(scan.truth, "review", "NO_TEXT")
    yield Document("scan-without-text.pdf", files.scanned(scan.data), truth)
    locked = _page("encrypted", bills.LOCKED, layouts.band, password="correct horse")
    yield Document(locked.name, locked.data, _unseen(locked.truth, "rejected", "ENCRYPTED"))
    cut = _page("truncated", bills.CUT, layouts.window, _VENDOR_B)
    yield Document(cut.name, cut.data[: len(cut.data) // 3], _nothing("rejected", "UNREADABLE_FILE"))
    yield Document("empty.pdf", b"", _nothing("rejected", "EMPTY_FILE"))
    yield Document(
        "letter-no-invoice.pdf", files.letter(), {**_nothing("rejected", "NOT_AN_INVOICE"), "doc_type": "other"}
    )


def _page(
    stem: str, bill: Bill, layout: Layout, own: Mapping[str, str] | None = None, *, words: type[Words] = Words,
    font: str = "Helvetica", stamp: str | None = None, password: str | None = None,
    expected: tuple[str, ...] = ("accepted",),
) -> Document:  # fmt: skip
    sheet, labels = Sheet(title=f"{bill.seller.name} {bill.number}", font=font, password=password), words(bill, own)
    if stamp:
        sheet.stamp(stamp)
    layout(bill, sheet, labels)
    return Document(f"{stem}.pdf", sheet.bytes(), truth_of(bill, labels, sheet.drawn, expected[0], expected[1:]))


def _nothing(outcome: str, *reasons: str) -> dict[str, Any]:
    meta = {"source": "made by samples/make_samples.py", "visible_in_text_layer": {}}
    return {"expected": {"outcome": outcome, "reasons": list(reasons)}, "_meta": meta}


def _unseen(truth: Mapping[str, Any], outcome: str, *reasons: str) -> dict[str, Any]:
    """The truth of a document from which no text can be read."""
    visible = {key: False for key, shown in truth["_meta"]["visible_in_text_layer"].items() if key != "line_items"}
    meta = {**truth["_meta"], "visible_in_text_layer": visible}
    return {**truth, "expected": {"outcome": outcome, "reasons": list(reasons)}, "_meta": meta}


def _expecting(document: Document, outcome: str, *reasons: str) -> dict[str, Any]:
    return {**document.truth, "expected": {"outcome": outcome, "reasons": list(reasons)}}


def write(folder: Path) -> list[Path]:
    """Write every document and its truth; returns the documents' paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for document in documents():
        path = folder / document.name
        path.write_bytes(document.data)
        text = json.dumps(document.truth, indent=1, ensure_ascii=False) + "\n"
        (folder / f"{path.stem}.truth.json").write_text(text, "utf-8")
        paths.append(path)
    return paths


if __name__ == "__main__":
    written = write(Path(sys.argv[1]) if len(sys.argv) > 1 else INBOX)
    print(f"{len(written)} documents written")
