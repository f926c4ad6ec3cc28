"""Who gets what: every address without a login, as a viewer and as an admin; and posts that are not ours."""

from __future__ import annotations

import json
import sqlite3
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from invoice_llm_airflow.pages.application import build
from tests.pages.api_server import Server, answer

pytestmark = pytest.mark.airflow

READS = {
    "/": "/",
    "/review": "/review",
    "/review/{run_id}/{position}": "/review/{place}",
    "/documents": "/documents",
    "/documents/{run_id}/{position}": "/documents/{place}",
    "/runs": "/runs",
    "/runs/{run_id}": "/runs/{run}",
    "/dag-runs/{dag_id}/{run_id}": "/dag-runs/invoice_extraction/{run}",
    "/suppliers": "/suppliers",
    "/suppliers/{key}": "/suppliers/GB612340054",
    "/costs": "/costs",
    "/costs/file": "/costs/file",
    "/static/{name}": "/static/shell.js",
    "/documents/{run_id}/{position}/file": "/documents/{place}/file",
    "/documents/{run_id}/{position}/pages/{number}": "/documents/{place}/pages/1",
    "/documents/{run_id}/{position}/words": "/documents/{place}/words",
    "/review/{run_id}/{position}/originals": "/review/{place}/originals",
    "/review/{run_id}/{position}/lines": "/review/{place}/lines?first=0",
    "/downloads/{kind}": "/downloads/csv",
}
"""Every address that is read, with one to try it at."""
NEEDS_A_REVIEW = {"/suppliers/{key}/prompts": "/suppliers/GB612340054/prompts"}
"""Answers 404 until somebody has reviewed an invoice of the supplier."""
WRITES: dict[str, dict[str, Any]] = {
    "/review/ticked": {"action": "accept", "documents": [{"run_id": "r", "position": 0, "version": 0}]},
    "/review/{run_id}/{position}/preview": {},
    "/review/{run_id}/{position}/decision": {"action": "save", "version": 0},
    "/suppliers/{key}/forget": {},
}


def filled(path: str, place: str) -> str:
    run_id = place.partition("/")[0]
    return (
        path.replace("{run_id}/{position}", place)
        .replace("{place}", place)
        .replace("{run}", run_id)
        .replace("{key}", "GB612340054")
    )


def test_the_list_of_addresses_above_is_complete() -> None:
    routes = {route.path: route.methods for route in build().routes}  # type: ignore[attr-defined]
    assert {path for path, methods in routes.items() if methods == {"GET"}} == {*READS, *NEEDS_A_REVIEW}
    assert {path for path, methods in routes.items() if methods == {"POST"}} == set(WRITES)
    assert len(routes) == len(READS) + len(NEEDS_A_REVIEW) + len(WRITES)


@pytest.mark.parametrize("path", [*READS.values(), *NEEDS_A_REVIEW.values()])
def test_reading_needs_a_login_and_no_more(server: Server, places: dict[str, str], path: str) -> None:
    path = filled(path, places["sums-do-not-add-up.pdf"])
    there = 404 if path in NEEDS_A_REVIEW.values() else 200
    asked = {who: server.ask(path, who=who).status for who in (None, "viewer", "admin")}
    assert asked == {None: 401, "viewer": there, "admin": there}
    broken = server.ask(path, who=None, headers={"Cookie": "_token=nonsense"})
    assert broken.status == 401
    assert "Log in again" in broken.text


@pytest.mark.parametrize("path", WRITES)
def test_writing_needs_the_right_to_edit_the_runs(server: Server, places: dict[str, str], path: str) -> None:
    body, path = WRITES[path], filled(path, places["sums-do-not-add-up.pdf"])
    assert server.ask(path, who=None, method="POST", body=body).status == 401
    assert server.post(path, body, who="viewer").status == 403
    assert server.post(path + "?dag_id=another", body, who="viewer").status == 403
    assert server.ask(path).status == 405


FOREIGN = {
    "a form on another site": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "another port of this host": {"Origin": "http://127.0.0.1:9", "Sec-Fetch-Site": "same-site"},
    "another port, without fetch metadata": {"Origin": "http://127.0.0.1:9"},
    "a sandboxed page": {"Origin": "null"},
    "nobody says where from": {},
    "our origin, but another site": {"Origin": "ours", "Sec-Fetch-Site": "same-site"},
    "our own origin without the page's token": {"Origin": "ours", "Sec-Fetch-Site": "same-origin"},
}


@pytest.mark.parametrize("sender", FOREIGN)
def test_an_admins_browser_cannot_be_made_to_decide(server: Server, places: dict[str, str], sender: str) -> None:
    headers = {name: server.origin if value == "ours" else value for name, value in FOREIGN[sender].items()}
    if "token" not in sender:
        headers["X-Invoice-LLM-Token"] = server.page_token("admin")
    place = places["sums-do-not-add-up.pdf"]
    body = {"action": "reject", "version": 0}
    assert server.ask(f"/review/{place}/decision", method="POST", body=body, headers=headers).status == 403
    assert "waiting for review" in server.ask(f"/documents/{place}").text


def test_a_token_is_good_for_its_own_person_only(server: Server, places: dict[str, str]) -> None:
    path = f"/review/{places['sums-do-not-add-up.pdf']}/preview"
    of_another = {"X-Invoice-LLM-Token": server.page_token("viewer")}
    assert server.post(path, {}).status == 200
    refused = server.post(path, {}, headers=of_another)
    assert (refused.status, refused.json()["stale"]) == (403, True)


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/static/../plugin.py", "/static/%2e%2e%2fx.py"])
def test_there_is_nothing_else(server: Server, path: str) -> None:
    assert server.ask(path).status == 404


def test_every_answer_tells_the_browser_to_be_careful(server: Server, places: dict[str, str]) -> None:
    place = places["sums-do-not-add-up.pdf"]
    for path, who in (("/", "admin"), ("/", None), ("/nowhere", "admin"), (f"/documents/{place}/pages/1", "admin")):
        headers = server.ask(path, who=who).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
    page = server.ask("/")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


def test_a_file_is_only_ever_saved_and_a_picture_is_a_picture(server: Server, places: dict[str, str]) -> None:
    place = places["sums-do-not-add-up.pdf"]
    file = server.ask(f"/documents/{place}/file")
    assert file.headers["Content-Disposition"] == "attachment; filename*=UTF-8''sums-do-not-add-up.pdf"
    assert file.headers["Content-Type"] == "application/pdf"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    picture = server.ask(f"/documents/{place}/pages/1")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.body.startswith(b"\x89PNG")


@pytest.mark.parametrize("number", ["0", "-1", "2", "9999999"])
def test_a_page_that_is_not_there_is_not_found(server: Server, places: dict[str, str], number: str) -> None:
    assert server.ask(f"/documents/{places['sums-do-not-add-up.pdf']}/pages/{number}").status == 404


@pytest.mark.parametrize("place", ["nowhere/0", "..%2F..%2Fetc/0", "run/-1", "run/99999999999999999999"])
def test_a_document_that_is_not_there_is_not_found(server: Server, place: str) -> None:
    for path in (f"/documents/{place}", f"/documents/{place}/file", f"/documents/{place}/words", f"/review/{place}"):
        assert server.ask(path).status in (404, 422)


def test_without_a_session_a_page_says_so_and_a_script_is_told(server: Server) -> None:
    page = server.ask("/review", who=None)
    assert "Your session has ended" in page.text
    assert "Log in again" in page.text
    told = server.ask("/review", who=None, headers={"Accept": "application/json"})
    assert (told.status, told.headers["Content-Type"]) == (401, "application/json")


def test_a_decision_is_in_the_audit_log_without_any_value(server: Server, places: dict[str, str]) -> None:
    run_id, _, position = places["letter-no-invoice.pdf"].partition("/")
    path = f"/review/{run_id}/{position}/decision"
    body = {"action": "not_an_invoice", "version": 0, "note": "a secret remark"}
    assert server.post(path, body).status == 200
    assert server.post(path, body).status == 409
    assert server.post(path, {"action": "undo", "version": 1}).status == 200
    lines = audit_lines(server.home)
    assert [(event, json.loads(extra)["position"]) for event, _, _, extra in lines[-4:]] == [
        ("invoice_not_an_invoice", int(position)),
        ("invoice_not_an_invoice", int(position)),
        ("invoice_decision_refused", int(position)),
        ("invoice_undo", int(position)),
    ]
    assert {(owner, run) for _, owner, run, _ in lines[-4:]} == {("admin", run_id)}
    assert not any("secret" in extra for *_, extra in lines)


def audit_lines(home: Path) -> list[tuple[str, str, str, str]]:
    wanted = "SELECT event, owner, run_id, extra FROM log WHERE dag_id = 'invoice_extraction'"
    with sqlite3.connect(home / "airflow.db") as database:
        return database.execute(f"{wanted} AND event LIKE 'invoice_%' ORDER BY id").fetchall()


def test_a_program_may_use_a_bearer_token(server: Server, places: dict[str, str]) -> None:
    """No browser sends that header by itself; the page's token is wanted all the same."""
    path = f"/review/{places['sums-do-not-add-up.pdf']}/preview"
    headers = {"X-Invoice-LLM-Token": server.page_token("admin"), "Accept": "application/json"}
    assert server.ask(path, method="POST", body={}, headers=headers, cookie=False).status == 200


def test_a_form_post_with_a_forged_content_type_is_no_request_of_ours(server: Server, places: dict[str, str]) -> None:
    url = f"{server.origin}/invoice-llm/review/{places['sums-do-not-add-up.pdf']}/decision"
    headers = {"Cookie": f"_token={server.tokens['admin']}", "Content-Type": "text/plain", "Origin": "null"}
    body = json.dumps({"action": "reject", "version": 0}).encode()
    assert answer(urllib.request.Request(url, data=body, headers=headers, method="POST")).status == 403
