"""What the company itself knows of the companies on a page: that it is one of them, and whom it buys from."""

from __future__ import annotations

import pytest

from invoice_llm.invoice.company_lists import CompanyLists, ListedSupplier
from invoice_llm.reading.concerns.listed import expected_names
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.extraction import Extraction, ExtractionConfig, examine
from invoice_llm.reading.posterior.ballots import LISTED
from invoice_llm.reading.sheet import Sheet, text_page
from tests.clock import TODAY

OURS = "Brackwater Instruments Ltd"
BUYER_FIRST = """\
Brackwater Instruments Ltd                                                     INVOICE
14 Quay Road
Bristol BS1 4QD
                                                        Invoice no.       TL-4410
Thornbury Lift Services Ltd                             Invoice date      14 March 2026
8 Mill Lane, Thornbury
VAT Reg No GB 823 4471 81

Description                                                                 Amount
Lift inspection                                                             455.00

                                                        Subtotal            455.00 GBP
                                                        VAT 20%              91.00 GBP
                                                        Total               546.00 GBP

Thornbury Lift Services Ltd, registered in England, www.thornbury-lift.example, IBAN GB33 BUKB 2020 1555 5555 55
"""


def read(own: tuple[str, ...] = (), lists: CompanyLists | None = None) -> Extraction:
    page = PageReading.of_text(BUYER_FIRST, [text_page(BUYER_FIRST)])
    expected = expected_names(lists or CompanyLists(), page.structure)
    sheet = Sheet(page, TODAY, own=own, expected=expected)
    config = ExtractionConfig(second_reading=False, sheet=sheet)
    return examine(page.labels, BUYER_FIRST, config, llm_model="labels", prompt_version="none")


def scores(told: Extraction) -> dict[str, float]:
    ballot = next(one for one in told.ballots if one.path == "seller.name")
    return {option.key: option.score for option in ballot.options}


def test_of_two_companies_the_one_that_is_not_ourselves_is_the_supplier() -> None:
    told = read(own=(OURS,))
    assert (told.invoice.seller.name, told.invoice.buyer.name) == ("Thornbury Lift Services Ltd", OURS)
    assert (told.evidence["seller.name"].confidence or 0) > 0.9


def test_a_listed_supplier_whose_id_stands_on_the_page_is_likelier() -> None:
    supplier = ListedSupplier("Thornbury Lift Services Limited", vat_id="GB823447181")
    other = ListedSupplier(OURS, vat_id="GB999999973")
    before, after = scores(read()), scores(read(lists=CompanyLists((supplier, other))))
    key = "thornbury lift services ltd"
    assert after[key] == pytest.approx(before[key] + LISTED)
    assert {name: score for name, score in after.items() if name != key} == pytest.approx(
        {name: score for name, score in before.items() if name != key}
    )
