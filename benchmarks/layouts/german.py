"""Programs of Germany and Austria: SAP, DATEV, lexoffice, sevDesk, Debitoor, a letter from a word processor."""

from __future__ import annotations

from benchmarks.layouts.bill import Bill, later
from benchmarks.layouts.programs import layout, words
from benchmarks.layouts.sheet import LEFT, RIGHT, Col, Sheet

GERMAN = "DE AT CH"


def window(sheet: Sheet, bill: Bill, *, top: float = 715) -> None:
    """The sender's line in small print over the buyer's address, as in the window of an envelope."""
    sheet.say(LEFT, top, " · ".join(bill.seller_lines(vat=False)), size=6.5)
    sheet.block(LEFT, top - 18, bill.buyer_lines())


def footer(sheet: Sheet, bill: Bill, *, size: float = 7) -> None:
    """Three or four columns at the foot: address, contact, bank, register and tax."""
    sheet.rule(92)
    bank = ["Bankverbindung", "Volksbank Musterland"]
    bank += [f"IBAN: {bill.account_text()}", "BIC: GENODEF1XYZ"] if bill.seller.iban else []
    tax = ["Amtsgericht Hamburg HRB 90412", f"USt-IdNr.: {bill.seller.vat_id}", "Geschäftsführer: Jörn Brandes"]
    columns = [
        bill.seller_lines(vat=False),
        ["Tel. 040 5550 113", "post@lieferant.example", "www.lieferant.example"],
        bank,
        tax,
    ]
    for x, lines in zip((LEFT, 178, 290, 432), columns, strict=True):
        sheet.block(x, 80, lines, size=size, lead=size + 2)


@layout("lexoffice", GERMAN)
def lexoffice(sheet: Sheet, bill: Bill) -> None:
    sheet.say(RIGHT, 790, bill.seller.name, bold=True, size=15, align="r")
    window(sheet, bill)
    meta = [
        ("Rechnungsnr.", bill.draft.number),
        ("Kundennr.", str(bill.chance.randint(10000, 19999))),
        ("Datum", bill.issued),
    ]
    meta += [("Lieferdatum", bill.day(later(bill.draft.issued, -1)))] if bill.chance.random() < 0.5 else []
    sheet.pairs(390, 697, meta, to=RIGHT, align="r", lead=14)
    sheet.say(LEFT, 590, "Rechnung", bold=True, size=15)
    sheet.block(LEFT, 570, ["Unsere Lieferungen/Leistungen stellen wir Ihnen wie folgt in Rechnung."])
    cols = [Col("n", "Pos.", 0.5, "l"), Col("d", "Bezeichnung", 3.4, "l"), Col("q", "Menge", 0.8), Col("u",
        "Einheit", 0.9, "l"),
            Col("p", "Einzel €" if bill.country.code != "CH" else "Einzel CHF", 1.1), Col("a",
            "Gesamt €" if bill.country.code != "CH" else "Gesamt CHF", 1.2)]  # fmt: skip
    rows = [
        {"n": str(at), "d": (i.description, *i.details), "q": bill.number(i.quantity), "u": bill.unit,
            "p": bill.amount(i.price),
         "a": bill.amount(i.total)}
        for at, i in enumerate(bill.items, 1)
    ]  # fmt: skip
    y = sheet.table(545, cols, rows, ruled=False) - 10
    totals = [("Zwischensumme (netto)", bill.amount(bill.net))]
    totals += [(f"Umsatzsteuer {bill.number(r)} %", bill.amount(t)) for r, (_, t) in bill.taxes.items()]
    totals += [("Gesamtbetrag", bill.amount(bill.gross))]
    y = sheet.pairs(330, y, totals, to=RIGHT - 4, align="r", lead=15, last_bold=True) - 16
    sheet.say(LEFT, y, f"Zahlbar ohne Abzug bis zum {bill.due_day}.")
    footer(sheet, bill)


@layout("sevdesk", GERMAN)
def sevdesk(sheet: Sheet, bill: Bill) -> None:
    sheet.say(LEFT, 800, bill.seller.name, bold=True, size=13)
    window(sheet, bill)
    meta = [("Rechnungs-Nr.", bill.draft.number), ("Rechnungsdatum", bill.issued), ("Referenz",
        f"A-{bill.chance.randint(100, 999)}"),
            ("Lieferdatum", bill.issued), ("Ihre Kundennummer", "1024"), ("Ihr Ansprechpartner",
            "Jörn Brandes")]  # fmt: skip
    sheet.pairs(350, 697, meta, to=RIGHT, align="r", lead=13)
    sheet.say(LEFT, 590, f"Rechnung Nr. {bill.draft.number}", bold=True, size=14)
    sheet.block(LEFT, 570, ["Sehr geehrte Damen und Herren,", "vielen Dank für Ihren Auftrag. Wir berechnen Ihnen:"])
    per_line = len(bill.taxes) > 1
    cols = [Col("n", "Pos.", 0.5, "l"), Col("d", "Beschreibung", 3.6, "l"), Col("q", "Menge", 1)]
    cols += [Col("p", "Einzelpreis", 1.2), *([Col("t", "USt.", 0.8)] if per_line else []), Col("a", "Gesamtpreis", 1.3)]
    rows = [
        {"n": f"{at}.", "d": (i.description, *i.details), "q": f"{bill.fixed(i.quantity)} {bill.unit}",
            "p": bill.coded(i.price),
         "t": f"{bill.number(i.rate)}%", "a": bill.coded(i.total)}
        for at, i in enumerate(bill.items, 1)
    ]  # fmt: skip
    y = sheet.table(535, cols, rows) - 8
    totals = [("Gesamtbetrag netto", bill.coded(bill.net))]
    totals += [(f"zzgl. Umsatzsteuer {bill.number(r)}%", bill.coded(t)) for r, (_, t) in bill.taxes.items()]
    totals += [("Gesamtbetrag brutto", bill.coded(bill.gross))]
    y = sheet.pairs(330, y, totals, to=RIGHT - 4, align="r", lead=15, last_bold=True) - 14
    sheet.say(LEFT, y, f"Bitte überweisen Sie den Rechnungsbetrag bis zum {bill.due_day} auf das unten genannte Konto.")
    footer(sheet, bill)


@layout("datev", "DE")
def datev(sheet: Sheet, bill: Bill) -> None:
    sheet.block(RIGHT - 150, 800, [*bill.seller_lines(vat=False), "Tel. 040 5550 113"], bold_first=True)
    window(sheet, bill)
    sheet.say(RIGHT - 150, 620, f"{bill.seller.city.split(' ', 1)[-1]}, {bill.issued}")
    sheet.say(LEFT, 585, f"Rechnung {bill.draft.number}", bold=True, size=13)
    y = sheet.across(560, [("Kunden-Nr.", "10731"), ("Bearbeiter", "J. Brandes"), ("Auftrags-Nr.", "A-4471")])
    cols = [Col("n", "Pos", 0.5, "l"), Col("q", "Menge", 0.8), Col("u", "ME", 0.6, "l"), Col("d",
        "Artikel / Leistung", 3.4, "l"),
            Col("p", "E-Preis EUR", 1.2), Col("a", "G-Preis EUR", 1.3)]  # fmt: skip
    rows = [
        {"n": str(at), "q": bill.fixed(i.quantity), "u": bill.unit, "d": (i.description, *i.details),
            "p": bill.amount(i.price),
         "a": bill.amount(i.total)}
        for at, i in enumerate(bill.items, 1)
    ]  # fmt: skip
    y = sheet.table(y - 6, cols, rows) - 8
    totals = [("Summe netto", f"EUR {bill.amount(bill.net)}")]
    totals += [
        (f"zzgl. {bill.fixed(r, 1)}% MwSt. aus {bill.amount(b)} EUR", f"EUR {bill.amount(t)}")
        for r, (b, t) in bill.taxes.items()
    ]
    totals += [("Gesamtbetrag", f"EUR {bill.amount(bill.gross)}")]
    y = sheet.pairs(300, y, totals, to=RIGHT - 4, align="r", lead=15, last_bold=True) - 14
    sheet.say(LEFT, y, "Zahlbar innerhalb von 14 Tagen ohne Abzug.")
    footer(sheet, bill)


@layout("sap", "DE AT GB NL", size=8.5, family="Helvetica")
def sap(sheet: Sheet, bill: Bill) -> None:
    german = bill.language == "de"

    def say(ours: str, theirs: str) -> str:
        return ours if german else theirs

    sheet.say(LEFT, 800, bill.seller.name, bold=True, size=13)
    window(sheet, bill)
    sheet.say(340, 715, say("Rechnung", "Invoice"), bold=True, size=14)
    meta = [(say("Nummer / Datum", "Number / Date"), f"{bill.draft.number} / {bill.issued}"),
            (say("Bestellnummer / Datum", "Purchase order no. / Date"),
            f"4500{bill.chance.randint(100000, 999999)} / {bill.issued}"),
            (say("Auftragsnummer", "Sales order no."), "1100293"), (say("Kundennummer", "Customer number"), "200417"),
            (say("Lieferschein", "Delivery note"), "80114233")]  # fmt: skip
    if bill.chance.random() < 0.6:
        meta[:1] = [
            (say("Rechnungsnummer", "Invoice number"), bill.draft.number),
            (say("Rechnungsdatum", "Invoice date"), bill.issued),
        ]
    sheet.pairs(340, 697, meta, to=460, lead=12)
    sheet.say(
        LEFT,
        590,
        f"{say('Zahlungsbedingungen', 'Terms of payment')}: {say('zahlbar bis', 'payable by')} {bill.due_day}",
    )
    labels = (
        ("Pos.", "Material", "Bezeichnung", "Menge", "ME", "Preis", "Betrag")
        if german
        else ("Item", "Material", "Description", "Quantity", "UoM", "Price", "Amount")
    )
    cols = [Col("n", labels[0], 0.6, "l"), Col("c", labels[1], 1, "l"), Col("d", labels[2], 3, "l"), Col("q",
        labels[3], 0.9),
            Col("u", labels[4], 0.5, "l"), Col("p", labels[5], 1.1), Col("a", labels[6], 1.3)]  # fmt: skip
    rows = [
        {"n": f"{at * 10:06d}", "c": i.code, "d": (i.description, *i.details), "q": bill.fixed(i.quantity, 3),
            "u": "ST" if german else "EA",
         "p": bill.amount(i.price), "a": bill.amount(i.total)}
        for at, i in enumerate(bill.items, 1)
    ]  # fmt: skip
    y = sheet.table(560, cols, rows, ruled=False) - 8
    sheet.rule(y + 8)
    totals = [(say("Summe Positionen", "Items total"), bill.amount(bill.net))]
    totals += [
        (f"{say('Ausgangssteuer', 'Output Tax')}   {bill.fixed(r, 3)} %", bill.amount(t))
        for r, (_, t) in bill.taxes.items()
    ]
    totals += [(f"{say('Endbetrag', 'Final amount')} {bill.country.currency}", bill.amount(bill.gross))]
    sheet.pairs(300, y, totals, to=RIGHT - 4, align="r", lead=14, last_bold=True)
    footer(sheet, bill)


@layout("debitoor", "DE DK ES IT IE")
def debitoor(sheet: Sheet, bill: Bill) -> None:
    w = words("debitoor", bill.language)
    sheet.block(RIGHT - 170, 800, bill.seller_lines(vat=True), bold_first=True)
    sheet.block(LEFT, 740, bill.buyer_lines())
    sheet.say(LEFT, 660, w["title"], bold=True, size=18)
    meta = [
        (w["number"], bill.draft.number),
        (w["customer"], "1007"),
        (w["date"], bill.issued),
        (w["due"], bill.due_day),
    ]
    sheet.pairs(RIGHT - 170, 690, meta, to=RIGHT, align="r", lead=14)
    names = w["cols"]
    cols = [
        Col("d", names[0], 3.6, "l"),
        Col("q", names[1], 0.9),
        Col("u", names[2], 0.8, "l"),
        Col("p", names[3], 1.1),
        Col("a", names[4], 1.2),
    ]
    rows = [
        {
            "d": (i.description, *i.details),
            "q": bill.number(i.quantity),
            "u": bill.unit,
            "p": bill.amount(i.price),
            "a": bill.amount(i.total),
        }
        for i in bill.items
    ]
    y = sheet.table(620, cols, rows) - 12
    totals = [(w["sub"], bill.amount(bill.net))]
    totals += [
        (w["tax"].format(rate=bill.number(r), base=bill.amount(b)), bill.amount(t)) for r, (b, t) in bill.taxes.items()
    ]
    totals += [(w["gross"].format(currency=bill.country.currency), bill.amount(bill.gross))]
    y = sheet.pairs(300, y, totals, to=RIGHT - 4, align="r", lead=15, last_bold=True)
    foot = [*bill.seller_lines(vat=True), *([f"IBAN {bill.account_text()}"] if bill.seller.iban else [])]
    sheet.block(297, 70, [" / ".join(foot[:3]), " / ".join(foot[3:])], align="c", size=8)


@layout("letter", GERMAN, family="Times-Roman", size=10.5)
def letter(sheet: Sheet, bill: Bill) -> None:
    """A letter from a word processor: the day behind a city, the supplier in the footer alone."""
    sheet.block(LEFT, 780, bill.buyer_lines())
    sheet.say(RIGHT, 680, f"{bill.seller.city.split(' ', 1)[-1]} {bill.issued}", align="r")
    sheet.say(LEFT, 640, f"Rechnung Nr. {bill.draft.number}", bold=True, size=13)
    y = (
        sheet.block(
            LEFT, 610, ["Sehr geehrte Damen und Herren,", "für unsere Leistungen berechnen wir wie vereinbart:"]
        )
        - 8
    )
    cols = [
        Col("q", "Anzahl", 0.8, "l"),
        Col("d", "Leistung", 3.6, "l"),
        Col("p", "Einzelpreis", 1.2),
        Col("a", "Betrag", 1.2),
    ]
    rows = [
        {"q": bill.number(i.quantity), "d": i.description, "p": bill.coded(i.price), "a": bill.coded(i.total)}
        for i in bill.items
    ]
    y = sheet.table(y, cols, rows, ruled=False) - 8
    totals = [("Nettobetrag", bill.coded(bill.net))]
    totals += [(f"+ {bill.number(r)}% MwSt", bill.coded(t)) for r, (_, t) in bill.taxes.items()]
    totals += [("Rechnungsbetrag", bill.coded(bill.gross))]
    y = sheet.pairs(340, y, totals, to=RIGHT - 4, align="r", lead=16, last_bold=True) - 16
    sheet.block(LEFT, y, ["Bitte zahlen Sie innerhalb von 14 Tagen.", "Mit freundlichen Grüßen"], lead=18)
    footer(sheet, bill, size=7.5)
