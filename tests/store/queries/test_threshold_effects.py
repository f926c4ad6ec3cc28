"""What other thresholds would have done to the invoices that were accepted lately."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from invoice_llm.invoice.outcome import Outcome
from invoice_llm.review import Person, ReviewDecisions
from invoice_llm.store import Store
from invoice_llm.store.queries.thresholds import THRESHOLDS, effects_of
from tests.clock import TODAY, Clock
from tests.review.stored_night import Scene, invoice


def test_a_higher_threshold_accepts_fewer_and_leaves_fewer_wrong() -> None:
    effects = effects_of([0.76] * 10 + [0.92] * 10 + [0.99] * 20)
    assert [one.threshold for one in effects] == list(THRESHOLDS)
    told = {one.threshold: (one.accepted, one.asked, round(one.wrong, 2)) for one in effects}
    assert told[0.75] == (40, 0, 3.4)
    assert told[0.9] == (30, 10, 1.0)
    assert told[0.98] == (20, 20, 0.2)


def test_a_handful_of_invoices_tells_nothing() -> None:
    assert effects_of([0.9] * 19) == ()


@pytest.mark.parametrize("count", [20])
def test_only_what_its_page_was_enough_for_counts(store: Store, clock: Clock, tmp_path: Path, count: int) -> None:
    scene = Scene(store, ReviewDecisions(store, today=lambda: TODAY, now=clock), tmp_path)
    for number in range(count):
        scene.add(invoice(f"RE-{number}"), Outcome.ACCEPTED, cost_usd=Decimal("0.0003"))
    scene.add(invoice("XML-1"), Outcome.ACCEPTED, llm_model=None, invoice_model=None)
    scene.decisions.accept(scene.add(invoice("RE-90")), 0, Person(who="ann", seconds=21))
    scene.add(invoice("RE-91"))
    first, *_ = store.overviews.read(ZoneInfo("Europe/Berlin"), budget_micros=10**6).thresholds
    assert first.accepted + first.asked == count
