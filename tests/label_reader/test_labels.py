"""Label words in eight languages, and what is no label."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.labels import is_label, label_at, labels_at
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.loading import languages


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("Invoice No.: 4711", "invoice_number", ".: 4711"),
        ("INVOICE # 4711", "invoice_number", " 4711"),
        ("Rechnungs-Nr. 4711", "invoice_number", ". 4711"),
        ("Facture n° : F1", "invoice_number", " : F1"),
        ("Numéro de facture F1", "invoice_number", " F1"),
        ("Factuurnummer 77", "invoice_number", " 77"),
        ("N.º factura 1", "invoice_number", " 1"),
        ("Rechnungsdatum 1.2.2026", "issue_date", " 1.2.2026"),
        ("Date d'échéance : 1", "due_date", " : 1"),
        ("Vervaldatum", "due_date", ""),
        ("Fällig am 1.1.", "due_date", " 1.1."),
        ("Termin płatności: 1", "due_date", ": 1"),
        ("PO Number X", "purchase_order", " X"),
        ("Ihre Bestellnummer: 9", "purchase_order", ": 9"),
        ("Quillfeather", None, None),
        ("", None, None),
    ],
)
def test_a_label_is_known_in_any_case_with_any_punctuation(text: str, kind: str | None, rest: str | None) -> None:
    label = label_at(text, ("invoice_number", "issue_date", "due_date", "purchase_order"))
    assert (label and label.kind, label and label.rest) == (kind, rest)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Total HT", "net"),
        ("Total TTC", "gross"),
        ("Net à payer", "due"),
        ("Gesamtbetrag", "gross"),
        ("Zu zahlen", "due"),
        ("Subtotal", "net"),
        ("Amount due", "due"),
        ("Do zapłaty", "due"),
        ("Totale a pagare", "due"),
    ],
)
def test_the_longer_label_wins_where_two_begin_alike(text: str, kind: str) -> None:
    assert labels_at(text, ("net", "tax", "gross", "due"))[0].kind == kind


def test_a_label_with_a_value_behind_it_is_not_the_bare_label() -> None:
    assert is_label("Invoice date:", ("issue_date",))
    assert not is_label("Invoice date: 1 May", ("issue_date",))


def test_folding_takes_away_case_and_accents() -> None:
    assert folded("FÄLLIGKEIT Échéance płatności Straße") == "falligkeit echeance platnosci strasse"


@pytest.mark.parametrize("code", languages())
def test_every_label_of_a_language_is_found_under_its_own_kind(code: str) -> None:
    language = languages()[code]
    for lists, before in ((language.labels, ""), (language.weak_labels, ""), (language.columns, "col_")):
        for key, phrases in lists.items():
            for phrase in phrases:
                found = {label.kind for label in labels_at(phrase, [before + role for role in key.split(" or ")], code)}
                assert found == {before + role for role in key.split(" or ")}, (code, key, phrase)


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("Invoicenumber: 4711", "invoice_number", ": 4711"),
        ("Invo ice date: 1 May", "issue_date", ": 1 May"),
        ("Beleg-Datum : 06.10.2013", "issue_date", " : 06.10.2013"),
        ("Datede facture: 1", "issue_date", ": 1"),
        ("Rechnungs betrag 5,00", "gross", " 5,00"),
        ("Total apagar 5,00", "due", " 5,00"),
    ],
)
def test_words_that_are_run_together_or_broken_are_the_label_still(text: str, kind: str, rest: str) -> None:
    found = label_at(text, (kind,))
    assert found is not None
    assert found.rest == rest


@pytest.mark.parametrize("text", ["18-09-26 Proveedor", "Apagar", "Invoiced ateliers", "2 Invoicenumber"])
def test_other_words_are_no_label_for_being_joined(text: str) -> None:
    assert label_at(text, ("invoice_number", "issue_date", "due", "seller")) is None
