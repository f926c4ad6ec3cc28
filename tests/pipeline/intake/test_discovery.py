import pytest

from invoice_llm.pipeline.intake.discovery import LARGEST_CHUNK, NO_CHUNK, Cut, plan
from invoice_llm.pipeline.intake.inbox import InboxFile
from invoice_llm.store import EarlierOutcome


def files(*contents: str) -> list[InboxFile]:
    return [InboxFile(f"{i}.pdf", sha, len(sha), f"{i}.pdf") for i, sha in enumerate(contents)]


@pytest.mark.parametrize(
    ("documents", "cores", "length"),
    [(0, 2, 50), (24, 2, 24), (60, 2, 30), (1000, 2, 250), (1000, 8, 63), (1000, 64, 50), (9_999, 2, 500)],
)
def test_chunks_grow_with_the_inbox_and_fill_the_cores_where_no_size_is_given(
    documents: int, cores: int, length: int
) -> None:
    assert Cut(None, cores=cores).length(documents) == length


def test_documents_are_cut_into_chunks_in_order() -> None:
    planned = plan(files("a", "b", "c"), {}, Cut(2))
    assert [found.chunk for found in planned.found] == [0, 0, 1]
    assert planned.chunks == [0, 1]


def test_a_copy_is_not_read_again_and_names_its_original() -> None:
    planned = plan(files("a", "b", "a"), {}, Cut(25))
    assert planned.copies == {2: 0}
    assert [found.chunk for found in planned.found] == [0, 0, NO_CHUNK]


def test_empty_files_are_no_copies_of_each_other() -> None:
    planned = plan(files("", ""), {}, Cut(25))
    assert planned.copies == {}
    assert planned.chunks == [0]


def test_what_was_seen_before_takes_no_place_in_a_chunk() -> None:
    seen = EarlierOutcome(run_id="earlier", name="old.pdf", outcome="accepted")
    planned = plan(files("a", "b"), {"a": seen}, Cut(1))
    assert planned.seen == {0: seen}
    assert [found.chunk for found in planned.found] == [NO_CHUNK, 0]


def test_the_limit_counts_only_what_has_to_be_read() -> None:
    seen = {"a": EarlierOutcome(run_id="earlier", name="old.pdf", outcome="accepted")}
    planned = plan(files("a", "b", "c", "d"), seen, Cut(25, limit=2))
    assert [found.sha256 for found in planned.found] == ["a", "b", "c"]
    assert planned.left == 1


def test_when_everything_was_seen_there_is_no_chunk() -> None:
    seen = {"a": EarlierOutcome(run_id="earlier", name="old.pdf", outcome="accepted")}
    assert plan(files("a"), seen, Cut(25)).chunks == []


@pytest.mark.parametrize("count", [1, 25, 26, 25_600, 25_601, 30_000, 1_024_000])
def test_however_many_documents_there_are_no_more_chunks_are_made_than_can_be_mapped(count: int) -> None:
    cut = Cut(25, max_chunks=1024)
    length = cut.length(count)
    assert -(-count // length) <= 1024
    assert length <= LARGEST_CHUNK


def test_documents_are_shared_evenly_so_that_no_slot_ends_long_before_the_others() -> None:
    cut = Cut(25, max_chunks=1024)
    assert cut.length(26) == 13
    assert cut.length(30_000) == 30


def test_what_no_chunk_can_hold_is_left_for_the_next_run() -> None:
    planned = plan(files(*map(str, range(2_005))), {}, Cut(25, max_chunks=2))
    assert len(planned.found) == 2 * LARGEST_CHUNK
    assert planned.chunks == [0, 1]
    assert planned.left == 5


def test_the_smaller_of_two_limits_holds() -> None:
    assert Cut(25, max_chunks=2, limit=3).most == 3
    assert Cut(25, max_chunks=2, limit=10_000).most == 2 * LARGEST_CHUNK
    assert Cut(25).most is None
