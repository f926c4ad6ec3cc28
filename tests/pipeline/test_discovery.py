from upath import UPath

from invoice_llm.pipeline.intake.discovery import NO_CHUNK, plan
from invoice_llm.pipeline.intake.inbox import InboxFile
from invoice_llm.store import EarlierOutcome


def files(*contents: str) -> list[InboxFile]:
    return [InboxFile(f"{i}.pdf", sha, len(sha), UPath(f"{i}.pdf")) for i, sha in enumerate(contents)]


def test_documents_are_cut_into_chunks_in_order() -> None:
    planned = plan(files("a", "b", "c"), {}, chunk_size=2, limit=None)
    assert [found.chunk for found in planned.found] == [0, 0, 1]
    assert planned.chunks == [0, 1]


def test_a_copy_is_not_read_again_and_names_its_original() -> None:
    planned = plan(files("a", "b", "a"), {}, chunk_size=25, limit=None)
    assert planned.copies == {2: 0}
    assert [found.chunk for found in planned.found] == [0, 0, NO_CHUNK]


def test_empty_files_are_no_copies_of_each_other() -> None:
    planned = plan(files("", ""), {}, chunk_size=25, limit=None)
    assert planned.copies == {}
    assert planned.chunks == [0]


def test_what_was_seen_before_takes_no_place_in_a_chunk() -> None:
    seen = EarlierOutcome(run_id="earlier", name="old.pdf", outcome="accepted")
    planned = plan(files("a", "b"), {"a": seen}, chunk_size=1, limit=None)
    assert planned.seen == {0: seen}
    assert [found.chunk for found in planned.found] == [NO_CHUNK, 0]


def test_the_limit_counts_only_what_has_to_be_read() -> None:
    seen = {"a": EarlierOutcome(run_id="earlier", name="old.pdf", outcome="accepted")}
    planned = plan(files("a", "b", "c", "d"), seen, chunk_size=25, limit=2)
    assert [found.sha256 for found in planned.found] == ["a", "b", "c"]


def test_when_everything_was_seen_there_is_no_chunk() -> None:
    seen = {"a": EarlierOutcome(run_id="earlier", name="old.pdf", outcome="accepted")}
    assert plan(files("a"), seen, chunk_size=25, limit=None).chunks == []
