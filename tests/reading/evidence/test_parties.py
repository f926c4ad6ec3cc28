"""Who sends the invoice, and what shows that it was read the wrong way round."""

from __future__ import annotations

import pytest

from invoice_llm.invoice.printed import PrintedParty
from invoice_llm.reading.evidence.locate import Located, locate
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.extraction import text_page
from invoice_llm.reading.parsing.assembly import assemble
from invoice_llm.reading.parsing.convention import read_convention
from tests.reading.printed_invoice import TEXT, party, printed

GERMAN = """\
Rothe Haustechnik GmbH · Am Wall 4 · 37073 Göttingen
Gasthof zur Linde
Inh. Petra Brandt
Dorfstraße 8
37120 Bovenden

Rechnung Nr. 4711 vom 05.03.2026

Ansprechpartner: Jens Kurz

Rothe Haustechnik GmbH     Sparkasse Göttingen
USt-IdNr. DE123456788      IBAN DE89 3704 0044 0532 0130 00
"""
COLUMNS = """\
Anna Example                                             Northshop B.V.
Long Road 5                                              Weena 664
1012 AB Amsterdam                                        3012 CN Rotterdam
                                                         BTW NL810433941B01
Factuurnummer: 993548900
"""


def spots(seller: PrintedParty, buyer: PrintedParty | None, text: str) -> dict[str, Located]:
    answer = printed(seller=seller, buyer=buyer or party(None))
    return locate(assemble(answer, text), PageReading.of((text_page(text),)), read_convention(text, None))


def label(seller: str, buyer: str | None, text: str = TEXT, vat_id: str | None = None) -> int:
    return spots(party(seller, vat_id), party(buyer), text)["seller.name"].label


def test_the_sender_of_a_letter_is_known_by_its_line_and_its_foot() -> None:
    assert label("Rothe Haustechnik GmbH", "Gasthof zur Linde", GERMAN, "DE123456788") == 1


@pytest.mark.parametrize("buyer", ["Rothe Haustechnik GmbH", None])
def test_a_recipient_is_no_sender(buyer: str | None) -> None:
    assert label("Gasthof zur Linde", buyer, GERMAN, "DE123456788") < 1


@pytest.mark.parametrize(
    ("name", "text"), [("Jens Kurz", GERMAN), ("37073 Göttingen", GERMAN), ("Leeds LS1 2AB", TEXT)]
)
def test_neither_a_person_to_ask_for_nor_a_town_is_a_sender(name: str, text: str) -> None:
    assert label(name, "Northgate Hotels Ltd", text) < 1


def test_what_stands_below_a_name_at_the_top_is_none() -> None:
    text = TEXT.replace("harbourpaper", "office").replace("Bristol BS1 4QA", "United Kingdom")
    assert label("Harbour Paper Ltd", "Northgate Hotels Ltd", text) == 1
    assert label("United Kingdom", "Northgate Hotels Ltd", text) < 1


def test_swapped_parties_are_both_refused() -> None:
    swapped = spots(party("Northgate Hotels Ltd"), party("Harbour Paper Ltd"), TEXT)
    assert (swapped["seller.name"].label, swapped["buyer.name"].label) == (-1, -1)


def test_ids_in_another_column_prove_no_name() -> None:
    assert label("Northshop B.V.", None, COLUMNS, "NL810433941B01") == 1
    assert label("Anna Example", None, COLUMNS, "NL810433941B01") < 1


def test_a_vat_id_of_the_other_party_is_refused() -> None:
    text = TEXT.replace("Leeds LS1 2AB     ", "VAT GB 823 4471 81")
    buyers = party("Northgate Hotels Ltd", "GB 823 4471 81")
    assert spots(party("Harbour Paper Ltd"), buyers, text)["buyer.vat_id"].label == 1
    assert spots(party("Harbour Paper Ltd", "GB 823 4471 81"), None, text)["seller.vat_id"].label == -1
