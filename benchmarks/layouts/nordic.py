"""Programs of the north: Fortnox, e-conomic, Tripletex, Procountor."""

from __future__ import annotations

from benchmarks.layouts.bill import Bill
from benchmarks.layouts.programs import layout
from benchmarks.layouts.rows import lines_of
from benchmarks.layouts.sheet import LEFT, RIGHT, Col, Sheet


@layout("fortnox", "SE", size=9)
def fortnox(sheet: Sheet, bill: Bill) -> None:
    sheet.say(LEFT, 800, bill.seller.name, bold=True, size=14)
    sheet.say(340, 800, "Faktura", bold=True, size=18)
    meta = [
        ("Fakturanr", bill.draft.number),
        ("Fakturadatum", bill.issued),
        ("Förfallodatum", bill.due_day),
        ("Kundnr", "10014"),
        ("OCR-nummer", "4711220"),
    ]
    sheet.pairs(340, 775, meta, to=440, lead=12)
    sheet.block(340, 690, bill.buyer_lines())
    sheet.pairs(
        LEFT,
        640,
        [
            ("Er referens", "Karin Holm"),
            ("Vår referens", "Per Ek"),
            ("Betalningsvillkor", "30 dagar"),
            ("Dröjsmålsränta", "8,00 %"),
        ],
        to=LEFT + 95,
        lead=12,
    )
    cols = [
        Col("c", "Artnr", 0.8, "l"),
        Col("d", "Benämning", 3.4, "l"),
        Col("q", "Lev ant", 0.9),
        Col("u", "Enh", 0.6, "l"),
        Col("p", "Á-pris", 1.1),
        Col("a", "Summa", 1.2),
    ]
    y = sheet.table(580, cols, lines_of(bill), ruled=False)
    y = 190
    heads = ["Exkl. moms", *(f"Moms {bill.number(r)} %" for r in bill.taxes), "Summa att betala"]
    values = [
        bill.amount(bill.net),
        *(bill.amount(t) for _, t in bill.taxes.values()),
        f"{bill.country.currency} {bill.amount(bill.gross)}",
    ]
    sheet.across(y, list(zip(heads, values, strict=True)), left=220)
    cols4 = [bill.seller_lines(vat=False), ["Telefon", "08-555 01 13"], ["Bankgiro", "5555-0113",
        f"IBAN {bill.account_text()}"],
             ["Momsreg.nr", str(bill.seller.vat_id), "Godkänd för F-skatt"]]  # fmt: skip
    for x, texts in zip((LEFT, 190, 290, 440), cols4, strict=True):
        sheet.block(x, 110, texts, size=7.5)


@layout("economic", "DK", size=9)
def economic(sheet: Sheet, bill: Bill) -> None:
    sheet.block(LEFT, 780, bill.buyer_lines())
    sheet.block(
        RIGHT - 160, 800, [*bill.seller_lines(vat=False), f"CVR-nr. {(bill.seller.vat_id or '')[2:]}"], bold_first=True
    )
    bill.untold.add("seller_vat_id")
    sheet.say(LEFT, 690, "Faktura", bold=True, size=18)
    meta = [("Fakturanr.", bill.draft.number), ("Kundenr.", "1002"), ("Dato", bill.issued), ("Side", "1 af 1")]
    sheet.pairs(RIGHT - 160, 690, meta, to=RIGHT, align="r", lead=12)
    cols = [Col("c", "Varenr.", 0.9, "l"), Col("d", "Tekst", 3.4, "l"), Col("q", "Antal", 0.8), Col("u", "Enhed",
        0.8, "l"), Col("p", "Enhedspris", 1.1),
            Col("a", "Pris", 1.1)]  # fmt: skip
    y = sheet.table(620, cols, lines_of(bill)) - 14
    one = next(iter(bill.taxes))
    totals = [
        ("Subtotal", bill.amount(bill.net)),
        (f"{bill.fixed(one)}% moms", bill.amount(bill.tax)),
        (f"Total {bill.country.currency}", bill.amount(bill.gross)),
    ]
    y = sheet.pairs(370, y, totals, to=RIGHT - 4, align="r", last_bold=True, lead=15)
    sheet.block(
        LEFT,
        y - 20,
        [
            f"Betalingsbetingelser: Netto 14 dage - Forfaldsdato: {bill.due_day}",
            f"Beløbet indbetales på IBAN {bill.account_text()}",
        ],
    )


@layout("tripletex", "NO", size=9)
def tripletex(sheet: Sheet, bill: Bill) -> None:
    sheet.block(LEFT, 780, bill.buyer_lines())
    sheet.block(350, 800, [*bill.seller_lines(vat=False), f"Org.nr.: {bill.seller.vat_id}"], bold_first=True)
    sheet.say(350, 715, "Faktura", bold=True, size=16)
    meta = [("Fakturanummer:", bill.draft.number), ("Fakturadato:", bill.issued), ("Forfallsdato:", bill.due_day),
        ("Kundenummer:", "10007"),
            ("Leveringsdato:", bill.issued)]  # fmt: skip
    sheet.pairs(350, 695, meta, to=RIGHT, align="r", lead=12)
    cols = [Col("c", "Nr.", 0.8, "l"), Col("d", "Beskrivelse", 3.2, "l"), Col("q", "Antall", 0.8), Col("p", "Pris",
        1), Col("t", "MVA", 0.7),
            Col("a", "Beløp eks. mva", 1.2)]  # fmt: skip
    y = sheet.table(590, cols, lines_of(bill)) - 14
    totals = [("Netto", bill.amount(bill.net))]
    totals += [(f"MVA {bill.number(r)}% av {bill.amount(b)}", bill.amount(t)) for r, (b, t) in bill.taxes.items()]
    totals += [(f"Å betale {bill.country.currency}", bill.amount(bill.gross))]
    y = sheet.pairs(350, y, totals, to=RIGHT - 4, align="r", last_bold=True, lead=15)
    sheet.pairs(
        LEFT,
        y - 20,
        [("Kontonummer:", "1503.40.11233"), ("IBAN:", bill.account_text()), ("KID:", "00471122")],
        to=LEFT + 90,
    )


@layout("procountor", "FI", size=9)
def procountor(sheet: Sheet, bill: Bill) -> None:
    sheet.block(LEFT, 800, bill.seller_lines(vat=False), bold_first=True)
    sheet.say(330, 800, "LASKU", bold=True, size=14)
    meta = [("Laskun numero", bill.draft.number), ("Laskun päivä", bill.issued), ("Eräpäivä", bill.due_day),
        ("Maksuehto", "14 pv netto"), ("Viitenumero", "1232"),
            ("Asiakasnumero", "1007")]  # fmt: skip
    sheet.pairs(330, 780, meta, to=430, lead=12)
    sheet.block(LEFT, 720, bill.buyer_lines())
    cols = [Col("d", "Kuvaus", 3, "l"), Col("q", "Määrä", 0.8), Col("u", "Yks", 0.6, "l"), Col("p", "á-hinta", 1),
        Col("t", "ALV %", 0.8), Col("v", "ALV €", 1),
            Col("g", "Yhteensä", 1.2)]  # fmt: skip
    y = sheet.table(650, cols, lines_of(bill)) - 14
    totals = [
        ("Veroton yhteensä", bill.coded(bill.net)),
        ("Arvonlisävero yhteensä", bill.coded(bill.tax)),
        ("Laskun loppusumma", bill.coded(bill.gross)),
    ]
    sheet.pairs(330, y, totals, to=RIGHT - 4, align="r", last_bold=True, lead=15)
    cols4 = [
        bill.seller_lines(vat=False),
        [
            f"Y-tunnus {(bill.seller.vat_id or '')[2:9]}-{(bill.seller.vat_id or '')[9:]}",
            f"ALV-tunnus {bill.seller.vat_id}",
        ],
        [f"IBAN {bill.account_text()}", "BIC OKOYFIHH"],
    ]
    for x, texts in zip((LEFT, 210, 360), cols4, strict=True):
        sheet.block(x, 90, texts, size=7.5)
    bill.truth["line_items"] = [
        {"description": i.description, "quantity": str(i.quantity), "line_total": str(bill.cents(i.total + i.tax))}
        for i in bill.items
    ]
