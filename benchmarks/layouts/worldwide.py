"""Programs that are used in many countries: Odoo, Stripe, Zoho, QuickBooks."""

from __future__ import annotations

from benchmarks.layouts.bill import Bill
from benchmarks.layouts.programs import layout, words
from benchmarks.layouts.sheet import LEFT, RIGHT, Col, Sheet

ENGLISH = "GB IE US"


@layout("odoo", "GB DE AT FR ES IT NL PL RO", size=9.5)
def odoo(sheet: Sheet, bill: Bill) -> None:
    w = words("odoo", bill.language)
    sheet.block(LEFT, 800, bill.seller_lines(), bold_first=False)
    sheet.block(340, 725, bill.buyer_lines(vat=bill.chance.random() < 0.5))
    sheet.say(LEFT, 650, f"{w['title']} {bill.draft.number}", size=18)
    old = bill.chance.random() < 0.5
    meta = [(w["date"], bill.issued), (w["due"], bill.due_day), (w["source"], f"S{bill.chance.randint(10000, 99999)}")]
    y = sheet.across(622, [(name if old else name.strip(" :"), day) for name, day in meta])
    cols = [Col("d", w["cols"][0], 4, "l"), Col("q", w["cols"][1], 1.5), Col("p", w["cols"][2], 1.4), Col("t",
        w["cols"][3], 1.3),
            Col("a", w["cols"][4], 1.6)]  # fmt: skip
    rows = [
        {
            "d": (f"[{i.code}] {i.description}" if old else i.description, *i.details),
            "q": f"{bill.fixed(i.quantity)} {w['unit']}" if old else bill.fixed(i.quantity),
            "p": bill.amount(i.price), "t": w["tax"].format(rate=bill.number(i.rate)), "a": bill.coded(i.total),
        }
        for i in bill.items
    ]  # fmt: skip
    y = sheet.table(y, cols, rows, ruled=not old) - 12
    totals = [(w["net"], bill.coded(bill.net))]
    totals += [(w["tax"].format(rate=bill.number(r)), bill.coded(tax)) for r, (_, tax) in bill.taxes.items()]
    totals += [(w["gross"], bill.coded(bill.gross))]
    y = sheet.pairs(340, y, totals, to=RIGHT - 4, align="r", last_bold=True) - 14
    y = sheet.block(LEFT, y, [w["terms"], f"{w['ref']}: {bill.draft.number}"], lead=16)
    if bill.account_text():
        sheet.say(LEFT, y, f"{w['ref']}: {bill.draft.number} - {bill.account_text()}")
    sheet.rule(60)
    sheet.say(
        297, 46, f"info@{bill.seller.name.split()[0].lower()}.example · {bill.seller.vat_id or ''}", align="c", size=8
    )


@layout("stripe", "GB IE US DE AT FR ES IT NL SE", size=9)
def stripe(sheet: Sheet, bill: Bill) -> None:
    w = words("stripe", bill.language)
    sheet.say(LEFT, 790, w["title"], bold=True, size=18)
    sheet.say(RIGHT, 790, bill.seller.name.split()[0], bold=True, size=14, align="r")
    meta = [(w["number"], bill.draft.number), (w["date"], bill.issued), (w["due"], bill.due_day)]
    sheet.pairs(LEFT, 764, meta, to=LEFT + 90, lead=13)
    mail = f"billing@{bill.seller.name.split()[0].lower()}.example"
    y = sheet.block(
        LEFT, 704, [*bill.seller_lines(vat=False), mail, *bill.seller_lines(name=False)[2:]], bold_first=True
    )
    sheet.say(270, 704, w["to"], bold=True)
    y = min(y, sheet.block(270, 704 - 12, [*bill.buyer_lines(), "accounts@buyer.example"])) - 20
    sheet.say(LEFT, y, w["headline"].format(amount=bill.coded(bill.gross), day=bill.due_day), bold=True, size=15)
    sheet.say(LEFT, y - 22, w["pay"], bold=True)
    taxed = len(bill.taxes) > 1
    cols = [Col("d", w["cols"][0], 4.2, "l"), Col("q", w["cols"][1], 0.8), Col("p", w["cols"][2], 1.5)]
    cols += [Col("t", w["coltax"], 0.8)] if taxed else []
    cols += [Col("a", w["cols"][3], 1.5)]
    rows = [
        {"d": (i.description, *i.details), "q": bill.number(i.quantity), "p": bill.coded(i.price),
         "t": f"{bill.number(i.rate)}%", "a": bill.coded(i.total)}
        for i in bill.items
    ]  # fmt: skip
    y = sheet.table(y - 60, cols, rows, ruled=False, head_bold=False) - 16
    totals = [(w["sub"], bill.coded(bill.net)), (w["net"], bill.coded(bill.net))]
    for rate, (base, tax) in bill.taxes.items():
        shown = w["tax"].format(country=w["country"], rate=bill.number(rate), base=bill.coded(base))
        totals.append((shown, bill.coded(tax)))
    totals += [(w["gross"], bill.coded(bill.gross)), (w["left"], bill.coded(bill.gross))]
    sheet.pairs(300, y, totals, to=RIGHT - 4, align="r", last_bold=True, lead=17)
    foot = f"{bill.draft.number} · {w['headline'].format(amount=bill.coded(bill.gross), day=bill.due_day)}"
    sheet.say(LEFT, 40, foot, size=7.5)
    sheet.say(RIGHT, 40, "Page 1 of 1" if bill.language == "en" else "1 / 1", size=7.5, align="r")


@layout("zoho", ENGLISH, size=9)
def zoho(sheet: Sheet, bill: Bill) -> None:
    sheet.block(LEFT, 790, bill.seller_lines(), bold_first=True)
    sheet.say(RIGHT, 780, bill.chance.choice(("INVOICE", "TAX INVOICE")), size=24, align="r")
    sheet.say(RIGHT, 762, f"# {bill.draft.number}", bold=True, align="r")
    sheet.say(RIGHT, 736, "Balance Due", bold=True, size=8, align="r")
    sheet.say(RIGHT, 722, bill.coded(bill.gross), bold=True, size=12, align="r")
    sheet.say(LEFT, 680, "Bill To")
    sheet.block(LEFT, 667, bill.buyer_lines(), bold_first=True)
    meta = [
        ("Invoice Date :", bill.issued),
        ("Terms :", "Net 30"),
        ("Due Date :", bill.due_day),
        ("P.O.# :", "PO-4411"),
    ]
    sheet.pairs(440, 680, meta, to=RIGHT, align="r", label="r", lead=16)
    taxed = bill.chance.random() < 0.4
    cols = [
        Col("n", "#", 0.4, "l"),
        Col("d", "Item & Description", 4, "l"),
        Col("q", "Qty", 0.9),
        Col("p", "Rate", 1.2),
    ]
    cols += [Col("t", "Tax", 1.1)] if taxed else []
    cols += [Col("a", "Amount", 1.3)]
    rows = [
        {"n": str(at), "d": (i.description, *i.details),
         "q": [bill.fixed(i.quantity), *(["hrs"] if i.quantity % 1 else [])], "p": bill.amount(i.price),
         "t": [bill.amount(i.tax), f"{bill.number(i.rate)}%"], "a": bill.amount(i.total)}
        for at, i in enumerate(bill.items, 1)
    ]  # fmt: skip
    y = sheet.table(594, cols, rows) - 14
    tax = "Sales Tax" if bill.country.code == "US" else "VAT"
    totals = [("Sub Total", bill.amount(bill.net))]
    totals += [(f"{tax} ({bill.number(r)}%)", bill.amount(t)) for r, (_, t) in bill.taxes.items()]
    totals += [("Total", bill.coded(bill.gross)), ("Balance Due", bill.coded(bill.gross))]
    y = sheet.pairs(455, y, totals, to=RIGHT - 4, align="r", label="r", lead=18, last_bold=True)
    sheet.block(LEFT, y - 20, ["Notes", "Thanks for your business."])


@layout("quickbooks", ENGLISH, size=9)
def quickbooks(sheet: Sheet, bill: Bill) -> None:
    british = bill.country.code != "US"
    sheet.block(
        LEFT, 800, [*bill.seller_lines(vat=False), "+44 20 7946 0011", "office@supplier.example"], bold_first=True
    )
    if bill.seller.vat_id:
        sheet.say(LEFT, 728, f"VAT Registration No.: {bill.seller.vat_id}")
    sheet.say(LEFT, 700, "VAT Invoice" if british else "INVOICE", size=18)
    y = 676.0
    sheet.say(LEFT, y, bill.chance.choice(("INVOICE TO", "BILL TO")), bold=True, size=8)
    sheet.block(LEFT, y - 13, bill.buyer_lines())
    meta = [
        ("INVOICE NO." if british else "INVOICE #", bill.draft.number),
        ("DATE", bill.issued),
        ("DUE DATE", bill.due_day),
        ("TERMS", "Net 30"),
    ]
    sheet.pairs(430, y, meta, to=440, label="r", lead=14, bold=False)
    y = 600.0
    style = bill.chance.choice(("activity", "date"))
    cols = [Col("x", "DATE", 1.2, "l")] if style == "date" else []
    cols += [Col("s", "ACTIVITY" if british else "SERVICE", 1.6, "l"), Col("d", "DESCRIPTION", 2.6, "l")]
    cols += [
        Col("q", "QTY", 0.7),
        Col("p", "RATE", 1.1),
        *([Col("t", "VAT", 1)] if british else []),
        Col("a", "AMOUNT", 1.2),
    ]
    rows = [
        {"x": bill.issued, "s": i.description.split()[0], "d": (i.description, *i.details),
            "q": bill.number(i.quantity),
         "p": bill.amount(i.price), "t": f"{bill.fixed(i.rate, 1)}% S", "a": bill.amount(i.total)}
        for i in bill.items
    ]  # fmt: skip
    y = sheet.table(y, cols, rows) - 14
    sheet.block(
        LEFT,
        y,
        [
            "Thank you for your business.",
            *(["Bank transfer:", f"IBAN {bill.account_text()}"] if bill.seller.iban else []),
        ],
    )
    totals = [("SUBTOTAL", bill.amount(bill.net))]
    totals += [("VAT TOTAL" if british else "TAX", bill.amount(bill.tax)), ("TOTAL", bill.amount(bill.gross))]
    totals += [("BALANCE DUE", bill.coded(bill.gross))]
    y = sheet.pairs(340, y, totals, to=RIGHT - 4, align="r", lead=18, last_bold=True) - 20
    if british:
        sheet.say(LEFT, y, "VAT SUMMARY", bold=True, size=8)
        cols = [Col("r", "RATE", 3), Col("v", "VAT", 1), Col("n", "NET", 1)]
        rows = [
            {"r": f"VAT @ {bill.number(r)}%", "v": bill.amount(t), "n": bill.amount(b)}
            for r, (b, t) in bill.taxes.items()
        ]
        sheet.table(y - 16, cols, rows, ruled=False)
