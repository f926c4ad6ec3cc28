"""Files, Batches and Chat Completions on a socket, as a provider has them, with an account and faults by plan.

What is answered is billed, once a request that was worked off; a file that is only put there is not.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2

from invoice_llm.invoice.answers import ShortVerdicts, ValidationAnswer
from invoice_llm.invoice.answers.short_answer import ShortAnswer
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.label_reader.endpoint.transport import EmbeddedTransport

USAGE = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
_ASKED = re.compile(r"^Asked for: (.*)$", re.MULTILINE)
Answer = Callable[[Mapping[str, Any]], dict[str, Any]]


def by_label_reader(body: Mapping[str, Any]) -> dict[str, Any]:
    """The completion that the label reader's endpoint gives, at a price."""
    sent = httpx2.Request("POST", "http://labels.invalid/v1/chat/completions", json=dict(body))
    answered = json.loads(asyncio.run(_answered(sent)))
    return {**answered, "usage": USAGE, "model": body["model"]}


async def _answered(sent: httpx2.Request) -> bytes:
    return (await EmbeddedTransport().handle_async_request(sent)).content


def as_asked(body: Mapping[str, Any], whole: str) -> str:
    """A whole answer cut down to what was asked for, in the short form."""
    name = body["response_format"]["json_schema"]["name"]
    if name.startswith("validate"):
        short: Any = ShortVerdicts.model_validate(ValidationAnswer.model_validate_json(whole)).model_dump()
    elif name.startswith("extract") and (asked := _ASKED.search(str(body["messages"][-1]["content"]))):
        words = asked[1].split(", ")
        read = ShortAnswer.model_validate(PrintedInvoice.model_validate_json(whole))
        values = [one for one in read.v if one.partition("=")[0] in words]
        short = {"v": values, "rows": read.rows} if "rows" in words else {"v": values}
    else:
        return whole
    return json.dumps(short, ensure_ascii=False, separators=(",", ":"))


@dataclass(slots=True)
class Plan:
    """Faults. ``looks``: how often a batch is looked at before it has ended. ``fate`` says by the request's number
    within all batches what becomes of it: ``answer``, ``twice`` (its line stands there twice), ``missing`` (worked off
    by nobody, no line), ``error`` (a line in the file of errors), ``lost`` (worked off and billed, no line),
    ``foreign`` (the same, with a line under a name that nobody sent). ``status`` is that of the batches by their
    number; ``expired`` ones answer only what ``fate`` calls so. ``failing_looks`` and ``failing_makes`` are the numbers
    of calls that get a 500, ``empty_looks`` of those that get an object with nothing in it; a making that fails has
    made the batch all the same where its number is in ``made_all_the_same``. ``forgotten`` are the numbers of batches
    that nobody knows of any more, ``renamed`` of those that have another name later."""

    looks: int = 1
    fate: Callable[[int], str] = lambda _: "answer"
    status: Callable[[int], str] = lambda _: "completed"
    failing_looks: frozenset[int] = frozenset()
    empty_looks: frozenset[int] = frozenset()
    failing_makes: frozenset[int] = frozenset()
    made_all_the_same: frozenset[int] = frozenset()
    forgotten: frozenset[int] = frozenset()
    renamed: frozenset[int] = frozenset()
    has_batches: bool = True
    answer: Answer = by_label_reader
    tell: Callable[[str], None] = lambda _: None


@dataclass(slots=True)
class BatchServer:
    """``billed`` counts by the hash of a request's messages how often it was worked off for money; ``tokens`` and
    ``calls`` are the account; ``single`` are the requests in real time."""

    plan: Plan
    base_url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    billed: Counter[str] = field(default_factory=Counter)
    single: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def work(self, body: Mapping[str, Any]) -> dict[str, Any]:
        self.billed[json.dumps([body["model"], body["messages"]], sort_keys=True)] += 1
        return self.plan.answer(body)

    def answered(self, method: str, path: str, query: Mapping[str, list[str]], body: bytes, kind: str) -> Any:
        """Status and body of one call."""
        if path == "/v1/chat/completions":
            return self.chat(json.loads(body))
        if not self.plan.has_batches:
            return 404, {"error": {"message": "Not Found"}}
        if path.startswith("/v1/files"):
            return self.put(body, kind) if method == "POST" else (200, self.files[path.split("/")[3]])
        if path == "/v1/batches":
            return self.make(json.loads(body)) if method == "POST" else (200, self.listed(query))
        name = path.split("/")[3]
        return (200, self.end(self.batches[name], "cancelled")) if path.endswith("/cancel") else self.look(name)

    def chat(self, request: dict[str, Any]) -> Any:
        with self.lock:
            self.single.append(request)
            return 200, self.work(request)

    def put(self, body: bytes, kind: str) -> Any:
        parsed = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        (part,) = [one for one in parsed.iter_parts() if one.get_filename()]
        with self.lock:
            self.counts["put"] += 1
            name = f"file-{self.counts['put']}"
            self.files[name] = bytes(part.get_payload(decode=True))
        self.plan.tell("put")
        return 200, {"id": name, "object": "file", "bytes": 1, "created_at": 1, "filename": "f", "purpose": "batch"}

    def make(self, told: Mapping[str, Any]) -> Any:
        with self.lock:
            self.counts["make"] += 1
            number = self.counts["make"]
            fails = number in self.plan.failing_makes
            if fails and number not in self.plan.made_all_the_same:
                return 500, {"error": {"message": "no"}}
            name = f"batch_{number}"
            self.batches[name] = {
                "id": name,
                "object": "batch",
                "endpoint": told["endpoint"],
                "completion_window": told["completion_window"],
                "input_file_id": told["input_file_id"],
                "metadata": told["metadata"],
                "created_at": int(time.time()),
                "status": "in_progress",
                "looks": 0,
            }
            answer = dict(self.batches[name])
            if number in self.plan.forgotten | self.plan.renamed:
                batch = self.batches.pop(name)
                if number in self.plan.renamed:
                    self.batches[f"{name}_later"] = {**batch, "id": f"{name}_later"}
        self.plan.tell("make")
        return (500, {"error": {"message": "no"}}) if fails else (200, answer)

    def listed(self, query: Mapping[str, list[str]]) -> dict[str, Any]:
        """Two on a page, so that there are pages."""
        newest = list(reversed(self.batches.values()))
        if after := query.get("after"):
            newest = newest[[one["id"] for one in newest].index(after[0]) + 1 :]
        return {"object": "list", "data": newest[:2], "has_more": len(newest) > 2}

    def look(self, name: str) -> Any:
        with self.lock:
            self.counts["look"] += 1
            if self.counts["look"] in self.plan.failing_looks:
                return 500, {"error": {"message": "no"}}
            if self.counts["look"] in self.plan.empty_looks:
                return 200, {}
            if name not in self.batches:
                return 404, {"error": {"message": f"No batch found with id {name!r}"}}
            batch = self.batches[name]
            batch["looks"] += 1
            due = batch["looks"] > self.plan.looks and batch["status"] == "in_progress"
        if due:
            self.end(batch, self.plan.status(_number(name)))
        self.plan.tell("look")
        return 200, batch

    def end(self, batch: dict[str, Any], status: str) -> dict[str, Any]:
        """Work the file off as planned, at the moment of its end."""
        with self.lock:
            if batch["status"] != "in_progress":
                return batch
            lines = self.files[batch["input_file_id"]].splitlines()
            good, bad, done = [], [], 0
            for line in lines if status != "failed" else []:
                self.counts["request"] += 1
                request = json.loads(line)
                fate = self.plan.fate(self.counts["request"])
                if fate in ("missing", "error"):
                    bad += [_line(request, 400, {"error": {"code": "planned"}})] if fate == "error" else []
                    continue
                done += 1
                answer = _line(request, 200, self.work(request["body"]))
                foreign = _line({"custom_id": f"not {request['custom_id']}"}, 200, {})
                good += {"lost": [], "twice": [answer, answer], "foreign": [foreign]}.get(fate, [answer])
            for name, kept in (("output_file_id", good), ("error_file_id", bad)):
                if kept:
                    batch[name] = f"{batch['id']}-{name}"
                    self.files[batch[name]] = b"".join(reversed(kept))
            batch["request_counts"] = {"total": len(lines), "completed": done, "failed": len(bad)}
            batch["status"] = status
        return batch

    @property
    def account(self) -> tuple[int, int]:
        """Requests that were worked off for money, and how often the one was that was so most often."""
        return sum(self.billed.values()), max(self.billed.values(), default=0)


def _number(name: str) -> int:
    return int(name.split("_")[1])


def _line(request: Mapping[str, Any], status: int, body: Mapping[str, Any]) -> bytes:
    response = {"status_code": status, "request_id": "r", "body": body}
    told = {"id": "l", "custom_id": request["custom_id"], "response": response, "error": None}
    return json.dumps(told).encode() + b"\n"


@contextmanager
def serving_batches(plan: Plan | None = None) -> Iterator[BatchServer]:
    """Serve in threads until the block ends."""
    server = BatchServer(plan or Plan())

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            kind = self.headers.get("content-type") or ""
            status, told = server.answered(self.command, parts.path, parse_qs(parts.query), body, kind)
            data = told if isinstance(told, bytes) else json.dumps(told).encode()
            try:
                self.send_response(status)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Nothing on standard error."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    server.base_url = f"http://127.0.0.1:{listening.server_port}/v1"
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
