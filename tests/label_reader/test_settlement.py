"""Sentences and labels that say that an invoice is paid, and those that ask for the money, in every language."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.grid import grid_of
from invoice_llm.label_reader.self_description import said_by
from invoice_llm.label_reader.settlement import METHOD, UNCLEAR
from invoice_llm.vocabulary.loading import languages
from tests.vocabulary.papers import PAPERS, Cells

PAID = {
    "cs": ("Placeno hotově při převzetí.", "Přijato v hotovosti.", "Zaplaceno dne 14.11.2026 platební kartou"),
    "da": ("Modtaget kontant ved levering.", "Afregnet med dankort.", "Beløbet er betalt med kort."),
    "de": ("Betrag in bar erhalten.", "Per Kreditkarte beglichen.", "Der Betrag wurde bar kassiert."),
    "el": ("Εισπράχθηκε μετρητοίς.", "Πληρώθηκε με κάρτα.", "Εξοφλήθηκε με επιταγή."),
    "en": ("Received with thanks, cheque 001234.", "Settled in cash on delivery.", "Charged to your Visa card."),
    "es": ("Cobrado en efectivo.", "Abonado con tarjeta.", "Importe recibido al contado."),
    "fi": ("Suoritettu käteisellä.", "Maksettu luottokortilla.", "Summa saatu korttimaksuna, kortilla."),
    "fr": (
        "Réglé ce jour en espèces.",
        "Encaissé par chèque.",
        "Facture acquittée par carte bancaire le jour de la commande.",
    ),
    "hu": ("Készpénzben átvéve.", "Bankkártyával kiegyenlítve.", "Kifizetve készpénzzel."),
    "it": ("Saldato in contanti alla consegna.", "Incassato con assegno.", "Importo versato con bancomat."),
    "nb": ("Mottatt kontant ved levering.", "Oppgjort med bankkort.", "Innbetalt med Vipps."),
    "nl": ("Contant ontvangen.", "Afgerekend met pin.", "Voldaan via iDEAL."),
    "pl": ("Otrzymano gotówką.", "Uregulowano kartą.", "Zapłacono gotówką przy odbiorze."),
    "pt": ("Liquidado em numerário na entrega.", "Recebido por cheque.", "Pago por Multibanco."),
    "ro": ("Încasat în numerar la livrare.", "Plătit cu cardul.", "Achitat ramburs."),
    "sv": ("Kontant betalt vid leverans.", "Erhållet med kort.", "Reglerad med Swish."),
    "tr": ("Nakit olarak alınmıştır.", "Kredi kartı ile tahsil edildi.", "Kredi kartından çekilmiştir, kredi kartı."),
}
ASKED = {
    "cs": "Faktura musí být uhrazena do 30.10.2026.",
    "da": "Beløbet bedes betalt senest 30-10-2026.",
    "de": "Der Betrag muss bis zum 30.10.2026 bezahlt sein.",
    "el": "Το ποσό πρέπει να εξοφληθεί έως 30/10/2026.",
    "en": "The amount must be paid by 30/10/2026.",
    "es": "El importe debe ser pagado antes del 30/10/2026.",
    "fi": "Summa tulee olla maksettu viimeistään 30.10.2026.",
    "fr": "Le montant doit être réglé au plus tard le 30/10/2026.",
    "hu": "Kérjük, a számla kiegyenlítve legyen legkésőbb 2026.10.30.",
    "it": "L'importo deve essere pagato entro il 30/10/2026.",
    "nb": "Beløpet bes betalt innen 30.10.2026.",
    "nl": "Het bedrag dient uiterlijk 30-10-2026 te zijn voldaan.",
    "pl": "Faktura powinna zostać zapłacona najpóźniej 30.10.2026.",
    "pt": "O valor deve ser pago até 30/10/2026.",
    "ro": "Suma trebuie achitată până la 30.10.2026.",
    "sv": "Beloppet ska vara betalt senast 2026-10-30.",
    "tr": "Tutarın en geç 30.10.2026 tarihinde ödenmiş olması gerekmektedir.",
}
MEANS = {
    "cs": "Způsob úhrady: platební karta",
    "da": "Betalingsmåde: MobilePay",
    "de": "Zahlungsart: PayPal",
    "el": "Τρόπος πληρωμής: πιστωτική κάρτα",
    "en": "Payment method: Visa •••• 4242",
    "es": "Forma de pago: tarjeta",
    "fi": "Maksutapa: korttimaksu",
    "fr": "Mode de règlement : carte bancaire",
    "hu": "Fizetési mód: készpénz",
    "it": "Modalità di pagamento: carta di credito",
    "nb": "Betalingsmåte: Vipps",
    "nl": "Betaalwijze: iDEAL",
    "pl": "Forma płatności: gotówka",
    "pt": "Forma de pagamento: MB Way",
    "ro": "Modalitate de plată: numerar",
    "sv": "Betalningssätt: Swish",
    "tr": "Ödeme şekli: kredi kartı",
}
TRANSFER = {
    "cs": "Způsob úhrady: převodem",
    "da": "Betalingsmåde: bankoverførsel",
    "de": "Zahlungsart: Überweisung oder PayPal",
    "el": "Τρόπος πληρωμής: τραπεζική κατάθεση",
    "en": "Payment method: bank transfer or card",
    "es": "Forma de pago: transferencia",
    "fi": "Maksutapa: tilisiirto",
    "fr": "Mode de règlement : virement ou chèque",
    "hu": "Fizetési mód: átutalás",
    "it": "Modalità di pagamento: bonifico bancario",
    "nb": "Betalingsmåte: bankoverføring",
    "nl": "Betaalwijze: overschrijving",
    "pl": "Forma płatności: przelew",
    "pt": "Forma de pagamento: transferência bancária",
    "ro": "Modalitate de plată: ordin de plată",
    "sv": "Betalningssätt: bankgiro",
    "tr": "Ödeme şekli: havale",
}
UNPAYABLE = {
    "cs": ("Neplaťte samostatně.", "Platbu neprovádějte."),
    "da": ("Beløbet bedes ikke betalt.", "Alene til orientering."),
    "de": ("Diesen Beleg bitte nicht einzeln begleichen.", "Bitte keine Zahlung leisten."),
    "el": ("Να μην πληρωθεί.", "Μόνο για ενημέρωσή σας."),
    "en": ("Please pay from the statement only.", "Do not make any payment.", "For information only."),
    "es": ("No realice ningún pago.", "No paguen esta factura."),
    "fi": ("Tätä laskua ei tarvitse maksaa.", "Älkää maksako tätä laskua."),
    "fr": ("Ne payez pas cette facture.", "N'effectuez aucun paiement.", "À titre d'information"),
    "hu": ("Csak tájékoztatásul, nem kell befizetni.", "Kérjük, külön ne egyenlítse ki."),
    "it": ("Solo per conoscenza.", "Da non pagare."),
    "nb": ("Skal ikke betales.", "Unnlat å betale."),
    "nl": ("Deze factuur niet apart betalen.", "Gelieve niet over te maken."),
    "pl": ("Tylko do wiadomości – nie płacić.", "Prosimy nie płacić."),
    "pt": ("Não efetue o pagamento.", "Apenas para conhecimento."),
    "ro": ("Doar pentru informare, nu se plătește.", "Nu trebuie achitată."),
    "sv": ("Behöver inte betalas.", "Endast för er kännedom."),
    "tr": ("Ödeme yapılmamalıdır.", "Yalnızca bilgi içindir."),
}
FIELDS = {
    "cs": ("Zaplaceno dne: ________", "Pokud jste již zaplatili, fakturu prosím ignorujte."),
    "da": ("Betalt af: Bakkes Hus ApS", "Hvis De allerede har betalt, bedes De se bort fra dette."),
    "de": ("Kassenvermerk: bezahlt am ________", "Falls Sie bereits bezahlt haben, bitte ignorieren."),
    "el": ("Εξοφλήθηκε στις: ________", "Εάν έχετε ήδη πληρώσει, αγνοήστε το παρόν."),
    "en": ("Date paid: ________", "If you have already paid, please disregard this notice."),
    "es": ("Pagado por: Casa Azul S.L.", "Si ya ha pagado, ignore este aviso."),
    "fi": ("Maksettu: ________", "Jos olette jo maksaneet, jättäkää huomiotta."),
    "fr": ("Payé par : Maison Bleue SARL", "Si vous avez déjà payé, ne tenez pas compte de ce courrier."),
    "hu": ("Fizetve: ________", "Ha már kifizette, kérjük, hagyja figyelmen kívül."),
    "it": ("Pagato il: ________", "Se avete già pagato, ignorate la presente."),
    "nb": ("Betalt til Fjell AS", "Har dere allerede betalt, se bort fra dette."),
    "nl": ("Betaald d.d.: ____", "Heeft u al betaald, dan kunt u dit bericht als niet verzonden beschouwen."),
    "pl": ("Zapłacono dnia: ____", "Jeśli faktura została już zapłacona, prosimy zignorować."),
    "pt": ("Pago em: ____", "Se já pagou, ignore este aviso."),
    "ro": ("Achitat la data: ____", "Dacă ați plătit deja, vă rugăm să ignorați."),
    "sv": ("Betald av: Blå Huset AB", "Om ni redan har betalat kan ni bortse från detta."),
    "tr": ("Ödendi: ____", "Daha önce ödediyseniz lütfen dikkate almayınız."),
}
PLACES = [(code, text) for code, texts in FIELDS.items() for text in texts]
SENTENCES = [(code, text) for code, texts in PAID.items() for text in texts]
FORBIDDEN = [(code, text) for code, texts in UNPAYABLE.items() for text in texts]


def test_every_language_has_its_sentences() -> None:
    for said in (PAID, ASKED, MEANS, TRANSFER, UNPAYABLE, FIELDS):
        assert said.keys() == languages().keys()


@pytest.mark.parametrize(("code", "text"), SENTENCES)
def test_money_that_came_by_a_means_is_paid(code: str, text: str) -> None:
    assert "paid" in _said(code, text)


@pytest.mark.parametrize(
    ("text", "state"), [("The invoice is paid this morning.", UNCLEAR), ("The invoice has been paid.", "paid")]
)
def test_a_single_word_in_a_sentence_leaves_a_doubt(text: str, state: str) -> None:
    assert _said("en", text) == {state}


@pytest.mark.parametrize("code", sorted(ASKED))
def test_a_sentence_that_asks_for_the_money_says_that_nothing_is_paid(code: str) -> None:
    assert not {"paid", UNCLEAR} & _said(code, ASKED[code])


@pytest.mark.parametrize("code", sorted(MEANS))
def test_a_card_or_cash_under_the_label_of_the_method_is_told(code: str) -> None:
    assert METHOD in _said(code, MEANS[code])


@pytest.mark.parametrize("code", sorted(TRANSFER))
def test_a_transfer_under_that_label_or_a_choice_is_not(code: str) -> None:
    assert _said(code, TRANSFER[code]) == set()


@pytest.mark.parametrize(("code", "text"), FORBIDDEN)
def test_what_must_not_be_paid_is_told(code: str, text: str) -> None:
    assert "no_payment" in _said(code, text)


@pytest.mark.parametrize(("code", "text"), PLACES)
def test_a_place_to_fill_in_the_payers_name_and_a_word_to_those_who_have_paid_say_nothing(code: str, text: str) -> None:
    assert _said(code, text) == set()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "VAT is paid by the recipient."),
        ("en", "Terms: CPT Carriage Paid To Bristol"),
        ("de", "Entgelt bezahlt"),
        ("sv", "Fritt – frakten betald"),
        ("it", "Porto pagato"),
        ("fi", "☐ Maksettu   ☐ Hyväksytty"),
        ("en", "[ ] Paid"),
        ("es", "IVA pagado por el destinatario."),
        ("fr", "TVA payée d'après les encaissements."),
        ("de", "Bezahlt wird ausschließlich per Überweisung."),
        ("en", "Orders paid by card may be cancelled within 14 days."),
        ("en", "We do not accept payment in cash."),
        ("de", "Bitte nicht bar bezahlen."),
        ("en", "Goods received on 14 November 2026 in good order."),
        ("nl", "Bij niet tijdig betalen wordt rente berekend."),
        ("fr", "Toute commande payée par carte peut être annulée."),
    ],
)
def test_rules_and_what_came_otherwise_say_nothing(code: str, text: str) -> None:
    assert not {"paid", UNCLEAR, "no_payment"} & _said(code, text)


def _said(code: str, text: str) -> set[str]:
    """States that an invoice in this language is in, with a sentence at its end."""
    rows = [*PAPERS[code].rows(code), [], [(0, text)]]
    page = "\n".join(_line(row) for row in rows)
    return {one.state for one in said_by(grid_of(page), frozenset())}


def _line(cells: Cells) -> str:
    line = ""
    for start, text in cells:
        line = f"{line:<{start}}{text}"
    return line


def test_the_rest_of_a_sentence_in_a_row_of_its_own_does_not_say_that_the_money_came() -> None:
    page = """\
Rechnung
Rechnungsnummer: 2025-22875

Der Betrag wird von Ihrem Konto AT52 3944 2019 9309        Nettobetrag        1’148.52 CHF
2717 per Lastschrift eingezogen.                           USt. 8.1 %            93.03 CHF
"""
    assert "paid" not in {one.state for one in said_by(grid_of(page), frozenset())}
