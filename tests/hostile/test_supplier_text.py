"""Text of suppliers that a terminal, a table, a record or a log could obey: shown as it is, harmless everywhere."""

from __future__ import annotations

import csv
import json
import unicodedata
from decimal import Decimal
from io import StringIO

import pytest
from rich.console import Console

from invoice_llm.cli.tables import print_run
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.pipeline.exports.writing import csv_head, csv_row, json_line

KINDS = {
    "closing markup": "Alder [/red] Works",
    "opening markup": "Alder [bold red] Works",
    "markup with a link": "Alder [link=http://evil.example]pay here[/link]",
    "backslash and bracket": "Alder \\[/] Works \\",
    "emoji code": "Alder :skull: Works",
    "escape sequence": "Alder \x1b[2J\x1b[31mWorks",
    "title of the window": "Alder \x1b]0;owned\x07Works",
    "eight-bit control": "Alder \x9b31mWorks",
    "backspaces": "Alder\b\b\b\b\bWorks",
    "carriage return": "Alder\rPAID",
    "line feed": "Alder\n2026-01-01 accepted",
    "null": "Alder\x00Works",
    "right-to-left override": "Alder \u202eskroW\u202c",
    "isolates": "Alder \u2066Works\u2069",
    "line separator": "Alder\u2028Works\u2029",
    "zero width": "Al\u200bder",
    "formula": '=HYPERLINK("http://evil.example","Alder")',
    "formula with a plus": "+cmd|' /C calc'!A0",
    "formula behind a blank": "  @SUM(A1)",
    "formula behind a tab": "\t=1+1",
    "wide formula": "\uff1d1+1",
    "quotes and separators": 'Alder","accepted";Works',
    "percent and braces": "Alder %s {0} {seller} $PATH %(name)s",
    "html": "<img src=x onerror=alert(1)>Alder",
    "lone surrogate": "Alder \udcff Works",
    "very long": "Alder " * 4000,
}


def record(text: str) -> Record:
    """A record that shows ``text`` wherever a document's own text may stand."""
    invoice = Invoice(
        invoice_number=text,
        currency="EUR",
        total_gross=Decimal("1.00"),
        seller=Party(name=text),
        buyer=Party(name=text),
    )
    concern = Concern(Reason.WEAK_LABEL, ("seller.name",), {"printed": text})
    return Record(document=f"{text}.pdf", sha256="0" * 64, outcome=Outcome.REVIEW, concerns=(concern,), invoice=invoice)


@pytest.mark.parametrize("text", KINDS.values(), ids=KINDS.keys())
@pytest.mark.parametrize("width", [60, 120, 400])
def test_a_terminal_shows_it_and_obeys_nothing(text: str, width: int) -> None:
    out = StringIO()
    console = Console(file=out, width=width, force_terminal=True, color_system=None)
    print_run(console, [record(text)])
    shown = out.getvalue()
    kinds = {unicodedata.category(sign) for sign in shown if sign != "\n"}
    assert not kinds & {"Cc", "Cs"}
    assert not set("\u202e\u202d\u2028\u2029\u2066") & set(shown)
    assert "review" in shown


@pytest.mark.parametrize("text", KINDS.values(), ids=KINDS.keys())
def test_a_spreadsheet_takes_it_for_text(text: str) -> None:
    [row] = csv.DictReader(StringIO(csv_head() + csv_row(record(text)), newline=""))
    assert None not in row
    for name in ("document", "seller_name", "buyer_name", "invoice_number"):
        assert not row[name].lstrip().startswith(("=", "+", "-", "@", "\uff1d"))


@pytest.mark.parametrize("text", KINDS.values(), ids=KINDS.keys())
def test_a_record_is_one_line_and_holds_the_text_itself(text: str) -> None:
    line = json_line(record(text))
    assert line.count("\n") == 1
    line.encode("utf-8")
    read = json.loads(line)["invoice"]["seller"]["name"]
    assert read == text or "\udcff" in text
