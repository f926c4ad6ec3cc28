"""Two evaluations held against each other: what is said, and what is not said."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from invoice_llm.errors import ConfigurationError
from invoice_llm.evaluation import Report
from invoice_llm.evaluation.comparing import compare_reports
from invoice_llm.evaluation.report import ScoredDocument
from invoice_llm.evaluation.scoring import FieldScore, Score
from invoice_llm.invoice.outcome import Outcome


def with_fields(report: Report, change: Callable[[ScoredDocument, FieldScore], FieldScore]) -> Report:
    """The report as if some values had been read otherwise."""
    documents = [
        replace(d, score=d.score and Score(tuple(change(d, v) for v in d.score.fields), d.score.lines))
        for d in report.documents
    ]
    return replace(report, documents=tuple(documents))


def with_digits_swapped(document: ScoredDocument, verdict: FieldScore) -> FieldScore:
    if verdict.key != "total_gross" or verdict.verdict != "correct":
        return verdict
    return replace(verdict, verdict="wrong", found=(verdict.found or "")[::-1])


def labelled(name: str, *verdicts: tuple[str, bool], supplier: str = "", accepted: bool = True) -> ScoredDocument:
    fields = (FieldScore(key, "correct" if right else "wrong", "1", "1" if right else "2") for key, right in verdicts)
    outcome = Outcome.ACCEPTED if accepted else Outcome.REVIEW
    return ScoredDocument(name, outcome, (), Score(tuple(fields)), supplier=supplier)


def report(*documents: ScoredDocument) -> Report:
    return Report(documents, model="m", route="text")


def test_a_drop_planted_in_the_samples_is_significant_and_named(samples: Report) -> None:
    comparison = compare_reports(samples, with_fields(samples, with_digits_swapped))
    dropped = {change.name: change for change in comparison.drops}
    assert {"total_gross", "header_accuracy", "documents_right"} <= set(dropped)
    total = dropped["total_gross"]
    assert (total.before, total.after, len(total.better)) == (1.0, 0.0, 0)
    assert "en-clean-services.pdf" in total.worse
    assert not comparison.gains
    assert comparison.moved[0].worse == ("total_gross",)


def test_the_same_change_the_other_way_is_a_gain_and_no_drop(samples: Report) -> None:
    comparison = compare_reports(with_fields(samples, with_digits_swapped), samples)
    assert "total_gross" in {change.name for change in comparison.gains}
    assert comparison.drops == ()


def test_noise_that_goes_both_ways_is_not_significant(samples: Report) -> None:
    """One value in twelve is misread at random, other ones in each evaluation, as models do."""

    def noisy(seed: int) -> Report:
        chance = random.Random(seed)

        def misread(document: ScoredDocument, verdict: FieldScore) -> FieldScore:
            return replace(verdict, verdict="wrong") if chance.random() < 1 / 12 else verdict

        return with_fields(samples, misread)

    alarms = [bool(compare_reports(noisy(seed), noisy(seed + 100)).drops) for seed in range(20)]
    assert sum(alarms) <= 1


def test_an_evaluation_does_not_differ_from_itself(samples: Report) -> None:
    comparison = compare_reports(samples, samples)
    assert (comparison.drops, comparison.gains, comparison.moved, comparison.unpaired) == ((), (), (), ())
    assert all(change.difference in (0.0, None) for change in (*comparison.figures, *comparison.fields))


def test_the_interval_draws_suppliers_and_the_test_counts_documents() -> None:
    """All that got worse is of one supplier of five: sure on these documents, not on other suppliers."""
    before = [labelled(f"{n}.pdf", ("total_gross", True), supplier=str(n % 5)) for n in range(50)]
    after = [labelled(f"{n}.pdf", ("total_gross", n % 5 != 0), supplier=str(n % 5)) for n in range(50)]
    (total,) = compare_reports(report(*before), report(*after)).fields
    assert (len(total.worse), total.significant) == (10, True)
    assert total.low is not None
    assert total.high == 0.0
    assert total.low <= -0.4


def test_only_documents_that_both_have_read_are_paired() -> None:
    before = report(labelled("a", ("total_gross", True)), labelled("b", ("total_gross", True)), labelled("only before"))
    lost = replace(labelled("b", ("total_gross", False)), outcome=Outcome.DEFERRED)
    comparison = compare_reports(before, report(labelled("a", ("total_gross", True)), lost))
    assert (comparison.documents, comparison.unread, comparison.unpaired) == (1, ("b",), ("only before",))
    assert comparison.fields[0].documents == 1
    with pytest.raises(ConfigurationError, match="in common"):
        compare_reports(before, report(lost))


def test_a_value_whose_label_was_changed_is_not_compared() -> None:
    old = labelled("a", ("total_gross", True), ("currency", True))
    fields = (FieldScore("total_gross", "wrong", "3", "1"), FieldScore("currency", "wrong", "1", "2"))
    comparison = compare_reports(report(old), report(replace(old, score=Score(fields))))
    assert {change.name: change.documents for change in comparison.fields} == {"currency": 1, "total_gross": 0}


def test_accepting_wrong_documents_is_a_drop_although_no_value_changed() -> None:
    def taken(accepted: bool) -> Report:
        return report(*[labelled(f"{n}.pdf", ("total_gross", n > 8), accepted=accepted or n > 8) for n in range(30)])

    (drop,) = compare_reports(taken(False), taken(True)).drops
    assert (drop.name, drop.before, drop.after) == ("accepted_right", 1.0, 21 / 30)


def test_what_makes_two_evaluations_hard_to_compare_is_said() -> None:
    one = report(labelled("a", ("total_gross", True)))
    assert compare_reports(one, replace(one, route="ocr", threshold=0.5)).notes == (
        "The routes differ: text before, ocr now.",
        "The confidence thresholds differ: None before, 0.5 now.",
    )
