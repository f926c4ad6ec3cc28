"""The name at the beginning of a sender's line, whatever parts it from the address."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.parties.names import name_in
from invoice_llm.label_reader.reader import read_invoice
from tests.label_reader.page_texts import GERMAN

LINE = "Lindner Werkzeugbau GmbH - Hafenstr. 12 - 20457 Hamburg"


@pytest.mark.parametrize("sign", [" / ", " ∙ ", " ◦ ", " ⋅ ", " · ", "·", " • ", " | ", " – ", " - ", " * ", ", ", " "])
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Lindner Werkzeugbau GmbH", ("Hafenstr. 12", "20457 Hamburg")),
        ("Norrby Golv AB", ("Kvarnvägen 12", "831 40 Östersund")),
        ("Warsztat Kalina Sp. z o.o.", ("ul. Długa 7/3", "31-147 Kraków")),
        ("Calder Print Works Ltd", ("88 Foundry Road", "Leeds LS10 1NB")),
        ("Κεραμική Βόλου Α.Ε.", ("Δημητριάδος 77", "38222 Βόλος")),
    ],
)
def test_a_line_is_cut_behind_the_name(sign: str, name: str, address: tuple[str, str]) -> None:
    assert name_in(sign.join([name, *address])) == name


@pytest.mark.parametrize(
    "name", ["Studio 54 Lichttechnik GmbH", "AS Roma 1927 Sport 24 S.r.l.", "Auer Heizungsbau GmbH & Co. KG Werk 2"]
)
def test_figures_in_a_name_do_not_end_it(name: str) -> None:
    assert name_in(name) == name


@pytest.mark.parametrize("sign", [" / ", " ∙ ", " ◦ ", " ⋅ ", " "])
def test_the_supplier_of_a_letter_is_the_name_in_its_senders_line(sign: str) -> None:
    page = GERMAN.replace(LINE, LINE.replace(" - ", sign))
    assert read_invoice(page).seller.name == "Lindner Werkzeugbau GmbH"
