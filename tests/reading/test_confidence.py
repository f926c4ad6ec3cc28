"""How much is behind a value, and what caps it."""

from __future__ import annotations

import pytest

from invoice_llm.invoice.checks import Finding
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import REQUIRED_FIELDS
from invoice_llm.reading.confidence import Weighed, weigh
from invoice_llm.reading.evidence import Located
from invoice_llm.reading.places import Place

SUM = ("total_net", "total_tax", "total_gross")
NOWHERE = Located(None, 0, 0)


def at(row: int, *, label: int = 1, choices: int = 1) -> Located:
    return Located(Place(1, row, (0.1, row / 100, 0.2, row / 100), "x", "", ()), label, choices)


def adds_up(ok: bool | None, *fields: str) -> Finding:
    return Finding("BR-CO-15", Reason.SUM_MISMATCH, fields or SUM, "they do not add up", ok)


def one(path: str, spot: Located, **more: object) -> float:
    given = {"problems": {}, "findings": (), "agreement": {}} | more
    return weigh({path: spot}, **given).fields[path]  # type: ignore[arg-type]


def whole(**spots: Located) -> Weighed:
    located = {path: at(row) for row, path in enumerate(REQUIRED_FIELDS)}
    return weigh({**located, **{k.replace("__", "."): v for k, v in spots.items()}}, {}, (), {})


def test_a_value_found_nowhere_has_no_confidence_whatever_else_speaks_for_it() -> None:
    assert one("total_gross", NOWHERE, agreement={"total_gross": True}, findings=(adds_up(True, "total_gross"),)) == 0


def test_evidence_adds_up() -> None:
    assert one("total_gross", at(1, label=0, choices=2)) == pytest.approx(0.55)
    assert one("total_gross", at(1, label=0, choices=1)) == pytest.approx(0.60)
    assert one("total_gross", at(1, choices=2)) == pytest.approx(0.80)
    assert one("total_gross", at(1, choices=2), agreement={"total_gross": True}) == pytest.approx(0.90)


def test_nothing_is_ever_certain() -> None:
    spots = {path: at(row) for row, path in enumerate(SUM)}
    weighed = weigh(spots, {}, (adds_up(True),), dict.fromkeys(SUM, True))
    assert set(weighed.fields.values()) == {0.99}


def test_a_sum_counts_for_values_in_places_of_their_own() -> None:
    apart = {path: at(row, choices=2) for row, path in enumerate(SUM)}
    together = {path: at(1, choices=2) for path in SUM}
    assert set(weigh(apart, {}, (adds_up(True),), {}).fields.values()) == {0.95}
    assert set(weigh(together, {}, (adds_up(True),), {}).fields.values()) == {0.80}


def test_a_sum_with_a_value_that_is_nowhere_counts_for_none() -> None:
    spots = {"total_net": NOWHERE, "total_tax": at(1, choices=2), "total_gross": at(2, choices=2)}
    assert weigh(spots, {}, (adds_up(True),), {}).fields["total_gross"] == pytest.approx(0.80)


@pytest.mark.parametrize(
    ("more", "cap"),
    [
        ({"agreement": {"total_gross": False}}, 0.45),
        ({"problems": {"total_gross": (Reason.AMBIGUOUS_AMOUNT,)}}, 0.50),
        ({"findings": (adds_up(False),)}, 0.40),
        ({"findings": (adds_up(None),)}, 0.85),
    ],
)
def test_what_speaks_against_a_value_caps_it(more: dict[str, object], cap: float) -> None:
    assert one("total_gross", at(1), **more) == pytest.approx(cap)


def test_another_fields_label_caps_a_value() -> None:
    assert one("total_gross", at(1, label=-1), agreement={"total_gross": True}) == pytest.approx(0.40)


def test_a_sum_that_fails_does_not_touch_values_that_are_not_in_it() -> None:
    weighed = weigh({"total_gross": at(1), "invoice_number": at(2)}, {}, (adds_up(False),), {})
    assert weighed.fields["invoice_number"] == pytest.approx(0.85)


def test_the_document_is_as_sure_as_its_weakest_required_value() -> None:
    assert whole(currency=at(9, label=0, choices=3)).document == pytest.approx(0.55)
    assert whole(due_date=NOWHERE).document == pytest.approx(0.85)


def test_a_document_without_a_required_value_has_no_confidence() -> None:
    located = {path: at(row) for row, path in enumerate(REQUIRED_FIELDS[:-1])}
    assert weigh(located, {}, (), {}).document is None


def test_header_values_that_are_located_are_counted() -> None:
    assert whole(due_date=NOWHERE, total_net=at(7), customer_number=at(8)).field_count == 6
