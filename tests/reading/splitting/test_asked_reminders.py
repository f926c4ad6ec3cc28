"""A reminder is no invoice; one of an amount is for a person all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipeline.inboxes import fill, page, run, settings

LETTER = """\
Nordlicht Elektro KG
Hafenstraße 4
20457 Hamburg

Northgate Hotels Ltd
7 Castle Road

{title}

{said}
"""


@pytest.mark.parametrize(
    ("title", "said", "outcome"),
    [
        ("Zahlungserinnerung", "Bitte zahlen Sie 1.234,50 EUR bis zum 15.03.2026.", "review"),
        ("Final Reminder", "Please pay the outstanding amount of £1,234.50.", "review"),
        ("Betalningspåminnelse", "Att betala: 1 234,50 kr", "review"),
        ("Zahlungserinnerung", "Bitte prüfen Sie, ob Ihre Zahlung unterwegs ist.", "rejected"),
        ("Lieferschein", "Wert der Ware 1.234,50 EUR", "rejected"),
    ],
)
def test_a_reminder_of_an_amount_waits(tmp_path: Path, title: str, said: str, outcome: str) -> None:
    text = LETTER.format(title=title, said=said)
    record = run(settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": page(text)})), "monday")["a.pdf"]
    assert (record["outcome"], record["reasons"]) == (outcome, ["NOT_AN_INVOICE"])
