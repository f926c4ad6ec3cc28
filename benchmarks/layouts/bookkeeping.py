"""Bookkeeping services with pages in English: Xero, FreshBooks, Wave."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.layouts.bill import Bill
from benchmarks.layouts.programs import layout
from benchmarks.layouts.sheet import LEFT, RIGHT, Col, Sheet

ENGLISH = "GB IE US"


@layout("xero", ENGLISH + " NL", size=9)
def xero(sheet: Sheet, bill: Bill) -> None:
    sheet.say(LEFT, 780, "TAX INVOICE" if bill.chance.random() < 0.4 else "INVOICE", size=22)
    sheet.block(LEFT + 20, 745, bill.buyer_lines(vat=bill.chance.random() < 0.4))
    vat = [("VAT Number", bill.seller.vat_id)] if bill.seller.vat_id else []
    meta = [("Invoice Date", bill.issued), ("Invoice Number", bill.draft.number), ("Reference", "PO 88112"), *vat]
    sheet.stacked(300, 778, meta, small=0)
    sheet.block(430, 778, bill.seller_lines(vat=False))
    tax = "Sales Tax" if bill.country.code == "US" else "VAT"
    cols = [Col("d", "Description", 4, "l"), Col("q", "Quantity", 1), Col("p", "Unit Price", 1.2), Col("t", tax, 1),
            Col("a", f"Amount {bill.country.currency}", 1.4)]  # fmt: skip
    rows = [
        {"d": (i.description, *i.details), "q": bill.fixed(i.quantity), "p": bill.amount(i.price),
         "t": f"{bill.number(i.rate)}%", "a": bill.amount(i.total)}
        for i in bill.items
    ]  # fmt: skip
    y = sheet.table(600, cols, rows) - 6
    totals = [("Subtotal", bill.amount(bill.net))]
    totals += [(f"TOTAL {tax.upper()} {bill.number(r)}%", bill.amount(t)) for r, (_, t) in bill.taxes.items()]
    totals += [(f"TOTAL {bill.country.currency}", bill.amount(bill.gross))]
    y = sheet.pairs(RIGHT - 80, y, totals, to=RIGHT - 4, align="r", label="r", lead=18, last_bold=True) - 20
    sheet.say(LEFT, y, f"Due Date: {bill.due_day}", bold=True)
    if bill.seller.iban:
        sheet.say(LEFT, y - 14, f"IBAN: {bill.account_text()}")
    _advice(sheet, bill)


def _advice(sheet: Sheet, bill: Bill) -> None:
    """The slip at the foot that goes back with the payment."""
    sheet.rule(220)
    sheet.say(LEFT, 190, "PAYMENT ADVICE", size=16)
    sheet.say(LEFT, 160, "To:")
    sheet.block(LEFT + 24, 160, bill.seller_lines(vat=False))
    slip = [("Customer", bill.buyer.name), ("Invoice Number", bill.draft.number), ("Amount Due",
        bill.amount(bill.gross)),
            ("Due Date", bill.due_day), ("Amount Enclosed", "")]  # fmt: skip
    sheet.pairs(340, 190, slip, to=420, lead=15, bold=True)


@layout("freshbooks", ENGLISH, size=9.5)
def freshbooks(sheet: Sheet, bill: Bill) -> None:
    sheet.block(RIGHT, 800, [bill.seller.name, "+1 415 555 0133"], align="r")
    sheet.block(RIGHT - 150, 760, bill.seller_lines(name=False))
    sheet.say(LEFT, 690, "Billed To", size=9)
    sheet.block(LEFT, 676, bill.buyer_lines())
    sheet.stacked(210, 690, [("Date of Issue", bill.issued), ("Due Date", bill.due_day)])
    sheet.stacked(330, 690, [("Invoice Number", bill.draft.number)])
    sheet.say(RIGHT, 690, f"Amount Due ({bill.country.currency})", align="r")
    sheet.say(RIGHT, 668, bill.coded(bill.gross), size=20, align="r")
    cols = [Col("d", "Description", 4, "l"), Col("p", "Rate", 1.2), Col("q", "Qty", 0.8), Col("a", "Line Total", 1.4)]
    tax = "Tax" if bill.country.code == "US" else "VAT"
    rows = [
        {"d": (i.description, *i.details), "p": [bill.coded(i.price), f"+{tax}"], "q": bill.number(i.quantity),
         "a": bill.coded(i.total)}
        for i in bill.items
    ]  # fmt: skip
    y = sheet.table(600, cols, rows, ruled=False, head_bold=False) - 16
    totals = [("Subtotal", bill.amount(bill.net))]
    totals += [(f"{tax} ({bill.number(r)}%)", bill.amount(t)) for r, (_, t) in bill.taxes.items()]
    totals += [("Total", bill.amount(bill.gross)), ("Amount Paid", bill.amount(Decimal(0)))]
    totals += [(f"Amount Due ({bill.country.currency})", bill.coded(bill.gross))]
    y = sheet.pairs(430, y, totals, to=RIGHT - 4, align="r", label="r", lead=18)
    if bill.seller.vat_id:
        sheet.say(LEFT, y, f"VAT Number: {bill.seller.vat_id}")
    sheet.block(LEFT, y - 20, ["Terms", "Please pay within 30 days."])


@layout("wave", ENGLISH, size=9)
def wave(sheet: Sheet, bill: Bill) -> None:
    sheet.say(RIGHT, 790, "INVOICE", size=26, align="r")
    sheet.block(RIGHT, 764, bill.seller_lines(vat=False), align="r", bold_first=True)
    sheet.block(RIGHT, 720, ["Phone: 555 0122", "www.supplier.example"], align="r")
    sheet.rule(700)
    sheet.say(LEFT, 680, "BILL TO", size=8)
    sheet.block(LEFT, 667, bill.buyer_lines(), bold_first=True)
    meta = [("Invoice Number:", bill.draft.number), ("P.O./S.O. Number:", "44071"), ("Invoice Date:", bill.issued),
            ("Payment Due:", bill.due_day), (f"Amount Due ({bill.country.currency}):",
            bill.coded(bill.gross))]  # fmt: skip
    sheet.pairs(430, 680, meta, to=436, label="r", bold=True, lead=15)
    cols = [Col("d", bill.chance.choice(("Items", "Services", "Products")), 4, "l"), Col("q", "Quantity", 1, "c"),
            Col("p", "Price", 1.2), Col("a", "Amount", 1.3)]  # fmt: skip
    rows = [
        {
            "d": (i.description, *i.details),
            "q": bill.number(i.quantity),
            "p": bill.coded(i.price),
            "a": bill.coded(i.total),
        }
        for i in bill.items
    ]
    y = sheet.table(590, cols, rows, ruled=False) - 16
    tax = "Tax" if bill.country.code == "US" else "VAT"
    totals = [("Subtotal:", bill.coded(bill.net))]
    totals += [(f"{tax} {bill.number(r)}%:", bill.coded(t)) for r, (_, t) in bill.taxes.items()]
    totals += [("Total:", bill.coded(bill.gross)), (f"Amount Due ({bill.country.currency}):", bill.coded(bill.gross))]
    y = sheet.pairs(RIGHT - 100, y, totals, to=RIGHT - 4, align="r", label="r", lead=18, last_bold=True)
    sheet.block(LEFT, y - 20, ["Notes / Terms", "Payment within 30 days.", bill.vat_text()])
