"""Programs of Poland, the Czech lands, Hungary and Romania: Fakturownia, iDoklad, Számlázz, SmartBill."""

from __future__ import annotations

from benchmarks.layouts.bill import Bill
from benchmarks.layouts.programs import layout
from benchmarks.layouts.rows import by_rate, lines_of
from benchmarks.layouts.sheet import LEFT, RIGHT, Col, Sheet


@layout("fakturownia", "PL", size=8.5)
def fakturownia(sheet: Sheet, bill: Bill) -> None:
    sheet.pairs(340, 800, [("Faktura numer:", bill.draft.number), ("Data wystawienia:", bill.issued),
        ("Data sprzedaży:", bill.issued), ("Termin płatności:", bill.due_day),
                           ("Metoda płatności:", "Przelew")], to=440, lead=12)  # fmt: skip
    sheet.say(LEFT, 715, "Sprzedawca", bold=True)
    sheet.block(
        LEFT,
        702,
        [
            bill.seller.name,
            bill.seller.street,
            bill.seller.city,
            f"NIP {bill.seller.vat_id}",
            f"Numer konta: {bill.account_text()}",
        ],
    )
    sheet.say(340, 715, "Nabywca", bold=True)
    sheet.block(340, 702, [*bill.buyer_lines(), "NIP 9542741100"])
    cols = [Col("n", "LP", 0.4, "l"), Col("d", "Nazwa towaru / usługi", 3, "l"), Col("q", "Ilość", 0.7), Col("u",
        "Jm", 0.6, "l"), Col("p", "Cena netto", 1), Col("a", "Wartość netto", 1.1),
            Col("t", "VAT %", 0.6), Col("v", "Wartość VAT", 1), Col("g", "Wartość brutto", 1.1)]  # fmt: skip
    y = sheet.table(620, cols, lines_of(bill)) - 4
    cols = [
        Col("r", "Stawka VAT", 1),
        Col("b", "Wartość netto", 1),
        Col("v", "Kwota VAT", 1),
        Col("g", "Wartość brutto", 1),
    ]
    rows = [
        *by_rate(bill),
        {"r": "Razem", "b": bill.amount(bill.net), "v": bill.amount(bill.tax), "g": bill.amount(bill.gross)},
    ]
    y = sheet.table(y - 14, cols, rows, left=300) - 16
    totals = [
        ("Do zapłaty", f"{bill.amount(bill.gross)} {bill.country.currency}"),
        ("Zapłacono", f"{bill.amount(bill.net * 0)} {bill.country.currency}"),
    ]
    sheet.pairs(LEFT, y, totals, to=LEFT + 70, lead=14)


@layout("idoklad", "CZ", size=8.5)
def idoklad(sheet: Sheet, bill: Bill) -> None:
    sheet.say(RIGHT, 805, f"Faktura - daňový doklad č. {bill.draft.number}", bold=True, size=12, align="r")
    sheet.say(LEFT, 780, "Dodavatel", bold=True)
    sheet.block(
        LEFT,
        767,
        [*bill.seller_lines(vat=False), f"IČ: {(bill.seller.vat_id or '')[2:]}", f"DIČ: {bill.seller.vat_id}"],
    )
    sheet.say(320, 780, "Odběratel", bold=True)
    sheet.block(320, 767, bill.buyer_lines())
    sheet.pairs(
        LEFT,
        690,
        [
            ("Bankovní účet", "2600112233/2010"),
            ("IBAN", bill.account_text()),
            ("Variabilní symbol", "20260041"),
            ("Způsob platby", "Převodem"),
        ],
        to=LEFT + 90,
        lead=12,
    )
    sheet.pairs(
        320,
        690,
        [
            ("Datum vystavení", bill.issued),
            ("Datum splatnosti", bill.due_day),
            ("Datum uskutečnění zdanitelného plnění", bill.issued),
        ],
        to=RIGHT,
        align="r",
        lead=12,
    )
    cols = [Col("d", "Označení dodávky", 3, "l"), Col("q", "Počet", 0.7), Col("u", "m. j.", 0.6, "l"), Col("p",
        "Cena za m. j.", 1.1), Col("t", "DPH %", 0.7),
            Col("a", "Bez DPH", 1), Col("v", "DPH", 1), Col("g", "Celkem", 1.1)]  # fmt: skip
    y = sheet.table(620, cols, lines_of(bill), ruled=False) - 10
    cols = [Col("r", "Sazba", 1), Col("b", "Základ", 1), Col("v", "DPH", 1), Col("g", "Celkem", 1)]
    y = sheet.table(y, cols, by_rate(bill), left=300, ruled=False) - 16
    sheet.pairs(300, y, [("Celkem k úhradě", bill.coded(bill.gross))], to=RIGHT - 4, align="r", last_bold=True)


@layout("szamlazz", "HU", size=8.5)
def szamlazz(sheet: Sheet, bill: Bill) -> None:
    sheet.say(LEFT, 805, "SZÁMLA", bold=True, size=15)
    sheet.say(RIGHT, 805, f"Számlaszám: {bill.draft.number}", align="r")
    sheet.say(LEFT, 775, "Eladó", bold=True)
    sheet.block(
        LEFT,
        762,
        [
            *bill.seller_lines(vat=False),
            f"Adószám: {(bill.seller.vat_id or '')[2:]}-2-42",
            f"Bankszámlaszám: {bill.account_text()}",
        ],
    )
    sheet.say(320, 775, "Vevő", bold=True)
    sheet.block(320, 762, bill.buyer_lines())
    y = sheet.across(
        680,
        [
            ("Fizetési mód", "Átutalás"),
            ("Teljesítés kelte", bill.issued),
            ("Számla kelte", bill.issued),
            ("Fizetési határidő", bill.due_day),
        ],
    )
    cols = [Col("d", "Megnevezés", 2.6, "l"), Col("q", "Mennyiség", 1), Col("u", "Egység", 0.7, "l"), Col("p",
        "Nettó ár", 1), Col("t", "ÁFA%", 0.6), Col("a", "Nettó", 1),
            Col("v", "ÁFA", 1), Col("g", "Bruttó", 1.1)]  # fmt: skip
    y = sheet.table(y - 4, cols, lines_of(bill)) - 8
    cols = [Col("r", "", 2, "l"), Col("b", "Nettó", 1), Col("v", "ÁFA", 1), Col("g", "Bruttó", 1.1)]
    whole = {"r": "Összesen:", "b": bill.amount(bill.net), "v": bill.amount(bill.tax), "g": bill.amount(bill.gross)}
    y = sheet.table(y, cols, [whole], left=260, ruled=False) - 14
    sheet.pairs(260, y, [("Fizetendő összesen:", bill.coded(bill.gross))], to=RIGHT - 4, align="r", last_bold=True)


@layout("smartbill", "RO", size=8.5)
def smartbill(sheet: Sheet, bill: Bill) -> None:
    sheet.say(LEFT, 805, "FACTURA", bold=True, size=16)
    sheet.block(
        RIGHT,
        805,
        [f"Seria SBX nr. {bill.draft.number}", f"Data (zi/luna/an): {bill.issued}", f"Termen plata: {bill.due_day}"],
        align="r",
    )
    sheet.say(LEFT, 750, "Furnizor", bold=True)
    sheet.block(
        LEFT,
        737,
        [
            bill.seller.name,
            "Reg. com.: J40/1123/2019",
            f"CIF: {bill.seller.vat_id}",
            f"Adresa: {bill.seller.street}, {bill.seller.city}",
            f"IBAN: {bill.account_text()}",
        ],
    )
    sheet.say(320, 750, "Client", bold=True)
    sheet.block(320, 737, [bill.buyer.name, f"Adresa: {bill.buyer.street}, {bill.buyer.city}"])
    cols = [Col("n", "Nr. crt", 0.6, "c"), Col("d", "Denumirea produselor sau a serviciilor", 3, "l"), Col("u",
        "U.M.", 0.6, "c"), Col("q", "Cant.", 0.7, "c"),
            Col("p", "Pret unitar (fara TVA)", 1.1), Col("a", "Valoarea", 1.1), Col("v", "Valoarea TVA",
            1.1)]  # fmt: skip
    y = sheet.table(650, cols, lines_of(bill)) - 10
    totals = [("Total", bill.amount(bill.net), bill.amount(bill.tax))]
    for name, net, tax in totals:
        sheet.say(360, y, name)
        sheet.say(RIGHT - 75, y, net, align="r")
        sheet.say(RIGHT - 4, y, tax, align="r")
    sheet.pairs(360, y - 18, [("Total plata", bill.coded(bill.gross))], to=RIGHT - 4, align="r", last_bold=True)
