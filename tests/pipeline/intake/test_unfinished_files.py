"""Files that are still being written wait; what systems put beside documents is none of the inbox."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from upath import UPath

from invoice_llm.documents.file_names import is_left_alone, is_unfinished
from invoice_llm.pipeline.intake.inbox import Inbox
from invoice_llm.pipeline.intake.listing import Settling
from tests.pipeline.inboxes import fill


@dataclass
class Clock:
    """Seconds since 1970; while it is slept, ``meanwhile`` happens."""

    time: float
    meanwhile: Callable[[], Any] = lambda: None
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        self.meanwhile()


def read(folder: Path, clock: Clock, seconds: float = 5.0) -> tuple[list[str], int]:
    inbox = Inbox(UPath(folder), Settling(seconds, now=lambda: clock.time, sleep=clock.sleep))
    names = [file.name for file in inbox.documents()]
    return names, inbox.waiting


def changed_at(path: Path, moment: float) -> None:
    os.utime(path, (moment, moment))


@pytest.mark.parametrize(
    "name",
    [
        "a.pdf.part",
        "a.pdf.crdownload",
        "A.PDF.FilePart",
        "a.tmp",
        "~$a.docx",
        "a.pdf.lock",
        "x.part/a.pdf",
        "a.partial",
    ],
)
def test_a_file_that_its_name_calls_unfinished_waits_and_is_counted(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"half")
    (tmp_path / "done.pdf").write_bytes(b"whole")
    assert read(tmp_path, Clock(time.time() + 60)) == (["done.pdf"], 1)


@pytest.mark.parametrize(
    "name", ["Thumbs.db", "THUMBS.DB", ".DS_Store", "desktop.ini", "__MACOSX/a.pdf", ".hidden/a.pdf"]
)
def test_what_a_system_leaves_beside_documents_is_neither_read_nor_counted(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"of no interest")
    assert read(tmp_path, Clock(time.time() + 60)) == ([], 0)


def test_an_ordinary_name_is_a_document() -> None:
    for name in ("a.pdf", "part.pdf", "lock", "template.tmpl", "a~$.pdf", "thumbs.db.pdf"):
        assert not is_unfinished(name)
        assert not is_left_alone(name)


def test_the_empty_file_that_a_browser_makes_first_waits_for_what_it_downloads(tmp_path: Path) -> None:
    fill(tmp_path, {"a.pdf": b"", "a.pdf.part": b"half", "b.pdf": b"", "c.pdf": b"old", "c.pdf.part": b"again"})
    assert read(tmp_path, Clock(time.time() + 60)) == (["b.pdf", "c.pdf"], 3)


def test_a_file_with_a_lock_beside_it_waits(tmp_path: Path) -> None:
    fill(tmp_path, {"a.pdf": b"being written", "a.pdf.lock": b""})
    assert read(tmp_path, Clock(time.time() + 60)) == ([], 2)


def test_a_file_that_has_been_quiet_is_read_at_once(tmp_path: Path) -> None:
    changed_at(fill(tmp_path, {"a.pdf": b"whole"}) / "a.pdf", 1000)
    clock = Clock(1005)
    assert read(tmp_path, clock) == (["a.pdf"], 0)
    assert clock.slept == []


def test_a_young_file_is_read_once_it_has_been_quiet_for_the_settling_time(tmp_path: Path) -> None:
    changed_at(fill(tmp_path, {"a.pdf": b"whole"}) / "a.pdf", 1000)
    clock = Clock(1002)
    assert read(tmp_path, clock) == (["a.pdf"], 0)
    assert clock.slept == [3]


def test_a_file_that_grows_meanwhile_waits_for_the_next_run(tmp_path: Path) -> None:
    fill(tmp_path, {"a.pdf": b"half", "b.pdf": b"whole"})
    for name in ("a.pdf", "b.pdf"):
        changed_at(tmp_path / name, 1000)

    def grow() -> None:
        (tmp_path / "a.pdf").write_bytes(b"half and more")
        changed_at(tmp_path / "a.pdf", 1004)

    assert read(tmp_path, Clock(1002, grow)) == (["b.pdf"], 1)


def test_a_file_that_is_taken_away_meanwhile_is_none_of_the_inbox(tmp_path: Path) -> None:
    changed_at(fill(tmp_path, {"a.pdf": b"whole"}) / "a.pdf", 1000)
    assert read(tmp_path, Clock(1002, (tmp_path / "a.pdf").unlink)) == ([], 0)


def test_a_server_whose_clock_is_ahead_makes_nobody_wait_longer(tmp_path: Path) -> None:
    changed_at(fill(tmp_path, {"a.pdf": b"whole"}) / "a.pdf", 9000)
    clock = Clock(1000)
    assert read(tmp_path, clock) == (["a.pdf"], 0)
    assert clock.slept == [5]


def test_without_a_settling_time_every_file_is_read_as_it_is(tmp_path: Path) -> None:
    changed_at(fill(tmp_path, {"a.pdf": b"whole"}) / "a.pdf", 1000)
    clock = Clock(1000)
    assert read(tmp_path, clock, seconds=0) == (["a.pdf"], 0)
    assert clock.slept == []


def test_the_same_holds_for_a_remote_folder() -> None:
    folder = UPath("memory:///unfinished")
    for name in ("b.pdf", "a/c.pdf", "a.pdf.part", "Thumbs.db", "note.md"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    inbox = Inbox(folder, Settling(5))
    files = list(inbox.documents())
    assert [file.name for file in files] == ["a/c.pdf", "b.pdf"]
    assert inbox.waiting == 1
    assert UPath(str(files[0].path)).read_bytes() == b"a/c.pdf"


def test_a_pipe_and_a_folder_of_links_out_are_no_documents(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "in").mkdir()
    (tmp_path / "out.pdf").symlink_to("/etc/passwd")
    fill(tmp_path / "in", {"a.pdf": b"whole"})
    (tmp_path / "again.pdf").symlink_to(tmp_path / "in" / "a.pdf")
    assert read(tmp_path, Clock(time.time() + 60)) == (["again.pdf", "in/a.pdf"], 0)
