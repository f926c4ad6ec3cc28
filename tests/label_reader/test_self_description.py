"""What a document says of itself, told apart from what it says of orders, fees, other invoices and its lines."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.grid import grid_of
from invoice_llm.label_reader.self_description import said_by
from invoice_llm.vocabulary.loading import languages
from tests.label_reader.page_texts import ENGLISH, FRENCH, GERMAN


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("CANCELLED INVOICE", "void"),
        ("*** VOID ***", "void"),
        ("INVOICE CANCELLATION", "void"),
        ("This invoice has been cancelled.", "void"),
        ("Status: CANCELLED", "void"),
        ("STORNIERT am 12.03.2026", "void"),
        ("Diese Rechnung wurde storniert.", "void"),
        ("Cette facture est annulée.", "void"),
        ("ANULADA", "void"),
        ("Deze factuur is geannuleerd.", "void"),
        ("Faktura anulowana", "void"),
        ("Fakturan är makulerad.", "void"),
        ("FACTURĂ ANULATĂ", "void"),
        ("ÉRVÉNYTELEN", "void"),
        ("STORNO", "void"),
        ("SZTORNÓ", "void"),
        ("D R A F T", "draft"),
        ("Rechnungsentwurf", "draft"),
        ("BROUILLON", "draft"),
        ("BOZZA", "draft"),
        ("LUONNOS", "draft"),
        ("PRO-FORMA FACTUUR", "proforma"),
        ("DÍJBEKÉRŐ", "proforma"),
        ("This is not a VAT invoice.", "no_payment"),
        ("Bitte nicht überweisen, nur für Ihre Unterlagen.", "no_payment"),
        ("Ne pas payer, document pour information.", "no_payment"),
        ("Neplaťte, doklad slouží pouze pro informaci.", "no_payment"),
        ("No payment required.", "nothing_due"),
        ("PAID", "paid"),
        ("Paid in full by card on 12 March 2026 - thank you.", "paid"),
        ("Betrag dankend per Onlinezahlung erhalten.", "paid"),
        ("Facture acquittée.", "paid"),
        ("This invoice replaces and cancels invoice HT-1.", "replaces"),
    ],
)
def test_a_stamp_a_title_or_a_sentence_about_this_document_counts(text: str, state: str) -> None:
    assert state in _said(text)


@pytest.mark.parametrize(
    "text",
    [
        "Orders may be cancelled within 14 days.",
        "This invoice cannot be cancelled.",
        "Cancelled by   Ann Smith",
        "Draft beer, 30 l                               2           90.00          180.00",
        "Cancellation fee                               1           15.00           15.00",
        "Stornogebühr                                   1           15,00           15,00",
        "Bestellungen können innerhalb von 14 Tagen storniert werden.",
        "Entwurf der Fassade                            1          900,00          900,00",
        "Projet: Villa Bellevue",
        "Musterstadt",
        "Toute commande annulée donne lieu à des frais.",
        "Los pedidos pueden ser anulados antes de la entrega.",
        "Bestellingen kunnen binnen 14 dagen worden geannuleerd.",
        "Zamówienie może zostać anulowane w ciągu 14 dni.",
        "Factură storno",
        "Sztornó számla",
        "Please do not pay in cash.",
        "Bitte nicht bar bezahlen.",
        "No payment due until 5 May 2026",
        "Paid                                                                     119.00",
        "Title to the goods passes to the buyer once every invoice of the month has been paid in full.",
        "Please make sure that every invoice of ours is paid by the last day of the month it came in.",
    ],
)
def test_the_same_words_about_something_else_do_not(text: str) -> None:
    assert _said(text) == set()


@pytest.mark.parametrize("page", [ENGLISH, GERMAN, FRENCH])
def test_a_plain_invoice_says_nothing_of_itself(page: str) -> None:
    assert said_by(grid_of(page), frozenset()) == ()


def test_a_stamp_across_the_table_counts_and_a_description_there_does_not() -> None:
    stamped = ENGLISH.replace("            70 x 40 cm", "                 VOID")
    described = ENGLISH.replace("            70 x 40 cm", "            Draft")
    table = frozenset({7, 8, 9, 10, 11, 12})
    assert {one.state for one in said_by(grid_of(stamped), table)} == {"void"}
    assert said_by(grid_of(described), table) == ()


def _said(text: str) -> set[str]:
    page = f"Harbour Timber Ltd\nMill Lane 4\n\n{text}\n\nRegistered in England"
    return {one.state for one in said_by(grid_of(page), frozenset())}


def test_a_single_word_of_another_language_says_nothing_in_a_sentence() -> None:
    spanish = "Factura nº 7\nFecha de factura 4 de mayo de 2026\nCondiciones de pago\nTotal  12,00"
    portuguese = "Fatura nº 7\nData da fatura 4 de maio de 2026\nValor a pagar\nDocumento pago com cartão\nTotal  12,00"
    for text, said in ((spanish, False), (portuguese, True)):
        assert any(one.state == "paid" for one in said_by(grid_of(text), frozenset())) == said


@pytest.mark.parametrize("code", sorted(languages()))
def test_phrases_that_make_a_document_doubtful_count_in_every_language(code: str) -> None:
    silent = [
        one for one in languages()[code].status["doubtful"] if "doubtful" not in _said(f"{one.capitalize()} 2026-118.")
    ]
    assert len(silent) <= len(languages()[code].status["doubtful"]) // 20, silent


@pytest.mark.parametrize(
    "text",
    [
        "Status: Refunded",
        "Status: Unpaid - 2nd request",
        "Status    On appeal",
        "Belegstatus: Widerrufen",
        "Stav: zadrženo",
    ],
)
def test_a_state_that_is_not_as_usual_counts(text: str) -> None:
    assert "doubtful" in _said(text)


@pytest.mark.parametrize(
    "text",
    ["Status: Open", "Status: Issued", "Status    Unpaid", "Belegstatus: offen", "Stav: k úhradě"],
)
def test_a_usual_state_is_passed_over(text: str) -> None:
    assert "doubtful" not in _said(text)


def test_terms_of_business_do_not_make_a_document_doubtful() -> None:
    terms = (
        "If goods are returned, any price that has been credited in full may be set off against later orders of the "
    )
    assert "doubtful" not in _said(f"{terms}same customer within {terms}year.")


@pytest.mark.parametrize(
    "text",
    [
        "This invoice has been\nsuperseded by invoice 2026-119.",
        "This invoice     has been superseded     by invoice 2026-119.",
        "Beträge\nin Tausend",
        "Diese Rechnung wurde      durch Rechnung 2026-119 ersetzt.",
        "Cette facture a été remplacée      par la facture 2026-119.",
        "Faktura została\nzastąpiona fakturą 2026-119.",
        "Kaikki luvut      tuhansina.",
        "Bedrag afgeboekt op 22 oktober     2025.",
        "Bu fatura 2026-119 ile\ndeğiştirilmiştir.",
    ],
)
def test_words_count_that_a_gap_or_the_end_of_a_row_tears(text: str) -> None:
    assert "doubtful" in _said(text)


def test_a_row_of_labels_makes_no_sentence() -> None:
    assert _said("Order     Replaced by     Delivery\n4711      Ann Smith       5 May 2026") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Payment of this amount is suspended.",
        "The amount of this invoice is disputed.",
        "Der Rechnungsbetrag wurde gestundet, die Rechnung ist strittig.",
        "Der Betrag wurde am 16. Mai 2026 ausgebucht.",
        "Der Betrag wurde am 30.\nDezember 2025 ausgebucht.",
        "Le paiement de cette facture est suspendu.",
        "El pago de esta factura queda suspendido.",
        "Il pagamento della fattura è sospeso.",
        "De betaling van deze factuur is opgeschort.",
        "Płatność faktury wstrzymana.",
        "Betalningen av fakturan är spärrad.",
        "Platba faktury je pozastavena.",
        "A számla fizetése felfüggesztve.",
        "Plata facturii este suspendată.",
    ],
)
def test_a_short_sentence_about_the_payment_with_a_doubtful_word_counts(text: str) -> None:
    assert _said(text) & {"doubted", "doubtful", "void"}


@pytest.mark.parametrize(
    "text",
    [
        "If payment is withheld we may charge interest.",
        "Disputed invoices must be reported within 14 days.",
        "Fehlerhafte Rechnungen müssen innerhalb von 14 Tagen gemeldet werden.",
        "Installation of a replaced pump",
    ],
)
def test_a_rule_or_a_text_about_something_else_with_such_a_word_does_not(text: str) -> None:
    assert "doubted" not in _said(text)


def test_how_to_pay_in_one_language_is_not_paid_in_another() -> None:
    assert "paid" not in _said("Pago por transferencia a la cuenta ES91 2100 0418 4502 0005 1332.")


@pytest.mark.parametrize(
    "text",
    [
        "Die Zahlung gilt als Bestellung.", "Payment constitutes your order.", "Le paiement vaut commande.",
        "Il pagamento vale come ordine.", "El pago equivale a un pedido.", "O pagamento vale como encomenda.",
        "Betaling geldt als opdracht.", "Wpłata jest równoznaczna ze zleceniem.", "Zaplacení platí jako objednávka.",
        "Betalning gäller som beställning.", "Betaling gælder som bestilling.", "Betaling gjelder som bestilling.",
        "Maksu on tilaus.", "A befizetés megrendelésnek minősül.", "Plata are valoare de comandă.",
        "Η πληρωμή ισχύει ως παραγγελία.", "Ödeme sipariş yerine geçer.",
        "Ignore this invoice if you do not wish to renew.",
        "Wenn Sie nicht verlängern möchten, ist diese Rechnung gegenstandslos.",
    ],
)  # fmt: skip
def test_an_offer_in_plain_words_is_doubtful_in_every_language(text: str) -> None:
    assert "doubtful" in _said(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Zahlung erfolgt durch die Leasinggesellschaft.", "Payment will be made by your head office.",
        "Le règlement sera effectué par le bailleur.", "Pagamento a cura della società di leasing.",
        "Pago financiado por la sociedad de leasing.", "Pagamento pela empresa de leasing.",
        "Betaling loopt via uw hoofdkantoor.", "Płatność przez firmę leasingową.", "Úhrada leasingovou společností.",
        "Betalas av leasingbolaget.", "Betales af leasingselskabet.", "Betales av leasingselskapet.",
        "Leasingyhtiö maksaa laskun.", "A számlát a lízingcég fizeti.", "Plata de către societatea de leasing.",
        "Πληρωμή από τον εκμισθωτή.", "Ödeme leasing şirketi tarafından yapılır.",
        "Payable only after acceptance.", "Zahlbar erst nach Abnahme der Leistung.", "Pagabile dopo il collaudo.",
    ],
)  # fmt: skip
def test_paid_by_others_or_not_yet_is_doubtful_in_every_language(text: str) -> None:
    assert "doubtful" in _said(text)


@pytest.mark.parametrize(
    "text",
    [
        "Payment constitutes acceptance of our terms of business.", "Thank you for your order.",
        "Zahlbar nach Erhalt der Rechnung.", "Paiement à réception de facture.", "Wir danken für Ihren Auftrag.",
        "Conditions de paiement : 30% d'acompte, solde à 30 j",
    ],
)  # fmt: skip
def test_everyday_words_about_payment_and_orders_are_not(text: str) -> None:
    assert not _said(text) & {"doubtful", "doubted"}


def test_initials_behind_a_note_are_of_the_one_who_wrote_it() -> None:
    assert "void" in _said("on hold - JB")
    assert "void" not in _said("on hold until Friday")


@pytest.mark.parametrize(
    "said",
    [
        "The tax invoice will be issued after receipt of payment.",
        "Bitte nicht einzeln bezahlen, der Betrag wird mit der Sammelrechnung abgerechnet.",
        "Paiement uniquement sur le compte de notre avocat.",
        "La factura definitiva se emitirá tras el pago.",
        "Come concordato telefonicamente, sono da pagare solo 500,00.",
        "Betaling uitsluitend op de derdenrekening van onze advocaat.",
        "Faktura VAT zostanie wystawiona po otrzymaniu płatności.",
        "Varsinainen lasku lähetetään maksun saavuttua.",
        "A végszámlát a befizetés után állítjuk ki.",
        "Asıl fatura ödeme alındıktan sonra düzenlenecektir.",
        "Os nossos dados bancários mudaram na semana passada.",
        "Bitte bis auf Weiteres nicht zahlen.",
    ],
)
def test_what_is_not_to_be_paid_as_it_stands_is_told_in_many_languages(said: str) -> None:
    assert _said(said) & {"doubtful", "no_payment", "assigned"}


_CREDITED = {
    "en": "We credit your account with the following:",
    "de": "Wir schreiben Ihnen folgende Beträge gut:",
    "fr": "Nous créditons votre compte comme suit :",
    "it": "Vi accreditiamo quanto segue:",
    "es": "Le abonamos lo siguiente:",
    "pt": "Creditamos a vossa conta com o seguinte:",
    "nl": "Wij crediteren u voor:",
    "sv": "Vi krediterar er enligt nedan:",
    "da": "Vi krediterer Dem følgende:",
    "nb": "Vi krediterer dere følgende:",
    "fi": "Hyvitämme teille seuraavasti:",
    "pl": "Uznajemy Państwa konto:",
    "cs": "Dobropisujeme Vám následující:",
    "hu": "Jóváírjuk Önöknek az alábbiakat:",
    "ro": "Vă creditam contul cu următoarele:",
    "el": "Σας πιστώνουμε τα ακόλουθα:",
    "tr": "Hesabınıza alacak kaydedilmiştir:",
}


@pytest.mark.parametrize("code", list(languages()))
def test_a_sentence_says_in_every_language_that_it_is_a_credit(code: str) -> None:
    page = f"{' '.join(languages()[code].recognised_by)}\n\n{_CREDITED[code]}\n"
    assert "credited" in {one.state for one in said_by(grid_of(page), frozenset())}


@pytest.mark.parametrize("code", list(languages()))
def test_a_kind_under_its_own_label_counts_in_every_language(code: str) -> None:
    language = languages()[code]
    label = language.words["kind_label"][0]
    for kind, state in (("credit_note", "credited"), ("proforma", "proforma")):
        title = language.titles[kind][0].replace("*", "")
        assert state in _said(f"{label}: {title}")
        assert state in _said(f"{label}          {title}")
    invoice = language.titles["invoice"][0].replace("*", "")
    assert not _said(f"{label}: {invoice}") & {"credited", "proforma", "doubtful"}


@pytest.mark.parametrize("code", list(languages()))
def test_an_amount_to_be_taken_off_counts_in_every_language(code: str) -> None:
    asked = languages()[code].status["deduct"][0]
    assert "deduct" in _said(f"{asked} GS-12, 150,00.")
    assert "deduct" not in _said(f"{asked} 2 %.")


@pytest.mark.parametrize(
    "text",
    ["Bitte ziehen Sie 2 % Skonto ab.", "Refunds are credited within 14 days if goods are returned.", "Type: Standard"],
)
def test_terms_of_payment_are_no_credit(text: str) -> None:
    assert not _said(text) & {"credited", "deduct"}


@pytest.mark.parametrize(
    "text",
    [
        "This invoice has been             Subtotal     430.00\nsuperseded by invoice 2026-119.   VAT 20%       86.00",
        "Cette facture                     Montant HT   430,00\na été remplacée par la 9-B.       TVA (20%)     86,00",
        "Diese Rechnung wurde              Summe netto  430,00\nstorniert.                        USt 20 %      86,00",
        "VOID                                  Subtotal          430.00",
        "Subtotal          430.00              VOID",
    ],
)  # fmt: skip
def test_what_stands_beside_the_totals_counts(text: str) -> None:
    assert _said(text) & {"doubtful", "doubted", "void"}


def test_a_sentence_stands_before_the_rows_that_it_was_put_together_from() -> None:
    sentence = "Faktura zastępuje i anuluje fakturę 2026-14795."
    page = f"{sentence}\nProsimy o przelew na konto PL77 1020 5226 8449 3305 1399 4723.\n"
    said = [one.sentence for one in said_by(grid_of(page), frozenset()) if one.state == "replaces"]
    assert len(said) == 2
    assert said[0] == sentence
