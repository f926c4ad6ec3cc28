"""Whole pages in the manner of different invoicing programs. Each takes a bill and a fresh sheet."""

from __future__ import annotations

from collections.abc import Sequence

from samples.making.bill import Bill, Party
from samples.making.sheet import Sheet
from samples.making.tables import columns, table, total_rows, totals
from samples.making.words import Words


def _title(bill: Bill, words: Words) -> str:
    return words["credit"] if bill.doc_type == "credit_note" else words["title"]


def _meta(bill: Bill, words: Words) -> list[tuple[str, str]]:
    days = {"date": bill.issued, "delivered": bill.delivered, "due": bill.due}
    rows = [(words["number"], bill.number)]
    rows += [(words[key], words.day(day)) for key, day in days.items() if day]
    texts = {"order": bill.order, "customer": bill.customer, "preceding": bill.preceding}
    return rows + [(words[key], text) for key, text in texts.items() if text]


def _bank(party: Party) -> str:
    return "   ".join(
        part for part in (party.bank, party.iban and f"IBAN {party.iban}", party.bic and f"BIC {party.bic}") if part
    )


def band(bill: Bill, sheet: Sheet, words: Words, colour: str = "#22577a") -> None:
    """Coloured band on top, addresses in two columns, table without rules, totals on the right."""
    sheet.box(0, 0, 596, 78, fill=colour)
    sheet.dot(62, 39, 15, "#ffffff")
    sheet.dot(67, 39, 9, colour)
    sheet.text(86, 45, bill.seller.name, size=17, bold=True, colour="#ffffff")
    sheet.text(548, 45, _title(bill, words).upper(), size=17, align="right", colour="#ffffff")
    sheet.lines(
        48, 108, [t for t in (*bill.seller.address, bill.seller.phone, bill.seller.email) if t], size=8.5, lead=11.5
    )
    sheet.text(48, 186, words["to"], size=8.5, bold=True, colour=colour)
    sheet.lines(48, 201, [bill.buyer.name, *bill.buyer.address])
    for index, (label, value) in enumerate(_meta(bill, words)):
        sheet.text(360, 186 + 15 * index, label, size=8.5, bold=True, colour="#555555")
        sheet.text(548, 186 + 15 * index, value, align="right")
    cols = columns(words, 48, {"text": 238, "quantity": 48, "price": 76, "rate": 54, "amount": 84})
    y = table(sheet, bill, words, cols, 288, ruled=False, header="#e6edf2")
    y = totals(sheet, total_rows(bill, words), (words["gross"], words["owed"]), y + 12, left=350, right=548)
    sheet.lines(48, y + 34, [bill.terms, *bill.notes], size=8.5)
    sheet.rule(48, 772, 548, 772, colour="#bbbbbb")
    vat = bill.seller.vat_id or bill.seller.tax_id
    sheet.text(298, 786, _bank(bill.seller), size=7.5, align="center", colour="#555555")
    sheet.text(298, 798, f"{bill.seller.name}   {words['vat']} {vat}", size=7.5, align="center", colour="#555555")


def minimal(bill: Bill, sheet: Sheet, words: Words) -> None:
    """Web software: grey labels, the amount due in a band of its own, dark table head, nothing in the footer."""
    seller, grey = bill.seller, "#777777"
    sheet.text(56, 66, seller.name, size=11, bold=True)
    contact = [text for text in (*seller.address, seller.phone, seller.email) if text]
    sheet.lines(56, 81, [*contact, f"{words['vat']} {seller.vat_id or seller.tax_id}"], size=8.5, lead=11.5)
    sheet.text(540, 74, _title(bill, words).upper(), size=24, align="right", colour="#333333")
    sheet.text(540, 92, f"# {bill.number}", size=11, align="right", colour=grey)
    sheet.text(56, 176, f"{words['to']}:", colour=grey)
    sheet.lines(56, 190, [bill.buyer.name, *bill.buyer.address])
    y = 176.0
    for label, value in _meta(bill, words)[1:]:
        sheet.text(446, y, f"{label}:", align="right", colour=grey)
        sheet.text(540, y, value, align="right")
        y += 17
    sheet.box(340, y - 8, 204, 22, fill="#f2f2f2")
    sheet.text(446, y + 7, "Balance due:", bold=True, align="right")
    sheet.text(540, y + 7, words.money(bill.amount_due), bold=True, align="right")
    cols = columns(words, 52, {"text": 278, "quantity": 60, "price": 76, "amount": 78})
    y = table(sheet, bill, words, cols, 282, ruled=False, header="#d9d9d9")
    for label, value in total_rows(bill, words):
        y += 18
        sheet.text(446, y + 6, f"{label}:", align="right", colour=grey)
        sheet.text(540, y + 6, value, align="right")
    sheet.text(56, y + 60, "Notes:", colour=grey)
    sheet.lines(56, y + 75, [bill.terms, *bill.notes])


def boxed(bill: Bill, sheet: Sheet, words: Words) -> None:
    """Name on top, framed meta block right, ruled table over several pages, totals in a framed box at its end."""

    def foot() -> None:
        sheet.rule(42, 780, 553, 780)
        sheet.text(
            42, 793, f"{bill.seller.name} · {words['vat']} {bill.seller.vat_id} · {_bank(bill.seller)}", size=7.5
        )
        sheet.text(553, 806, words["page"].format(n=sheet.pages), size=7.5, align="right")

    def turn() -> float:
        foot()
        sheet.next_page()
        sheet.text(42, 50, bill.seller.name, size=11, bold=True)
        sheet.text(553, 50, f"{words['number']} {bill.number}", align="right")
        return 70

    sheet.text(42, 58, bill.seller.name, size=19, bold=True, colour="#6b2d1a")
    sheet.rule(42, 68, 553, 68, width=2, colour="#6b2d1a")
    sheet.text(42, 82, ", ".join(bill.seller.address), size=8)
    sheet.text(553, 82, "   ".join((bill.seller.phone, bill.seller.email)), size=8, align="right")
    sheet.text(42, 122, _title(bill, words), size=16, bold=True)
    sheet.lines(42, 150, [bill.buyer.name, *bill.buyer.address], size=10, lead=13)
    rows = _meta(bill, words)
    sheet.box(340, 108, 213, 16 * len(rows) + 8)
    for index, (label, value) in enumerate(rows):
        sheet.text(348, 124 + 16 * index, label, size=8.5)
        sheet.text(546, 124 + 16 * index, value, size=8.5, bold=True, align="right")
    widths = {"code": 58, "text": 208, "quantity": 46, "unit": 42, "price": 62, "rate": 40, "amount": 55}
    cols = columns(words, 42, widths)
    y = table(sheet, bill, words, cols, 236, ruled=True, header="#f1e7e2", overflow=turn)
    sums = total_rows(bill, words)
    if y + 16 * len(sums) > 715:
        y = turn()
    y = totals(sheet, sums, (words["gross"],), y + 10, left=370, right=553, framed=True)
    y = sheet.lines(42, y + 24, [bill.terms, *bill.notes], size=8.5)
    foot()


def window(bill: Bill, sheet: Sheet, words: Words) -> None:
    """German business letter: address window, meta block right, table without rules, three columns in the footer."""
    seller = bill.seller
    sheet.text(548, 62, seller.name, size=16, bold=True, align="right", colour="#174a2f")
    sheet.text(68, 128, " · ".join((seller.name, *seller.address)), size=6.5, colour="#555555")
    sheet.rule(68, 131, 262, 131, width=0.3)
    sheet.lines(68, 148, [bill.buyer.name, *bill.buyer.address], size=10, lead=13)
    for index, (label, value) in enumerate(_meta(bill, words)):
        sheet.text(372, 148 + 14 * index, label, size=9)
        sheet.text(548, 148 + 14 * index, value, size=9, align="right")
    sheet.text(68, 278, f"{_title(bill, words)} {bill.number}", size=13, bold=True)
    y = sheet.lines(68, 300, bill.notes)
    cols = columns(
        words, 64, {"pos": 30, "code": 62, "text": 196, "quantity": 44, "unit": 36, "price": 56, "amount": 64}
    )
    y = table(sheet, bill, words, cols, y + 6, ruled=False)
    y = totals(sheet, total_rows(bill, words), (words["gross"],), y + 8, left=310, right=552)
    sheet.lines(68, y + 30, [bill.terms])
    _three_columns(sheet, seller, words, 68, 548)


def _three_columns(sheet: Sheet, seller: Party, words: Words, left: float, right: float) -> None:
    sheet.rule(left, 760, right, 760, width=0.3)
    sheet.lines(left, 772, [seller.name, *seller.address], size=7, lead=9)
    sheet.lines(left + 170, 772, [seller.phone, seller.email, f"{words['vat']}: {seller.vat_id}"], size=7, lead=9)
    bank = [seller.bank or "", f"IBAN: {seller.iban}", f"BIC: {seller.bic}"]
    sheet.lines(left + 318, 772, bank, size=7, lead=9)


def ruled(bill: Bill, sheet: Sheet, words: Words) -> None:
    """Everything in rules: wrapped cells, and the totals as last rows of the same table."""
    seller = bill.seller
    sheet.dot(70, 60, 16, "#b5651d")
    sheet.text(94, 58, seller.name, size=14, bold=True)
    sheet.text(94, 72, " | ".join((*seller.address, seller.phone)), size=8)
    sheet.lines(54, 134, [bill.buyer.name, *bill.buyer.address], size=10, lead=13)
    sheet.text(54, 226, f"{_title(bill, words)} Nr. {bill.number}", size=14, bold=True)
    meta = _meta(bill, words)[1:]
    width = 490 / len(meta)
    for index, (label, value) in enumerate(meta):
        sheet.box(54 + width * index, 238, width, 32)
        sheet.text(58 + width * index, 250, label, size=7.5, colour="#555555")
        sheet.text(58 + width * index, 264, value, size=9.5)
    cols = columns(
        words, 54, {"pos": 30, "text": 186, "quantity": 48, "unit": 46, "price": 66, "rate": 44, "amount": 70}
    )
    y = table(sheet, bill, words, cols, 288, ruled=True)
    rows = total_rows(bill, words)
    y = totals(sheet, rows, (words["gross"],), y - 2, left=54, right=544, framed=True, lead=18)
    sheet.lines(54, y + 28, [bill.terms, *bill.notes])
    _three_columns(sheet, seller, words, 54, 544)


def facture(bill: Bill, sheet: Sheet, words: Words) -> None:
    """French: seller left, buyer in a box right, ruled table, taxes left and totals right below it."""
    seller = bill.seller
    sheet.text(46, 58, seller.name, size=15, bold=True, colour="#5a2a6e")
    siren = (seller.vat_id or "").replace(" ", "")[4:]
    sheet.lines(46, 74, [*seller.address, seller.phone, seller.email, f"SIREN {siren}"], size=8.5, lead=11.5)
    sheet.box(318, 96, 232, 76)
    sheet.text(326, 110, words["to"], size=8, colour="#555555")
    sheet.lines(326, 125, [bill.buyer.name, *bill.buyer.address], size=9.5)
    sheet.text(46, 190, f"{_title(bill, words)} {bill.number}", size=14, bold=True)
    y = 208.0
    for label, value in _meta(bill, words)[1:]:
        sheet.text(46, y, f"{label} : {value}")
        y += 13
    cols = columns(words, 46, {"code": 62, "text": 208, "quantity": 44, "price": 68, "rate": 50, "amount": 72})
    y = table(sheet, bill, words, cols, y + 8, ruled=True, header="#efe8f2")
    strong = (words["gross"], words["owed"])
    end = totals(sheet, total_rows(bill, words), strong, y + 10, left=360, right=550)
    _taxes(sheet, bill, words, y + 12)
    sheet.lines(46, end + 30, [bill.terms, *bill.notes], size=8.5)
    foot: Sequence[str] = (f"{seller.name} - {words['vat']} {seller.vat_id}", _bank(seller))
    for index, text in enumerate(foot):
        sheet.text(298, 790 + 11 * index, text, size=7.5, align="center")


def _taxes(sheet: Sheet, bill: Bill, words: Words, y: float) -> None:
    rows = [("Taux", "Base HT", "TVA")]
    rows += [(f"{words.plain(t.rate)} %", words.number(t.base), words.number(t.amount)) for t in bill.taxes]
    for index, row in enumerate(rows):
        sheet.box(46, y + 15 * index, 190, 15)
        for column, text in enumerate(row):
            sheet.text(100 + 64 * column, y + 11 + 15 * index, text, size=8, bold=index == 0, align="right")
