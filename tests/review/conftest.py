"""Every test of a decision runs once on SQLite and once on Postgres."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoice_llm.review import ReviewDecisions
from invoice_llm.store import Store
from tests.clock import TODAY, Clock
from tests.review.stored_night import Scene
from tests.store.conftest import clock, cluster, empty_url, make_url, migrated_file, migrated_server, store, url

__all__ = ["clock", "cluster", "empty_url", "make_url", "migrated_file", "migrated_server", "store", "url"]


@pytest.fixture
def scene(store: Store, clock: Clock, tmp_path: Path) -> Scene:
    """A night with documents in it, and somebody who decides."""
    return Scene(store, ReviewDecisions(store, today=lambda: TODAY, now=clock), tmp_path / "records")
