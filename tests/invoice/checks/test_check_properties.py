"""Whatever holds together raises nothing, and no amount of it can be changed alone without being seen."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from invoice_llm.invoice.checks import ARITHMETIC, blocking, check
from invoice_llm.invoice.checks.charges import charged
from invoice_llm.invoice.schema import AllowanceCharge, Invoice, LineItem, TaxLine
from invoice_llm.invoice.telling import finding_sentence
from invoice_llm.invoice.tolerances import of_lines, of_sum, unit_of
from tests.invoice.checked_invoice import TODAY
from tests.invoice.consistent_invoices import ISSUED, invoices

TOTALS = ("sum_lines_net", "total_net", "total_tax", "total_gross", "amount_due")


def broken(invoice: Invoice) -> dict[str, str]:
    return {finding.rule: finding_sentence(finding) for finding in check(invoice, today=TODAY) if finding.ok is False}


def seen(invoice: Invoice) -> set[str]:
    return set(broken(invoice)) & set(ARITHMETIC)


@st.composite
def changed_by(draw: st.DrawFn, invoice: Invoice) -> Decimal:
    """A difference that neither rounding nor a charge nor the tax explains: a page does not say whether its lines have
    them in."""
    rounding = of_sum(invoice, max(len(invoice.lines), len(invoice.allowances_charges) + 1))
    beyond = rounding + unit_of(invoice) + draw(st.integers(0, 90_000)) * rounding / 7
    assume(all(abs(beyond - abs(amount)) > rounding for amount in _explained(invoice)))
    return draw(st.sampled_from([1, -1])) * beyond


def _explained(invoice: Invoice) -> set[Decimal]:
    zero = Decimal(0)
    charges = {zero, *charged(invoice)}
    return {
        factor * charge + tax
        for charge in charges
        for factor in (-2, -1, 1, 2)
        for tax in (zero, invoice.total_tax or zero)
    }


@given(invoices())
def test_an_invoice_that_holds_together_raises_nothing(invoice: Invoice) -> None:
    assert broken(invoice) == {}


@given(invoices())
def test_every_sum_of_an_invoice_that_holds_together_is_decided(invoice: Invoice) -> None:
    decided = {finding.rule for finding in check(invoice, today=TODAY) if finding.ok}
    assert {"BR-CO-10", "BR-CO-13", "BR-CO-14", "BR-CO-15", "BR-CO-16", "BR-CO-17", "X-QTY"} <= decided


@given(invoices(), st.data())
def test_a_total_that_is_changed_alone_stops_the_invoice(invoice: Invoice, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(TOTALS))
    other = getattr(invoice, name) + data.draw(changed_by(invoice))
    changed = invoice.model_copy(update={name: other})
    assert seen(changed)
    assert blocking(check(changed, today=TODAY))


@given(invoices(), st.data())
def test_the_amount_of_a_line_that_is_changed_alone_is_seen(invoice: Invoice, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(invoice.lines) - 1))
    line = invoice.lines[place]
    assert line.line_total is not None
    other = line.model_copy(update={"line_total": line.line_total + data.draw(changed_by(invoice))})
    lines = (*invoice.lines[:place], other, *invoice.lines[place + 1 :])
    assert seen(invoice.model_copy(update={"lines": lines}))


@given(invoices(), st.data())
def test_the_amount_of_a_tax_that_is_changed_alone_is_seen(invoice: Invoice, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(invoice.taxes) - 1))
    tax = invoice.taxes[place]
    assert tax.amount is not None
    other = tax.model_copy(update={"amount": tax.amount + data.draw(changed_by(invoice))})
    taxes = (*invoice.taxes[:place], other, *invoice.taxes[place + 1 :])
    assert seen(invoice.model_copy(update={"taxes": taxes})) >= {"BR-CO-14", "BR-CO-17"}


@given(invoices(), st.data())
def test_a_line_that_is_dropped_is_seen(invoice: Invoice, data: st.DataObject) -> None:
    assume(len(invoice.lines) > 1)
    place = data.draw(st.integers(0, len(invoice.lines) - 1))
    charges = sum((part.amount or Decimal(0) for part in invoice.allowances_charges), Decimal(0))
    assume(abs(invoice.lines[place].line_total or Decimal(0)) > of_lines(invoice) + charges)
    lines = (*invoice.lines[:place], *invoice.lines[place + 1 :])
    assert "BR-CO-10" in broken(invoice.model_copy(update={"lines": lines}))


@given(invoices(), st.integers(1, 4000))
def test_dates_the_wrong_way_round_are_seen(invoice: Invoice, days: int) -> None:
    early = invoice.model_copy(update={"due_date": ISSUED - timedelta(days=days)})
    assert set(broken(early)) == {"X-DATE-DUE"}
    late = invoice.model_copy(update={"issue_date": TODAY + timedelta(days=days + 1)})
    assert "X-DATE-FUTURE" in broken(late)


NUMBERS = st.decimals(min_value=-(10**30), max_value=10**30, allow_nan=False, allow_infinity=False)
MONEY = st.none() | st.decimals(-(10**13), 10**13, places=8)
RATES = st.none() | NUMBERS


@given(
    lines=st.lists(
        st.builds(
            LineItem,
            line_id=st.none() | st.sampled_from(["1", "1.1", "1..1", "."]),
            description=st.none() | st.text(),
            quantity=st.none() | NUMBERS,
            unit_price=st.none() | NUMBERS,
            price_base_quantity=st.none() | NUMBERS,
            line_total=MONEY,
            tax_rate=RATES | st.just(Decimal(-100)),
            allowances_charges=st.just(()),
        ),
        max_size=4,
    ),
    taxes=st.lists(st.builds(TaxLine, rate=RATES, base=MONEY, amount=MONEY), max_size=2),
    charges=st.lists(
        st.builds(AllowanceCharge, is_charge=st.booleans(), amount=MONEY, tax_rate=RATES, percent=RATES), max_size=2
    ),
    totals=st.fixed_dictionaries(dict.fromkeys((*TOTALS, "paid_amount", "rounding", "previous_balance"), MONEY)),
    currency=st.sampled_from([None, "EUR", "JPY", "HUF", "DEM"]),
)
def test_no_invoice_is_too_odd_to_be_checked(
    lines: list[LineItem],
    taxes: list[TaxLine],
    charges: list[AllowanceCharge],
    totals: dict[str, Decimal | None],
    currency: str | None,
) -> None:
    invoice = Invoice(
        lines=tuple(lines), taxes=tuple(taxes), allowances_charges=tuple(charges), currency=currency, **totals
    )
    for finding in check(invoice, today=TODAY):
        assert (finding.ok is None) == (finding_sentence(finding) == "")
        assert not (finding.supports and not finding.ok)
