"""Values that are taken into a reading, and what a second look does to them."""

from __future__ import annotations

import pytest

from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.parsing.assembly import assemble
from invoice_llm.reading.posterior.ballots import Ballot, Option
from invoice_llm.reading.posterior.choosing import likelier_readers, with_likeliest
from invoice_llm.reading.posterior.posterior import document_posterior, field_posterior
from invoice_llm.reading.posterior.verdicts import with_verdicts
from tests.reading.printed_invoice import TEXT

NUMBER = "invoice_number"
READ = read_invoice(TEXT)
INVOICE = assemble(READ, TEXT).invoice


def ballot(path: str, scores: dict[str, float], labels: str | None = None, **claims: str) -> Ballot:
    return Ballot(path, tuple(Option(k, s, k.upper()) for k, s in scores.items()), 0.0, 9, claims, labels)


def chosen(own: Ballot, invoice: Invoice = INVOICE) -> str | None:
    return with_likeliest(READ, invoice, [own], document_posterior([own], {})).invoice_number


def test_a_surer_candidate_takes_the_place_of_what_was_read() -> None:
    read = {"hp-2041": 0.0, "hp-9": 3.0}
    assert chosen(ballot(NUMBER, read, "hp-9", m="hp-2041")) == "HP-2041"  # both are about as likely
    assert chosen(ballot(NUMBER, read, "hp-9", m="hp-9")) == "HP-9"


def test_a_candidate_that_nobody_read_must_be_surer() -> None:
    scores = {"hp-2041": -9.0, "hp-9": 1.5}
    assert 0.75 < field_posterior(ballot(NUMBER, scores), {}).of("hp-9") < 0.9
    assert chosen(ballot(NUMBER, scores)) == "HP-2041"
    assert chosen(ballot(NUMBER, scores, "hp-9")) == "HP-9"


def test_a_buyer_that_was_read_as_the_supplier_becomes_the_buyer_again() -> None:
    buyer = READ.buyer.name or ""
    wrong = READ.model_copy(
        update={
            "seller": READ.seller.model_copy(update={"name": buyer}),
            "buyer": READ.buyer.model_copy(update={"name": None}),
        }
    )
    invoice = INVOICE.model_copy(update={"seller": Party(name=buyer), "buyer": Party()})
    own = ballot("seller.name", {"harbour paper ltd": 5.0}, "harbour paper ltd")
    mended = with_likeliest(wrong, invoice, [own], document_posterior([own], {}), [(INVOICE, READ)])
    assert (mended.seller.name, mended.buyer.name) == (READ.seller.name, buyer)


def test_the_reader_of_the_likeliest_candidate_is_named() -> None:
    own = ballot(NUMBER, {"a": 0.0, "b": 0.0}, "a", m="b")
    assert likelier_readers([own], document_posterior([own], {}), "m") == {NUMBER: "model"}
    both = ballot(NUMBER, {"a": 0.0, "b": 0.0}, "a", m="a")
    assert likelier_readers([both], document_posterior([both], {}), "m") == {NUMBER: "both"}
    neither = ballot(NUMBER, {"a": 0.0, "b": 0.0, "c": 9.0}, "a", m="b")
    assert likelier_readers([neither], document_posterior([neither], {}), "m") == {}


@pytest.mark.parametrize(("verdict", "moves"), [(None, 1), ("", -1), ("B", -1)])
def test_a_second_look_moves_the_confidence_both_ways(verdict: str | None, moves: int) -> None:
    own = ballot(NUMBER, {"a": 1.0, "b": 0.0}, m="a")
    (looked,) = with_verdicts([own], {NUMBER: "a"}, {NUMBER: verdict})
    before, after = field_posterior(own, {}), field_posterior(looked, {})
    assert (after.of("a") - before.of("a")) * moves > 0
    named = after.of("b") / (1 - after.of("a")) > before.of("b") / (1 - before.of("a")) + 1e-9
    assert named == (verdict == "B")


def test_what_nobody_claims_is_not_kept_and_weighs_as_before() -> None:
    own = ballot(NUMBER, {"a": 1.0, "b": 0.5, "c": 0.2}, "b", m="a")
    kept = own.folded(None)
    assert [option.key for option in kept.options] == ["a", "b"]
    assert field_posterior(kept, {}).of("a") == pytest.approx(field_posterior(own, {}).of("a"))
    assert [option.key for option in own.folded("c").options] == ["a", "b", "c"]
