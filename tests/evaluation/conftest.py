"""One evaluation of the project's samples for all tests, read by the label reader."""

from __future__ import annotations

import pytest

from invoice_llm.evaluation import Report, evaluate
from invoice_llm.settings import Settings
from tests.repository import SAMPLES


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Report:
    home = tmp_path_factory.mktemp("evaluation")
    settings = Settings(
        database_url=f"sqlite:///{home / 'invoices.db'}", storage=str(home / "storage"), provider="embedded", ocr="off"
    )
    return evaluate(SAMPLES, settings, route="text")
