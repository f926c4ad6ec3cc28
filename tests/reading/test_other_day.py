"""An invoice date whose label is none of an invoice date."""

from __future__ import annotations

import pytest

from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.reading.concerns.other_day import other_day
from tests.reading.test_not_understood import INVOICE, row

DAY = "14.09.2026"
LEFT = 0.1


@pytest.mark.parametrize(
    "label",
    [
        "Printed", "Page generated", "Ausdruck vom", "Eingegangen am", "Stand", "Imprimé le", "Stampato il",
        "Impreso el", "Geprint op", "Udskrevet", "Utskriven", "Utskrevet", "Tulostettu", "Wydrukowano dnia",
        "Vytištěno", "Nyomtatva", "Tipărit la", "Yazdırma", "Impresso em", "Εκτυπώθηκε στις", "Print date",
    ],
)  # fmt: skip
def test_a_date_with_an_unknown_label_is_asked_about(label: str) -> None:
    assert asked(*beside(label))
    assert asked(*beside(f"{label}:"))
    assert asked(*above(label))
    assert asked(row(0.9, (f"{label} {DAY}", 0.6)))


@pytest.mark.parametrize(
    "label",
    [
        "Invoice date", "Date", "Rechnungsdatum", "Datum", "Fakturadatum", "Data wystawienia", "Datum vystavení",
        "Date d'émission", "Fecha de emisión", "Fecha", "Data", "Kelt", "Ημερομηνία", "Düzenleme tarihi",
        "Laskun päiväys",
        "Invoice no. 4711 of", "Rechnung vom",
    ],
)  # fmt: skip
def test_a_date_with_a_label_of_its_own_is_not(label: str) -> None:
    assert not asked(*beside(label))
    assert not asked(*above(label))


@pytest.mark.parametrize("before", ["Sheffield,", "Bremen, den", "Bremen", "le", "den", "4711 /"])
def test_a_place_before_a_date_is_no_label(before: str) -> None:
    text = f"{before} {DAY}"
    assert not asked(row(0.1, ("28195 Bremen", 0.4)), row(0.3, (text, 0.6)))


def test_what_stands_beside_a_date_alone_is_a_label_only_among_labels() -> None:
    assert not asked(row(0.3, ("Herr Ahrens", 0.3), (DAY, 0.6)))
    assert not asked(row(0.285, ("Am Hafen", 0.6)), row(0.3, (DAY, 0.6)))


def beside(label: str) -> tuple[TextRow, ...]:
    head = _flush(0.28, "Rechnungsnummer"), _flush(0.3, label)
    tops = (0.28, 0.3)
    pairs = zip(head, tops, ("471", DAY), strict=True)
    return tuple(TextRow((one, row(top, (text, 0.8)).cells[0])) for one, top, text in pairs)


def above(label: str) -> tuple[TextRow, ...]:
    return row(0.285, ("Invoice number", 0.4), (label, 0.8)), row(0.3, ("4711", 0.4), (DAY, 0.8))


def _flush(top: float, text: str) -> tuple[Word, ...]:
    return row(top, (text, LEFT + 0.008 * len(text))).cells[0]


def asked(*rows: TextRow) -> bool:
    """Whether the date at the end of the last of these rows is asked about."""
    word = rows[-1].cells[-1][-1]
    spot = Evidence(page=1, bbox=word.box, quote=DAY, source="text")
    found = list(other_day(INVOICE, {"issue_date": spot}, [Page(1, 595, 842, rows)]))
    return [one.reason for one in found] == [Reason.OTHER_LABELLED]
