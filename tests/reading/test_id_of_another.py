"""The supplier's VAT id held against the company that stands beside it."""

from __future__ import annotations

from typing import Literal

import pytest

from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.reading.concerns.id_of_another import id_of_another
from invoice_llm.reading.sheet import text_page

NUMBER = "DE136695976"


def _asked(
    foot: str, *, seller: str = "Brunnthal Energie GmbH", reader: Literal["model", "labels", "both"] | None = None
) -> list[Reason | None]:
    rows = ["Lieferant: Brunnthal Energie GmbH", *[""] * 12, "Gesamtbetrag   119,00 EUR", *[""] * 8, *foot.splitlines()]
    invoice = Invoice(seller=Party(name=seller, vat_id=NUMBER), buyer=Party(name="Nordkai Handel AG"))
    evidence = {"seller.name": Evidence(source="text", reader=reader)}
    return [one.reason for one in id_of_another(invoice, evidence, [text_page("\n".join(rows))])]


def test_an_id_beside_another_company_is_asked_about() -> None:
    assert _asked(f"WALDSEE VERTRIEB GMBH   Geschäftsführung: A. Roth   USt-IdNr. {NUMBER}") == [Reason.OTHER_LABELLED]


def test_so_is_one_below_it_in_its_column() -> None:
    assert _asked(f"Seite 1   Waldsee Vertrieb GmbH\n          Weg 4\n          USt-IdNr. {NUMBER}")


@pytest.mark.parametrize(
    "foot",
    [
        f"Brunnthal Energie GmbH   USt-IdNr. {NUMBER}",
        f"Brunnthal Energie   USt-IdNr. {NUMBER}\nWaldsee Vertrieb GmbH",
        f"Sparkasse Waldsee Bank AG   USt-IdNr. {NUMBER}",
        f"NORDKAI HANDEL AG   USt-IdNr. {NUMBER}",
        f"USt-IdNr. {NUMBER}",
        "WALDSEE VERTRIEB GMBH   USt-IdNr. DE111222333",
    ],
)
def test_its_own_company_a_bank_the_customer_and_another_id_are_not(foot: str) -> None:
    assert not _asked(foot)


@pytest.mark.parametrize(("reader", "asked"), [("both", False), ("model", False), ("labels", True)])
def test_two_readers_that_name_the_supplier_settle_it(reader: Literal["model", "labels", "both"], asked: bool) -> None:
    assert bool(_asked(f"WALDSEE VERTRIEB GMBH   USt-IdNr. {NUMBER}", reader=reader)) is asked
