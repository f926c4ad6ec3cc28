"""Readers of known quality, as the benchmark of the gate uses them: what they say, and what is accepted of it."""

from __future__ import annotations

from benchmarks.confidence.night import night
from benchmarks.confidence.paper import Paper, papers
from benchmarks.confidence.reader import KnownReader
from benchmarks.confidence.table import figures
from tests.repository import ROOT


def samples() -> list[Paper]:
    return list(papers(ROOT / "samples" / "inbox", {}))[:6]


def test_a_reader_that_is_always_right_says_what_the_page_prints_and_confirms_nothing_else() -> None:
    for paper in samples():
        told = KnownReader().read(paper)
        assert told.invoice_number == paper.truth["invoice_number"]
        assert told.total_gross is not None
        assert told.total_gross in paper.text
        asked = {"invoice_number": told.invoice_number or "", "total_gross": "1234567.89"}
        verdicts = {one.field: one.verdict for one in KnownReader().judge(paper, asked)}
        assert verdicts == {"invoice_number": "correct", "total_gross": "wrong"}
        blind = KnownReader(verdicts="blind").judge(paper, asked)
        assert {one.verdict for one in blind} == {"correct"}


def test_a_reader_that_errs_says_other_values_and_the_same_ones_again_for_its_seed() -> None:
    for paper in samples():
        right, wrong = KnownReader().read(paper), KnownReader(wrong=1.0).read(paper)
        assert right.seller.name == wrong.buyer.name
        assert wrong == KnownReader(wrong=1.0).read(paper)


def test_nothing_wrong_is_accepted_of_a_reader_whose_every_second_value_is_wrong() -> None:
    told = figures([night(samples(), KnownReader(wrong=0.5, turned=0.1, seed=seed)) for seed in (1, 2)])
    assert told["right in accepted"] == 1.0
    assert figures([night(samples(), KnownReader())])["accepted"] >= told["accepted"]
