"""Amounts that are paid or kept back, as EN 16931 has them: positive, and with what is due they make the total."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoice_llm.invoice.checks import blocking, check
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.concerns.self_described import self_concerns
from invoice_llm.reading.evidence.structure import structure_of
from invoice_llm.reading.extraction import ExtractionConfig, examine
from tests.clock import TODAY
from tests.label_reader.page_texts import ENGLISH

TOTAL = "Total                             £516.00\n"


@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("Less deposit paid", "£-116.00"),
        ("Less 5% retention", "£-116.00"),
        ("CIS deduction 20%", "-116.00"),
        ("TDS", "116.00"),
        ("Ritenuta d'acconto 20%", "-116.00"),
        ("Retención IRPF 15 %", "-116.00"),
        ("Sicherheitseinbehalt 5 %", "116.00"),
    ],
)
def test_what_is_taken_off_the_total_is_a_paid_amount_without_a_remark(label: str, printed: str) -> None:
    read = _described(f"{TOTAL}{' ' * 61}{label:<30}{printed}\n{' ' * 61}{'Amount due':<30}£400.00\n")
    assert (read.total_gross, read.paid_amount, read.amount_due) == (Decimal(516), Decimal(116), Decimal(400))
    assert not list(blocking(check(read, today=TODAY)))


def test_a_deposit_and_a_retention_are_paid_together() -> None:
    rows = [("Deposit paid", "-100.00"), ("Less 5% retention", "-16.00"), ("Amount due", "£400.00")]
    read = _described(TOTAL + "".join(f"{' ' * 61}{label:<30}{amount}\n" for label, amount in rows))
    assert (read.paid_amount, read.amount_due) == (Decimal(116), Decimal(400))


def test_a_total_after_withholding_is_what_is_due() -> None:
    row = f"{' ' * 61}{'Withholding tax':<30}-64.50\n{' ' * 61}"
    text = ENGLISH.replace(f"{' ' * 61}{TOTAL}", row + TOTAL.replace("516.00", "451.50"))
    config = ExtractionConfig(today=TODAY)
    read = examine(read_invoice(text), text, config, llm_model="labels", prompt_version="none").invoice
    assert (read.total_gross, read.paid_amount) == (Decimal(516), Decimal("64.50"))
    assert read.amount_due == Decimal("451.50")


@pytest.mark.parametrize(
    "label",
    [
        "Rundung", "Rounding", "Arrondi", "Arrotondamento", "Redondeo", "Arredondamento", "Afronding", "Zaokrąglenie",
        "Zaokrouhlení", "Öresavrundning", "Afrunding", "Øreavrunding", "Pyöristys", "Kerekítés", "Rotunjire",
        "Στρογγυλοποίηση", "Yuvarlama",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("printed", "due"), [("0.40", "516.40"), ("-0.40", "515.60"), ("0.40", "515.60")])
def test_a_total_that_is_rounded_for_payment_adds_up(label: str, printed: str, due: str) -> None:
    read = _described(f"{TOTAL}{' ' * 61}{label:<30}{printed}\n{' ' * 61}{'Amount due':<30}£{due}\n")
    assert (read.rounding, read.amount_due) == (Decimal(due) - 516, Decimal(due))
    assert not list(blocking(check(read, today=TODAY)))


def test_what_no_row_names_or_is_more_than_coins_is_no_rounding() -> None:
    due = f"{' ' * 61}{'Amount due':<30}£516.40\n"
    assert _described(f"{TOTAL}{due}").rounding is None
    assert _described(f"{TOTAL}{' ' * 61}{'Rounding':<30}9.00\n{due.replace('516.40', '525.00')}").rounding is None


def _described(totals: str) -> Invoice:
    text = ENGLISH.replace(TOTAL, totals)
    config = ExtractionConfig(today=TODAY)
    return examine(read_invoice(text), text, config, llm_model="labels", prompt_version="none").invoice


def test_what_one_sentence_says_of_the_document_is_one_concern() -> None:
    said = "This invoice has been cancelled."
    text = ENGLISH.replace(TOTAL, f"{TOTAL}{' ' * 61}{said}\n")
    concerns = self_concerns(_described(TOTAL), structure_of(text))
    assert [(one.reason, one.values["words"]) for one in concerns] == [(Reason.SAYS_VOID, "cancelled")]
