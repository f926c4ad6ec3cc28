"""Share of each saving: one step after the other from the plain design to a batch file, over the same pages.

Every step is counted from the prompts and answers as they are sent, one extraction a document; second looks are left
out (``benchmarks.cost`` counts them in the whole runs).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from pydantic import BaseModel

from benchmarks.cost.answering import as_sent
from benchmarks.cost.plain import plain_tokens
from invoice_llm.calls import Usage
from invoice_llm.documents.page import Page
from invoice_llm.invoice.answers import EXTRACT
from invoice_llm.invoice.answers.short_answer import EVERY_WORD, ROWS, ShortAnswer
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.llm.models.prices import BATCH
from invoice_llm.llm.schema import response_format
from invoice_llm.prompt_pack import PromptBuilder
from invoice_llm.reading.asking import Asked, asked_of
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.sheet import Sheet
from invoice_llm.reading.shown_text import without_table

Count = Callable[[str], int]
STEPS = (
    "three calls, full text, whole answers",
    "one call: layout by hints, doubts alone looked at again",
    "short answers",
    "only what is not proven",
    "without the rows of a proven table and of proven sums",
    "a prefix that the provider caches",
    "a batch file: half the price, only the asked keys explained",
)


@dataclass(frozen=True)
class CountedPage:
    """One document's pages, and what a model is asked about them."""

    pages: tuple[Page, ...]
    count: Count

    @cached_property
    def read(self) -> PageReading:
        return PageReading.of(self.pages)

    @cached_property
    def asked(self) -> Asked:
        return asked_of(Sheet(self.read, datetime.now(UTC).date()))

    def steps(self) -> Iterator[Usage]:
        """Tokens of each step but the last one's price."""
        text, labels = self.read.text, self.read.labels
        told = plain_tokens(text, labels, self.count)
        yield Usage(input=told["input"], output=told["output"])
        yield self._one(labels, PrintedInvoice, text, None)
        yield self._one(self._short(EVERY_WORD), ShortAnswer, text, ", ".join(EVERY_WORD))
        words = self.asked.words.split(", ")
        answer = self._short(words)
        yield self._one(answer, self.asked.answer, text, self.asked.words)
        shown = text if self.asked.lines else without_table(text, self.read, sums=self.asked.amounts)
        yield (sent := self._one(answer, self.asked.answer, shown, self.asked.words))
        prefix = self._prefix(self.asked.answer)
        yield Usage(input=sent.input, cached=prefix if prefix >= 1024 else 0, output=sent.output)
        yield self._one(answer, self.asked.answer, shown, self.asked.words, only_asked=True)

    def _short(self, words: Sequence[str]) -> BaseModel:
        whole = ShortAnswer.model_validate(self.read.labels)
        values = [one for one in whole.v if one.partition("=")[0] in words]
        return ShortAnswer(v=values, rows=whole.rows if ROWS in words else [])

    def _one(
        self, said: BaseModel, answer: type[BaseModel], text: str, asked: str | None, *, only_asked: bool = False
    ) -> Usage:
        prompt = PromptBuilder().build_extraction_prompt(
            text, () if only_asked else None, asked=asked, only_asked=only_asked
        )
        sent = f"{as_sent(response_format(EXTRACT, answer))}{prompt.system}", prompt.user
        told = said.model_dump(include=set(answer.model_fields))
        written = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        return Usage(input=sum(map(self.count, sent)), output=self.count(written))

    def _prefix(self, answer: type[BaseModel]) -> int:
        system = PromptBuilder().build_extraction_prompt("", asked="kind").system
        return self.count(f"{as_sent(response_format(EXTRACT, answer))}{system}")


def savings(documents: Sequence[tuple[Page, ...]], count: Count, price: Callable[[Usage, str | None], int]) -> None:
    """Print what 1,000 documents cost after each step. ``price`` is in micro-USD, by usage and service tier."""
    steps = list(zip(*(CountedPage(pages, count).steps() for pages in documents), strict=True))
    costs = [
        sum(price(usage, BATCH if at == len(steps) - 1 else None) for usage in step) / len(documents)
        for at, step in enumerate(steps)
    ]
    print(f"{len(documents)} documents, an invoice each:  USD per 1,000   input  cached  output")
    for at, (name, step, cost) in enumerate(zip(STEPS, steps, costs, strict=True)):
        before = costs[max(at - 1, 0)] if at < len(steps) - 1 else costs[-3]
        told = [sum(getattr(usage, kind) for usage in step) / len(step) for kind in ("input", "cached", "output")]
        figures = " ".join(f"{one:7.0f}" for one in told)
        print(f"{name:<62} {cost / 1000:7.4f} {cost / before - 1:+6.1%} 1/{costs[0] / cost:<5.1f} {figures}")
