"""Fitting confidences to labels: the parts, and that what comes out holds for what was not seen."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_llm.reading.confidence import SIGNALS, Calibration
from invoice_llm.reading.confidence.calibration import (
    KINDS,
    LabelledValue,
    calibrate,
    cross_validated,
    folds,
    is_enough,
)
from invoice_llm.reading.confidence.calibration_data import from_csv, shipped_values, to_csv
from invoice_llm.reading.confidence.calibration_picture import picture
from invoice_llm.reading.confidence.calibration_report import lowest_threshold, reliability, wilson
from invoice_llm.reading.confidence.calibrators import Platt, VennAbers, calibrator, platt, venn_abers
from invoice_llm.reading.confidence.logistic import Belief, fit, sigmoid, solve

LABELS = st.lists(st.tuples(st.integers(-40, 40), st.booleans()), min_size=2, max_size=60).filter(
    lambda pairs: len({score for score, _ in pairs}) > 1
)


def made(count: int, seed: int = 7) -> list[LabelledValue]:
    """Values whose chance of being right follows from two signals."""
    random = Random(seed)
    values = []
    for index in range(count):
        signals = {name: 1.0 for name in ("labelled", "disagrees") if random.random() < 0.5}
        chance = sigmoid(0.5 + 2 * signals.get("labelled", 0) - 2.5 * signals.get("disagrees", 0))
        values.append(LabelledValue(f"s{index % 12}", "amount", signals, random.random() < chance))
    return values


def test_weights_are_found_again_and_shrunk_by_their_penalty() -> None:
    random = Random(3)
    rows = [{"one": 1.0, **({"a": 1.0} if random.random() < 0.5 else {})} for _ in range(4000)]
    right = [random.random() < sigmoid(-1 + 2 * row.get("a", 0)) for row in rows]
    loose = fit(rows, right, {"one": Belief(0, 0.01), "a": Belief(0, 0.01)})
    assert loose["one"] == pytest.approx(-1, abs=0.15)
    assert loose["a"] == pytest.approx(2, abs=0.2)
    assert 0 < fit(rows, right, {"one": Belief(0, 0.01), "a": Belief(0, 1000)})["a"] < loose["a"] / 2


def test_a_weight_on_the_wrong_side_is_none() -> None:
    rows = [{"one": 1.0, "a": 1.0}] * 20 + [{"one": 1.0}] * 20
    right = [False] * 15 + [True] * 5 + [True] * 20
    assert fit(rows, right, {"one": Belief(0, 1), "a": Belief(0, 1, side=-1)})["a"] < -1
    assert fit(rows, right, {"one": Belief(0, 1), "a": Belief(1, 1, side=1)})["a"] == 0


def test_a_weight_that_no_row_speaks_of_is_as_believed_and_rows_move_it() -> None:
    believed = {"one": Belief(0, 1), "a": Belief(-2, 2)}
    assert fit([{"one": 1.0}] * 9, [True] * 9, believed)["a"] == -2
    few, many = (fit([{"one": 1.0, "a": 1.0}] * count, [True] * count, believed)["a"] for count in (5, 500))
    assert -2 < few < many


def test_labels_that_all_say_the_same_give_no_certainty() -> None:
    weights = fit([{"one": 1.0}] * 50, [True] * 50, {"one": Belief(0, 1)})
    assert 0.9 < sigmoid(weights["one"]) < 0.999


@pytest.mark.parametrize("seed", range(20))
def test_platts_curve_is_right_on_average_wherever_the_scores_lie(seed: int) -> None:
    random = Random(seed)
    scores = [random.gauss(random.choice([-6, 3, 9]), random.choice([0.1, 1, 4])) for _ in range(60)]
    right = [random.random() < 0.8 for _ in scores]
    curve = platt(scores, right, [1.0] * 60)
    expected = sum(curve.probability(score) for score in scores) / 60
    assert expected == pytest.approx(sum(right) / 60, abs=0.05)


def test_a_linear_system_is_solved() -> None:
    assert solve([[4.0, 1.0], [1.0, 3.0]], [1.0, 2.0]) == pytest.approx([1 / 11, 7 / 11])


def test_few_labels_make_a_curve_and_many_make_steps() -> None:
    scores, right = list(range(400)), [index % 7 != 0 for index in range(400)]
    assert isinstance(calibrator(scores[:299], right[:299]), Platt)
    assert isinstance(calibrator(scores, right), VennAbers)


@given(LABELS)
def test_venn_abers_rises_with_the_score_and_is_never_certain(pairs: list[tuple[int, bool]]) -> None:
    steps = venn_abers([float(score) for score, _ in pairs], [right for _, right in pairs], [1.0] * len(pairs))
    assert all(lower <= upper + 1e-4 for lower, upper in pairwise(steps.probabilities))
    assert all(0 < probability < 1 for probability in steps.probabilities)
    assert steps.probability(-1e9) == steps.probabilities[0]
    assert steps.probability(1e9) == steps.probabilities[-1]


@given(LABELS)
def test_platts_curve_rises_and_is_never_certain(pairs: list[tuple[int, bool]]) -> None:
    curve = platt([float(score) for score, _ in pairs], [right for _, right in pairs], [1.0] * len(pairs))
    assert curve.slope >= 0
    assert 0 < curve.probability(-5) <= curve.probability(5) < 1


def test_venn_abers_lies_between_the_answers_for_a_right_and_a_wrong_value() -> None:
    steps = venn_abers([1.0, 2.0, 3.0], [False, True, True], [1.0] * 3)
    assert steps.probabilities[0] == pytest.approx(1 / 3, abs=0.01)
    assert steps.probability(2.9) == steps.probabilities[2]
    assert 0.5 < steps.probabilities[2] < 0.9


def test_no_supplier_is_on_both_sides_of_a_test_and_each_value_is_tested_once() -> None:
    groups = [f"s{index % 5}" for index in range(40)] + ["large"] * 30
    tested = []
    for inside, outside in folds(groups, 4):
        assert not {groups[index] for index in inside} & {groups[index] for index in outside}
        tested += outside
    assert sorted(tested) == list(range(70))


def test_what_is_fitted_holds_for_suppliers_that_were_not_seen() -> None:
    values = made(900)
    report = reliability(cross_validated(values), [value.right for value in values])
    assert report.ece < 0.05
    assert report.brier < 0.19


def test_a_calibration_learns_what_speaks_for_and_against() -> None:
    model = calibrate(made(600))
    sure, bare, doubtful = (model.probability("amount", one) for one in ({"labelled": 1.0}, {}, {"disagrees": 1.0}))
    assert doubtful < bare < sure < 1


def test_more_values_lend_their_weights_and_not_their_share_of_right_ones() -> None:
    own = [LabelledValue(v.group, v.kind, v.signals, v.right and index % 2 == 0) for index, v in enumerate(made(200))]
    model = calibrate(own, made(2000, seed=8))
    expected = sum(model.probability(v.kind, v.signals) for v in own) / len(own)
    assert expected == pytest.approx(sum(v.right for v in own) / len(own), abs=0.05)


def test_one_template_with_many_documents_does_not_speak_for_all_suppliers() -> None:
    few = [LabelledValue(f"s{index}", "amount", {}, index % 2 == 0) for index in range(100)]
    many = [LabelledValue("one template", "amount", {}, True) for _ in range(900)]
    assert calibrate([*few, *many]).probability("amount", {}) < 0.8


@pytest.mark.parametrize(
    ("values", "enough"),
    [
        (made(200), True),
        (made(40), False),
        ([LabelledValue(f"s{i % 3}", "amount", {}, True) for i in range(200)], False),
        ([LabelledValue("one", "amount", {}, i % 2 == 0) for i in range(200)], False),
    ],
)
def test_few_labels_or_no_mistake_or_one_supplier_are_too_little(values: list[LabelledValue], enough: bool) -> None:
    assert is_enough(values) is enough


def test_probabilities_that_are_right_have_no_error_and_boasting_ones_have() -> None:
    right = [index % 10 != 0 for index in range(200)]
    assert reliability([0.9] * 200, right).ece == pytest.approx(0, abs=1e-9)
    assert reliability([1.0] * 200, right).ece == pytest.approx(0.1)
    assert sum(one.count for one in reliability([0.9] * 200, right).bins) == 200


def test_the_lowest_threshold_that_keeps_a_promise_accepts_most() -> None:
    found = lowest_threshold([0.9] * 100 + [0.8] * 100 + [0.5] * 50, [True] * 199 + [False] * 51, 0.99)
    assert found is not None
    assert (found.least, found.accepted, found.precision) == (0.8, 0.8, 0.995)
    assert found.low < 0.995 < found.high
    assert lowest_threshold([0.9, 0.8], [False, False], 0.99) is None


def test_the_interval_of_a_share_narrows_with_the_count() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(10, 10)[0] < wilson(100, 100)[0] < wilson(100, 100)[1] == 1.0


def test_labelled_values_are_written_without_their_suppliers_names() -> None:
    values = [LabelledValue("Harbour Paper", "day", {"labelled": 1.0, "hesitation": 0.25}, True)]
    text = to_csv(values)
    assert "Harbour" not in text
    (back,) = from_csv(text)
    assert (back.kind, back.signals, back.right) == ("day", values[0].signals, True)


def test_what_is_shipped_was_fitted_on_what_is_shipped_with_it() -> None:
    shipped, values = Calibration.load(), shipped_values()
    report = shipped.about["cross_validated_by_supplier"]
    assert report["labels"] == len(values)
    assert report["wrong"] == sum(not value.right for value in values)
    assert report["ece"] <= 0.05
    assert set(shipped.weights) <= set(SIGNALS) | {f"is_{kind}" for kind in KINDS}
    again = calibrate(values)
    assert again.weights == pytest.approx(shipped.weights, abs=1e-3)


def test_the_picture_is_drawing_and_text_alone() -> None:
    from xml.etree import ElementTree

    values = made(300)
    report = reliability(cross_validated(values), [value.right for value in values])
    drawn = ElementTree.fromstring(picture(report, 'a < b & "c"'))
    circles = [node for node in drawn.iter() if node.tag.endswith("circle")]
    assert len(circles) == len(report.bins)
