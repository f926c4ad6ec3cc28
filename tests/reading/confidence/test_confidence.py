"""What speaks for and against a value, and how sure that makes it."""

from __future__ import annotations

from typing import Any

import pytest

from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.invoice.checks import Finding
from invoice_llm.invoice.fields import REQUIRED_FIELDS
from invoice_llm.invoice.outcome import Reason
from invoice_llm.llm.logprobs import Sureness
from invoice_llm.reading.confidence import Evident, Signals, Weighed, signals_of, weigh
from invoice_llm.reading.confidence.agreement import Agreement
from invoice_llm.reading.evidence.locate import Located
from invoice_llm.reading.evidence.page_index import Place

SUM = ("total_net", "total_tax", "total_gross")
NOWHERE = Located(None, 0, 0)


def at(row: int, *, label: int = 1, choices: int = 1, quote: str = "X 1") -> Located:
    return Located(Place(1, row, (0.1, row / 100, 0.2, row / 100 + 0.01), quote, "", ()), label, choices)


def adds_up(ok: bool | None, *fields: str) -> Finding:
    return Finding("BR-CO-15", Reason.SUM_MISMATCH, fields or SUM, None, ok)


def signals(path: str, spot: Located, **more: Any) -> Signals:
    return signals_of(Evident(located={path: spot}, **more))[path]


def sure(path: str, spot: Located, **more: Any) -> float:
    return weigh(Evident(located={path: spot}, **more)).fields[path]


def score(path: str, spot: Located) -> float:
    return weigh(Evident(located={path: spot})).scores[path]


def whole(**spots: Located) -> Weighed:
    located = {path: at(row) for row, path in enumerate(REQUIRED_FIELDS)}
    return weigh(Evident(located={**located, **{k.replace("__", "."): v for k, v in spots.items()}}))


def test_a_value_found_nowhere_has_no_confidence_whatever_else_speaks_for_it() -> None:
    agreed = {"total_gross": Agreement(True, 1.0)}
    assert sure("total_gross", NOWHERE, agreement=agreed, findings=(adds_up(True, "total_gross"),)) == 0


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (at(1, label=0), at(1, label=1)),
        (at(1, label=-1), at(1, label=0)),
        (at(1, choices=3), at(1, choices=1)),
    ],
)
def test_a_label_and_a_single_place_speak_for_a_value(less: Located, more: Located) -> None:
    assert sure("total_gross", less) <= sure("total_gross", more)
    assert score("total_gross", less) < score("total_gross", more)


def test_two_readings_that_agree_are_surer_than_one_and_one_is_surer_than_two_that_differ() -> None:
    alone = sure("issue_date", at(1))
    agreed = sure("issue_date", at(1), agreement={"issue_date": Agreement(True, 1.0)})
    differ = sure("issue_date", at(1), agreement={"issue_date": Agreement(False)})
    assert differ < alone <= agreed


def test_nothing_is_ever_certain() -> None:
    located = {path: at(row) for row, path in enumerate(SUM)}
    agreed = dict.fromkeys(SUM, Agreement(True, 1.0))
    weighed = weigh(Evident(located=located, findings=(adds_up(True),), agreement=agreed))
    assert max(weighed.fields.values()) < 1


def test_a_sum_counts_for_values_in_places_of_their_own() -> None:
    apart = {path: at(row) for row, path in enumerate(SUM)}
    together = {path: at(1) for path in SUM}
    found = signals_of(Evident(located=apart, findings=(adds_up(True),)))
    assert all("adds_up" in found[path] for path in SUM)
    assert "adds_up" not in signals_of(Evident(located=together, findings=(adds_up(True),)))["total_gross"]


def test_a_sum_with_a_value_that_is_nowhere_counts_for_none() -> None:
    located = {"total_net": NOWHERE, "total_tax": at(1), "total_gross": at(2)}
    assert "adds_up" not in signals_of(Evident(located=located, findings=(adds_up(True),)))["total_gross"]


def test_a_sum_that_fails_speaks_against_its_amounts_only() -> None:
    located = {"total_gross": at(1), "invoice_number": at(2)}
    found = signals_of(Evident(located=located, findings=(adds_up(False),)))
    assert "sum_fails" in found["total_gross"]
    assert "sum_fails" not in found["invoice_number"]


def test_check_digits_speak_for_the_id_they_are_in() -> None:
    good = Finding("X-VAT", Reason.BAD_CHECK_DIGIT, ("seller.vat_id",), None, True, supports=("seller.vat_id",))
    assert "check_digits" in signals("seller.vat_id", at(1), findings=(good,))
    bad = Finding("X-IBAN", Reason.BAD_CHECK_DIGIT, ("payment_accounts[0].iban",), None, False)
    assert "bad_check_digits" in signals("payment_accounts[0].iban", at(1), findings=(bad,))


def test_what_the_other_reading_says_is_one_of_four_things() -> None:
    told = {None: None, "unread": Agreement(None), "agrees": Agreement(True, 1.0), "disagrees": Agreement(False, 0.5)}
    for name, agreement in told.items():
        found = signals("seller.name", at(1), agreement={"seller.name": agreement} if agreement else {})
        assert {"unread", "agrees", "disagrees"} & set(found) == ({name} if name else set())
    assert found["alike"] == 0.5


def test_a_model_that_hesitated_is_told_from_one_that_does_not_say() -> None:
    assert "hesitation" not in signals("total_gross", at(1))
    found = signals("total_gross", at(1), sureness={"total_gross": Sureness(-1.5, -0.2)})
    assert found["hesitation"] == 0.5
    assert signals("total_gross", at(1), sureness={"total_gross": Sureness(-90, -50)})["hesitation"] == 1


@pytest.mark.parametrize(
    ("path", "quote", "odd"),
    [
        ("seller.name", "Harbour Paper Ltd", False),
        ("seller.name", "Bill to", True),
        ("seller.name", "12", True),
        ("seller.name", "A name " * 15, True),
        ("invoice_number", "HP-2041", False),
        ("invoice_number", "Compliance Training", True),
        ("total_gross", "£420.00", False),
        ("seller.vat_id", "GB 823 4471 81", False),
        ("seller.vat_id", "CHE-116.281.710 MWST", False),
        ("seller.vat_id", "27AAPFU0939F1ZV", False),
        ("seller.vat_id", "DE 80333 München", True),
        ("seller.vat_id", "DE 12345 Berlin", True),
        ("seller.vat_id", "VAT 20%", True),
        ("payment_accounts[0].iban", "GB33 BUKB 2020 1555 5555 55", False),
        ("payment_accounts[0].iban", "4000001123452", True),
    ],
)
def test_a_value_may_have_the_shape_of_something_else(path: str, quote: str, odd: bool) -> None:
    assert ("odd_shape" in signals(path, at(1, quote=quote))) is odd


@pytest.mark.parametrize(
    ("path", "block", "told"),
    [
        ("seller.name", "seller", {"own_block"}),
        ("seller.name", "buyer", {"other_block"}),
        ("buyer.vat_id", "table", {"other_block"}),
        ("buyer.name", None, set()),
        ("issue_date", "seller", set()),
    ],
)
def test_a_party_stands_in_its_own_block_or_in_anothers(path: str, block: str | None, told: set[str]) -> None:
    spot = at(1)
    found = signals(path, Located(spot.place, spot.label, spot.choices, block=block))
    assert {"own_block", "other_block"} & set(found) == told


def test_a_value_whose_label_stands_with_another_one_has_a_rival() -> None:
    spot, other = at(1), at(2)
    assert "rival" in signals("issue_date", Located(spot.place, 0, 1, rival=other.place))


def test_a_blurred_word_on_a_good_page_makes_its_value_doubtful() -> None:
    spot = at(1)
    assert spot.place is not None
    words = (Word("X", spot.place.box, 0.6), Word("far", (0.5, 0.5, 0.6, 0.6), 0.2))
    page = Page(1, 595, 842, (TextRow((words,)),), "ocr", 0.9)
    assert signals("total_gross", spot, pages=(page,))["blurred"] == pytest.approx(0.4)
    assert "blurred" not in signals("total_gross", spot)


def test_one_place_for_values_of_two_roles_is_doubtful_for_both() -> None:
    found = signals_of(Evident(located={"seller.name": at(1), "buyer.name": at(1), "total_gross": at(2)}))
    assert [path for path, one in found.items() if "shared_place" in one] == ["seller.name", "buyer.name"]
    amounts = signals_of(Evident(located={"total_gross": at(1), "amount_due": at(1)}))
    assert all("shared_place" not in one for one in amounts.values())


def test_the_document_is_as_sure_as_its_weakest_required_value() -> None:
    weighed = whole(total_gross=at(9, label=-1, choices=3), due_date=NOWHERE)
    assert weighed.document == min(weighed.fields[path] for path in REQUIRED_FIELDS)
    assert whole(total_gross=NOWHERE).document == 0


def test_a_document_without_a_required_value_has_no_confidence() -> None:
    located = {path: at(row) for row, path in enumerate(REQUIRED_FIELDS[:-1])}
    assert weigh(Evident(located=located)).document is None


def test_header_values_that_are_located_are_counted() -> None:
    assert whole(due_date=NOWHERE, total_net=at(7), customer_number=at(8)).field_count == 6
