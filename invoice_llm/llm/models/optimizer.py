"""Making a text fit: what an invoice is booked by stands at its head and in its totals, so the middle goes first."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from invoice_llm.llm.models.tokens import TokenCounter
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words, strong_labels, tax_table_heads, weak_labels

_CONTEXT = 1
"""Lines kept on either side of a line with a total, where a label and its value stand on two lines."""


@cache
def _total_labels() -> re.Pattern[str]:
    """Labels of totals and of what is due, and of the account to pay to, in folded text."""
    labels = (*strong_labels("net", "tax", "gross", "due"), *weak_labels("gross"))
    heads = tax_table_heads("tax", "base", "total")
    return re.compile(alternatives([*labels, *heads, *listed_words("sums_up"), "iban"]))


@dataclass(frozen=True, slots=True)
class _Budget:
    counter: TokenCounter
    model: str
    max_tokens: int

    def allows(self, lines: list[str]) -> bool:
        return self.counter.count("\n".join(lines), self.model).tokens <= self.max_tokens


class TokenOptimizer:
    """Shortens a text to a number of tokens of one model."""

    def __init__(self, counter: TokenCounter | None = None, model: str = "gpt-6-luna") -> None:
        self._counter = counter or TokenCounter()
        self._model = model

    def optimize_prompt(self, prompt: str, max_tokens: int = 3000) -> str:
        """The text itself if it fits; otherwise its head and every line with a total, and a note of what is left out.

        Trailing blanks and repeated empty lines go first. The totals win over the head, so that no amount that has to
        be paid is lost. Raises ``ValueError`` when even one line and the note do not fit.
        """
        if max_tokens < 1:
            raise ValueError("max_tokens must be at least 1")
        budget = _Budget(self._counter, self._model, max_tokens)
        if budget.allows([prompt]):
            return prompt
        lines = _without_waste(prompt)
        if budget.allows(lines):
            return "\n".join(lines)
        return "\n".join(_shortened(lines, budget))


def _without_waste(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.splitlines()]
    return [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]


def _shortened(lines: list[str], budget: _Budget) -> list[str]:
    """Lines of the head, and of those between, that fit beside the totals (the last ones if all are too many)."""
    totals = _totals(lines)
    while totals and not budget.allows(_with_gaps(lines, totals)):
        totals.remove(min(totals))
    rest = [index for index in range(len(lines)) if index not in totals]
    fitting = _most(rest, lambda head: budget.allows(_with_gaps(lines, totals | set(head))))
    kept = totals | set(fitting)
    if not kept:
        raise ValueError(f"not one line fits into {budget.max_tokens} tokens")
    return _with_gaps(lines, kept)


def _totals(lines: list[str]) -> set[int]:
    """Lines with a totals label and an amount near, with their neighbours."""
    kept: set[int] = set()
    for index, line in enumerate(lines):
        if _total_labels().search(folded(line)) and any(re.search(r"\d", near) for near in lines[index : index + 2]):
            kept.update(range(max(index - _CONTEXT, 0), min(index + _CONTEXT + 1, len(lines))))
    return kept


def _most(items: list[int], fits: Callable[[list[int]], bool]) -> list[int]:
    """The longest beginning of ``items`` that fits, by halving."""
    low, high = 0, len(items)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(items[:middle]):
            low = middle
        else:
            high = middle - 1
    return items[:low]


def _with_gaps(lines: list[str], kept: set[int]) -> list[str]:
    """The kept lines in order, with a note wherever some are left out."""
    out: list[str] = []
    expected = 0
    for index in sorted(kept):
        if index > expected:
            out.append(_note(index - expected))
        out.append(lines[index])
        expected = index + 1
    if expected < len(lines):
        out.append(_note(len(lines) - expected))
    return out


def _note(count: int) -> str:
    return f"[... {count} lines left out ...]"
