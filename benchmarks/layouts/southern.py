"""Programs of Spain, Italy and Portugal: Holded, Fatture in Cloud, Moloni."""

from __future__ import annotations

from benchmarks.layouts.bill import Bill
from benchmarks.layouts.programs import layout
from benchmarks.layouts.rows import by_rate, lines_of
from benchmarks.layouts.sheet import LEFT, RIGHT, Col, Sheet


@layout("holded", "ES", size=9)
def holded(sheet: Sheet, bill: Bill) -> None:
    sheet.say(LEFT, 795, "Factura", bold=True, size=20)
    sheet.pairs(
        LEFT,
        765,
        [("Número #", bill.draft.number), ("Fecha", bill.issued), ("Vencimiento", bill.due_day)],
        to=LEFT + 80,
    )
    sheet.block(
        LEFT,
        700,
        [bill.seller.name, bill.seller.street, bill.seller.city, f"NIF {(bill.seller.vat_id or '')}"],
        bold_first=True,
    )
    sheet.block(320, 700, [bill.buyer.name, bill.buyer.street, bill.buyer.city], bold_first=True)
    cols = [Col("d", "CONCEPTO", 3.4, "l"), Col("p", "PRECIO", 1.2), Col("q", "UNIDADES", 1), Col("a", "SUBTOTAL",
        1.2), Col("t", "IVA", 0.7),
            Col("g", "TOTAL", 1.2)]  # fmt: skip
    y = sheet.table(620, cols, lines_of(bill), ruled=False) - 14
    totals = [("BASE IMPONIBLE", bill.coded(bill.net))]
    totals += [(f"IVA {bill.number(r)}%", bill.coded(t)) for r, (_, t) in bill.taxes.items()]
    totals += [("TOTAL", bill.coded(bill.gross))]
    y = sheet.pairs(380, y, totals, to=RIGHT - 4, align="r", last_bold=True, lead=16)
    sheet.block(
        LEFT,
        y - 10,
        [
            "Condiciones de pago",
            f"Pagar por transferencia bancaria al siguiente número de cuenta: {bill.account_text()}",
        ],
    )


@layout("fattureincloud", "IT", size=9)
def fattureincloud(sheet: Sheet, bill: Bill) -> None:
    sheet.block(
        LEFT,
        800,
        [bill.seller.name, bill.seller.street, bill.seller.city, f"P.IVA {bill.seller.vat_id}"],
        bold_first=True,
    )
    sheet.say(LEFT, 715, f"FATTURA nr. {bill.draft.number} del {bill.issued}", bold=True, size=12)
    sheet.say(340, 730, "Spett.le")
    sheet.block(340, 717, bill.buyer_lines(), bold_first=True)
    cols = [Col("c", "COD.", 0.8, "l"), Col("d", "DESCRIZIONE", 3.4, "l"), Col("q", "Q.TÀ", 0.8), Col("p", "PREZZO",
        1.1),
            Col("a", "IMPORTO", 1.2), Col("t", "IVA", 0.7)]  # fmt: skip
    y = sheet.table(640, cols, lines_of(bill)) - 14
    totals = [("Imponibile", bill.coded(bill.net))]
    totals += [(f"IVA {bill.number(r)}% su {bill.coded(b)}", bill.coded(t)) for r, (b, t) in bill.taxes.items()]
    totals += [("TOTALE DOCUMENTO", bill.coded(bill.gross))]
    y = sheet.pairs(330, y, totals, to=RIGHT - 4, align="r", last_bold=True, lead=16)
    sheet.block(
        LEFT,
        y - 10,
        [
            "Modalità di pagamento: Bonifico",
            f"IBAN {bill.account_text()}",
            f"Scadenza {bill.due_day}: {bill.coded(bill.gross)}",
        ],
    )


@layout("moloni", "PT", size=8.5)
def moloni(sheet: Sheet, bill: Bill) -> None:
    sheet.block(
        LEFT,
        800,
        [bill.seller.name, bill.seller.street, bill.seller.city, f"Contribuinte: {bill.seller.vat_id}"],
        bold_first=True,
    )
    sheet.say(350, 730, "Exmo.(s) Sr.(s)")
    sheet.block(350, 718, bill.buyer_lines())
    sheet.say(LEFT, 680, f"Fatura {bill.draft.number}", bold=True, size=13)
    y = sheet.across(
        655,
        [
            ("V/Nº Contrib.", "503114208"),
            ("Data", bill.issued),
            ("Vencimento", bill.due_day),
            ("Condição Pagamento", "30 dias"),
        ],
    )
    cols = [Col("c", "Artigo", 0.9, "l"), Col("d", "Descrição", 3, "l"), Col("q", "Qtd.", 0.8), Col("u", "Un.", 0.6,
        "l"), Col("p", "Pr. Unitário", 1.2),
            Col("o", "Desc.", 0.6), Col("t", "IVA", 0.7), Col("a", "Valor", 1.1)]  # fmt: skip
    y = sheet.table(y - 4, cols, lines_of(bill), ruled=False) - 20
    cols = [Col("r", "Taxa/Valor", 1), Col("b", "Incidência", 1.1), Col("v", "Total IVA", 1.1)]
    sheet.say(LEFT, y + 14, "Quadro Resumo de Impostos", size=8)
    sheet.table(y, cols, by_rate(bill), right=280, ruled=False)
    totals = [("Mercadoria/Serviços", bill.amount(bill.net)), ("Descontos Comerciais", bill.amount(bill.net * 0)),
        ("IVA", bill.amount(bill.tax)),
              (f"Total ({bill.country.currency})", bill.amount(bill.gross))]  # fmt: skip
    sheet.pairs(370, y, totals, to=RIGHT - 4, align="r", last_bold=True)
    sheet.block(LEFT, 90, [f"IBAN: {bill.account_text()}", "Processado por programa certificado nº 0000/AT"], size=7.5)
