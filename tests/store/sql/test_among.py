"""Values of a column among many that are given in one parameter."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import insert, select, text

from invoice_llm.store.sql.among import among
from invoice_llm.store.sql.compiled import CompiledStatement
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import found, identities, metadata

NAMES = ("a.pdf", "latin\udce9.pdf", "a\x00b.pdf", "\x1b0041.pdf", 'it\'s, "quoted" {x}.pdf', "収据.xml", "")


def test_any_text_is_found_among_others_and_none_that_was_not_asked_for(url: str) -> None:
    wanted = select(found.c.name).where(among(found.c.name, "names")).order_by(found.c.position)
    about = {"run_id": "monday", "sha256": "", "size": 1, "chunk": 0}
    with Database(url).write() as connection:
        rows = [{**about, "position": at, "name": name} for at, name in enumerate(NAMES)]
        connection.execute(insert(found), rows)
        for asked in (NAMES, NAMES[1:3], NAMES[4:], ("b.pdf",), ()):
            named = connection.execute(wanted, {"names": asked}).scalars().all()
            assert tuple(named) == tuple(name for name in NAMES if name in asked)
        by_driver = CompiledStatement(select(found.c.position).where(among(found.c.name, "names")))
        assert by_driver.rows(connection, {"names": NAMES[1:2]}) == [(1,)]


def test_sqlite_looks_the_values_up_by_the_index(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'store.db'}")
    wanted = select(identities.c.position).where(among(identities.c.key, "keys"))
    with database.transaction(write=True) as connection:
        metadata.create_all(connection)
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {wanted.compile(connection)}".replace("?", "'[]'")))
        assert any(row.detail.startswith("SEARCH invoice_llm_identities USING INDEX") for row in plan)
