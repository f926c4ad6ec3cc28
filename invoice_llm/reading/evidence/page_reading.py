"""One document's pages with everything that is read off them without a model, each reading made once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.page import Page
from invoice_llm.invoice.checks import OwnCompany
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.parties.seller_and_buyer import Parties
from invoice_llm.label_reader.reader import ReadLabels, read_invoice
from invoice_llm.reading.evidence.located import Located
from invoice_llm.reading.evidence.page_cells import PageCells
from invoice_llm.reading.evidence.page_index import Places
from invoice_llm.reading.evidence.remembered import NOTHING, Remembered
from invoice_llm.reading.evidence.structure import Structure, structure_of
from invoice_llm.reading.own_ids import with_own_ids
from invoice_llm.reading.parsing.assembly import Assembled, assemble_in
from invoice_llm.reading.parsing.convention import Convention, Habits, habits_of
from invoice_llm.reading.parsing.origin import Origin, seller_country

Spots = dict[tuple[str, object, str | None], Located]
"""The best place of a value, by its path, itself and its text."""


@dataclass(frozen=True, eq=False)
class PageReading:
    """Pages, their ``text`` as it was given to the reader, and what is read off both when it is first asked for.

    Passed down from the moment a document is opened, so that no step reads again. ``layout`` is the pages' own text,
    the same as ``text`` unless somebody brought another; ``read_labels`` is the label reader, ``remembered`` what the
    supplier's decided invoices tell of this page, ``own`` who we are. ``kept_structure`` is that of the layout alone,
    where an earlier step has made it.
    """

    pages: tuple[Page, ...]
    text: str
    layout: str
    read_labels: ReadLabels = read_invoice
    remembered: Remembered = NOTHING
    own: OwnCompany = field(default_factory=OwnCompany)
    kept_structure: Structure | None = field(default=None, repr=False)
    _places: dict[Convention, Places] = field(default_factory=dict, init=False, repr=False)
    _spots: dict[Convention, Spots] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, pages: Sequence[Page], read_labels: ReadLabels = read_invoice) -> Self:
        """Pages with the text that their layout makes."""
        text = layout_text(pages)
        return cls(tuple(pages), text, text, read_labels)

    @classmethod
    def of_text(cls, text: str, pages: Sequence[Page]) -> Self:
        """Pages with a text that somebody else made of them."""
        return cls(tuple(pages), text, layout_text(pages))

    @cached_property
    def labels(self) -> PrintedInvoice:
        """The label reader's answer."""
        return self.with_own(self.read_labels(self.text))

    @cached_property
    def labelled(self) -> Assembled:
        """The label reader's answer as an invoice."""
        return self.assembled(self.labels)

    @cached_property
    def structure(self) -> Structure:
        """Labelled values, parties and table rows."""
        found = self._structure
        return replace(found, parties=with_own_ids(found.parties, self.own, self.unclaimed_ids))

    @cached_property
    def _structure(self) -> Structure:
        if self.kept_structure is None or self.remembered.total_rows:
            return structure_of(self.layout, self.remembered)
        return replace(self.kept_structure, remembered=self.remembered)

    @cached_property
    def unclaimed_ids(self) -> tuple[str, ...]:
        """The VAT ids that do not stand in the block of a buyer or of a third party."""
        taken = [cell.text for block in self._structure.blocks if block.kind != "seller" for cell in block.cells]
        return tuple(one for one in self._structure.vat_ids if not any(one in text for text in taken))

    @cached_property
    def cells(self) -> PageCells:
        """Cells of all pages, with their surroundings."""
        return PageCells.of(self.pages)

    @cached_property
    def habits(self) -> Habits:
        """Notation of numbers and dates in the text, and the countries and currencies it names."""
        return habits_of(self.text)

    @cached_property
    def believed(self) -> tuple[Page, ...]:
        """The pages as far as their text can be believed: where it has the words of this supplier's decided invoices,
        letter by letter, how unlikely they look in the languages that are known says nothing."""
        if not self.remembered.lessons:
            return self.pages
        return tuple(replace(page, quality=None) if page.source == "text" else page for page in self.pages)

    def convention_for(self, printed: PrintedInvoice) -> Convention:
        """The convention in which a reader's answer is parsed."""
        return self.remembered.over(self.habits.convention(printed.language, Origin.of_answer(printed)))

    def sellers_country(self, invoice: Invoice) -> str | None:
        """The country that the pages show the supplier of an invoice in; where its account is says nothing of it."""
        origin = replace(Origin.of_invoice(invoice), iban=None)
        return seller_country(self.text, origin, invoice.language)

    def with_own(self, printed: PrintedInvoice) -> PrintedInvoice:
        """A reader's answer with our own ids as the buyer's."""
        read = Parties(printed.seller, printed.buyer)
        told = read if self.own == OwnCompany() else with_own_ids(read, self.own, self.unclaimed_ids)
        return printed if told is read else printed.model_copy(update={"seller": told.seller, "buyer": told.buyer})

    def assembled(self, printed: PrintedInvoice) -> Assembled:
        """A reader's answer as an invoice."""
        return assemble_in(self.convention_for(printed), printed)

    def places(self, convention: Convention) -> Places:
        """The index of the rows, one for each convention."""
        if convention not in self._places:
            self._places[convention] = Places(self.pages, convention)
        return self._places[convention]

    def spots(self, convention: Convention) -> Spots:
        """The values whose places have been looked for in this convention, for readings that share them."""
        return self._spots.setdefault(convention, {})
