from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable

import pytest

from invoice_llm.documents.isolation import IsolatedReader, WorkerNotStarting
from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.documents.reader import read_bytes
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason
from tests.documents.made_files import pdf, ubl, words_at
from tests.processes import HANG_S

LIMITS = Limits(timeout_s=HANG_S, memory_mb=1024)
HASTY = Limits(timeout_s=4.0, memory_mb=1024)
MISBEHAVING = "tests.documents.misbehaving_readers:read"


def using(
    work: Callable[[IsolatedReader], Awaitable[None]],
    *,
    limits: Limits = LIMITS,
    processes: int = 1,
    read_function: str = MISBEHAVING,
) -> None:
    async def run() -> None:
        async with IsolatedReader(limits, processes=processes, read_function=read_function) as reader:
            await work(reader)

    asyncio.run(run())


async def reason_for(reader: IsolatedReader, data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        await reader.read(data)
    return caught.value.reason


def process_of(document: ReadDocument) -> float:
    return document.pages[0].width


def test_another_process_reads_what_this_one_would() -> None:
    letter = pdf(words_at((72, 700, "Invoice number"), (300, 700, "R-17")))

    async def work(reader: IsolatedReader) -> None:
        assert await reader.read(letter) == read_bytes(letter, LIMITS)
        assert await reader.read(ubl()) == read_bytes(ubl(), LIMITS)
        assert await reason_for(reader, b"") == Reason.EMPTY_FILE

    using(work, read_function="invoice_llm.documents.reader:read_bytes")


def test_one_process_reads_many_documents() -> None:
    async def work(reader: IsolatedReader) -> None:
        seen = {process_of(await reader.read(b"x" * n)) for n in range(1, 6)}
        assert len(seen) == 1

    using(work)


@pytest.mark.parametrize("deed", [b"hang", b"burn"])
def test_a_hang_ends_its_document_and_the_next_one_is_read(deed: bytes) -> None:
    async def work(reader: IsolatedReader) -> None:
        first = process_of(await reader.read(b"fine"))
        assert await reason_for(reader, deed) == Reason.PARSE_TIMEOUT
        assert process_of(await reader.read(b"fine")) != first

    using(work, limits=HASTY)


@pytest.mark.parametrize("deed", [b"segfault", b"kill", b"exit"])
def test_a_crash_ends_its_document_and_the_next_one_is_read(deed: bytes) -> None:
    async def work(reader: IsolatedReader) -> None:
        first = process_of(await reader.read(b"fine"))
        assert await reason_for(reader, deed) == Reason.PARSE_CRASHED
        assert process_of(await reader.read(b"fine")) != first

    using(work)


def test_a_document_that_eats_memory_is_stopped_at_the_limit() -> None:
    async def work(reader: IsolatedReader) -> None:
        assert await reason_for(reader, b"eat") == Reason.PARSE_CRASHED
        assert (await reader.read(b"fine")).kind == "pdf"

    using(work, limits=Limits(timeout_s=HANG_S, memory_mb=400))


def test_what_a_library_prints_does_not_get_between_the_answers() -> None:
    async def work(reader: IsolatedReader) -> None:
        assert (await reader.read(b"talk")).pages[0].height == 4
        assert (await reader.read(b"again")).pages[0].height == 5

    using(work)


def test_a_refusal_arrives_with_its_reason_and_the_process_stays() -> None:
    async def work(reader: IsolatedReader) -> None:
        first = process_of(await reader.read(b"fine"))
        assert await reason_for(reader, b"refuse") == Reason.ENCRYPTED
        assert process_of(await reader.read(b"fine")) == first

    using(work)


def test_a_fault_in_reading_is_told_without_the_document_s_text() -> None:
    async def work(reader: IsolatedReader) -> None:
        with pytest.raises(UnreadableDocument) as caught:
            await reader.read(b"fail")
        assert caught.value.reason == Reason.PARSE_CRASHED
        assert "RuntimeError" in str(caught.value)
        assert "4711" not in str(caught.value)

    using(work)


def test_a_pool_reads_on_while_one_process_hangs() -> None:
    async def work(reader: IsolatedReader) -> None:
        await asyncio.gather(reader.read(b"warm"), reader.read(b"warm"))
        hanging = asyncio.create_task(reason_for(reader, b"hang"))
        others = [await reader.read(b"fine") for _ in range(3)]
        assert not hanging.done()
        assert len({process_of(document) for document in others}) == 1
        assert await hanging == Reason.PARSE_TIMEOUT

    using(work, processes=2, limits=Limits(timeout_s=5, memory_mb=1024))


def test_there_are_never_more_processes_than_asked_for() -> None:
    async def work(reader: IsolatedReader) -> None:
        documents = await asyncio.gather(*(reader.read(b"x" * n) for n in range(1, 9)))
        assert len({process_of(document) for document in documents}) <= 2
        assert [document.pages[0].height for document in documents] == [float(n) for n in range(1, 9)]

    using(work, processes=2)


def test_a_process_that_was_ended_while_it_waited_costs_no_document() -> None:
    async def work(reader: IsolatedReader) -> None:
        first = process_of(await reader.read(b"fine"))
        os.kill(int(first), signal.SIGKILL)
        assert process_of(await reader.read(b"fine")) != first

    using(work)


def test_a_process_that_is_ended_under_a_document_costs_no_document() -> None:
    async def work(reader: IsolatedReader) -> None:
        first = process_of(await reader.read(b"fine"))
        assert process_of(await reader.read(b"kill %d" % first)) != first

    using(work)


def test_a_caller_that_gives_up_leaves_no_answer_behind_for_the_next_one() -> None:
    async def work(reader: IsolatedReader) -> None:
        await reader.read(b"warm")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(b"hang"), 0.2)
        assert (await reader.read(b"fine")).pages[0].height == 4

    using(work)


def test_a_file_that_is_too_large_costs_no_process() -> None:
    async def work(reader: IsolatedReader) -> None:
        assert await reason_for(reader, b"x" * 11) == Reason.TOO_LARGE
        with pytest.raises(WorkerNotStarting):
            await reader.read(b"x" * 10)

    using(work, limits=Limits(max_bytes=10), read_function="tests.documents.misbehaving_readers:not_there")


def test_the_worker_does_not_inherit_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")

    async def work(reader: IsolatedReader) -> None:
        assert (await reader.read(b"sk-very-secret")).pages[0].width == 0

    using(work, read_function="tests.documents.misbehaving_readers:read_environment")


def test_a_worker_that_cannot_start_is_a_fault_of_the_installation() -> None:
    async def work(reader: IsolatedReader) -> None:
        with pytest.raises(WorkerNotStarting):
            await reader.read(b"fine")

    using(work, read_function="tests.documents.misbehaving_readers:not_there")
