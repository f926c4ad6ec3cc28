"""Endpoint that reads the rows which it is shown, whatever heads their columns, and breaks off where its answer is too
long."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from tests.llm.batch.batch_server import as_asked, by_label_reader

CHARACTERS_PER_TOKEN = 2.4
_ROW = re.compile(r"^ *(Article \d+ towel) +(\d+) +([0-9.]+) +([0-9.]+) *$", re.MULTILINE)


def cut_answer(body: Mapping[str, Any], most_tokens: int) -> dict[str, Any]:
    """The completion for a request: what was asked for, as printed, cut at ``most_tokens``."""
    answer = by_label_reader(body)
    choice = answer["choices"][0]
    content = _with_rows(as_asked(body, choice["message"]["content"]), str(body["messages"][-1]["content"]))
    most = math.floor(CHARACTERS_PER_TOKEN * most_tokens)
    finish = "stop" if len(content) <= most else "length"
    message = {**choice["message"], "content": content[:most]}
    return {**answer, "choices": [{**choice, "message": message, "finish_reason": finish}]}


def _with_rows(short: str, question: str) -> str:
    told = json.loads(short)
    words = question.partition("\n")[0].removeprefix("Asked for: ").split(", ")
    if "rows" not in words:
        return short
    rows = [[name, count, "", each, "", amount, ""] for name, count, each, amount in _ROW.findall(question)]
    return json.dumps({**told, "rows": rows}, separators=(",", ":"))
