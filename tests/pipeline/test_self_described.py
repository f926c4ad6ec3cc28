"""Whole runs over documents that say something of themselves: void, paid, replacing another one."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.pipeline.inboxes import INVOICE, fill, invoice, page, run, settings

PLAIN = "AF-1"
THEIRS = "DE89 3704 0044 0532 0130 00"


def test_a_plain_invoice_is_accepted(tmp_path: Path) -> None:
    assert _read(tmp_path, "")["outcome"] == "accepted"


@pytest.mark.parametrize(
    ("said", "reason", "words"),
    [
        ("CANCELLED", "SAYS_VOID", "CANCELLED"),
        ("This invoice has been cancelled.", "SAYS_VOID", "cancelled"),
        ("DRAFT", "SAYS_DRAFT", "DRAFT"),
        ("This is not a request for payment.", "SAYS_NO_PAYMENT", "not a request for payment"),
        ("No payment required.", "SAYS_NO_PAYMENT", "No payment required"),
        (f"Assigned to Cragfell Finance plc. Pay only to it, IBAN {THEIRS}.", "PAYEE_UNCLEAR", "Cragfell Finance plc"),
    ],
)
def test_one_that_is_not_to_be_booked_unseen_waits_with_the_words_found(
    tmp_path: Path, said: str, reason: str, words: str
) -> None:
    record = _read(tmp_path, said)
    assert (record["outcome"], record["reasons"][0]) == ("review", reason)
    assert words in record["detail"]


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("Please deduct our credit note CN-118 over 150.00 before you pay.", "review"),
        ("If you pay within 8 days, 2 % less: 399.84", "accepted"),
        ("Total to be paid by you with this invoice: 408.00", "accepted"),
        ("Registered in England, company no 1, share capital paid 1,000.00", "accepted"),
    ],
)
def test_a_sentence_that_asks_for_another_amount_waits(tmp_path: Path, said: str, outcome: str) -> None:
    assert _read(tmp_path, said)["outcome"] == outcome


def test_a_pound_of_another_country_is_asked_about(tmp_path: Path) -> None:
    text = INVOICE.replace("Bristol BS1 4QA", "Cairo, Egypt").replace("VAT Reg No GB 823 4471 81\n", "")
    text = text.replace("IBAN GB33 BUKB 2020 1555 5555 55", "")
    drawn = page(text.format(number=PLAIN, date="4 March 2026", total="408.00", more=""))
    record = _night(tmp_path, "monday", {"a.pdf": drawn})["a.pdf"]
    assert "CURRENCY_UNCLEAR" in record["reasons"]
    assert "EGP" in record["detail"]


@pytest.mark.parametrize("said", ["PAID", "Paid in full by card on 12 March 2026, thank you."])
def test_of_a_paid_invoice_nothing_is_due(tmp_path: Path, said: str) -> None:
    record = _read(tmp_path, said)
    assert record["outcome"] == "accepted"
    assert (record["invoice"]["paid_amount"], record["invoice"]["amount_due"]) == ("408.00", "0")


def test_one_that_is_paid_and_names_an_amount_due_waits(tmp_path: Path) -> None:
    record = _read(tmp_path, f"{'Amount due':>52}  408.00\n\nPAID")
    assert (record["outcome"], record["reasons"][0]) == ("review", "PAID_UNCLEAR")


@pytest.mark.parametrize(("account", "outcome"), [(" IBAN GB33 BUKB 2020 1555 5555 55", "review"), ("", "accepted")])
def test_one_that_is_debited_waits_where_there_is_an_account_to_transfer_it_to_as_well(
    tmp_path: Path, account: str, outcome: str
) -> None:
    printed = INVOICE.replace("Payment within 30 days. IBAN GB33 BUKB 2020 1555 5555 55", account.strip())
    drawn = page(
        printed.format(number=PLAIN, date="2 March 2026", total="408.00", more="\nCollected by direct debit.\n")
    )
    record = _night(tmp_path, "monday", {"a.pdf": drawn})["a.pdf"]
    assert (record["outcome"], record["reasons"]) == (outcome, ["PAID_UNCLEAR"])
    assert "direct debit" in record["detail"]


def test_nothing_is_paid_to_the_account_that_is_debited(tmp_path: Path) -> None:
    said = f"The amount will be collected by direct debit from your account {THEIRS}."
    accounts = _read(tmp_path, said)["invoice"]["payment_accounts"]
    assert [one["iban"] for one in accounts] == ["GB33BUKB20201555555555"]


def test_one_that_replaces_an_accepted_invoice_waits_and_that_one_is_flagged(tmp_path: Path) -> None:
    first = _night(tmp_path, "monday", {"first.pdf": invoice(PLAIN)})["first.pdf"]
    assert first["outcome"] == "accepted"
    later = _night(tmp_path, "tuesday", {"later.pdf": _replacing("AF-2")})["later.pdf"]
    assert (later["outcome"], later["reasons"][0]) == ("review", "REPLACES_INVOICE")
    assert "first.pdf" in later["detail"]
    assert [one["number"] for one in later["invoice"]["preceding_invoices"]] == [PLAIN]
    assert _stored(tmp_path, "monday")["first.pdf"]["reasons"] == ["REPLACED_INVOICE"]


def test_an_invoice_that_arrives_behind_the_one_that_replaces_it_waits(tmp_path: Path) -> None:
    later = _night(tmp_path, "monday", {"later.pdf": _replacing("AF-2")})["later.pdf"]
    assert (later["outcome"], later["reasons"]) == ("review", ["REPLACES_INVOICE"])
    assert PLAIN in later["detail"]
    first = _night(tmp_path, "tuesday", {"first.pdf": invoice(PLAIN)})["first.pdf"]
    assert (first["outcome"], first["reasons"][0]) == ("review", "REPLACED_INVOICE")


def test_a_payment_code_that_names_another_account_or_amount_waits_with_both_values(tmp_path: Path) -> None:
    code = "BCD\n002\n1\nSCT\n\nAlder & Finch Trading Ltd\n{iban}\n{amount}\n\n\nAF-1\n"
    ours, other = "GB33BUKB20201555555555", THEIRS.replace(" ", "")
    files = {
        "same.pdf": with_code(PLAIN, code.format(iban=ours, amount="")),
        "account.pdf": with_code("AF-2", code.format(iban=other, amount="")),
        "amount.pdf": with_code("AF-3", code.format(iban=ours, amount="EUR999.00")),
    }
    records = _night(tmp_path, "monday", files)
    assert records["same.pdf"]["outcome"] == "accepted"
    assert records["account.pdf"]["reasons"] == records["amount.pdf"]["reasons"] == ["CODE_DISAGREES"]
    assert other in records["account.pdf"]["detail"]
    assert "999.00" in records["amount.pdf"]["detail"]
    assert "408.00" in records["amount.pdf"]["detail"]


def test_a_payment_code_in_the_name_of_another_company_waits(tmp_path: Path) -> None:
    code = "BCD\n002\n1\nSCT\n\nCragfell Collections plc\nGB33BUKB20201555555555\n\n\n\nAF-1\n"
    record = _night(tmp_path, "monday", {"a.pdf": with_code(PLAIN, code)})["a.pdf"]
    assert (record["outcome"], record["reasons"]) == ("review", ["PAYEE_UNCLEAR"])
    assert "Cragfell Collections plc" in record["detail"]


def with_code(number: str, code: str) -> bytes:
    """The invoice with a QR code at its foot."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    drawn = canvas.beginText(40, 790)
    drawn.setFont("Courier", 9)
    day = 5 + int(number[-1])
    drawn.textLines(INVOICE.format(number=number, date=f"{day} March 2026", total="408.00", more=""))
    canvas.drawText(drawn)
    drawing = Drawing(140, 140)
    drawing.add(QrCodeWidget(code, barWidth=140, barHeight=140, barLevel="M"))
    renderPDF.draw(drawing, canvas, 60, 60)
    canvas.save()
    return target.getvalue()


def _replacing(number: str) -> bytes:
    return invoice(number, more=f"\nThis invoice replaces and cancels invoice {PLAIN}.\n")


def _read(home: Path, said: str) -> dict[str, Any]:
    return _night(home, "monday", {"a.pdf": invoice(PLAIN, more=f"\n{said}\n")})["a.pdf"]


def _night(home: Path, run_id: str, files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    return run(settings(home, fill(home / run_id, files)), run_id)


def _stored(home: Path, run_id: str) -> dict[str, dict[str, Any]]:
    return run(settings(home, home / run_id), run_id)
