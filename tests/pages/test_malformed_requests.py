"""Whatever is asked for, no page of ours breaks: a sentence, never a 5xx."""

from __future__ import annotations

import http.client
from collections import Counter

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from invoice_llm_airflow.pages.application import build
from tests.pages.api_server import Server
from tests.pages.malformed import AnyRoute, Client, odd_requests

pytestmark = pytest.mark.airflow
SEED, COUNT = 15, 1000


def routes() -> list[AnyRoute]:
    there = [route for route in build().routes if isinstance(route, APIRoute)]
    return [AnyRoute(next(iter(one.methods)), one.path, tuple(_queries(one.dependant))) for one in there]


def _queries(dependant: Dependant) -> set[str]:
    """Names of single values, and of those that a model has."""
    names: set[str] = set()
    for field in dependant.query_params:
        model = field.field_info.annotation
        names |= set(getattr(model, "model_fields", None) or {field.alias})
    return names.union(*map(_queries, dependant.dependencies))


def test_every_name_of_a_query_is_known_to_the_test_below() -> None:
    by_path = {route.path: set(route.queries) for route in routes()}
    assert {"month", "layout", "after"} <= by_path["/suppliers"]
    assert {"sort", "after", "text"} <= by_path["/review"]
    assert {"amount_from", "issued_to", "day"} <= by_path["/documents"]


def test_a_thousand_malformed_requests_by_six_identities_to_every_route_get_no_server_error(
    server: Server, places: dict[str, str]
) -> None:
    runs = sorted({place.partition("/")[0] for place in places.values()})
    there = routes()
    client, broken, statuses = Client(server, len(there)), [], Counter[int]()
    for odd in odd_requests(SEED, COUNT, there, runs):
        try:
            status, body = client.send(odd)
        except http.client.HTTPException as error:
            broken.append((odd.method, odd.path, odd.body, repr(error)))
            client = Client(server, len(there))
            continue
        statuses[status] += 1
        if status >= 500:
            broken.append((odd.method, odd.path, odd.body, f"{status} {body[:200]!r}"))
    assert broken == []
    assert {200, 401, 403, 404, 422} <= set(statuses)


OUT_OF_RANGE = {
    "/suppliers?month=9999-12": "“9999-12” is left out",
    "/suppliers?month=0001-01": "“0001-01” is left out",
    "/suppliers?month=2026-13": "“2026-13” is left out",
    "/documents?amount_from=99999999999999999999": "“99999999999999999999” is left out",
    "/documents?amount_to=-1e30": "“-1e30” is left out",
    "/documents?issued_from=9999-12-31": "“9999-12-31” is left out",
    "/documents?day=0001-01-01": "“0001-01-01” is left out",
}


@pytest.mark.parametrize("path", OUT_OF_RANGE)
def test_what_is_out_of_range_is_left_out_and_said(server: Server, path: str) -> None:
    answer = server.ask(path)
    assert answer.status == 200
    assert OUT_OF_RANGE[path] in answer.text


@pytest.mark.parametrize("position", [10**20, 2**31, -1])
def test_an_original_that_cannot_be_there_is_refused_in_words(
    server: Server, places: dict[str, str], position: int
) -> None:
    original = {"run_id": "r", "position": position}
    path = f"/review/{places['sums-do-not-add-up.pdf']}/decision"
    answer = server.post(path, {"action": "duplicate", "version": 0, "original": original})
    assert answer.status == 422
    assert answer.json()["message"]
