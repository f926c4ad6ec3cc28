"""Files that vanish, change or close themselves to us between the look into the inbox and the reading."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from upath import UPath

from invoice_llm.pipeline.intake.left_out import LeftOut
from tests.pipeline.inboxes import fill, invoice, run, run_and_sum_up, settings
from tests.repository import ROOT

Json = dict[str, Any]


class ShiftingFiles(MemoryFileSystem):  # type: ignore[misc]
    """A share of files on which something happens once when the file of a name is opened."""

    cachable = False
    happens: ClassVar[dict[str, Callable[[], object]]] = {}

    def _open(self, path: str, *args: Any, **options: Any) -> Any:
        opened = super()._open(path, *args, **options)
        self.happens.pop(path.rpartition("/")[2], lambda: None)()
        return opened


@dataclass(frozen=True, slots=True)
class Share:
    """A folder on such a share, and the place of everything else."""

    home: Path
    folder: UPath

    def fill(self, **files: bytes) -> None:
        for name, data in files.items():
            self.path(name).write_bytes(data)

    def path(self, name: str) -> UPath:
        return self.folder / f"{name}.pdf"

    def meanwhile(self, name: str, what: Callable[[], object]) -> None:
        """Have this happen when the file is opened."""
        ShiftingFiles.happens[f"{name}.pdf"] = what

    def night(self, run_id: str = "monday") -> tuple[dict[str, str], Json]:
        """Outcomes by document, and the summary."""
        given = replace(settings(self.home, self.home), inbox=str(self.folder))
        records, summary = run_and_sum_up(given, run_id)
        assert not ShiftingFiles.happens, "it did not happen"
        return {name.removesuffix(".pdf"): record["outcome"] for name, record in records.items()}, summary


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Share]:
    fsspec.register_implementation("memory", ShiftingFiles, clobber=True)
    folder = UPath("memory:///shifting")
    folder.mkdir(parents=True)
    try:
        yield Share(tmp_path, folder)
    finally:
        ShiftingFiles.happens.clear()
        folder.fs.rm(folder.path, recursive=True)
        fsspec.register_implementation("memory", MemoryFileSystem, clobber=True)


def test_a_file_that_is_taken_away_after_it_was_listed_is_none_of_the_inbox(share: Share) -> None:
    share.fill(a=invoice("AF-1"), z=invoice("AF-2"))
    share.meanwhile("z", share.path("a").unlink)
    outcomes, summary = share.night()
    assert outcomes == {"z": "accepted"}
    assert (summary["documents"], summary["waiting"]) == (1, 0)


def test_a_file_that_is_written_to_after_it_was_listed_waits_for_the_next_run(share: Share) -> None:
    share.fill(a=invoice("AF-1"), z=invoice("AF-2"))
    share.meanwhile("z", lambda: share.fill(a=invoice("AF-3")))
    outcomes, summary = share.night()
    assert (outcomes, summary["waiting"]) == ({"z": "accepted"}, 1)
    assert share.night("tuesday")[0] == {"a": "accepted", "z": "duplicate"}


def test_a_copy_is_read_in_place_of_an_original_that_was_taken_away(share: Share) -> None:
    share.fill(a=invoice(), b=invoice(), z=invoice("AF-2"))
    share.meanwhile("z", share.path("a").unlink)
    assert share.night()[0] == {"b": "accepted", "z": "accepted"}


WITHOUT_ROOTS_RIGHTS = """
import json, sys
from pathlib import Path
from benchmarks.nights.disks import obey_mode_bits
from invoice_llm.errors import InvoiceLLMError
from tests.pipeline.inboxes import run_and_sum_up, settings
obey_mode_bits()
home = Path(sys.argv[1])
try:
    records, summary = run_and_sum_up(settings(home, home / "inbox"), sys.argv[2])
except InvoiceLLMError as error:
    print(json.dumps({"error": str(error)}))
else:
    print(json.dumps({"records": records, "summary": summary}))
"""
"""Root passes over mode bits, unless it gives that up for good: in a process of its own."""


def as_anybody(home: Path, run_id: str) -> Json:
    command = [sys.executable, "-c", WITHOUT_ROOTS_RIGHTS, str(home), run_id]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told: Json = json.loads(ended.stdout.splitlines()[-1])
    return told


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="mode bits are changed for somebody else")


@needs_root
def test_an_inbox_that_nobody_may_look_into_is_an_error_and_no_empty_night(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    inbox.chmod(0)
    told = as_anybody(tmp_path, "monday")["error"]
    assert told == f"inbox {str(inbox)!r} cannot be looked into (Permission denied); see who may read it"
    inbox.chmod(0o755)
    assert as_anybody(tmp_path, "tuesday")["records"]["a.pdf"]["outcome"] == "accepted"


@needs_root
def test_a_file_and_a_folder_that_nobody_may_read_are_told_and_come_again(tmp_path: Path) -> None:
    files = {"a.pdf": invoice("AF-1"), "b.pdf": invoice("AF-2"), "in/c.pdf": invoice("AF-3")}
    inbox = fill(tmp_path / "inbox", files)
    (inbox / "b.pdf").chmod(0)
    (inbox / "in").chmod(0)
    told = as_anybody(tmp_path, "monday")
    assert {name: record["outcome"] for name, record in told["records"].items()} == {
        "a.pdf": "accepted",
        "b.pdf": "deferred",
    }
    assert told["records"]["b.pdf"]["reasons"] == ["OUT_OF_REACH"]
    assert LeftOut.of(told["summary"]).sentences() == ["1 folder could not be looked into: see who may read the inbox."]
    (inbox / "b.pdf").chmod(0o644)
    (inbox / "in").chmod(0o755)
    records = as_anybody(tmp_path, "tuesday")["records"]
    assert (records["b.pdf"]["outcome"], records["in/c.pdf"]["outcome"]) == ("accepted", "accepted")


def test_links_that_lead_in_circles_are_no_documents_and_hold_nobody_up(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice(), "in/b.pdf": invoice("AF-2")})
    (inbox / "round.pdf").symlink_to(inbox / "about.pdf")
    (inbox / "about.pdf").symlink_to(inbox / "round.pdf")
    (inbox / "in" / "again").symlink_to(inbox)
    (inbox / "in" / "self.pdf").symlink_to(inbox / "in" / "self.pdf")
    records = run(settings(tmp_path, inbox), "monday")
    assert {name: record["outcome"] for name, record in records.items()} == {
        "a.pdf": "accepted",
        "in/b.pdf": "accepted",
    }


@pytest.mark.parametrize("letter", ["r", "é", "請", "𠮷"])
def test_a_name_as_long_as_a_disk_takes_is_read_written_and_exported(letter: str, tmp_path: Path) -> None:
    stem = letter * ((255 - len(".pdf")) // len(letter.encode()))
    odd = f"Rechnung Nr. {stem[: (240 // len(letter.encode()))]}"
    inbox = fill(tmp_path / "inbox", {f"{stem}.pdf": invoice("AF-1"), odd: invoice("AF-2")})
    given = settings(tmp_path, inbox, exports=("originals", "ubl"))
    records, summary = run_and_sum_up(given, "monday")
    assert {name: record["outcome"] for name, record in records.items()} == {f"{stem}.pdf": "accepted", odd: "accepted"}
    assert summary["undelivered"] == 0
    written = sorted(tmp_path.glob("output/*/originals/*"))
    assert [path.read_bytes() for path in written] == [
        (inbox / name).read_bytes() for name in sorted([f"{stem}.pdf", odd])
    ]
    assert len(list(tmp_path.glob("output/*/ubl/*.xml"))) == 2
