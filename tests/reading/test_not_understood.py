"""What a page bears and the reading does not explain."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoice_llm.documents.page import Box, Page, TextRow, Word
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.reading.concerns.not_understood import unexplained
from invoice_llm.reading.concerns.tax_denied import tax_denied

INVOICE = Invoice(
    invoice_number="LY-4401",
    issue_date=date(2026, 9, 14),
    currency="GBP",
    seller=Party(name="Thornbury Lift Services Ltd"),
    total_net=Decimal("455.00"),
    total_tax=Decimal("91.00"),
    total_gross=Decimal("546.00"),
    amount_due=Decimal("546.00"),
)
HIGH = 0.011


def row(top: float, *cells: tuple[str, float]) -> TextRow:
    """Cells that end at the given place, each word as wide as its letters."""
    made = []
    for text, right in cells:
        words, x = [], right - 0.008 * len(text)
        for word in text.split():
            words.append(Word(word, (x, top, x + 0.008 * len(word), top + HIGH)))
            x += 0.008 * (len(word) + 1)
        made.append(tuple(words))
    return TextRow(tuple(made))


def _around(words: tuple[Word, ...]) -> Box:
    first, last = words[0].box, words[-1].box
    return first[0], first[1], last[2], last[3]


def reasons(*below: TextRow, label: str = "Invoice date", number: str = "LY-4401") -> list[Reason | None]:
    """The reasons to ask about a page whose rows ``below`` stand under its total."""
    rows = (
        row(0.05, ("INVOICE", 0.5)),
        row(0.2, (label, 0.4), ("14 September 2026", 0.7)),
        row(0.5, ("Subtotal", 0.7), ("455.00", 0.9)),
        row(0.52, ("VAT 20%", 0.7), ("91.00", 0.9)),
        row(0.54, ("Total", 0.7), ("546.00", 0.9)),
    )
    page = Page(1, 595, 842, (*rows, *below))
    evidence = {
        "total_gross": Evidence(page=1, bbox=rows[4].words[-1].box, quote="546.00", source="text"),
        "issue_date": Evidence(
            page=1, bbox=(*rows[1].cells[1][0].box[:2], *rows[1].cells[1][-1].box[2:]), source="text"
        ),
    }
    found = unexplained(INVOICE.model_copy(update={"invoice_number": number}), evidence, [page])
    return [concern.reason for concern in found]


def test_an_ordinary_page_is_explained() -> None:
    assert not reasons(row(0.56, ("Amount due", 0.7), ("546.00", 0.9)))


@pytest.mark.parametrize(
    "below",
    [
        (("Loyalty credit used", 0.7), ("-46.00", 0.9)),
        (("Less: materials supplied by you -100.00", 0.9),),
        (("Insurer pays", 0.7), ("446.00 GBP", 0.932)),
        (("Bereits verrechnet", 0.7), ("-500,00", 0.9)),
        (("Total with the deposit", 0.7), ("606.00", 0.9)),
        (("Bonus", 0.7), ("-GBP 46.00", 0.9)),
        (("Bonus", 0.7), ("1 546.00", 0.9)),
    ],
)
def test_an_amount_below_the_total_that_no_sum_uses_is_asked_about(below: tuple[tuple[str, float], ...]) -> None:
    assert reasons(row(0.56, *below)) == [Reason.UNKNOWN_WORDS]


@pytest.mark.parametrize(
    "below",
    [
        (("Total in EUR", 0.7), ("639.90", 0.9)),
        (("of which VAT 20%", 0.7), ("91.00", 0.9)),
        (("Pay 535.08 until 21 September or 546.00 until", 0.7), ("12.00", 0.9)),
        (("Registered capital", 0.3), ("120,000.00", 0.5)),
        (("Total if paid after the due date", 0.7), ("573.30", 0.9)),
        (("Positions 1", 0.7), ("546.00", 0.9)),
    ],
)
def test_other_currencies_sums_that_are_known_and_sentences_are_passed_over(
    below: tuple[tuple[str, float], ...],
) -> None:
    assert not reasons(row(0.56, *below))


@pytest.mark.parametrize("below", ["-1 656.88", "-GBP 1656.88", "(1 656.88"])
def test_a_deposit_that_was_read_is_explained_however_it_is_written(below: str) -> None:
    paid = INVOICE.model_copy(update={"total_gross": Decimal("4142.20"), "paid_amount": Decimal("1656.88")})
    rows = (row(0.5, ("Total", 0.7), ("4142.20", 0.9)), row(0.52, ("Deposit", 0.6), (below, 0.9)))
    evidence = {"total_gross": Evidence(page=1, bbox=rows[0].words[-1].box, quote="4142.20", source="text")}
    assert not unexplained(paid, evidence, [Page(1, 595, 842, rows)])


@pytest.mark.parametrize("below", ["-2 621.88", "-NOK 2 621.88", "-kr 2 621.88", "-NOK 2621.88"])
def test_what_equals_the_net_total_is_taken_off_by_its_minus_however_it_is_written(below: str) -> None:
    sums = {"total_net": Decimal("2621.88"), "total_tax": Decimal("655.47"), "total_gross": Decimal("3277.35")}
    invoice = INVOICE.model_copy(update={**sums, "amount_due": Decimal("3277.35"), "currency": "NOK"})
    rows = (row(0.5, ("Total", 0.7), ("3277.35", 0.9)), row(0.52, ("Voucher", 0.6), (below, 0.9)))
    evidence = {"total_gross": Evidence(page=1, bbox=rows[0].words[-1].box, quote="3277.35", source="text")}
    found = unexplained(invoice, evidence, [Page(1, 595, 842, rows)])
    assert [concern.reason for concern in found] == [Reason.UNKNOWN_WORDS]


@pytest.mark.parametrize("label", ["Order date", "Date of birth", "Delivery date", "Membership date", "Due date:"])
def test_a_day_under_the_label_of_something_else_is_asked_about(label: str) -> None:
    assert reasons(label=label) == [Reason.OTHER_LABELLED]


@pytest.mark.parametrize(
    "label",
    [
        "Date",
        "Invoice date",
        "Date of issue",
        "Leeds,",
        "Rechnungsdatum",
        "Datum / Date:",
        "Bristol",
        "Data (zi/luna/an):",
        "Date (dd.mm.yyyy)",
    ],
)
def test_a_day_under_its_own_label_or_behind_a_town_is_not(label: str) -> None:
    assert not reasons(label=label)


@pytest.mark.parametrize(("label", "asked"), [("Order date", True), ("Delivery date", True), ("Date", False)])
def test_a_day_below_the_label_of_something_else_is_asked_about(label: str, *, asked: bool) -> None:
    above, day = row(0.2, (label, 0.1)), row(0.22, ("4 May 2026", 0.1))
    evidence = {"issue_date": Evidence(page=1, bbox=day.words[0].box, quote="4 May 2026", source="text")}
    dated = INVOICE.model_copy(update={"issue_date": date(2026, 5, 4)})
    found = unexplained(dated, evidence, [Page(1, 595, 842, (above, day))])
    assert [one.reason for one in found] == ([Reason.OTHER_LABELLED] if asked else [])


@pytest.mark.parametrize("number", ["RG 2026/", "4471, 4472", "GR-1106 / BW-4410", "INV-"])
def test_half_a_number_or_two_are_asked_about(number: str) -> None:
    assert reasons(number=number) == [Reason.UNPARSABLE_VALUE]


@pytest.mark.parametrize(
    ("foot", "asked"), [("Alder Foods Ltd · 1 Mill Lane · Leeds", True), ("Thornbury Lift Services Ltd · Leeds", False)]
)
def test_a_company_in_the_foot_may_be_the_supplier_of_a_page_that_names_one_other(foot: str, asked: bool) -> None:
    assert reasons(row(0.95, (foot, 0.6))) == ([Reason.OTHER_LABELLED] if asked else [])


def test_what_was_put_on_and_taken_off_again_is_nothing() -> None:
    on, off = row(0.56, ("Cash on delivery", 0.7), ("9.32", 0.9)), row(0.58, ("Waived", 0.7), ("-9.32", 0.9))
    assert not reasons(on, off)
    assert reasons(on) == [Reason.UNKNOWN_WORDS]


@pytest.mark.parametrize(
    ("currency", "total", "below"), [("HUF", "3447415", "-861 854"), ("CLP", "13523934", "-1.352.393")]
)
def test_an_amount_below_a_total_without_cents_is_seen_as_well(currency: str, total: str, below: str) -> None:
    whole = {"total_net": None, "total_tax": None, "total_gross": Decimal(total), "amount_due": Decimal(total)}
    rows = (row(0.54, ("Total", 0.7), (total, 0.9)), row(0.56, ("Previo", 0.7), (below.replace(" ", "."), 0.9)))
    evidence = {"total_gross": Evidence(page=1, bbox=rows[0].words[-1].box, quote=total, source="text")}
    invoice = INVOICE.model_copy(update={**whole, "currency": currency})
    (concern,) = unexplained(invoice, evidence, [Page(1, 595, 842, rows)])
    assert concern.reason is Reason.UNKNOWN_WORDS


def titled(title: str) -> Page:
    """A page under a large title, with an invoice's totals."""
    high = TextRow(((Word(title, (0.5, 0.05, 0.5 + 0.02 * len(title), 0.08)),),))
    return Page(1, 595, 842, (high, *(row(0.3 + 0.02 * n, ("Service call", 0.4), ("45.00", 0.9)) for n in range(9))))


@pytest.mark.parametrize(
    ("title", "asked", "asked_of_a_strong_reader"),
    [
        ("INVOICE", False, False),
        ("Predračun", True, False),
        ("Project Statement", True, False),
        ("Quotation", True, True),
    ],
)
def test_a_title_nobody_knows_is_outweighed_by_a_strong_reader_and_that_of_another_paper_is_not(
    title: str, asked: bool, asked_of_a_strong_reader: bool
) -> None:
    for said, is_asked in ((False, asked), (True, asked_of_a_strong_reader)):
        concerns = unexplained(INVOICE, {}, [titled(title)], kind_is_said=said)
        assert [one.reason for one in concerns] == ([Reason.UNKNOWN_WORDS] if is_asked else [])


def test_a_stamp_nobody_knows_is_asked_about_whoever_reads() -> None:
    stamp = TextRow(((Word("HINFÄLLIG", (0.2, 0.5, 0.8, 0.56)),),))
    page = titled("INVOICE")
    stamped = Page(1, 595, 842, (*page.rows, stamp))
    assert [one.reason for one in unexplained(INVOICE, {}, [stamped], kind_is_said=True)] == [Reason.UNKNOWN_WORDS]


DETAILS = (("Data transfer", "146.00"), ("Storage", "300.00"), ("Hosting", "100.00"))


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        (DETAILS, False),
        ((*DETAILS, *DETAILS), False),
        (DETAILS[:2], True),
        ((*DETAILS, ("Surcharge", "4.00")), True),
        ((("Data transfer", "192.00"), ("Storage", "300.00"), ("Hosting", "100.00"), ("Credit", "-46.00")), True),
        (tuple((f"{words} 1 May 2026", amount) for words, amount in DETAILS), True),
    ],
)
def test_details_below_a_total_add_up_to_it(rows: tuple[tuple[str, str], ...], asked: bool) -> None:
    made = [row(0.56 + 0.02 * n, (words, 0.7), (amount, 0.9)) for n, (words, amount) in enumerate(rows)]
    assert reasons(*made) == ([Reason.UNKNOWN_WORDS] if asked else [])


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ((("GBP 646.00", 0.4),), Reason.UNKNOWN_WORDS),
        ((("GBP 546.00", 0.4),), None),
        ((("Reverse charge: the customer accounts for the VAT", 0.6),), Reason.TAX_MISMATCH),
        ((("Steuerschuldnerschaft des Leistungsempfängers", 0.6),), Reason.TAX_MISMATCH),
        ((("Odwrotne obciążenie", 0.4),), Reason.TAX_MISMATCH),
        ((("Reverse charge: No", 0.4),), None),
        ((("Reverse charge", 0.4), ("546.00", 0.9)), Reason.TAX_MISMATCH),
        ((("#REF!", 0.4),), Reason.UNKNOWN_WORDS),
        ((("Contact: undefined", 0.4),), Reason.UNKNOWN_WORDS),
        ((("{{ customer.phone }}", 0.4),), Reason.UNKNOWN_WORDS),
        ((("Amount in words: six hundred and forty-six pounds", 0.7),), Reason.SUM_MISMATCH),
        ((("Amount in words: five hundred and forty-six pounds", 0.7),), None),
    ],
)
def test_what_contradicts_the_reading_is_asked_about(
    rows: tuple[tuple[str, float], ...], reason: Reason | None
) -> None:
    assert reasons(row(0.85, *rows)) == ([] if reason is None else [reason])


def test_tax_that_is_denied_of_one_row_is_not_denied_of_the_invoice() -> None:
    exempt = row(0.53, ("Outlays exempt from VAT", 0.7), ("30.00", 0.9))
    assert tax_denied(INVOICE, [Page(1, 595, 842, (exempt,))]) == []
    assert tax_denied(INVOICE, [Page(1, 595, 842, (row(0.53, ("Exempt from VAT", 0.7)),))])


def test_another_amount_to_pay_in_the_head_of_the_page_is_asked_about() -> None:
    labels, values = (
        row(0.3, ("Invoice number", 0.4), ("Amount due", 0.7)),
        row(0.32, ("LY-4401", 0.4), ("1,546.00", 0.7)),
    )
    same = row(0.32, ("LY-4401", 0.4), ("546.00", 0.7))
    assert reasons(labels, values) == [Reason.UNKNOWN_WORDS]
    assert reasons(labels, same) == []


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Eulenried Elektro GmbH", False),
        ("Studio 54 GmbH", False),
        ("Eulenried Elektro GmbH Am Markt 98 8010 Graz", True),
    ],
)
def test_a_name_with_its_address_behind_it_is_asked_about(name: str, asked: bool) -> None:
    told = unexplained(Invoice(seller=Party(name=name)), {}, ())
    assert any(one.fields == ("seller.name",) for one in told) is asked


@pytest.mark.parametrize(("number", "asked"), [("D-35303", False), ("τιμολογίουD-35303", True), ("numberA-7", True)])
def test_a_number_that_is_printed_over_its_label_is_asked_about(number: str, asked: bool) -> None:
    told = unexplained(Invoice(invoice_number=number), {}, ())
    assert any(one.fields == ("invoice_number",) for one in told) is asked
