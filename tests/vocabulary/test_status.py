"""What a document says of itself, in every language."""

from __future__ import annotations

import pytest

from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.status import states_in


@pytest.mark.parametrize("code", languages())
def test_every_word_of_a_state_is_found_in_a_title_and_in_a_sentence(code: str) -> None:
    for state, phrases in languages()[code].status.items():
        for phrase in phrases:
            assert state in states_in(phrase.upper()), (code, state, phrase)
            assert state in states_in(f"Abc ({phrase}), 12.3."), (code, state, phrase)


def test_a_part_of_a_word_is_no_state() -> None:
    assert states_in("Unpaidable Makulerades Copyright Draftsman") == frozenset()


def test_a_plain_invoice_says_nothing_of_the_kind() -> None:
    assert states_in("Invoice HT-2044 of 2 March 2026, total 5,234.50 GBP") == frozenset()


@pytest.mark.parametrize("code", languages())
def test_no_word_that_makes_a_paper_doubtful_is_a_name_of_what_is_owed(code: str) -> None:
    """Without accents the two may be the same: a balance that is due, and one that was settled."""
    language = languages()[code]
    owed = {folded(label) for role in ("net", "gross", "due") for label in language.labels.get(role, ())}
    doubtful = {folded(one) for state in ("void", "doubtful", "doubted") for one in language.status.get(state, ())}
    assert not owed & doubtful
