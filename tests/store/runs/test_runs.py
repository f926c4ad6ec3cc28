"""What is kept of each run: documents, steps, outcomes, and which file stands for which invoice."""

from __future__ import annotations

import pytest

from invoice_llm.errors import StoreUnavailable
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.store import Claim, EarlierOutcome, FoundDocument, Store
from invoice_llm.store.runs.identities import Claims
from tests.clock import Clock
from tests.processes import fork_all
from tests.store.calls import SHA_A, SHA_B, SHA_C, record

TWO = [FoundDocument(0, "a.pdf", SHA_A, 10, 0), FoundDocument(1, "b.pdf", SHA_B, 20, 1)]


def begin(store: Store, run_id: str, documents: list[FoundDocument] = TWO) -> None:
    store.runs.begin(run_id, inbox="inbox", params={"limit": None})
    store.runs.add_found(run_id, documents)


def test_found_documents_come_back_by_position_and_by_chunk(store: Store) -> None:
    begin(store, "monday", TWO[::-1])
    assert store.runs.found("monday") == TWO
    assert store.runs.found("monday", chunk=1) == [TWO[1]]
    assert store.runs.found("tuesday") == []


def test_finding_the_same_documents_again_changes_nothing(store: Store) -> None:
    begin(store, "monday")
    store.runs.finish("monday", 0, record("accepted", calls=1))
    begin(store, "monday", [*TWO, FoundDocument(2, "c.pdf", SHA_C, 30, 1)])
    assert [document.name for document in store.runs.found("monday")] == ["a.pdf", "b.pdf", "c.pdf"]
    assert [one.calls for one in store.runs.records("monday")] == [1]


def test_a_run_may_find_nothing(store: Store) -> None:
    begin(store, "monday", [])
    assert store.runs.found("monday") == []
    assert store.runs.records("monday") == []


@pytest.mark.parametrize("name", ["Rechnung Größe.pdf", "latin\udce9.pdf", "a\x00b.pdf", "\x1b0041.pdf", "収据.xml"])
def test_any_file_name_comes_back_as_it_was(store: Store, name: str) -> None:
    begin(store, "monday", [FoundDocument(0, name, SHA_A, 1, 0)])
    assert store.runs.found("monday")[0].name == name


def test_a_record_may_hold_what_the_database_refuses_as_text(store: Store) -> None:
    begin(store, "monday")
    store.runs.finish("monday", 0, record("review", kind="\x00 \udce9 €"))
    assert [one.kind for one in store.runs.records("monday")] == ["\x00 \udce9 €"]


def test_finishing_twice_leaves_one_record_the_latest(store: Store) -> None:
    begin(store, "monday")
    store.runs.finish("monday", 1, record("failed", calls=1))
    store.runs.finish("monday", 1, record("accepted", calls=2))
    store.runs.finish("monday", 0, record("review"))
    assert [one.calls for one in store.runs.records("monday")] == [0, 2]
    assert store.runs.outcomes("monday") == {"accepted": 1, "review": 1}


def test_a_remark_stays_with_a_record_once_and_leaves_its_outcome(store: Store) -> None:
    begin(store, "monday")
    store.runs.finish("monday", 0, record("accepted"))
    for position in (0, 0, 1):
        store.runs.remark("monday", position, Concern(Reason.REPLACED_INVOICE))
    (remarked,) = store.runs.records("monday")
    assert (remarked.outcome, remarked.reasons) == ("accepted", ("REPLACED_INVOICE",))
    assert remarked.concerns == (Concern(Reason.REPLACED_INVOICE),)


def test_documents_without_an_outcome_are_counted_as_such(store: Store) -> None:
    begin(store, "monday")
    store.runs.finish("monday", 0, record("review"))
    assert store.runs.outcomes("monday") == {"review": 1, None: 1}


def test_a_document_that_was_never_found_cannot_be_finished(store: Store) -> None:
    begin(store, "monday")
    with pytest.raises(LookupError, match="position 7"):
        store.runs.finish("monday", 7, record("accepted"))


def test_steps_are_kept_by_document_and_name_and_the_latest_stays(store: Store) -> None:
    begin(store, "monday")
    store.runs.put_step("monday", 1, "extract", {"n": 1})
    store.runs.put_step("monday", 1, "extract", {"n": 2})
    store.runs.put_step("monday", 0, "extract", {"n": 3})
    store.runs.put_step("monday", 0, "detect", {"n": 4})
    assert store.runs.steps("monday", "extract") == {0: {"n": 3}, 1: {"n": 2}}
    assert store.runs.steps("monday", "extract", chunk=1) == {1: {"n": 2}}
    assert store.runs.steps("tuesday", "extract") == {}


def test_a_step_of_many_documents_is_kept_for_all_of_them_or_none(store: Store) -> None:
    begin(store, "monday")
    store.runs.put_steps("monday", "confident", {0: {}, 1: {"n": 1}})
    with pytest.raises((StoreUnavailable, TypeError)):
        store.runs.put_steps("monday", "confident", {0: {"n": 2}, 1: {"n": object()}})
    assert store.runs.steps("monday", "confident") == {0: {}, 1: {"n": 1}}


@pytest.mark.parametrize("outcome", ["accepted", "review", "rejected"])
def test_a_file_that_another_run_decided_is_seen_before(store: Store, outcome: str) -> None:
    begin(store, "monday")
    store.runs.finish("monday", 0, record(outcome))
    begin(store, "tuesday")
    assert store.runs.seen_before("tuesday", [SHA_A, SHA_B]) == {SHA_A: EarlierOutcome("monday", "a.pdf", outcome)}


@pytest.mark.parametrize("outcome", ["deferred", "failed"])
def test_an_outcome_that_decides_nothing_is_not_seen(store: Store, outcome: str) -> None:
    begin(store, "monday")
    store.runs.finish("monday", 0, record(outcome))
    assert store.runs.seen_before("tuesday", [SHA_A]) == {}


def test_a_file_that_was_only_ever_called_a_duplicate_is_seen_as_that(store: Store) -> None:
    begin(store, "monday")
    store.runs.finish("monday", 0, record("duplicate"))
    assert store.runs.seen_before("tuesday", [SHA_A]) == {SHA_A: EarlierOutcome("monday", "a.pdf", "duplicate")}


def test_a_decision_counts_more_than_what_later_runs_called_a_duplicate(store: Store, clock: Clock) -> None:
    for run_id, outcome in (("monday", "accepted"), ("tuesday", "duplicate")):
        begin(store, run_id)
        store.runs.finish(run_id, 0, record(outcome))
        clock.advance(hours=24)
    assert store.runs.seen_before("wednesday", [SHA_A]) == {SHA_A: EarlierOutcome("monday", "a.pdf", "accepted")}


def test_a_run_made_again_does_not_take_its_own_document_for_a_duplicate(store: Store, clock: Clock) -> None:
    for run_id, outcome in (("monday", "accepted"), ("tuesday", "duplicate")):
        begin(store, run_id)
        store.runs.finish(run_id, 0, record(outcome))
        clock.advance(hours=24)
    assert store.runs.seen_before("monday", [SHA_A]) == {}


def test_a_run_tells_its_params_and_once_it_ended_its_summary(store: Store) -> None:
    begin(store, "monday")
    assert (store.runs.params("monday"), store.runs.summary("monday")) == ({"limit": None}, None)
    store.runs.end("monday", {"accepted": 1})
    assert store.runs.summary("monday") == {"accepted": 1}
    with pytest.raises(LookupError, match="tuesday"):
        store.runs.params("tuesday")


def test_what_was_decided_is_told_by_position_and_chunk(store: Store) -> None:
    begin(store, "monday")
    store.runs.finish("monday", 1, record("review", calls=1))
    assert store.runs.decided("monday") == {1: "review"}
    assert store.runs.decided("monday", chunk=0) == {}
    assert store.runs.decided("monday", chunk=1) == {1: "review"}


def test_what_this_run_decided_itself_is_not_seen_before(store: Store) -> None:
    begin(store, "monday")
    store.runs.finish("monday", 0, record("accepted"))
    assert store.runs.seen_before("monday", [SHA_A]) == {}


def test_the_latest_decision_is_the_one_seen(store: Store, clock: Clock) -> None:
    for run_id, outcome in (("monday", "review"), ("tuesday", "accepted")):
        begin(store, run_id)
        store.runs.finish(run_id, 0, record(outcome))
        clock.advance(hours=24)
    assert store.runs.seen_before("wednesday", [SHA_A])[SHA_A] == EarlierOutcome("tuesday", "a.pdf", "accepted")


def test_thousands_of_files_are_looked_up_at_once(store: Store) -> None:
    many = [FoundDocument(n, f"{n}.pdf", f"{n:064x}", 1, n // 25) for n in range(1200)]
    begin(store, "monday", many)
    store.runs.finish("monday", 1199, record("accepted"))
    assert list(store.runs.seen_before("tuesday", [document.sha256 for document in many])) == [f"{1199:064x}"]


def test_the_latest_run_is_the_one_that_began_last(store: Store) -> None:
    assert store.runs.latest_run() is None
    for run_id in ("monday", "tuesday", "monday"):
        store.runs.begin(run_id, inbox="inbox", params={})
    store.runs.end("monday", {"accepted": 1})
    assert store.runs.latest_run() == "tuesday"


def test_the_first_file_to_claim_an_invoice_has_it_and_the_next_learns_whose_it_is(store: Store) -> None:
    first = store.runs.claim_identity("acme|7|2026", run_id="monday", position=0, name="a.pdf", sha256=SHA_A)
    again = store.runs.claim_identity("acme|7|2026", run_id="tuesday", position=5, name="copy.pdf", sha256=SHA_A)
    other = store.runs.claim_identity("acme|7|2026", run_id="tuesday", position=6, name="b.pdf", sha256=SHA_B)
    assert first == again == Claim("monday", 0, "a.pdf", SHA_A, mine=True)
    assert other == Claim("monday", 0, "a.pdf", SHA_A, mine=False)


def test_a_claim_that_was_given_back_can_be_taken_but_only_its_owner_gives_it_back(store: Store) -> None:
    store.runs.claim_identity("acme|7|2026", run_id="monday", position=0, name="a.pdf", sha256=SHA_A)
    store.runs.release_identity("acme|7|2026", SHA_B)
    assert not store.runs.claim_identity("acme|7|2026", run_id="x", position=1, name="b.pdf", sha256=SHA_B).mine
    store.runs.release_identity("acme|7|2026", SHA_A)
    assert store.runs.claim_identity("acme|7|2026", run_id="x", position=1, name="b.pdf", sha256=SHA_B).mine


def test_of_several_identities_a_file_takes_the_free_ones_and_learns_who_has_the_others(store: Store) -> None:
    def claim(keys: list[str], name: str, sha256: str) -> Claims:
        return store.runs.claim_identities(keys, run_id="monday", position=0, name=name, sha256=sha256)

    assert claim(["d", "b", "c"], "a.pdf", SHA_A) == Claims(("b", "c", "d"), {})
    assert claim(["d", "b"], "a.pdf", SHA_A) == Claims((), {})
    assert claim(["c", "a"], "b.pdf", SHA_B) == Claims(("a",), {"c": Claim("monday", 0, "a.pdf", SHA_A, mine=False)})
    assert claim([], "b.pdf", SHA_B) == Claims((), {})


def test_processes_that_claim_several_of_the_same_invoices_at_once_have_one_winner_each(store: Store) -> None:
    def claim(number: int) -> list[str]:
        keys = [f"acme|{n}|2026" for n in range(20)][:: 1 if number % 2 else -1]
        about = {"run_id": "monday", "position": number, "name": "x", "sha256": f"{number}" * 64}
        return list(store.runs.claim_identities(keys, **about).taken)  # type: ignore[arg-type]

    won = fork_all(claim, [(number,) for number in range(5)])
    assert sorted(key for keys in won for key in keys) == sorted(f"acme|{n}|2026" for n in range(20))


def test_processes_that_claim_the_same_invoices_have_one_winner_each(store: Store) -> None:
    def claim_all(number: int) -> list[bool]:
        claims = [
            store.runs.claim_identity(
                f"acme|{n}|2026", run_id="monday", position=number, name="x", sha256=f"{number}" * 64
            )
            for n in range(20)
        ]
        return [claim.mine for claim in claims]

    won = fork_all(claim_all, [(number,) for number in range(5)])
    assert [sum(each) for each in zip(*won, strict=True)] == [1] * 20


def test_processes_that_finish_the_same_documents_leave_one_record_each(store: Store) -> None:
    begin(store, "monday")

    def finish_all(number: int) -> None:
        for position in (0, 1, 0, 1):
            store.runs.put_step("monday", position, "extract", {"by": number})
            store.runs.finish("monday", position, record("accepted", calls=position))

    fork_all(finish_all, [(number,) for number in range(4)])
    assert [one.calls for one in store.runs.records("monday")] == [0, 1]


def test_a_stored_record_that_this_version_cannot_read_says_what_is_wrong_and_quotes_none_of_it(store: Store) -> None:
    begin(store, "monday")
    store.runs.finish("monday", 0, record("review").model_copy(update={"confidence": 7.25}))
    with pytest.raises(StoreUnavailable, match=r"'a\.pdf'.*confidence.*less than or equal to 1") as error:
        store.runs.records("monday")
    assert "7.25" not in str(error.value)


def test_of_many_files_that_claim_an_invoice_at_once_the_first_has_it_and_what_was_taken_before_stays(
    store: Store,
) -> None:
    store.runs.claim_identity("acme|7|2026", run_id="sunday", position=9, name="old.pdf", sha256=SHA_C)
    begin(store, "monday")
    claims = [("acme|8|2026", TWO[1]), ("acme|7|2026", TWO[0]), ("acme|8|2026", TWO[0]), ("acme|9|2026", TWO[0])]
    told = [(one.name, one.mine) for one in store.runs.claim_for_each("monday", claims)]
    assert told == [("b.pdf", True), ("old.pdf", False), ("b.pdf", False), ("a.pdf", True)]
    assert [one.name for one in store.runs.claim_for_each("monday", claims[:1])] == ["b.pdf"]


def test_a_document_that_is_not_there_claims_nothing_when_it_is_to_be_finished(store: Store) -> None:
    begin(store, "monday")
    with pytest.raises(LookupError):
        store.runs.finish("monday", 77, record("accepted"), once=SHA_C)
    assert store.runs.identities_of(f"file:{SHA_C}") == []


def test_identities_that_begin_alike_are_found_in_order_and_no_others(store: Store) -> None:
    for number, key in enumerate(("account:é|2", "account:é|1", "account:e|3", "account:é", "Account:é|4", "accounts")):
        store.runs.claim_identity(key, run_id="monday", position=number, name="a.pdf", sha256=str(number))
    assert store.runs.identities_of("account:é|") == ["1", "2"]
