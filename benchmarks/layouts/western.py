"""Programs of Britain, France and the Netherlands: Sage, Moneybird."""

from __future__ import annotations

from benchmarks.layouts.bill import Bill
from benchmarks.layouts.programs import layout
from benchmarks.layouts.rows import by_rate, lines_of
from benchmarks.layouts.sheet import LEFT, RIGHT, Col, Sheet


@layout("sage50", "GB IE", size=9, family="Courier")
def sage50(sheet: Sheet, bill: Bill) -> None:
    sheet.block(LEFT, 800, bill.seller_lines(), bold_first=True)
    sheet.say(RIGHT, 800, "Invoice", bold=True, size=16, align="r")
    sheet.block(LEFT, 720, bill.buyer_lines())
    meta = [
        ("Invoice No", bill.draft.number),
        ("Invoice/Tax Date", bill.issued),
        ("Order No", "PO-5521"),
        ("Account No", "BRA001"),
    ]
    sheet.pairs(360, 720, meta, to=480, lead=14)
    cols = [Col("q", "Quantity", 1, "l"), Col("d", "Details", 3, "l"), Col("p", "Unit Price", 1.2), Col("a",
        "Net Amount", 1.2),
            Col("t", "VAT Rate", 1), Col("v", "VAT", 1)]  # fmt: skip
    y = sheet.table(630, cols, lines_of(bill)) - 20
    totals = [("Total Net Amount", bill.money(bill.net)), ("Carriage Net", bill.money(bill.net * 0)),
        ("Total VAT Amount", bill.money(bill.tax)),
              ("Invoice Total", bill.coded(bill.gross))]  # fmt: skip
    sheet.pairs(340, y, totals, to=RIGHT - 4, align="r", last_bold=True)


@layout("sage_fr", "FR BE", size=8.5)
def sage_fr(sheet: Sheet, bill: Bill) -> None:
    """French trade software: a row of labels in frames, a table of taxes at the left of the totals."""
    sheet.block(LEFT, 800, bill.seller_lines(), bold_first=True)
    sheet.block(330, 740, bill.buyer_lines())
    sheet.say(LEFT, 690, "FACTURE", bold=True, size=14)
    y = sheet.across(665, [("Numéro", bill.draft.number), ("Date", bill.issued), ("Code client", "C00127"),
        ("Date d'échéance", bill.due_day),
                           ("Mode de règlement", "Virement")])  # fmt: skip
    cols = [Col("c", "Code", 1, "l"), Col("d", "Description", 3.4, "l"), Col("q", "Qté", 0.7), Col("p", "P.U. HT", 1.1),
            Col("a", "Montant HT", 1.2), Col("t", "TVA", 0.8)]  # fmt: skip
    y = sheet.table(y - 4, cols, lines_of(bill)) - 16
    cols = [Col("r", "Taux", 0.7), Col("b", "Base HT", 1.2), Col("v", "Montant TVA", 1.3)]
    sheet.table(y, cols, by_rate(bill), right=270)
    totals = [("Total HT", bill.amount(bill.net)), ("TVA", bill.amount(bill.tax)), ("Total TTC",
        bill.amount(bill.gross)),
              ("Net à payer", bill.coded(bill.gross))]  # fmt: skip
    sheet.pairs(360, y, totals, to=RIGHT - 4, align="r", last_bold=True)
    foot = f"{bill.seller.name} - {bill.seller.street} - {bill.seller.city} - N° TVA : {bill.seller.vat_id}"
    sheet.block(297, 60, [foot, f"IBAN : {bill.account_text()}"], align="c", size=7.5)


@layout("moneybird", "NL", size=9)
def moneybird(sheet: Sheet, bill: Bill) -> None:
    sheet.block(LEFT, 740, bill.buyer_lines())
    sheet.block(
        380,
        800,
        [*bill.seller_lines(vat=False), "", "KvK 55501133", f"BTW {bill.seller.vat_id}", f"IBAN {bill.account_text()}"],
        bold_first=True,
    )
    sheet.say(LEFT, 650, f"Factuur {bill.draft.number}", bold=True, size=15)
    sheet.pairs(LEFT, 625, [("Factuurdatum:", bill.issued), ("Vervaldatum:", bill.due_day)], to=LEFT + 90)
    cols = [
        Col("q", "Aantal", 0.8, "l"),
        Col("d", "Omschrijving", 4, "l"),
        Col("a", "Bedrag", 1.2),
        Col("t", "Btw", 0.8),
    ]
    rows = [{**row, "a": bill.money(i.total)} for row, i in zip(lines_of(bill), bill.items, strict=True)]
    y = sheet.table(580, cols, rows, ruled=False) - 14
    totals = [("Subtotaal", bill.coded(bill.net))]
    totals += [(f"{bill.number(r)}% btw over {bill.coded(b)}", bill.coded(t)) for r, (b, t) in bill.taxes.items()]
    totals += [("Totaal", bill.coded(bill.gross))]
    y = sheet.pairs(250, y, totals, to=RIGHT - 100, align="r", last_bold=True, lead=16)
    sheet.say(
        LEFT,
        y - 10,
        f"We verzoeken u vriendelijk het bedrag van {bill.coded(bill.gross)} voor {bill.due_day} over te maken.",
    )
