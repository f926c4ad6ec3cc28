"""One document's page, and readings held against it: alone, beside another, or made into one with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.invoice.checks import Finding, check
from invoice_llm.invoice.fields import FIELDS
from invoice_llm.invoice.own_fields import OwnField
from invoice_llm.invoice.paths import top
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.label_reader.own_values import read_own
from invoice_llm.llm.logprobs import Sureness
from invoice_llm.reading.confidence import Calibration, Evident, Weighed, weigh
from invoice_llm.reading.confidence.agreement import Agreement, compare
from invoice_llm.reading.evidence.locate import Located, locate
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.fusion import Fused, Read, Reader, fuse, possible
from invoice_llm.reading.parsing.assembly import Assembled, assemble_in
from invoice_llm.reading.posterior import PageFacts, ballots_of, document_posterior
from invoice_llm.reading.posterior.choosing import keys_of
from invoice_llm.reading.posterior.weights import Weights

_PATHS: Mapping[str, str] = {field.answer: field.first_path for field in FIELDS if field.answer and not field.in_rows}
"""The invoice's paths, by the keys of an answer."""


@dataclass(frozen=True, slots=True)
class Held:
    """One reading held against the page, before anything is weighed."""

    printed: PrintedInvoice
    assembled: Assembled
    located: Mapping[str, Located]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One reading held against the page, with its weights."""

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


@dataclass(frozen=True, eq=False)
class Sheet:
    """One document's page, with what is read off it. Without a calibration and weights the shipped ones weigh.
    ``expected`` are folded names of suppliers that the company lists and whose VAT id or account the page prints,
    ``own`` are its own names, ``own_fields`` those that its invoice model declares."""

    read: PageReading
    today: date
    calibration: Calibration | None = None
    weights: Weights | None = None
    expected: frozenset[str] = frozenset()
    own: tuple[str, ...] = ()
    own_fields: tuple[OwnField, ...] = ()
    _held: list[Held] = field(default_factory=list, init=False, repr=False)

    @cached_property
    def labels(self) -> Held:
        """The label reader's answer held against the page, once for all models that are asked."""
        return self.held(possible(self.read.labels))

    @cached_property
    def own_labelled(self) -> Mapping[str, tuple[str, ...]]:
        """Values of the own fields beside their labels, by name."""
        return read_own(self.read.text, self.own_fields)

    @property
    def own_open(self) -> tuple[str, ...]:
        """Own fields whose value no label tells, so that a model is asked for them."""
        return tuple(field.name for field in self.own_fields if len(self.own_labelled.get(field.name, ())) != 1)

    @cached_property
    def facts(self) -> PageFacts:
        """Offers of the page for each field."""
        return PageFacts.of(self.read, self.expected, self.own)

    @cached_property
    def believed(self) -> Mapping[str, float]:
        """Probability of each of the label reader's values among all that the page offers, before any model is
        heard: of those without which no invoice can be booked."""
        labels = self.labels.assembled.invoice
        ballots = ballots_of(self.facts, labels, {}, self.weights)
        posterior, keys = document_posterior(ballots, {}, self.weights), keys_of(labels, ballots)
        return {path: posterior.fields[path].of(key) for path, key in keys.items()}

    def held(self, printed: PrintedInvoice) -> Held:
        """A reading parsed, located and checked, once for equal readings."""
        known = next((one for one in self._held if one.printed == printed), None)
        if known is None:
            known = self._against_page(printed)
            self._held.append(known)
        return known

    def _against_page(self, printed: PrintedInvoice) -> Held:
        convention = self.read.convention_for(printed)
        known = printed == self.read.labels
        assembled = self.read.labelled if known else assemble_in(convention, printed)
        located = locate(assembled, self.read, convention)
        return Held(printed, assembled, located, check(assembled.invoice, today=self.today))

    def weighed(
        self,
        printed: PrintedInvoice,
        agreement: Mapping[str, Agreement],
        sureness: Mapping[str, Sureness],
        shown: Sequence[tuple[str, Located]] = (),
    ) -> Seen:
        """A reading held against the page and weighed. ``shown`` are places that are known already, by path; the one
        with the better label counts."""
        held = self.held(printed)
        better = {path: spot for path, spot in shown if path in held.located and spot.label > held.located[path].label}
        return self._weighed(replace(held, located={**held.located, **better}), agreement, sureness)

    def beside(self, printed: PrintedInvoice, sureness: Mapping[str, Sureness]) -> tuple[Seen, Seen]:
        """A model's and the label reader's reading, each weighed with what the other says."""
        model = self.held(possible(printed))
        return self._told(model, self.labels, sureness), self._told(self.labels, model, {})

    def _told(self, held: Held, other: Held, sureness: Mapping[str, Sureness]) -> Seen:
        """Weighed with what the other reading says. Its value under another field's label denies nothing."""
        told = compare(held.assembled.invoice, other.assembled.invoice)
        agreement = {
            path: Agreement(None) if one.same is False and other.located[path].label < 0 else one
            for path, one in told.items()
        }
        return self._weighed(held, agreement, sureness)

    def _weighed(self, held: Held, agreement: Mapping[str, Agreement], sureness: Mapping[str, Sureness]) -> Seen:
        evident = Evident(
            located=held.located,
            problems=held.assembled.problems,
            findings=held.findings,
            agreement=agreement,
            sureness=sureness,
            pages=self.read.believed,
        )
        return Seen(held.printed, held.assembled, evident, weigh(evident, self.calibration))

    def fused(
        self, printed: PrintedInvoice, sureness: Mapping[str, Sureness], settled: Mapping[str, Reader] | None = None
    ) -> tuple[Seen, Fused]:
        """A model's reading and the label reader's made into one, and that one weighed: each value with what its other
        reading says. ``settled`` says whose value is the likelier one where that is known already."""
        model, second = self.beside(printed, sureness)
        fused = fuse(_read(model), _read(second), self.read, settled)
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
    doubtful = Counter(top(path) for path, spot in seen.located.items() if _is_doubtful(spot))
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
