"""Official forms of Turkey and Greece: e-Arşiv, myDATA."""

from __future__ import annotations

from benchmarks.layouts.bill import Bill
from benchmarks.layouts.programs import layout
from benchmarks.layouts.rows import lines_of
from benchmarks.layouts.sheet import LEFT, RIGHT, Col, Sheet


@layout("earsiv", "TR", size=8.5)
def earsiv(sheet: Sheet, bill: Bill) -> None:
    sheet.block(
        LEFT,
        805,
        [bill.seller.name, bill.seller.street, bill.seller.city, f"VKN: {bill.seller.vat_id}"],
        bold_first=True,
    )
    sheet.say(297, 770, "e-Arşiv Fatura", bold=True, size=12, align="c")
    sheet.say(LEFT, 730, "SAYIN", bold=True)
    sheet.block(LEFT, 717, bill.buyer_lines())
    meta = [("Özelleştirme No:", "TR1.2"), ("Senaryo:", "EARSIVFATURA"), ("Fatura Tipi:", "SATIS"), ("Fatura No:",
        bill.draft.number), ("Fatura Tarihi:", bill.issued),
            ("Son Ödeme Tarihi:", bill.due_day)]  # fmt: skip
    sheet.pairs(380, 730, meta, to=465, lead=12)
    cols = [Col("n", "Sıra No", 0.5, "l"), Col("d", "Mal Hizmet", 2.6, "l"), Col("q", "Miktar", 0.9), Col("p",
        "Birim Fiyat", 1), Col("t", "KDV Oranı", 0.7), Col("v", "KDV Tutarı", 1),
            Col("a", "Mal Hizmet Tutarı", 1.2)]  # fmt: skip
    rows = [
        {**row, "q": f"{row['q']} {bill.unit}", "t": f"%{bill.number(i.rate)}"}
        for row, i in zip(lines_of(bill), bill.items, strict=True)
    ]
    y = sheet.table(640, cols, rows) - 12
    totals = [("Mal Hizmet Toplam Tutarı", bill.coded(bill.net)), ("Toplam İskonto", bill.coded(bill.net * 0))]
    totals += [(f"Hesaplanan KDV (%{bill.number(r)})", bill.coded(t)) for r, (_, t) in bill.taxes.items()]
    totals += [("Vergiler Dahil Toplam Tutar", bill.coded(bill.gross)), ("Ödenecek Tutar", bill.coded(bill.gross))]
    y = sheet.pairs(320, y, totals, to=RIGHT - 4, align="r", lead=14)
    sheet.say(LEFT, y - 10, f"IBAN: {bill.account_text()}")


@layout("mydata", "GR", size=8.5)
def mydata(sheet: Sheet, bill: Bill) -> None:
    sheet.block(
        LEFT,
        805,
        [
            bill.seller.name,
            bill.seller.street,
            bill.seller.city,
            f"ΑΦΜ: {(bill.seller.vat_id or '')[2:]}  ΔΟΥ: Α' Αθηνών",
        ],
        bold_first=True,
    )
    bill.untold.add("seller_vat_id")
    y = sheet.across(
        735,
        [
            ("Παραστατικό", "Τιμολόγιο Πώλησης"),
            ("Σειρά", "A"),
            ("Αριθμός", bill.draft.number),
            ("Ημερομηνία", bill.issued),
        ],
    )
    sheet.say(LEFT, y, "Στοιχεία πελάτη", bold=True)
    sheet.pairs(
        LEFT,
        y - 14,
        [("Επωνυμία", bill.buyer.name), ("Διεύθυνση", bill.buyer.street), ("Πόλη", bill.buyer.city)],
        to=LEFT + 80,
        lead=12,
    )
    cols = [
        Col("c", "Κωδικός", 0.9, "l"),
        Col("d", "Περιγραφή", 3, "l"),
        Col("u", "Μ.Μ.", 0.6, "l"),
        Col("q", "Ποσότητα", 0.9),
        Col("p", "Τιμή μον.", 1),
        Col("a", "Αξία", 1),
        Col("t", "ΦΠΑ %", 0.7),
    ]
    y = sheet.table(y - 70, cols, lines_of(bill)) - 12
    totals = [("Καθαρή αξία", bill.coded(bill.net))]
    totals += [(f"ΦΠΑ {bill.number(r)}%", bill.coded(t)) for r, (_, t) in bill.taxes.items()]
    totals += [("Πληρωτέο ποσό", bill.coded(bill.gross))]
    y = sheet.pairs(330, y, totals, to=RIGHT - 4, align="r", lead=14, last_bold=True)
    sheet.block(LEFT, y - 10, [f"IBAN: {bill.account_text()}"])
