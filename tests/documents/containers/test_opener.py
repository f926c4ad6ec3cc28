"""The process that opens containers, with containers that do it harm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from invoice_llm.documents.containers.entries import ContainerLimits, Part, Refused
from invoice_llm.documents.containers.opener import ContainerOpener
from invoice_llm.invoice.outcome import Reason
from tests.documents.containers.made_containers import letter, zipped

ONE = letter("Invoice 1 over 10.00")


def written(folder: Path, data: bytes) -> Path:
    path = folder / "in"
    path.write_bytes(data)
    return path


def test_one_process_opens_many_containers(tmp_path: Path) -> None:
    with ContainerOpener(ContainerLimits()) as opener:
        for _ in range(3):
            assert list(opener.open(written(tmp_path, zipped({"a.pdf": ONE})))) == [Part("a.pdf", ONE)]
        assert list(opener.open(written(tmp_path, ONE))) == []


def test_a_container_that_does_not_come_to_its_end_is_refused_and_the_next_is_opened(tmp_path: Path) -> None:
    endless = tmp_path / "endless"
    os.mkfifo(endless)
    with ContainerOpener(ContainerLimits(timeout_s=2)) as opener:
        assert list(opener.open(endless)) == [Refused("", Reason.PARSE_TIMEOUT)]
        assert list(opener.open(written(tmp_path, zipped({"a.pdf": ONE})))) == [Part("a.pdf", ONE)]


def test_a_file_that_is_gone_refuses_itself_alone(tmp_path: Path) -> None:
    with ContainerOpener(ContainerLimits()) as opener:
        assert list(opener.open(tmp_path / "gone")) == [Refused("", Reason.PARSE_CRASHED)]
        assert list(opener.open(written(tmp_path, zipped({"a.pdf": ONE})))) == [Part("a.pdf", ONE)]


@pytest.mark.parametrize("count", [1, 60])
def test_a_bomb_never_fills_the_memory(tmp_path: Path, count: int) -> None:
    """Two hundred megabytes that unpack from a few hundred kilobytes, in a process that may have a quarter of it."""
    bomb = zipped({f"{number}.pdf": b"\0" * (200_000_000 // count) for number in range(count)})
    limits = ContainerLimits(max_bytes=10_000_000, max_unpacked=50_000_000, memory_mb=300)
    with ContainerOpener(limits) as opener:
        entries = [
            entry if isinstance(entry, Refused) else len(entry.data)
            for entry in opener.open(written(tmp_path, bomb))
            if isinstance(entry, Refused | Part)
        ]
    refused = [entry for entry in entries if isinstance(entry, Refused)]
    assert [entry.reason for entry in refused] == [Reason.NOT_OPENED]
    assert sum(entry for entry in entries if isinstance(entry, int)) <= limits.max_unpacked


def test_what_came_before_the_process_was_killed_stands(tmp_path: Path) -> None:
    with ContainerOpener(ContainerLimits()) as opener:
        entries = opener.open(written(tmp_path, zipped({f"{number}.pdf": ONE * 400 for number in range(60)})))
        first = next(entries)
        process = opener._process
        assert isinstance(first, Part)
        assert process is not None
        process.kill()
        rest = list(entries)
    assert rest[-1] == Refused("", Reason.PARSE_CRASHED)
