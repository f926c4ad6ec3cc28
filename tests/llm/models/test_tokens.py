"""Counting tokens and making a text fit."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_llm.llm.models.optimizer import TokenOptimizer
from invoice_llm.llm.models.tokens import TokenCounter, encoding_name, estimate

RANKS = os.environ.get("INVOICE_LLM_TOKENIZER_DIR")
needs_ranks = pytest.mark.skipif(RANKS is None, reason="INVOICE_LLM_TOKENIZER_DIR names no folder with rank files")


def long_invoice(rows: int, head: str, totals: str) -> str:
    lines = (
        f"{row:4}  Article number {row}, blue, in a box    {row}   9.95   {row * 995 / 100:.2f}" for row in range(rows)
    )
    return "\n".join([head, *lines, totals, "Thank you for your order."])


ENGLISH = ("Invoice no AF-1\nInvoice date 2 March 2026", "Subtotal 4,975.00\nVAT 20% 995.00\nTotal due 5,970.00")
GERMAN = ("Rechnung Nr. RE-1\nDatum 02.03.2026", "Nettobetrag 4.975,00\nMwSt. 19 % 945,25\nGesamtbetrag 5.920,25")
FRENCH = ("Facture n° F-1\nDate 02/03/2026", "Total HT 4 975,00\nTVA 20 % 995,00\nNet à payer\n5 970,00")


def test_without_ranks_the_count_is_a_flagged_estimate_on_the_high_side() -> None:
    count = TokenCounter().count("Total 1.234,56 EUR", "gpt-6-luna")
    assert (count.tokens, count.exact) == (estimate("Total 1.234,56 EUR"), False)
    assert count.tokens >= len("Total 1.234,56 EUR") / 2.4


@given(st.text(max_size=200), st.text(max_size=200))
def test_an_estimate_never_shrinks_with_more_text(one: str, other: str) -> None:
    assert estimate(one + other) >= estimate(one)


def test_models_go_to_the_encoding_that_they_use() -> None:
    assert encoding_name("gpt-4-turbo") == encoding_name("gpt-3.5-turbo") == "cl100k_base"
    assert {encoding_name(m) for m in ("gpt-4o-mini", "gpt-4.1", "gpt-6-luna", "o3", "my-own")} == {"o200k_base"}


def test_a_rank_file_that_is_not_what_it_should_be_is_left_alone_and_not_used(tmp_path: Path) -> None:
    file = tmp_path / "fb374d419588a4632f3f557e76b4b70aebbca790"
    file.write_text("aGVsbG8= 0\n")
    assert not TokenCounter(tmp_path).count("hello", "gpt-6-luna").exact
    assert file.exists()
    assert not TokenCounter(tmp_path / "none").count("hello", "gpt-6-luna").exact


@needs_ranks
@pytest.mark.parametrize(
    ("text", "model", "tokens"),
    [("hello world", "gpt-4", 2), ("hello world", "gpt-6-luna", 2), ("tiktoken is great!", "gpt-6-luna", 6)],
)
def test_with_ranks_the_count_is_exact(text: str, model: str, tokens: int) -> None:
    count = TokenCounter(Path(RANKS or "")).count(text, model)
    assert (count.tokens, count.exact) == (tokens, True)


@needs_ranks
def test_the_estimate_is_above_the_exact_count_for_invoices() -> None:
    for parts in (ENGLISH, GERMAN, FRENCH):
        text = long_invoice(40, *parts)
        assert estimate(text) >= TokenCounter(Path(RANKS or "")).count(text, "gpt-6-luna").tokens


def test_a_prompt_that_fits_is_left_as_it_is() -> None:
    text = "Invoice  \n\n\n\nTotal 5.00"
    assert TokenOptimizer().optimize_prompt(text) == text


def test_waste_goes_before_content() -> None:
    text = "\n".join(["Invoice" + " " * 300, *[""] * 300, "Total 5.00"])
    assert TokenOptimizer().optimize_prompt(text, max_tokens=20) == "Invoice\n\nTotal 5.00"


@pytest.mark.parametrize("parts", [ENGLISH, GERMAN, FRENCH], ids=["en", "de", "fr"])
def test_a_long_invoice_keeps_its_head_and_every_total(parts: tuple[str, str]) -> None:
    short = TokenOptimizer().optimize_prompt(long_invoice(500, *parts), max_tokens=600)
    for line in (*parts[0].splitlines(), *parts[1].splitlines()):
        assert line in short
    assert re.search(r"\[\.\.\. \d+ lines left out \.\.\.\]", short)
    assert TokenCounter().count(short, "gpt-6-luna").tokens <= 600


def test_what_is_left_out_is_counted() -> None:
    text = long_invoice(500, *ENGLISH)
    short = TokenOptimizer().optimize_prompt(text, max_tokens=600)
    left_out = sum(int(count) for count in re.findall(r"\[\.\.\. (\d+) lines", short))
    kept = sum(not line.startswith("[...") for line in short.splitlines())
    assert left_out + kept == len(text.splitlines())


def test_where_even_the_totals_are_too_many_the_last_ones_stay() -> None:
    text = "\n".join(f"Total {n}.00" for n in range(400))
    short = TokenOptimizer().optimize_prompt(text, max_tokens=60)
    assert "Total 399.00" in short
    assert "Total 200.00" not in short


def test_nothing_fits_into_almost_nothing() -> None:
    with pytest.raises(ValueError, match="not one line"):
        TokenOptimizer().optimize_prompt("word " * 100, max_tokens=3)
    with pytest.raises(ValueError, match="at least 1"):
        TokenOptimizer().optimize_prompt("x", max_tokens=0)
