"""Requests as no page of ours sends them, made from a seed: odd paths, queries, headers and bodies for every route."""

from __future__ import annotations

import http.client
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from tests.pages.api_server import Server
from tests.processes import HANG_S

TEXTS = (
    *("", " ", "0", "-1", "1e9", "NaN", "null", "true", "[]", "{}", "../../etc/passwd", "'; DROP TABLE runs; --", "%"),
    *(
        "%00",
        "\x00",
        "\x1b[31m",
        "\u202e",
        "\ud800",
        "\udcff",
        "ä" * 199,
        "x" * 201,
        "9" * 400,
        "٣٤",
        "1.2.3",
        "_",
        "\\",
    ),
    *(
        "9999-12",
        "0000-00",
        "2026-13",
        "0001-01",
        "9999-12-31",
        "0001-01-01",
        "2026-02-30",
        "-2026-01",
        "１０",
        "1,2,3",
    ),
    *(
        "100000000000000000000",
        "99999999999999999999999,99",
        "1e400",
        "-1e400",
        "9223372036854775808",
        "WyJhIl0",
        "W10",
    ),
    *("WyI5OTk5LTEyLTMxIiwiciIsMF0", "WzFlNDAwLCJyIiwwXQ", "amount", "due", "doubt", "age", "csv", "jsonl", "ubl"),
)
POSITIONS = ("0", "1", "3", "5", "-1", "2147483647", "2147483648", "1" + "0" * 20, "x", "0x1", "1.0", "%00", "٣")
VALUES: tuple[Any, ...] = (*TEXTS, None, True, 0, -1, 1e308, 10**20, 10**400, [], {}, [[]], {"a": {"b": []}})
LANGUAGES = ("", "de-DE", "xx-YY;q=nan", "en;q=1e999", ",,,;;;", "*", "zh-Hant-TW,ar;q=0.9", "tlh" * 40, "en_US@x")
FIELDS: tuple[str, ...] = (
    "total_gross",
    "lines[0].quantity",
    "lines[99999].unit",
    "seller",
    "seller.name",
    "taxes[0]",
    "taxes[9]",
    "doc_type",
)
FIELDS = (
    *FIELDS,
    "issue_date",
    "__class__",
    "lines[-1].unit",
    "a.b.c",
    "",
    "payment_accounts[3].iban",
    "prices_include_tax",
)
ACTIONS = ("accept", "save", "reject", "not_an_invoice", "duplicate", "undo", "delete", "", None)
NEVER_SEEN = (10**6, -1, 10**20, 2**63, "x", None, 1.5)
"""Versions that no document has, so that nothing is decided by chance."""


@dataclass(frozen=True, slots=True)
class AnyRoute:
    """A path with its names in braces, and the names that its query may have."""

    method: str
    path: str
    queries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Odd:
    """One request; the path is percent-encoded already."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None


def odd_requests(seed: int, count: int, routes: Sequence[AnyRoute], runs: Sequence[str]) -> Iterator[Odd]:
    """As many for each of the routes; ``runs`` are ids of runs that there are."""
    chance = random.Random(seed)
    for number in range(count):
        route = routes[number % len(routes)]
        path = _path(chance, route.path, runs) + _query(chance, route.queries)
        yield Odd(route.method, path, _headers(chance), _body(chance, route.method))


def _path(chance: random.Random, path: str, runs: Sequence[str]) -> str:
    parts = []
    for part in path.split("/"):
        if part in ("{position}", "{number}"):
            parts.append(_quoted(chance.choice(POSITIONS) if chance.random() < 0.4 else str(chance.randint(0, 7))))
        elif part == "{run_id}":
            parts.append(_quoted(chance.choice([*runs, *runs, chance.choice(TEXTS)])))
        else:
            parts.append(_quoted(chance.choice(TEXTS)) if part.startswith("{") else part)
    return "/".join(parts)


def _query(chance: random.Random, queries: Sequence[str]) -> str:
    names = chance.sample(list(queries), k=chance.randint(0, min(len(queries), 4)))
    return "?" + "&".join(f"{name}={_quoted(chance.choice(TEXTS))}" for name in names) if names else ""


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def _headers(chance: random.Random) -> dict[str, str]:
    return {
        "Accept": chance.choice(["text/html", "application/json", "*/*", ""]),
        "Accept-Language": chance.choice(LANGUAGES),
        "If-None-Match": chance.choice(['"x"', "*", ""]),
        "Range": chance.choice(["bytes=0-1", "bytes=9-1", "lines=x"]),
    }


def _body(chance: random.Random, method: str) -> bytes | None:
    if method != "POST":
        return None
    if chance.random() < 0.15:
        return chance.choice([b"", b"{", b"\xff\xfe", b"[" * 3000, b'{"fields": ' * 500, b"null", b'"text"', b"1e999"])
    made = _decision(chance) if chance.random() < 0.3 else _form(chance)
    return json.dumps(made if chance.random() < 0.85 else chance.choice(VALUES)).encode()


def _decision(chance: random.Random) -> dict[str, Any]:
    body: dict[str, Any] = {"action": chance.choice(ACTIONS), "version": chance.choice(NEVER_SEEN)}
    for name in ("note", "seconds", "despite", "original"):
        if chance.random() < 0.4:
            body[name] = chance.choice(VALUES)
    if chance.random() < 0.6:
        body["form"] = _form(chance)
    if chance.random() < 0.3:
        body["original"] = {"run_id": chance.choice(TEXTS), "position": chance.choice([0, -1, 10**20, "x"])}
    return body


def _form(chance: random.Random) -> dict[str, Any]:
    form: dict[str, Any] = {"fields": {chance.choice(FIELDS): _entry(chance) for _ in range(chance.randint(0, 4))}}
    if chance.random() < 0.4:
        form["lines"] = [_line(chance) for _ in range(chance.randint(0, 5))]
    return form


def _line(chance: random.Random) -> dict[str, Any]:
    cells = {chance.choice(("quantity", "unit", "description", "x", "line_total")): _entry(chance) for _ in range(2)}
    return {"origin": chance.choice([None, 0, 1, 10**9, 10**20, -1, "x"]), "cells": cells}


def _entry(chance: random.Random) -> Any:
    entry: dict[str, Any] = {"text": chance.choice(VALUES if chance.random() < 0.1 else TEXTS)}
    if chance.random() < 0.3:
        entry |= {"picked": chance.choice([True, False, "x"]), "page": chance.choice([1, 0, 10**9])}
    if chance.random() < 0.2:
        entry["bbox"] = chance.choice([[0, 0, 1, 1], [0, 0, 1], [-1, 2, "x", None], "x"])
    return entry


def identities(server: Server) -> dict[str, dict[str, str]]:
    """The headers by which six of them come: three people who are logged in, one with another's page, one whose login
    is forged, and nobody."""
    pages = {who: server.page_token(who) for who in server.tokens}
    known = {who: _from_page(f"_token={server.tokens[who]}", pages[who]) for who in server.tokens}
    borrowed = _from_page(f"_token={server.tokens['user']}", pages["admin"])
    forged = _from_page("_token=eyJhbGciOiJub25lIn0.e30.", "no token")
    return {**known, "borrowed": borrowed, "forged": forged, "nobody": {}}


def _from_page(cookie: str, token: str) -> dict[str, str]:
    return {"Cookie": cookie, "Sec-Fetch-Site": "same-origin", "X-Invoice-LLM-Token": token}


class Client:
    """Sends requests as they are over one connection, as pages of six identities would where they went wrong."""

    def __init__(self, server: Server, routes: int) -> None:
        self._server = server
        self._connection = http.client.HTTPConnection(urlsplit(server.origin).netloc, timeout=HANG_S)
        self._identities = list(identities(server).values())
        self._routes, self._sent = routes, 0

    def send(self, odd: Odd) -> tuple[int, bytes]:
        """Status and body; after a request to each route somebody else sends."""
        ours = self._identities[self._sent // self._routes % len(self._identities)]
        self._sent += 1
        kind = {"Content-Type": "application/json"} if odd.body else {}
        headers = {"Origin": self._server.origin, **ours, **odd.headers, **kind}
        path = f"{self._server.base}/invoice-llm{odd.path}"
        self._connection.request(odd.method, path, body=odd.body, headers=headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()
