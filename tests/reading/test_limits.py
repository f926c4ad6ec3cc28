"""Texts that nobody could store, show or pay by are cut, and a person is asked."""

from __future__ import annotations

from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.paths import leaves
from invoice_llm.invoice.schema import Invoice, LineItem, Party, TaxId
from invoice_llm.reading.limits import LONGEST, LONGEST_NOTE, within_limits
from invoice_llm.reading.routing import route

MEGABYTE = "x" * 1_000_000


def test_every_text_of_an_invoice_has_a_limit_and_says_that_it_was_cut() -> None:
    seller = Party(name=MEGABYTE, tax_ids=(TaxId(scheme="VAT", value=MEGABYTE),))
    line = LineItem(description=MEGABYTE)
    read = Invoice(invoice_number=MEGABYTE, seller=seller, lines=(line,), notes=("short", MEGABYTE))
    spot = Evidence(source="text", quote=MEGABYTE, confidence=0.9)
    cut, evidence = within_limits(read, {"invoice_number": spot})
    long = {path: len(value) for path, value in leaves(cut.model_dump()) if isinstance(value, str) and len(value) > 99}
    assert long == {
        "invoice_number": LONGEST,
        "seller.name": LONGEST,
        "seller.tax_ids[0].value": LONGEST,
        "lines[0].description": LONGEST,
        "notes[1]": LONGEST_NOTE,
    }
    assert set(long) == {path for path, one in evidence.items() if "VALUE_TOO_LONG" in one.reasons}
    assert len(evidence["invoice_number"].quote or "") == LONGEST
    assert len(cut.model_dump_json()) < 10 * LONGEST + LONGEST_NOTE


def test_an_invoice_with_a_text_that_was_cut_goes_to_a_person() -> None:
    cut, evidence = within_limits(Invoice(seller=Party(name=MEGABYTE)), {})
    decision = route(cut, evidence, (), confident=True)
    assert decision.outcome is Outcome.REVIEW
    assert "VALUE_TOO_LONG" in decision.reasons


def test_what_is_short_stays_as_it_is() -> None:
    read = Invoice(invoice_number="RE-1", notes=("n" * 5000,))
    spots = {"invoice_number": Evidence(source="text", quote="RE-1")}
    assert within_limits(read, spots) == (read, spots)
