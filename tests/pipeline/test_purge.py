"""Old runs are taken away with all that is known of their documents, and nothing else is."""

from __future__ import annotations

import asyncio
import gzip
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from invoice_llm import app, lookups
from invoice_llm.errors import StoreUnavailable
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings
from invoice_llm.store import open_store
from invoice_llm.store.blobs.files import FileStore
from invoice_llm.store.blobs.pictures import hidden_key, picture_key
from invoice_llm.store.purging import PurgePlan, Taken
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import batch_files, batch_requests, calls, metadata, runs
from tests.pipeline.databases import BACKENDS, database
from tests.pipeline.inboxes import fill, invoice, run, settings
from tests.pipeline.test_with_endpoint import all_correct, endpoint, read_as, with_key

DAY = datetime(2026, 6, 1, tzinfo=UTC)
EASY: dict[str, Any] = {"confidence_threshold": 0.1}


@pytest.fixture(params=BACKENDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with database(request.param, tmp_path) as address:
        yield address


def began(url: str, run_id: str, at: datetime) -> None:
    """Give a run another time."""
    opened = Database(url)
    with opened.write() as connection:
        connection.execute(update(runs).where(runs.c.run_id == run_id).values(started_at=at))
    opened.close()


def everything(url: str, storage: Path) -> str:
    """All rows but those of the ledger's calls, and all files with their names, as one text."""
    opened = Database(url)
    with opened.read() as connection:
        tables = [table for table in metadata.tables.values() if table is not calls]
        rows = [str(tuple(row)) for table in tables for row in connection.execute(select(table))]
    opened.close()
    files = sorted(path for path in storage.rglob("*") if path.is_file())
    return "\n".join([*rows, *(f"{path} {_content(path)!r}" for path in files)])


def _content(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def purged(given: Settings, *, really: bool = True) -> tuple[PurgePlan, Taken]:
    with app.open_purge(given) as purge:
        planned = purge.plan(DAY)
        return planned, (purge.take if really else purge.look)(planned)


def test_a_purge_leaves_nothing_of_an_old_run_but_what_it_cost(url: str, tmp_path: Path) -> None:
    inbox = fill(tmp_path / "old", {"secret.pdf": invoice()})
    with endpoint(read_as(), all_correct()) as server:
        given = replace(with_key(tmp_path, inbox, server.base_url), database_url=url, inbox_roots=(str(tmp_path),))
        with app.open_pipeline(given) as pipeline:
            for chunk in pipeline.discover("january", RunParams()):
                asyncio.run(pipeline.process("january", chunk))
            pipeline.summarize("january")
            (record,) = pipeline.records("january")
    pictures = FileStore(f"{given.storage}/pictures")
    for key in (hidden_key(record.sha256), picture_key(record.sha256, None, 1, "png")):
        pictures.put(key, b"drawn")
    began(url, "january", DAY - timedelta(days=150))
    spent = lookups.spend_report(given)
    before = everything(url, Path(given.storage))
    assert before.count("AF-2026-00123") + before.count("af202600123") > 5

    planned, looked = purged(given, really=False)
    assert everything(url, Path(given.storage)) == before, "a look has changed something"
    assert (looked.runs, looked.documents, looked.files, looked.texts, looked.pictures) == (1, 1, 1, 1, 2)
    assert min(looked.answers, looked.identities) > 0
    _, taken = purged(given)
    assert (taken, dict(planned.held)) == (looked, {})
    after = everything(url, Path(given.storage))
    for trace in (record.sha256, "AF-2026-00123", "af202600123", "secret.pdf", "Alder", "january", "drawn"):
        assert trace not in after
    assert lookups.spend_report(given) == spent
    assert float(spent["spent_usd"]) > 0


def test_a_file_that_a_later_run_has_seen_stays_and_is_not_read_again(url: str, tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    given = settings(tmp_path, inbox, database_url=url)
    run(given, "january", **EASY)
    began(url, "january", DAY - timedelta(days=150))
    run(given, "july", **EASY)
    _, taken = purged(given)
    assert (taken.runs, taken.documents, taken.files, taken.texts, taken.identities) == (1, 1, 0, 0, 0)
    assert run(given, "august", **EASY)["a.pdf"]["reasons"] == ["SEEN_BEFORE"]


def test_the_copy_that_stays_stands_for_an_invoice_that_was_taken(url: str, tmp_path: Path) -> None:
    for name, data in (("january", invoice()), ("july", invoice(more="Sent again")), ("august", invoice(more="COPY"))):
        fill(tmp_path / name, {f"{name}.pdf": data})
    by_run = {
        name: settings(tmp_path, tmp_path / name, database_url=url, inbox_roots=(str(tmp_path),))
        for name in ("january", "july", "august")
    }
    run(by_run["january"], "january", **EASY)
    began(url, "january", DAY - timedelta(days=150))
    assert run(by_run["july"], "july", **EASY)["july.pdf"]["outcome"] == "duplicate"
    _, taken = purged(by_run["july"])
    assert (taken.documents, taken.files) == (1, 1)
    again = run(by_run["august"], "august", **EASY)["august.pdf"]
    assert (again["outcome"], again["duplicate_of"]["document"]) == ("duplicate", "july.pdf")


def test_an_account_that_a_later_invoice_names_stays_known(url: str, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    fill(inbox, {"a.pdf": invoice()})
    given = settings(tmp_path, inbox, database_url=url)
    run(given, "january", **EASY)
    began(url, "january", DAY - timedelta(days=150))
    (inbox / "a.pdf").unlink()
    fill(inbox, {"b.pdf": invoice("AF-2026-00140")})
    run(given, "july", **EASY)
    purged(given)
    with open_store(url) as store:
        assert len(store.runs.identities_of("account:")) == 1


def test_batch_files_that_have_ended_go_and_those_that_are_out_stay(url: str, tmp_path: Path) -> None:
    given = settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": invoice()}), database_url=url)
    run(given, "january", **EASY)
    opened = Database(url)
    with opened.write() as connection:
        for key, state, made_at in (
            ("old", "ended", DAY - timedelta(days=9)),
            ("out", "sent", DAY - timedelta(days=9)),
            ("new", "ended", DAY),
        ):
            times = {"made_at": made_at, "claimed_until": made_at}
            connection.execute(insert(batch_files).values(key=key, scope="january/0", model="m", state=state, **times))
            connection.execute(insert(batch_requests).values(file=key, custom_id="1", key="k", hold="h"))
    purged(given)
    with opened.read() as connection:
        left = [
            set(connection.execute(select(column)).scalars()) for column in (batch_files.c.key, batch_requests.c.file)
        ]
    opened.close()
    assert left == [{"out", "new"}, {"out", "new"}]


def test_what_a_killed_process_left_unfinished_goes_once_nobody_can_be_at_it(url: str, tmp_path: Path) -> None:
    given = settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": invoice()}), database_url=url)
    run(given, "january", **EASY)
    kept = next(path for path in Path(given.storage).rglob("*") if path.is_file())
    old, new = kept.with_name(f"{kept.name}.1-aa.part"), kept.with_name(f"{kept.name}.2-bb.part")
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    purged(given)
    assert (old.exists(), new.exists(), kept.exists()) == (False, True, True)


def test_a_run_with_work_left_stays_with_all_its_documents(url: str, tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice(), "sum.pdf": invoice("AF-9", total="999.00")})
    given = settings(tmp_path, inbox, database_url=url)
    records = run(given, "january", **EASY)
    assert records["sum.pdf"]["outcome"] == "review"
    began(url, "january", DAY - timedelta(days=150))
    before = everything(url, Path(given.storage))
    planned, taken = purged(given)
    assert (planned.runs, taken.documents, taken.files) == ((), 0, 0)
    assert "1 documents wait for a person" in planned.held["january"]
    assert everything(url, Path(given.storage)) == before


def test_a_run_that_is_under_way_stays_and_one_that_was_killed_long_ago_does_not(url: str, tmp_path: Path) -> None:
    given = settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": invoice()}), database_url=url)
    with app.open_pipeline(given) as pipeline:
        pipeline.discover("begun", RunParams())
    with app.open_purge(given) as purge:
        planned = purge.plan(datetime.now(UTC) + timedelta(hours=1))
        assert planned.held == {"begun": "it is under way"}
        began(url, "begun", DAY - timedelta(days=150))
        assert purge.plan(DAY).runs == ("begun",)


def test_a_purge_that_could_not_remove_a_file_is_done_again(url: str, tmp_path: Path) -> None:
    given = settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": invoice()}), database_url=url)
    sha256 = run(given, "january", **EASY)["a.pdf"]["sha256"]
    began(url, "january", DAY - timedelta(days=150))
    text = Path(given.storage, "texts", sha256[:2], f"{sha256}.json.gz")
    text.unlink()
    text.mkdir()
    with pytest.raises(StoreUnavailable):
        purged(given)
    text.rmdir()
    _, taken = purged(given)
    assert (taken.runs, taken.documents) == (1, 1)
    assert sha256 not in everything(url, Path(given.storage))
