"""The words that head papers of each kind, as patterns over folded text: no case, accents or punctuation.

Languages: en, de, fr, nl, it, es, pl, pt.
"""

from __future__ import annotations

import re

_PHRASES: dict[str, str] = {
    "statement": r"""
        (?:monthly |customer |supplier )?(?:account )?statement(?: of accounts?)? | account summary
        | statement of open items | kontoauszug | kontoubersicht | saldenliste | saldenbestatigung
        | offene[- ]?posten(?: ?liste)? | releve (?:de compte|client|des factures|mensuel) | rekeningoverzicht
        | rekeningafschrift | openstaande posten | estratto conto | estado de cuenta | extracto de cuenta
        | wyciag(?: z konta)? | zestawienie sald | potwierdzenie sald\w* | extrato de conta""",
    "reminder": r"""
        (?:first |second |third |final |friendly |last )*(?:payment )?reminder(?: notice| letter)?
        | (?:\d(?:st|nd|rd)|first|second|final) (?:payment )?(?:reminder|notice) | overdue (?:payment )?notice
        | past due notice | dunning (?:letter|notice) | final notice | final demand
        | (?:freundliche )?zahlungserinnerung | (?:\d |erste |zweite |dritte |letzte )?mahnung | mahnschreiben
        | (?:\w+ )?rappel(?: de paiement| de facture)? | lettre de (?:relance|rappel) | relance(?: de paiement)?
        | mise en demeure | (?:betalings)?herinnering | aanmaning | (?:\w+ )?sollecito(?: di pagamento)?
        | (?:\w+ )?recordatorio de pago | reclamacion de pago | (?:ostateczne |przedsadowe )?wezwanie do zaplaty
        | przypomnienie o (?:platnosci|zaplacie) | ponaglenie | aviso de cobranca | lembrete de pagamento""",
    "delivery_note": r"""
        delivery (?:note|slip|docket|receipt) | packing (?:slip|list) | despatch (?:note|advice) | dispatch note
        | goods (?:received|receipt) note | lieferschein | warenbegleitschein | packliste | wareneingangsschein
        | bon de livraison | bordereau de livraison | liste de colisage | pakbon | leverbon | afleverbon
        | vrachtbrief | documento di trasporto | bolla di (?:consegna|accompagnamento) | ddt
        | albaran(?: de entrega)? | nota de entrega | dowod dostawy | wydanie zewnetrzne | dokument wz
        | list przewozowy | specyfikacja wysylkowa | guia de (?:remessa|transporte)""",
    "order": r"""
        purchase order | sales order | work order | order form | bestellung | auftrag | bestellschein
        | bon de commande | commande | bestelbon | inkooporder | bestelling | ordine(?: di acquisto| d acquisto)?
        | (?:orden|pedido) de compra | pedido | zamowienie | encomenda | nota de encomenda""",
    "order_confirmation": r"""
        (?:sales )?order (?:confirmation|acknowledge?ment) | auftragsbestatigung | bestellbestatigung
        | (?:confirmation|accuse de reception) de (?:la )?commande | orderbevestiging | bestelbevestiging
        | opdrachtbevestiging | conferma (?:d |dell |di )?ordine | confirmacion de(?:l)? pedido
        | potwierdzenie zamowienia | confirmacao de encomenda""",
    "quote": r"""
        quotation | quote | estimate | (?:price |sales )offer | offer | angebot | kostenvoranschlag | offerte
        | offre(?: de prix)? | devis | prijsopgave | preventivo | offerta | presupuesto
        | oferta(?: handlowa| cenowa)? | cotizacion | orcamento | wycena""",
    "remittance_advice": r"""
        remittance(?: advice)? | payment advice | zahlungsavis | avis de (?:paiement|virement) | betaalspecificatie
        | betalingsspecificatie | betalingsadvies | avviso di pagamento | distinta di pagamento | aviso de pago
        | awizo platnosci | aviso de pagamento""",
    "terms": r"""
        (?:general |standard )?terms and conditions(?: of \w+)?(?: of \w+)?
        | (?:general )?conditions of (?:sale|business|purchase) | terms of (?:sale|business|service|trade)
        | (?:unsere )?allgemeine (?:geschafts|verkaufs|liefer|einkaufs)\w*(?: und \w+)?
        | verkaufs und lieferbedingungen | agb | widerrufsbelehrung
        | conditions generales(?: de vente)?(?: \w+ \w+)? | algemene (?:verkoop|leverings|inkoop)?voorwaarden
        | condizioni generali(?: di vendita| di fornitura)?
        | condiciones generales(?: de venta| de compra| de contratacion)?
        | ogolne warunki(?: sprzedazy| dostaw| umow)? | condicoes gerais(?: de venda)?""",
    "time_sheet": r"""
        time ?sheet | (?:record|statement) of hours | attendance (?:record|sheet) | stundenzettel | stundennachweis
        | tatigkeitsnachweis | leistungsnachweis | zeitnachweis | arbeitszeitnachweis
        | feuille de (?:temps|presence) | releve d heures | urenstaat | urenspecificatie | urenverantwoording
        | foglio (?:ore|presenze) | registro de horas | hoja de (?:horas|tiempo) | parte de horas | karta pracy
        | ewidencja (?:czasu pracy|godzin) | folha de horas""",
}  # fmt: skip
ATTACHED = ("terms", "time_sheet")
"""Papers that come behind an invoice and never alone on their own account."""


def _pattern(phrases: str) -> re.Pattern[str]:
    flat = " ".join(phrases.split())
    return re.compile(rf"(?:{flat.replace(' | ', '|')})(?!\w)")


TITLES: dict[str, re.Pattern[str]] = {kind: _pattern(phrases) for kind, phrases in _PHRASES.items()}
INVOICES = re.compile(
    r"(?:(?:[a-z]+ ){0,2}invoices?|credit (?:note|memo|invoice)|debit note|(?:sales |payment |cash )?receipt|bill"
    r"|\w*rechnung(?:skorrektur)?|gutschrift|quittung|beleg|honorarnote"
    r"|facture(?: d avoir| d acompte| proforma| \w+)?|avoir|note de (?:credit|debit|frais)|recu"
    r"|factuur|creditnota|\w*factuur|kwitantie"
    r"|fattura(?: \w+)?|nota di (?:credito|debito)|ricevuta|scontrino|parcella"
    r"|factura(?: \w+)?|nota de (?:credito|debito|abono)|abono|recibo"
    r"|faktura(?: \w+)?|rachunek|nota korygujaca|fatura(?: \w+)?)(?!\w)"
)
"""Papers that are booked: a page headed by one is no other paper."""
SAYS_INVOICE = re.compile(
    r"invoic|rechnung|factu|fattur|faktur|fatura|credit note|gutschrift|\bavoir\b|receipt|quittung|\biban\b|rachunek"
)
SALUTATION = re.compile(
    r"(?:dear\b|to whom it may concern|sehr geehrte|liebe[rs]?\b|hallo\b|guten tag"
    r"|madame|monsieur|mesdames|cher|chere\b"
    r"|geachte|beste\b|gentile|egregi|spettabile|estimad|muy senor|szanown|drog[ia]\b|prezad|caro\b|cara\b|exm)"
)
