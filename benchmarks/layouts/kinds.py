"""Pages of kinds of business: hotels, utilities, insurers, those without VAT, builders, carriers, two currencies."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from benchmarks.layouts.bill import Bill, later
from benchmarks.layouts.programs import layout
from benchmarks.layouts.programs import words as labels_of
from benchmarks.layouts.sheet import LEFT, RIGHT, Col, Sheet

ZERO = Decimal(0)


def _head(sheet: Sheet, bill: Bill, title: str, meta: list[tuple[str, str]], *, vat: bool = True) -> float:
    """Letterhead, recipient and the labels of the head, as most small firms set them."""
    sheet.block(LEFT, 800, bill.seller_lines(vat=vat), bold_first=True)
    sheet.block(LEFT, 725, bill.buyer_lines())
    sheet.say(LEFT, 660, title, bold=True, size=15)
    sheet.pairs(340, 725, meta, to=450, lead=13)
    return 630


def _exactly(bill: Bill, rate: str) -> None:
    """One rate for all lines, as kinds of business with a tax of their own have it."""
    bill.items = tuple(replace(item, rate=Decimal(rate)) for item in bill.items)


@layout("hotel", "GB DE AT FR ES IT", size=9, lines=(1,))
def hotel(sheet: Sheet, bill: Bill) -> None:
    """A folio: nights, breakfast and city tax by day, the payment as a row, nothing left to pay."""
    w = labels_of("hotel", bill.language)
    nights = bill.chance.randint(1, 3)
    first = later(bill.draft.issued, -nights)
    meta = [(w["number"], bill.draft.number), (w["date"], bill.issued), (w["arrival"], bill.day(first)),
            (w["departure"], bill.issued), (w["room"], "214")]  # fmt: skip
    y = _head(sheet, bill, w["title"], meta)
    prices = [(w["night"], Decimal("119.00")), (w["food"], Decimal("14.50")), (w["city"], Decimal("3.20"))]
    entries = [(bill.day(later(first, night)), name, price) for night in range(nights) for name, price in prices]
    whole = sum((price for _, _, price in entries), ZERO)
    cols = [
        Col("x", w["cols"][0], 1.4, "l"),
        Col("d", w["cols"][1], 4, "l"),
        Col("p", w["cols"][2], 1.2),
        Col("c", w["cols"][3], 1.2),
    ]
    rows = [{"x": day, "d": name, "p": bill.amount(price)} for day, name, price in entries]
    rows.append({"x": bill.issued, "d": w["paid"], "c": bill.amount(-whole)})
    y = sheet.table(y, cols, rows) - 14
    base = bill.cents(whole / (1 + bill.draft.rate / 100))
    sums = [(w["sums"][0], bill.coded(whole)), (f"{w['incl']} {bill.number(bill.draft.rate)}%",
        bill.coded(whole - base)),
            (w["sums"][1], bill.coded(-whole)), (w["sums"][2], bill.coded(ZERO))]  # fmt: skip
    sheet.pairs(340, y, sums, to=RIGHT - 4, align="r", lead=15)
    lines = [{"description": name, "line_total": str(price)} for _, name, price in entries]
    bill.truth |= {
        "total_gross": str(whole),
        "amount_due": "0.00",
        "prepaid": str(whole),
        "total_tax": str(whole - base),
    }
    bill.truth |= {"line_items": lines}


@layout("utility", "GB DE FR ES", size=9, lines=(1,))
def utility(sheet: Sheet, bill: Bill) -> None:
    """An older balance, paid or in part, beside what is new."""
    w = labels_of("utility", bill.language)
    old, got = Decimal("84.10"), bill.chance.choice((Decimal("84.10"), Decimal("50.00")))
    amounts = [Decimal("11.40"), Decimal("96.82"), Decimal("31.07")]
    net = sum(amounts, ZERO)
    tax = bill.cents(net * bill.draft.rate / 100)
    start = later(bill.draft.issued, -33)
    meta = [(w["account"], "8800 4471 22"), (w["number"], bill.draft.number), (w["date"], bill.issued), (w["due"],
        bill.due_day),
            (w["period"], f"{bill.day(start)} - {bill.day(later(start, 30))}")]  # fmt: skip
    y = _head(sheet, bill, bill.country.words["title"][0], meta)
    rows = [{"d": name, "a": bill.amount(amount)} for name, amount in zip(w["items"], amounts, strict=True)]
    y = sheet.table(y, [Col("d", w["cols"][0], 5, "l"), Col("a", w["cols"][1], 1.2)], rows) - 14
    words = bill.country.words
    due = net + tax + old - got
    sums = [(words["net"][0], bill.coded(net)), (words["tax"][0].format(rate=bill.number(bill.draft.rate)),
        bill.coded(tax)),
            (w["now"], bill.coded(net + tax)), (w["previous"], bill.coded(old)), (w["got"], bill.coded(-got)),
            (w["all"], bill.coded(due))]  # fmt: skip
    sheet.pairs(300, y, sums, to=RIGHT - 4, align="r", lead=15, last_bold=True)
    lines = [{"description": n, "line_total": str(a)} for n, a in zip(w["items"], amounts, strict=True)]
    bill.truth |= {"total_net": str(net), "total_tax": str(tax), "total_gross": str(net + tax), "amount_due": str(due)}
    bill.truth |= {"line_items": lines}


@layout("insurance", "GB DE FR", size=9.5, lines=(1,))
def insurance(sheet: Sheet, bill: Bill) -> None:
    w = labels_of("insurance", bill.language)
    _exactly(bill, {"de": "19", "fr": "9"}.get(bill.language, "12"))
    words = bill.country.words
    meta = [(words["number"][0], bill.draft.number), (words["date"][0], bill.issued), (w["policy"], "HV-4471-2207"),
            (words["due"][0], bill.due_day)]  # fmt: skip
    y = _head(sheet, bill, w["title"], meta, vat=False) - 10
    rate, (_, tax) = next(iter(bill.taxes.items()))
    sums = [
        (w["net"], bill.coded(bill.net)),
        (w["tax"].format(rate=bill.number(rate)), bill.coded(tax)),
        (w["gross"], bill.coded(bill.gross)),
    ]
    sheet.say(LEFT, y + 14, w["item"])
    y = sheet.pairs(LEFT, y - 10, sums, to=LEFT + 300, align="r", lead=16, last_bold=True)
    sheet.say(LEFT, y - 10, f"IBAN: {bill.account_text()}")
    bill.untold.add("line_items")


@layout("exempt", "GB DE FR ES IT NL PL", size=9.5)
def exempt(sheet: Sheet, bill: Bill) -> None:
    """Doctors, small businesses: no tax, one total, a sentence that says why."""
    w = labels_of("exempt", bill.language)
    _exactly(bill, "0")
    words = bill.country.words
    meta = [(words["number"][0], bill.draft.number), (words["date"][0], bill.issued), (words["due"][0], bill.due_day)]
    y = _head(sheet, bill, words["title"][0], meta, vat=False)
    cols = [Col("d", words["description"][0], 4, "l"), Col("q", words["quantity"][0], 1), Col("p",
        words["unit_price"][0], 1.3),
            Col("a", words["amount"][0], 1.3)]  # fmt: skip
    rows = [
        {
            "d": (i.description, *i.details),
            "q": bill.number(i.quantity),
            "p": bill.coded(i.price),
            "a": bill.coded(i.total),
        }
        for i in bill.items
    ]
    y = sheet.table(y, cols, rows) - 12
    y = sheet.pairs(340, y, [(words["gross"][0], bill.coded(bill.gross))], to=RIGHT - 4, align="r", last_bold=True) - 14
    sheet.block(LEFT, y, [w["note"], f"IBAN: {bill.account_text()}"], lead=16)
    bill.untold |= {"total_net", "total_tax", "seller_vat_id"}


@layout("rent", "GB DE FR", size=9.5, lines=(1,))
def rent(sheet: Sheet, bill: Bill) -> None:
    """Two lines without quantities and one total."""
    words = bill.country.words
    names = {"de": ("Miete", "Betriebskosten"), "fr": ("Loyer", "Charges")}.get(
        bill.language, ("Rent", "Service charge")
    )
    amounts = (Decimal("1850.00"), Decimal("212.40"))
    net = sum(amounts, ZERO)
    tax = bill.cents(net * bill.draft.rate / 100)
    y = _head(
        sheet, bill, words["title"][0], [(words["number"][0], bill.draft.number), (words["date"][0], bill.issued)]
    )
    rows = [
        {"d": f"{name} {bill.draft.issued:%m/%Y}", "a": bill.coded(amount)}
        for name, amount in zip(names, amounts, strict=True)
    ]
    y = sheet.table(y, [Col("d", words["description"][0], 5, "l"), Col("a", words["amount"][0], 1.4)], rows) - 12
    sums = [(words["net"][0], bill.coded(net)), (words["tax"][0].format(rate=bill.number(bill.draft.rate)),
        bill.coded(tax)),
            (words["gross"][0], bill.coded(net + tax))]  # fmt: skip
    sheet.pairs(340, y, sums, to=RIGHT - 4, align="r", last_bold=True)
    lines = [{"description": row["d"], "line_total": str(amount)} for row, amount in zip(rows, amounts, strict=True)]
    bill.truth |= {
        "total_net": str(net),
        "total_tax": str(tax),
        "total_gross": str(net + tax),
        "amount_due": str(net + tax),
    }
    bill.truth |= {"line_items": lines}


@layout("part_payment", "GB DE FR", size=9.5, lines=(2, 3))
def part_payment(sheet: Sheet, bill: Bill) -> None:
    """Building work: all that is done so far, less what was paid before."""
    w = labels_of("part", bill.language)
    words = bill.country.words
    bill.paid = bill.cents(bill.gross * Decimal("0.4"))
    meta = [(words["number"][0], bill.draft.number), (words["date"][0], bill.issued), (words["due"][0], bill.due_day)]
    y = _head(sheet, bill, w["title"], meta)
    cols = [Col("n", words["position"][0], 0.6, "l"), Col("d", words["description"][0], 4, "l"), Col("q",
        words["quantity"][0], 1),
            Col("u", words["unit"][0], 0.8, "l"), Col("p", words["unit_price"][0], 1.2), Col("a",
            words["amount"][0], 1.3)]  # fmt: skip
    rows = [
        {"n": f"01.{at:02d}", "d": (i.description, *i.details), "q": bill.fixed(i.quantity, 3), "u": "m²",
            "p": bill.amount(i.price),
         "a": bill.amount(i.total)}
        for at, i in enumerate(bill.items, 1)
    ]  # fmt: skip
    y = sheet.table(y, cols, rows, ruled=False) - 12
    sums = [(words["net"][0], bill.coded(bill.net))]
    sums += [(words["tax"][0].format(rate=bill.number(r)), bill.coded(t)) for r, (_, t) in bill.taxes.items()]
    sums += [
        (words["gross"][0], bill.coded(bill.gross)),
        (w["before"], bill.coded(-bill.paid)),
        (words["payable"][0], bill.coded(bill.due)),
    ]
    sheet.pairs(300, y, sums, to=RIGHT - 4, align="r", last_bold=True)
    bill.truth |= {"prepaid": str(bill.paid)}


@layout("ticket", "GB DE FR", size=9, lines=(1,))
def ticket(sheet: Sheet, bill: Bill) -> None:
    """Rail and air: a fare with the tax inside, paid already."""
    w = labels_of("ticket", bill.language)
    words = bill.country.words
    fare = Decimal(bill.chance.randint(2000, 40000)) / 100
    tax = fare - bill.cents(fare / (1 + bill.draft.rate / 100))
    y = _head(sheet, bill, w["title"], [(words["number"][0], bill.draft.number), (words["date"][0], bill.issued)])
    cols = [
        Col("n", w["cols"][0], 1.6, "l"),
        Col("d", w["cols"][1], 2, "l"),
        Col("x", w["cols"][2], 1.4, "l"),
        Col("a", w["cols"][3], 1.2),
    ]
    rows = [{"n": "J. Brandes", "d": w["route"], "x": bill.day(later(bill.draft.issued, 6)), "a": bill.coded(fare)}]
    y = sheet.table(y, cols, rows) - 12
    sums = [(w["total"], bill.coded(fare)), (w["incl"].format(rate=bill.number(bill.draft.rate)), bill.coded(tax))]
    y = sheet.pairs(300, y, sums, to=RIGHT - 4, align="r", lead=16)
    sheet.say(LEFT, y - 10, w["paid"])
    bill.truth |= {"total_gross": str(fare), "total_tax": str(tax)}
    bill.untold |= {"amount_due", "line_items", "total_net"}


@layout("two_currencies", "DE PL CZ GB", size=9.5)
def two_currencies(sheet: Sheet, bill: Bill) -> None:
    """A column and a total more in another currency, for reference."""
    words = bill.country.words
    other, course = ("USD", Decimal("1.08")) if bill.country.currency == "EUR" else ("EUR", Decimal("0.25"))
    meta = [(words["number"][0], bill.draft.number), (words["date"][0], bill.issued), (words["due"][0], bill.due_day)]
    y = _head(sheet, bill, words["title"][0], meta)
    ours = bill.country.currency
    cols = [Col("d", words["description"][0], 3, "l"), Col("q", words["quantity"][0], 1), Col("p",
        f"{words['unit_price'][0]} {ours}", 1.6),
            Col("a", f"{words['amount'][0]} {ours}", 1.6), Col("o", f"{words['amount'][0]} {other}", 1.6)]  # fmt: skip
    rows = [
        {"d": (i.description, *i.details), "q": bill.number(i.quantity), "p": bill.amount(i.price),
            "a": bill.amount(i.total),
         "o": bill.amount(i.total * course)}
        for i in bill.items
    ]  # fmt: skip
    y = sheet.table(y, cols, rows) - 12
    sums = [(f"{words['net'][0]} {ours}", bill.amount(bill.net))]
    sums += [(words["tax"][0].format(rate=bill.number(r)), bill.amount(t)) for r, (_, t) in bill.taxes.items()]
    sums += [
        (f"{words['gross'][0]} {ours}", bill.amount(bill.gross)),
        (f"{words['gross'][0]} {other}", bill.amount(bill.gross * course)),
    ]
    sheet.pairs(300, y, sums, to=RIGHT - 4, align="r")
