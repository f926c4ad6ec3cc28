"""Claims that were sold, suppliers under an administrator, accounts that are new: in the words of every language."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.grid import grid_of
from invoice_llm.label_reader.self_description import said_by
from invoice_llm.vocabulary.loading import languages

SOLD = {
    "cs": "Plnění pouze ve prospěch faktora Morava.", "da": "Fordringen er solgt til Bælt Factoring.",
    "de": "Zahlung ausschließlich an unseren Factor Nordfinanz.", "el": "Η απαίτηση εκχωρήθηκε στην Aegean Factors.",
    "en": "Pay our invoice finance provider Marlow only.", "es": "Pago a favor de Levante Factoring, cesionaria.",
    "fi": "Saatava on myyty rahoitusyhtiölle.", "fr": "Règlement à effectuer à notre factor Atlantique.",
    "hu": "A követelés engedményezve: Alföld Faktor.", "it": "Pagamento a favore di Padana, cessionaria del credito.",
    "nb": "Fordringen er solgt til Fjell Factoring.", "nl": "Betaal uitsluitend aan onze factormaatschappij.",
    "pl": "Płatność wyłącznie na rzecz faktora Wisła.", "pt": "Crédito cedido ao Douro Factoring.",
    "ro": "Creanța a fost cesionată către Olt Factoring.", "sv": "Fordran är såld till Norrfaktor Factoring.",
    "tr": "Alacak Ege Faktoring'e temlik edilmiştir.",
}  # fmt: skip
DOUBTFUL = {
    "cs": ("Plaťte insolvenčnímu správci.", "Starý účet již nepoužívejte."),
    "da": ("Selskabet er under konkurs; betal til kurator.", "Ny bank - ret venligst jeres kartotek."),
    "de": ("In Liquidation, Abwickler: RA Pohl.", "Altes Konto nicht mehr verwenden!"),
    "el": ("Η εταιρεία είναι υπό εκκαθάριση.", "Παρακαλούμε αλλάξτε τον λογαριασμό μας."),
    "en": ("In voluntary liquidation. Liquidator: J. Marsh.", "We no longer bank with Barclays."),
    "es": ("En concurso de acreedores.", "Cambien nuestra cuenta bancaria en sus datos."),
    "fi": ("Yhtiö on konkurssissa.", "Vaihdoimme pankkia, päivittäkää tilinumeromme."),
    "fr": ("Société en liquidation judiciaire.", "Merci de changer notre compte bancaire."),
    "hu": ("A társaság felszámolás alatt áll.", "Kérjük, módosítsák a bankszámlaszámunkat."),
    "it": ("In concordato preventivo.", "Vi preghiamo di cambiare il nostro conto."),
    "nb": ("Selskapet er konkurs, betal til bostyrer.", "Ny bank, oppdater kontonummer."),
    "nl": ("In staat van faillissement; betaal aan de curator.", "Oude rekening niet meer gebruiken."),
    "pl": ("Spółka w upadłości, płatność na rzecz syndyka.", "Prosimy zmienić nasz rachunek bankowy."),
    "pt": ("Sociedade em insolvência.", "Queiram alterar a nossa conta bancária."),
    "ro": ("Societate în insolvență.", "Vă rugăm schimbați contul nostru bancar."),
    "sv": ("Bolaget är i konkurs.", "Ny bank, uppdatera kontonumret."),
    "tr": ("Şirket tasfiye halinde.", "Banka hesap numaramız değişmiştir."),
}


def test_every_language_has_its_sentences() -> None:
    assert SOLD.keys() == DOUBTFUL.keys() == languages().keys()


@pytest.mark.parametrize("code", SOLD)
def test_a_claim_that_was_sold_is_told(code: str) -> None:
    assert "assigned" in _states(code, SOLD[code])


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in DOUBTFUL.items() for text in texts])
def test_an_administrator_and_a_new_account_are_told(code: str, text: str) -> None:
    assert "doubtful" in _states(code, text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Goods ex factory; power factor 0.9."),
        ("en", "Claims may not be assigned to third parties without our consent."),
        ("de", "Leistungsfaktor 0,95 gemessen."),
        ("nl", "Bij niet tijdige betaling zijn wettelijke rente en kosten verschuldigd."),
        ("de", "Bitte überweisen Sie auf das unten genannte Konto."),
    ],
)
def test_clauses_and_technical_words_tell_nothing(code: str, text: str) -> None:
    assert not {"assigned", "doubtful"} & _states(code, text)


def _states(code: str, text: str) -> set[str]:
    page = " ".join(languages()[code].recognised_by)
    return {one.state for one in said_by(grid_of(f"{page}\n\n{text}\n"), frozenset())}
