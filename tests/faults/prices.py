"""The provider's own price list. Nothing here knows how the code under test reckons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Price:
    """USD per million tokens, which is micro-USD per token."""

    input: Fraction
    cached: Fraction
    output: Fraction

    def micros(self, *, prompt: int, cached: int, completion: int) -> int:
        """One call in whole micro-USD, rounded up. ``cached`` is a part of ``prompt``."""
        exact = (prompt - cached) * self.input + cached * self.cached + completion * self.output
        return -(-exact.numerator // exact.denominator)


def parse_prices(texts: Iterable[str]) -> dict[str, Price]:
    """``model:input:cached:output``, each in USD per million tokens."""
    return dict(map(_parse, texts))


def _parse(text: str) -> tuple[str, Price]:
    model, *amounts = text.rsplit(":", 3)
    if len(amounts) != 3:
        raise ValueError(f"{text!r} is not model:input:cached:output")
    given, cached, output = (Fraction(Decimal(amount)) for amount in amounts)
    return model, Price(given, cached, output)
