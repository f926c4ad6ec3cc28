"""Papers are known by their titles, in the languages of Europe; an invoice is never taken for one."""

import pytest

from invoice_llm.reading.splitting.page_kinds import kind_of_pages
from tests.reading.drawn_pages import Sheet, bill, read

TITLES = [
    ("statement", "Statement of Account"),
    ("statement", "Kontoauszug"),
    ("statement", "Relevé de compte"),
    ("statement", "Rekeningoverzicht"),
    ("statement", "Estratto conto"),
    ("statement", "Estado de cuenta"),
    ("statement", "Wyciag z konta"),
    ("reminder", "Payment reminder"),
    ("reminder", "2. Mahnung"),
    ("reminder", "Zahlungserinnerung"),
    ("reminder", "Rappel de paiement"),
    ("reminder", "Betalingsherinnering"),
    ("reminder", "Sollecito di pagamento"),
    ("reminder", "Recordatorio de pago"),
    ("reminder", "Wezwanie do zaplaty"),
    ("delivery_note", "Delivery Note"),
    ("delivery_note", "Lieferschein Nr. 4711"),
    ("delivery_note", "Bon de livraison"),
    ("delivery_note", "Pakbon"),
    ("delivery_note", "Documento di trasporto"),
    ("delivery_note", "Albarán"),
    ("order", "Purchase Order"),
    ("order", "Bestellung Nr. 88120"),
    ("order", "Bon de commande"),
    ("order", "Pedido"),
    ("order_confirmation", "Order confirmation"),
    ("order_confirmation", "Auftragsbestätigung"),
    ("order_confirmation", "Orderbevestiging"),
    ("order_confirmation", "Conferma d'ordine"),
    ("quote", "Quotation"),
    ("quote", "Angebot Nr. 2026-17"),
    ("quote", "Devis"),
    ("quote", "Preventivo"),
    ("quote", "Presupuesto"),
    ("remittance_advice", "Remittance Advice"),
    ("remittance_advice", "Zahlungsavis"),
]
LINES = ("Ref | 4711", "Rope | 4 | 100.00", "Hook | 2 | 19.00", "Total | 119.00 EUR")


@pytest.mark.parametrize(("kind", "title"), TITLES)
def test_a_paper_is_what_its_title_says(kind: str, title: str) -> None:
    assert kind_of_pages(read(Sheet(title, *LINES))) == kind


@pytest.mark.parametrize(("kind", "title"), [one for one in TITLES if not any(map(str.isdigit, one[1]))])
def test_so_it_is_in_print_of_the_usual_size(kind: str, title: str) -> None:
    assert kind_of_pages(read(Sheet(title, *LINES, size=9))) == kind


@pytest.mark.parametrize(
    "line",
    [
        "Lieferschein-Nr. 4711",
        "Lieferschein 4711",
        "Delivery note: | 4711",
        "Delivery note",
        "This is not a reminder.",
        "Rechnung zu Lieferschein 4711",
        "Purchase order | 88120",
        "Ihre Bestellung vom 1.3.2026",
        "Quote | Q-17",
        "Order confirmation no. 55",
        "Statement",
    ],
)
@pytest.mark.parametrize("title", ["Invoice", "Rechnung", "Facture", "Gutschrift", "Nordlicht"])
def test_an_invoice_that_names_another_paper_is_none(line: str, title: str) -> None:
    assert kind_of_pages(read(bill("R-2026-17", line, title=title))) is None
    head = ("Invoice no: | R-2026-17", line, "Rope | 4 | 100.00")
    assert kind_of_pages(read(Sheet(title, *head))) is None


@pytest.mark.parametrize(
    "title",
    ["Invoice and delivery note", "Rechnung / Lieferschein", "Facture - Bon de livraison", "Order our catalogue"],
)
def test_a_title_of_two_kinds_or_a_sentence_proves_nothing(title: str) -> None:
    assert kind_of_pages(read(Sheet(title, *LINES))) is None


@pytest.mark.parametrize("salutation", ["Dear Sir or Madam,", "Sehr geehrte Damen und Herren,", "Madame, Monsieur,"])
def test_a_letter_addresses_somebody_and_names_no_money(salutation: str) -> None:
    assert kind_of_pages(read(Sheet("Our new catalogue", salutation, "it will reach you in the autumn."))) == "letter"
    assert kind_of_pages(read(Sheet("Our work in March", salutation, "we charge 119.00 EUR for it."))) is None
    assert kind_of_pages(read(Sheet("Our work in March", salutation, "here is the invoice, please pay it."))) is None


OPEN = [
    ("reminder", "2. Mahnung", ("Unsere Rechnung Nr. 4711 vom 3. März 2026 über 119,00 EUR ist noch offen.",)),
    ("statement", "Kontoauszug", ("Rechnung 4711 | 119,00", "Rechnung 4712 | 20,00")),
    ("reminder", "Rappel de paiement", ("Facture n° 4711 | 119,00", "Facture n° 4712 | 20,00")),
    ("statement", "Relevé de compte", ("Facture n° 4711 | 119,00", "Facture n° 4712 | 20,00")),
    ("statement", "Statement of account", ("Invoice no. | Date | Amount", "4711 | 2026-03-04 | 119.00")),
]


@pytest.mark.parametrize(("kind", "title", "lines"), OPEN)
def test_invoices_that_are_listed_or_spoken_of_do_not_make_one(kind: str, title: str, lines: tuple[str, ...]) -> None:
    assert kind_of_pages(read(Sheet(title, *lines, "Total | 139.00", size=9))) == kind


@pytest.mark.parametrize("line", ["Rechnungsnummer: | 4711", "Facture n° 4711 | 119,00", "Invoice no: 4711"])
def test_an_invoice_s_own_number_outweighs_a_small_title(line: str) -> None:
    assert kind_of_pages(read(Sheet("Kontoauszug", line, "Total | 139.00", size=9))) is None
