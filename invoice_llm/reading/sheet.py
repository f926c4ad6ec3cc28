"""One document's page, and readings held against it: alone, beside another, or made into one with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.invoice.checks import Finding, check
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.llm.logprobs import Sureness
from invoice_llm.reading.confidence import Calibration, Evident, Weighed, weigh
from invoice_llm.reading.confidence.agreement import Agreement, compare
from invoice_llm.reading.evidence.locate import Located, locate
from invoice_llm.reading.fusion import Fused, Read, fuse, possible
from invoice_llm.reading.parsing.assembly import Assembled, assemble
from invoice_llm.reading.parsing.convention import read_convention

_PATHS: Mapping[str, str] = {
    "purchase_order": "po_numbers[0]",
    "iban": "payment_accounts[0].iban",
    "preceding_invoice": "preceding_invoices[0].number",
}
"""Where the invoice has a value under another path than the answer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One reading held against the page."""

    printed: PrintedInvoice
    assembled: Assembled
    evident: Evident
    weighed: Weighed

    @property
    def located(self) -> Mapping[str, Located]:
        return self.evident.located

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(self.evident.findings)

    @property
    def agreement(self) -> Mapping[str, Agreement]:
        return self.evident.agreement


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document's text and pages. Without a calibration the shipped one weighs."""

    text: str
    pages: Sequence[Page]
    today: date
    calibration: Calibration | None = None

    def weighed(
        self,
        printed: PrintedInvoice,
        agreement: Mapping[str, Agreement],
        sureness: Mapping[str, Sureness],
        shown: Sequence[tuple[str, Located]] = (),
    ) -> Seen:
        """A reading parsed, located, checked and weighed. ``shown`` are places that are known already, by path; the one
        with the better label counts."""
        assembled = assemble(printed, self.text)
        located = locate(assembled, self.pages, read_convention(self.text, printed.language, printed.seller.vat_id))
        for path, spot in shown:
            if path in located and spot.label > located[path].label:
                located[path] = spot
        findings = check(assembled.invoice, today=self.today)
        evident = Evident(
            located=located,
            problems=assembled.problems,
            findings=findings,
            agreement=agreement,
            sureness=sureness,
            pages=self.pages,
        )
        return Seen(printed, assembled, evident, weigh(evident, self.calibration))

    def beside(
        self, printed: PrintedInvoice, labels: PrintedInvoice, sureness: Mapping[str, Sureness]
    ) -> tuple[Seen, Seen]:
        """A model's and the label reader's reading, each weighed with what the other says."""
        model, second = self.weighed(possible(printed), {}, sureness), self.weighed(possible(labels), {}, {})
        return self._told(model, second, sureness), self._told(second, model, {})

    def _told(self, seen: Seen, other: Seen, sureness: Mapping[str, Sureness]) -> Seen:
        """Weighed again, with what the other reading says. Its value under another field's label denies nothing."""
        told = compare(seen.assembled.invoice, other.assembled.invoice)
        agreement = {
            path: Agreement(None) if one.same is False and other.located[path].label < 0 else one
            for path, one in told.items()
        }
        evident = replace(seen.evident, agreement=agreement, sureness=sureness)
        return replace(seen, evident=evident, weighed=weigh(evident, self.calibration))

    def fused(
        self, printed: PrintedInvoice, labels: PrintedInvoice, sureness: Mapping[str, Sureness]
    ) -> tuple[Seen, Fused]:
        """The two readings made into one, and that one weighed: each value with what its other reading says."""
        model, second = self.beside(printed, labels, sureness)
        fused = fuse(_read(model), _read(second), self.text, today=self.today)
        from_labels = {path for path, reader in fused.readers.items() if reader == "labels"}
        agreement = {**second.agreement, **model.agreement}
        agreement |= {path: told for path, told in second.agreement.items() if path in from_labels}
        sure = {path: told for path, told in sureness.items() if path not in from_labels}
        return self.weighed(fused.printed, agreement, sure, _shown(model, second, fused)), fused


def _shown(model: Seen, labels: Seen, fused: Fused) -> list[tuple[str, Located]]:
    """A party's role shows beside the other party. Where that one is left open, it shows in the reading that had it."""
    told_by = {"model": (model,), "labels": (labels,), "both": (model, labels)}
    readers = [(path, fused.readers.get(path)) for path in ("seller.name", "buyer.name")]
    return [(path, seen.located[path]) for path, reader in readers if reader for seen in told_by[reader]]


def _read(seen: Seen) -> Read:
    wrong = frozenset(path for path, told in seen.weighed.signals.items() if "bad_check_digits" in told)
    doubtful = Counter(path.partition("[")[0] for path, spot in seen.located.items() if _is_doubtful(spot))
    return Read(seen.printed, seen.weighed.fields, seen.weighed.scores, seen.agreement, wrong, doubtful)


def _is_doubtful(spot: Located) -> bool:
    return bool(spot.reasons) or (spot.place is None and not spot.derived)


def in_invoice(sureness: Mapping[str, Sureness]) -> dict[str, Sureness]:
    """From the paths of an answer to those of the invoice it makes."""
    return {_PATHS.get(path, path): told for path, told in sureness.items()}


def text_page(text: str) -> Page:
    """Plain text as a page: a row a line, places by character."""
    lines = text.splitlines() or [""]
    width = max(map(len, lines)) or 1
    rows = (_text_row(line, index, len(lines), width) for index, line in enumerate(lines))
    return Page(1, float(width), float(len(lines)), tuple(row for row in rows if row.cells))


def _text_row(line: str, index: int, count: int, width: int) -> TextRow:
    cells = re.finditer(r"\S+(?: \S+)*", line)
    top, bottom = index / count, (index + 1) / count
    return TextRow(tuple(tuple(_words(cell.group(), cell.start(), (top, bottom), width)) for cell in cells))


def _words(cell: str, start: int, rows: tuple[float, float], width: int) -> Iterator[Word]:
    for word in re.finditer(r"\S+", cell):
        left, right = (start + word.start()) / width, (start + word.end()) / width
        yield Word(word.group(), (left, rows[0], right, rows[1]))
