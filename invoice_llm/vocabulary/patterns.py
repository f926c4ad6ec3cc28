"""Regular expressions made of phrases: many languages in one pattern that reads each letter of a text once.

A phrase is made of folded words; a star at the beginning or the end of a word stands for any letters. A blank in a
phrase stands for a blank, or for one of ``. ' - /`` with a blank behind it or none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from invoice_llm.vocabulary.folding import folded

_GAP = r"(?: |[.'/-] ?|’ ?)"
"""With the one sign beyond Latin-1 apart from the others: a class that has such a sign takes many times as long to
compile, and a pattern has thousands of gaps."""
_END = "\0"


def alternatives(phrases: Iterable[str], *, anchored: bool = False) -> str:
    """Source of a pattern for folded text that finds any of the phrases as whole words, the longest one first.

    ``anchored``: it is matched at the beginning of a text, so that a star there takes the letters it stands for.
    """
    return _source_of({folded(phrase) for phrase in phrases}, anchored=anchored)


def as_printed(phrases: Iterable[str], *, anchored: bool = False) -> str:
    """Source of such a pattern for text as printed, for ``re.IGNORECASE``: with accents and without."""
    return _source_of({form for phrase in phrases for form in (phrase.lower(), folded(phrase))}, anchored=anchored)


def _source_of(phrases: Collection[str], *, anchored: bool) -> str:
    loose = sorted(phrase.lstrip("*") for phrase in phrases if phrase.startswith("*"))
    bound = sorted(phrase for phrase in phrases if not phrase.startswith("*"))
    before = r"\w*?" if anchored else ""
    parts = [rf"(?<!\w){_branch(_tree(bound))}" if bound else "", f"{before}{_branch(_tree(loose))}" if loose else ""]
    # The end of a word is looked for once behind all phrases, not behind each: that compiles in half the time.
    return rf"(?:{'|'.join(part for part in parts if part)})(?!\w)" if phrases else "(?!)"


_Tree = dict[str, "_Tree"]


def _tree(phrases: Iterable[str]) -> _Tree:
    root: _Tree = {}
    for phrase in phrases:
        node = root
        for sign in phrase:
            node = node.setdefault(sign, {})
        node[_END] = {}
    return root


def _branch(node: _Tree) -> str:
    """Longer phrases stand before those that they begin with."""
    parts = [_sign(sign) + _branch(below) for sign, below in node.items() if sign not in (_END, "*")]
    if "*" in node:
        parts.append(r"\w*" + _branch(node["*"]))
    if _END in node:
        return f"(?:{'|'.join(parts)})?" if parts else ""
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _sign(sign: str) -> str:
    return _GAP if sign == " " else re.escape(sign)
