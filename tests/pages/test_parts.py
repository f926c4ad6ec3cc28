"""Documents inside a mail or an archive are on the pages like any other, by their own names and with their bytes."""

from __future__ import annotations

import csv
import io

import pytest

from tests.pages.api_server import Server
from tests.pages.conftest import PARTS

pytestmark = pytest.mark.airflow
MAIL, ARCHIVE = PARTS


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_shown_whole_and_saved_as_itself(server: Server, places: dict[str, str], name: str) -> None:
    place = places[name]
    for path in (f"/review/{place}", f"/documents/{place}"):
        answer = server.ask(path)
        assert answer.status == 200
        assert name in answer.text
    assert server.ask(f"/documents/{place}/pages/1").headers["Content-Type"].startswith("image/")
    assert "Northgate" in str(server.ask(f"/documents/{place}/words", headers={"Accept": "application/json"}).json())
    saved = server.ask(f"/documents/{place}/file")
    assert saved.body == PARTS[name]
    assert name.rpartition("/")[2] in saved.headers["Content-Disposition"]


def test_parts_are_found_listed_and_downloaded_by_their_whole_names(server: Server) -> None:
    listed = server.ask("/documents?text=AF-2026-0055").text
    assert MAIL in listed
    assert ARCHIVE in listed
    rows = list(csv.DictReader(io.StringIO(server.ask("/downloads/csv?text=AF-2026-0055").body.decode())))
    assert {row["document"]: row["outcome"] for row in rows} == {MAIL: "accepted", ARCHIVE: "review"}
    assert ARCHIVE in server.ask("/review?text=rechnung").text


def test_a_part_is_decided_on_like_any_document(server: Server, places: dict[str, str]) -> None:
    path = f"/review/{places[ARCHIVE]}/decision"
    refused = server.post(path, {"action": "accept", "version": 0})
    assert refused.status == 422
    assert (refused.json()["asks"], refused.json()["besides"]) == ([], True)
    taken = server.post(path, {"action": "reject", "version": 0, "note": "Not ordered"})
    assert taken.status == 200
    assert server.post(path, {"action": "undo", "version": taken.json()["version"]}).status == 200
