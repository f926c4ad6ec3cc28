"""States that a text says a document is in: void, a draft, a copy, paid, ..., by the words of all languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.sections import STATUS
from invoice_llm.vocabulary.words import status_words


def states_in(text: str) -> frozenset[str]:
    """The states (keys of ``sections.STATUS``) whose words stand in ``text``: a title, a stamp or a sentence.

    The words alone are no proof: ``not cancelled`` has them too, and ``paid`` stands in terms of payment. Where they
    stand is for the caller to judge.
    """
    plain = folded(text)
    return frozenset(state for state, words in _states().items() if words.search(plain))


@cache
def _states() -> Mapping[str, re.Pattern[str]]:
    return {state: re.compile(alternatives(status_words(state))) for state in STATUS}
