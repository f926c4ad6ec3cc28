"""Invoices that came before: the same for sure, perhaps the same, and near at hand but another one."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from invoice_llm import app
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings
from invoice_llm.store import open_store
from tests.pipeline.inboxes import INVOICE, fill, invoice, page, run, settings
from tests.processes import HANG_S
from tests.repository import ROOT
from tests.store.postgres import find_binaries, running

EASY: dict[str, Any] = {"confidence_threshold": 0.1}
"""What is accepted is no matter of confidence here."""
DAY = "2 March 2026"


def read(home: Path, run_id: str, **files: bytes) -> dict[str, dict[str, Any]]:
    inbox = fill(home / run_id, {f"{name}.pdf": data for name, data in files.items()})
    records = run(settings(home, inbox), run_id, **EASY)
    return {name.removesuffix(".pdf"): record for name, record in records.items()}


def drawn(number: str = "AF-41", date: str = DAY, total: str = "408.00", **changes: str) -> bytes:
    text = INVOICE.format(number=number, date=date, total=total, more="")
    for old, new in changes.items():
        text = text.replace(FROM[old], new)
    return page(text)


FROM = {
    "name": "Alder & Finch Trading Ltd",
    "vat": "VAT Reg No GB 823 4471 81",
    "account": "GB33 BUKB 2020 1555 5555 55",
}


def told(record: dict[str, Any]) -> tuple[str, str | None, str | None]:
    first = record["duplicate_of"]
    return record["outcome"], next(iter(record["reasons"]), None), first and first["document"]


def test_a_second_file_of_an_accepted_invoice_is_a_duplicate_with_a_link_to_the_first(tmp_path: Path) -> None:
    read(tmp_path, "monday", first=drawn("AF/41"))
    record = read(tmp_path, "tuesday", other=drawn("AF/41"), again=invoice("af.41", date=DAY, more="COPY"))["again"]
    assert told(record) == ("duplicate", "DUPLICATE_INVOICE", "first.pdf")
    assert record["duplicate_of"] == {"run_id": "monday", "position": 0, "document": "first.pdf"}


def test_an_invoice_under_almost_the_same_number_goes_to_a_person_with_a_link_to_the_first(tmp_path: Path) -> None:
    records = read(tmp_path, "monday", a=drawn("AF-41"), b=drawn("AF-4I", "20 March 2026"))
    assert told(records["a"]) == ("accepted", None, None)
    assert told(records["b"]) == ("review", "POSSIBLE_DUPLICATE", "a.pdf")
    assert "Under another number, but the same supplier and total as a.pdf in run monday." in records["b"]["detail"]


def test_the_same_day_and_total_under_another_number_goes_to_a_person(tmp_path: Path) -> None:
    read(tmp_path, "monday", a=drawn("AF-41"))
    assert told(read(tmp_path, "tuesday", b=drawn("AF-77"))["b"]) == ("review", "POSSIBLE_DUPLICATE", "a.pdf")


def test_a_rent_that_recurs_with_the_same_total_is_accepted_every_month(tmp_path: Path) -> None:
    months = ("January", "February", "March", "April", "May")
    rents = {f"m{number}": drawn(f"AF-4{number}", f"1 {month} 2026") for number, month in enumerate(months)}
    assert Counter(record["outcome"] for record in read(tmp_path, "monday", **rents).values()) == {"accepted": 5}


def test_the_same_number_of_another_supplier_or_year_is_another_invoice(tmp_path: Path) -> None:
    other = drawn("AF-41", name="Birch & Wren Trading Ltd ", vat="VAT Reg No GB 999 9999 73")
    records = read(tmp_path, "monday", a=drawn("AF-41"), b=other, c=drawn("AF-41", "2 December 2025"))
    assert [told(records[name]) for name in ("a", "c")] == [("accepted", None, None)] * 2
    assert records["b"]["reasons"] == ["SUPPLIER_CHANGED"]  # it has the account of the first, and is no copy of it


def test_two_suppliers_of_one_name_with_two_vat_ids_are_two(tmp_path: Path) -> None:
    other = drawn("AF-41", "20 March 2026", vat="VAT Reg No GB 999 9999 73")
    records = read(tmp_path, "monday", a=drawn("AF-41"), b=other)
    assert records["a"]["outcome"] == "accepted"
    assert records["b"]["reasons"] == ["SUPPLIER_CHANGED"]  # and no duplicate


def test_one_name_number_day_and_total_are_one_invoice_whatever_vat_id_was_read(tmp_path: Path) -> None:
    records = read(tmp_path, "monday", a=drawn("AF-41"), b=drawn("AF-41", vat="VAT Reg No GB 999 9999 73"))
    assert told(records["b"]) == ("review", "DUPLICATE_INVOICE", "a.pdf")


def test_without_a_vat_id_the_same_name_number_and_year_goes_to_a_person(tmp_path: Path) -> None:
    records = read(tmp_path, "monday", a=drawn("AF-41"), b=drawn("AF-41", vat="-"))
    assert told(records["b"]) == ("review", "DUPLICATE_INVOICE", "a.pdf")


def test_two_copies_that_both_wait_for_a_person_know_of_each_other(tmp_path: Path) -> None:
    read(tmp_path, "monday", a=drawn(total="480.00"))
    record = read(tmp_path, "tuesday", b=drawn(total="409.00"))["b"]
    assert told(record) == ("review", "DUPLICATE_INVOICE", "a.pdf")
    assert "which is not accepted" in record["detail"]


def test_a_forgery_that_came_first_does_not_end_the_true_invoice_unseen(tmp_path: Path) -> None:
    """The forged one prints number, day and total of the true one; it goes to a person because of its account."""
    read(tmp_path, "sunday", known=invoice("AF-1"))
    forged = drawn(account="GB94 BARC 1020 1530 0934 59")
    runs = {"same-run": {"a": forged, "b": drawn()}, "next-run": {"c": invoice("AF-41", date=DAY, more="-")}}
    for run_id, files in runs.items():
        for name, record in read(tmp_path, run_id, **files).items():
            assert record["outcome"] == "review", name
            assert ("ACCOUNT_CHANGED" if name == "a" else "DUPLICATE_INVOICE") in record["reasons"]


def test_a_step_done_again_after_a_kill_finds_its_own_claims(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": drawn("AF-41")})
    given = settings(tmp_path, inbox)
    with app.open_pipeline(given) as pipeline:
        pipeline.discover("night", RunParams(**EASY))
        asyncio.run(pipeline.process("night", 0))
    with sqlite3.connect(tmp_path / "invoice_llm.db") as database:
        database.execute("UPDATE invoice_llm_found SET outcome = NULL, record = NULL")
    with app.open_pipeline(given) as pipeline:
        asyncio.run(pipeline.route("night", 0))
        assert [record.outcome for record in pipeline.records("night")] == ["accepted"]


RUN = """
import asyncio, sys
from tests.pipeline.test_duplicates import EASY, on
from invoice_llm import app
from invoice_llm.pipeline import RunParams
home, inbox, url, run_id = sys.argv[1:]
with app.open_pipeline(on(home, inbox, url)) as pipeline:
    chunks = pipeline.discover(run_id, RunParams(**EASY))
    for chunk in chunks:
        asyncio.run(pipeline.detect_models(run_id, chunk))
        asyncio.run(pipeline.extract(run_id, chunk))
        asyncio.run(pipeline.accept(run_id, chunk))
    print("ready", flush=True)
    sys.stdin.readline()
    for chunk in chunks:
        asyncio.run(pipeline.route(run_id, chunk))
    pipeline.summarize(run_id)
"""


def on(home: str, inbox: str, url: str) -> Settings:
    return settings(Path(home), Path(inbox), database_url=url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'shared.db'}"
        return
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL binaries on this machine: apt install postgresql")
    with running(binaries) as cluster:
        yield cluster.new_database()


def migrated(url: str) -> None:
    with open_store(url) as store:
        store.migrate()


def started(home: Path, inbox: Path, url: str, run_id: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(home), str(inbox), url, run_id],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def route_at_once(processes: list[subprocess.Popen[str]]) -> None:
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.wait(HANG_S) for process in processes] == [0] * len(processes)


def outcomes(home: Path, inbox: Path, url: str, run_ids: list[str]) -> Counter[str]:
    with app.open_pipeline(on(str(home), str(inbox), url)) as pipeline:
        return Counter(record.outcome for run_id in run_ids for record in pipeline.records(run_id))


def test_of_copies_that_are_decided_at_once_by_several_processes_exactly_one_is_accepted(
    tmp_path: Path, url: str
) -> None:
    """Eight invoices, each with a copy and one that looks like it, all copies in processes of their own."""
    migrated(url)
    copies = ["AF-{}", "af/{}", "AF-{}A"]
    processes, run_ids = [], []
    for number, form in enumerate(copies):
        files = {f"{n}.pdf": drawn(form.format(n), f"{n - 40} March 2026") for n in range(41, 49)}
        inbox = fill(tmp_path / f"inbox{number}", files)
        run_ids.append(f"night{number}")
        processes.append(started(tmp_path, inbox, url, run_ids[-1]))
    route_at_once(processes)
    counted = outcomes(tmp_path, tmp_path / "inbox0", url, run_ids)
    assert counted["accepted"] == 8
    assert counted["accepted"] + counted["review"] + counted["duplicate"] == 24
