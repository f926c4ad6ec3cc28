"""An endpoint that reads like the label reader and counts like the provider: exact tokens, a cache of prefixes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from invoice_llm.llm.models.tokens import TokenCounter
from tests.llm.batch.batch_server import as_asked, by_label_reader

CACHED_FROM = 1_024
"""Tokens of a prefix from which on a provider caches it."""


def as_sent(value: Any) -> str:
    """JSON without blanks, as the SDK and the batch files send it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(slots=True)
class CountingReader:
    """Answers what was asked for and no more, in the short form. ``caches`` in real time alone: a batch has none."""

    tokenizers: Path
    model: str
    caches: bool
    tokens: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)

    def count(self, text: str) -> int:
        counted = TokenCounter(self.tokenizers).count(text, self.model)
        if not counted.exact:
            raise SystemExit(f"{self.tokenizers} has no rank file for {self.model}; exact counts need one")
        return counted.tokens

    def __call__(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """A chat completion with its usage."""
        system, *rest = (str(message["content"]) for message in body["messages"])
        prefix = as_sent(body.get("response_format")) + system
        fixed, own = self.count(prefix), sum(map(self.count, rest))
        content = as_asked(body, by_label_reader(body)["choices"][0]["message"]["content"])
        cached = fixed if self.caches and fixed >= CACHED_FROM and prefix in self.seen else 0
        self.seen.add(prefix)
        written = self.count(content)
        operation = body["response_format"]["json_schema"]["name"].partition("_")[0]
        self.tokens.update({f"{operation} calls": 1, "input": fixed + own, "cached": cached, "output": written})
        usage = {
            "prompt_tokens": fixed + own,
            "completion_tokens": written,
            "total_tokens": fixed + own + written,
            "prompt_tokens_details": {"cached_tokens": cached},
        }
        message = {"role": "assistant", "content": content, "refusal": None}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        told = {"id": "c", "object": "chat.completion", "created": 1, "model": body["model"]}
        return {**told, "choices": [choice], "usage": usage}
