"""What was kept before documents could be searched is searchable after the update."""

from __future__ import annotations

import json
from datetime import date

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from invoice_llm.store import open_store
from invoice_llm.store.sql.database import Database

OLD_RECORD = (
    '{"outcome": "review", "reasons": ["SUM_MISMATCH", "WEAK_LABEL"], "confidence": 0.5, "llm_model": "small",'
    ' "calls": 2, "cost_usd": "0.000123", "invoice": {"invoice_number": "RE-2026/7", "issue_date": "2026-11-02",'
    ' "due_date": null, "currency": "EUR",'
    ' "total_gross": "119.00", "seller": {"name": "Müller & Söhne", "vat_id": null}}}'
)


def test_rows_from_before_the_update_are_found_by_their_records_values(empty_url: str) -> None:
    database = Database(empty_url)
    rows = 1203
    upgrade_to(database, "0002")
    with database.transaction(write=True) as connection:
        insert = text(
            "INSERT INTO invoice_llm_found (run_id, position, name, sha256, size, chunk, outcome, record)"
            " VALUES ('monday', :position, 'a.pdf', 'aa', 1, 0, :outcome, :record)"
        )
        connection.execute(insert, [{"position": n, "outcome": "review", "record": OLD_RECORD} for n in range(rows)])
        connection.execute(insert, {"position": rows, "outcome": None, "record": None})
    with open_store(empty_url) as store:
        store.migrate()
        assert len(store.runs.found("monday")) == rows + 1
    with database.read() as connection:
        filled = connection.execute(
            text(
                "SELECT DISTINCT version, supplier_key, search_key, issue_date, due_date, total_micros, confidence,"
                " reason, settled_by, calls, cost_micros, reviewed_by FROM invoice_llm_found WHERE outcome IS NOT NULL"
            )
        ).all()
        empty = connection.execute(
            text("SELECT number_key, version FROM invoice_llm_found WHERE outcome IS NULL")
        ).one()
        reasons = connection.execute(text("SELECT DISTINCT reasons FROM invoice_llm_found ORDER BY 1 NULLS LAST")).all()
    assert [row[0] and json.loads(row[0]) for row in reasons] == [["SUM_MISMATCH", "WEAK_LABEL"], None]
    day = "2026-11-02" if database.dialect == "sqlite" else date(2026, 11, 2)
    assert [tuple(row) for row in filled] == [
        (0, "mullersohne", "re20267 mullersohne", day, None, 119_000_000, 0.5, "SUM_MISMATCH", "small", 2, 123, None)
    ]
    assert tuple(empty) == (None, 0)
    database.close()


def test_the_update_can_be_taken_back(url: str) -> None:
    database = Database(url)
    downgrade_to(database, "0002")
    with open_store(url) as store:
        store.migrate()
        assert store.status().up_to_date
    database.close()


def upgrade_to(database: Database, revision: str) -> None:
    with database.transaction(write=True) as connection:
        command.upgrade(_config(connection), revision)


def downgrade_to(database: Database, revision: str) -> None:
    with database.transaction(write=True) as connection:
        command.downgrade(_config(connection), revision)


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", "invoice_llm.store:migrations")
    config.attributes["connection"] = connection
    return config
