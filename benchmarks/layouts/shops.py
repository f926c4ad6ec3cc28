"""Shops and marketplaces: WooCommerce, Shopify, Amazon, PrestaShop."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.layouts.bill import Bill
from benchmarks.layouts.programs import layout, words
from benchmarks.layouts.sheet import LEFT, RIGHT, Col, Sheet


@layout("woocommerce", "GB DE NL FR IT", size=9)
def woocommerce(sheet: Sheet, bill: Bill) -> None:
    w = words("woocommerce", bill.language)
    bill.shipping = bill.cents(Decimal("6.50"))
    sheet.say(LEFT, 790, bill.seller.name.split()[0], bold=True, size=18)
    sheet.block(340, 800, bill.seller_lines(), bold_first=True)
    sheet.say(LEFT, 710, w["title"], bold=True, size=15)
    sheet.block(LEFT, 686, [*bill.buyer_lines(), "orders@buyer.example"])
    meta = [(w["number"], bill.draft.number), (w["date"], bill.issued), (w["order"], str(bill.chance.randint(1000,
        9999))),
            (w["order_date"], bill.issued), (w["method"], w["via"])]  # fmt: skip
    sheet.pairs(340, 686, meta, to=445, lead=13)
    cols = [Col("d", w["cols"][0], 5, "l"), Col("q", w["cols"][1], 1.2, "l"), Col("a", w["cols"][2], 1.4, "l")]
    rows = [
        {"d": (i.description, f"{w['sku']} {i.code}"), "q": bill.number(i.quantity), "a": bill.coded(i.total)}
        for i in bill.items
    ]
    y = sheet.table(600, cols, rows) - 16
    totals = [(w["sub"], bill.coded(bill.lines_net)), (w["ship"], bill.coded(bill.shipping))]
    totals += [
        (w["tax"] if len(bill.taxes) == 1 else f"{w['tax']} {bill.number(r)}%", bill.coded(t))
        for r, (_, t) in bill.taxes.items()
    ]
    totals += [(w["gross"], bill.coded(bill.gross))]
    sheet.pairs(360, y, totals, to=455, lead=18, last_bold=True)
    bill.truth |= {"charge_total": str(bill.shipping)}


@layout("woo_gross", "GB DE NL FR IT", size=9)
def woo_gross(sheet: Sheet, bill: Bill) -> None:
    """Prices with tax, and the tax within the total: ``119,00 € (inkl. 19,00 € MwSt.)``."""
    w = words("woocommerce", bill.language)
    including = {"de": "inkl.", "nl": "inclusief", "fr": "dont", "it": "incl."}.get(bill.language, "includes")
    sheet.say(LEFT, 790, w["title"], bold=True, size=16)
    sheet.block(LEFT, 760, bill.seller_lines(), bold_first=True)
    sheet.block(340, 760, bill.buyer_lines(), bold_first=False)
    sheet.pairs(LEFT, 690, [(w["number"], bill.draft.number), (w["date"], bill.issued)], to=LEFT + 120, lead=14)
    one = next(iter(bill.taxes))
    cols = [Col("d", w["cols"][0], 5, "l"), Col("q", w["cols"][1], 1.2, "c"), Col("a", w["cols"][2], 1.4, "r")]
    gross = [bill.cents(i.total * (100 + i.rate) / 100) for i in bill.items]
    rows = [
        {"d": i.description, "q": bill.number(i.quantity), "a": bill.coded(g)}
        for i, g in zip(bill.items, gross, strict=True)
    ]
    y = sheet.table(630, cols, rows) - 14
    whole = sum(gross, Decimal(0))
    tax = bill.cents(whole * one / (100 + one)) if len(bill.taxes) == 1 else bill.tax
    totals = [
        (w["sub"], bill.coded(whole)),
        (w["gross"], f"{bill.coded(whole)} ({including} {bill.coded(tax)} {w['tax']})"),
    ]
    sheet.pairs(300, y, totals, to=RIGHT - 4, align="r", lead=18, last_bold=True)
    lines = [
        {"description": i.description, "quantity": str(i.quantity), "line_total": str(g)}
        for i, g in zip(bill.items, gross, strict=True)
    ]
    bill.truth |= {"total_gross": str(whole), "amount_due": str(whole), "total_tax": str(tax), "line_items": lines}


@layout("shopify", "GB IE US DE", size=9)
def shopify(sheet: Sheet, bill: Bill) -> None:
    german = bill.language == "de"
    sheet.say(LEFT, 790, bill.seller.name, bold=True, size=13)
    sheet.block(RIGHT, 790, [("Rechnung" if german else "Invoice") + f" #{bill.draft.number}", bill.issued], align="r")
    sheet.rule(764)
    labels = ("Von", "Rechnung an", "Lieferung an") if german else ("From", "Bill to", "Ship to")
    for x, label, block in zip(
        (LEFT, 220, 390), labels, (bill.seller_lines(), bill.buyer_lines(), bill.buyer_lines()), strict=True
    ):
        sheet.say(x, 745, label, bold=True)
        sheet.block(x, 731, block)
    heads = ("Menge", "Artikel", "Preis") if german else ("Qty", "Item", "Price")
    cols = [Col("q", heads[0], 0.7, "l"), Col("d", heads[1], 5, "l"), Col("a", heads[2], 1.3)]
    rows = [
        {"q": bill.number(i.quantity), "d": (i.description, f"SKU: {i.code}"), "a": bill.coded(i.total)}
        for i in bill.items
    ]
    y = sheet.table(660, cols, rows, ruled=False) - 14
    names = (
        ("Zwischensumme", "MwSt.", "Gesamt", "Bezahlt", "Noch zu zahlen")
        if german
        else ("Subtotal", "Tax", "Total", "Total paid", "Total due")
    )
    bill.paid = bill.gross
    totals = [(names[0], bill.coded(bill.net))]
    totals += [(f"{names[1]} {bill.number(r)}%", bill.coded(t)) for r, (_, t) in bill.taxes.items()]
    totals += [
        (names[2], bill.coded(bill.gross)),
        (names[3], bill.coded(bill.gross)),
        (names[4], bill.coded(Decimal(0))),
    ]
    sheet.pairs(380, y, totals, to=RIGHT - 4, align="r", lead=16)


@layout("amazon", "GB IE DE AT FR ES IT", size=8.5)
def amazon(sheet: Sheet, bill: Bill) -> None:
    """A marketplace's page: its name at the top, the seller behind a label."""
    w = words("amazon", bill.language)
    sheet.say(LEFT, 800, "bazaarium", bold=True, size=20)
    sheet.say(RIGHT, 800, w["title"], bold=True, size=16, align="r")
    sheet.block(LEFT, 765, bill.buyer_lines())
    top = [(w["paid"], ""), (f"{w['sold']} {bill.seller.name}", ""), (f"{w['vat']} {bill.seller.vat_id}", ""),
           (w["date"], bill.issued), (w["number"], bill.draft.number), (w["total"],
           bill.coded(bill.gross))]  # fmt: skip
    sheet.pairs(330, 765, top, to=480, lead=13)
    y = 660.0
    for x, label, block in (
        (LEFT, w["bill"], bill.buyer_lines()), (220, w["ship"], bill.buyer_lines()), (390, w["sold"],
        bill.seller_lines())
    ):  # fmt: skip
        sheet.say(x, y, label, bold=True)
        sheet.block(x, y - 12, block)
    sheet.say(LEFT, 590, w["order"], bold=True)
    sheet.pairs(
        LEFT, 577, [(w["order_date"], bill.issued), (w["order_no"], "028-7741120-0913905")], to=LEFT + 110, lead=12
    )
    sheet.say(LEFT, 540, w["details"], bold=True, size=11)
    cols = [Col("d", w["cols"][0], 3.4, "l"), Col("q", w["cols"][1], 0.8), Col("p", w["cols"][2], 1.3), Col("t",
        w["cols"][3], 0.9),
            Col("g", w["cols"][4], 1.3), Col("a", w["cols"][5], 1.4)]  # fmt: skip
    rows = [
        {"d": (i.description, f"ASIN: B0{i.code}XQ"), "q": bill.number(i.quantity), "p": bill.coded(i.price),
         "t": f"{bill.number(i.rate)}%", "g": bill.coded(i.price * (100 + i.rate) / 100),
         "a": bill.coded(i.total * (100 + i.rate) / 100)}
        for i in bill.items
    ]  # fmt: skip
    y = sheet.table(520, cols, rows) - 12
    sheet.pairs(380, y, [(w["gross"], bill.coded(bill.gross))], to=RIGHT - 4, align="r", last_bold=True)
    cols = [Col("r", w["rate"], 1), Col("n", w["base"], 1.6), Col("v", w["tax"], 1.2)]
    rates = [{"r": f"{bill.number(r)}%", "n": bill.coded(b), "v": bill.coded(t)} for r, (b, t) in bill.taxes.items()]
    rates.append({"r": w["whole"], "n": bill.coded(bill.net), "v": bill.coded(bill.tax)})
    sheet.table(y - 26, cols, rates, left=300, ruled=False)
    lines = [
        {
            "description": i.description,
            "quantity": str(i.quantity),
            "line_total": str(bill.cents(i.total * (100 + i.rate) / 100)),
        }
        for i in bill.items
    ]
    bill.truth |= {"line_items": lines}
    bill.untold.add("amount_due")


@layout("prestashop", "FR BE ES PL IT", size=8.5)
def prestashop(sheet: Sheet, bill: Bill) -> None:
    """Labels of number and date in a row above the lines, a table of taxes below at the left."""
    words_ = bill.country.words
    sheet.say(LEFT, 800, bill.seller.name.split()[0].lower(), bold=True, size=18)
    sheet.block(RIGHT, 805, [words_["title"][0], bill.issued, f"#{bill.draft.number}"], align="r", size=10)
    sheet.say(LEFT, 740, words_["buyer"][0], bold=True)
    sheet.block(LEFT, 727, bill.buyer_lines())
    meta = [
        (words_["number"][0], bill.draft.number),
        (words_["date"][0], bill.issued),
        (words_["order_number"][0], "KQXWPLMNR"),
    ]
    y = sheet.across(670, meta)
    cols = [Col("c", "Réf." if bill.language == "fr" else "SKU", 1, "c"), Col("d", words_["description"][0], 3.4, "l"),
            Col("t", words_["tax_rate"][0], 0.9, "c"), Col("p", words_["unit_price"][0], 1.3), Col("q",
            words_["quantity"][0], 0.9, "c"),
            Col("a", words_["amount"][0], 1.3)]  # fmt: skip
    rows = [
        {"c": i.code, "d": (i.description, *i.details), "t": f"{bill.number(i.rate)} %", "p": bill.coded(i.price),
         "q": bill.number(i.quantity), "a": bill.coded(i.total)}
        for i in bill.items
    ]  # fmt: skip
    y = sheet.table(y - 8, cols, rows) - 14
    totals = [(words_["net"][0], bill.coded(bill.net))]
    totals += [(words_["tax"][0].format(rate=bill.number(r)), bill.coded(t)) for r, (_, t) in bill.taxes.items()]
    totals += [(words_["gross"][0], bill.coded(bill.gross))]
    sheet.pairs(380, y, totals, to=RIGHT - 4, align="r", lead=15, last_bold=True)
    foot = " - ".join(bill.seller_lines())
    sheet.say(297, 40, foot, align="c", size=7.5)
