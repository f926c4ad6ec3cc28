"""One running API server for all tests of the pages, over a few of the project's samples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.airflow.conftest import migrated_home
from tests.documents.containers.made_containers import mail, zipped
from tests.pages.api_server import Server, api_server
from tests.pages.hidden_text_invoice import hidden_text
from tests.pages.processed_home import places_of, processed
from tests.pipeline.inboxes import invoice

__all__ = ["migrated_home"]

SAMPLES = (
    *("ambiguous-date.pdf", "sums-do-not-add-up.pdf", "en-clean-services.pdf", "exact-copy-of-en-clean-services.pdf"),
    *("de-xrechnung-ubl.xml", "letter-no-invoice.pdf", "scan-without-text.pdf", "fr-factur-x.pdf"),
)

PARTS = {
    "mail.eml/invoice.pdf": invoice("AF-2026-00551"),
    "batch.zip/März/rechnung.pdf": invoice("AF-2026-00552", total="480.00"),
}
"""Documents inside others, by the names that they have then."""
MADE = {
    "hidden-text.pdf": hidden_text(),
    "mail.eml": mail({"invoice.pdf": PARTS["mail.eml/invoice.pdf"]}),
    "batch.zip": zipped({"März/rechnung.pdf": PARTS["batch.zip/März/rechnung.pdf"]}),
}


@pytest.fixture(scope="session")
def server(migrated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Airflow's API server, with the documents read by a run from the command line."""
    home, env = processed(migrated_home, tmp_path_factory.mktemp("ui") / "read", SAMPLES, MADE)
    with api_server(home, env) as running:
        yield running


@pytest.fixture(scope="session")
def places(server: Server) -> dict[str, str]:
    """``RUN/POSITION`` of each sample, as it stands in addresses."""
    return places_of(server.home)
