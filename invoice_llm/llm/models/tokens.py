"""Counting tokens: exactly where the ranks are at hand, by a flagged estimate where not, never over the network."""

from __future__ import annotations

import base64
import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

BYTES_PER_TOKEN = 2.4
"""Measured on invoices; the folk rule of four characters a token undercounts them by 40 %."""
MARGIN = 1.1

# File name in a tiktoken cache folder, SHA-256 of its content.
_RANKS = {
    "o200k_base": (
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
    "cl100k_base": (
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
}
_CL100K_MODELS = ("gpt-3.5", "gpt-4-", "gpt-4")
_NOT_CL100K = ("gpt-4o", "gpt-4.1", "gpt-4.5")


@dataclass(frozen=True, slots=True)
class TokenCount:
    """``exact`` says whether a tokenizer counted or a rule guessed (on the high side)."""

    tokens: int
    exact: bool


class TokenCounter:
    """Counts for one model. ``folder`` holds tiktoken rank files under the names of tiktoken's own cache."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def count(self, text: str, model: str) -> TokenCount:
        """Tokens of ``text`` as ``model`` would count them."""
        encoding = load_encoding(encoding_name(model), self._folder) if self._folder else None
        if encoding is None:
            return TokenCount(estimate(text), exact=False)
        return TokenCount(len(encoding.encode_ordinary(text)), exact=True)


def estimate(text: str) -> int:
    """Tokens by size alone, rather too many than too few."""
    return math.ceil(len(text.encode("utf-8", "replace")) / BYTES_PER_TOKEN * MARGIN)


def encoding_name(model: str) -> str:
    """The encoding of a model; unknown and newer ones use the newest known."""
    if model.startswith(_CL100K_MODELS) and not model.startswith(_NOT_CL100K):
        return "cl100k_base"
    return "o200k_base"


@lru_cache(maxsize=8)
def load_encoding(name: str, folder: Path) -> Any | None:
    """The tokenizer, or ``None`` where its rank file is missing or is not what it should be.

    tiktoken's own loader would download without a time limit and delete a file whose hash is wrong; both are avoided
    by reading the file here and handing over the ranks.
    """
    file_name, expected = _RANKS[name]
    try:
        content = (folder / file_name).read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content).hexdigest() != expected:
        return None
    return _build(name, content)


def _build(name: str, content: bytes) -> Any:
    import tiktoken

    pairs = (line.split() for line in content.splitlines())
    ranks = {base64.b64decode(token): int(rank) for token, rank in pairs}
    return tiktoken.Encoding(name=name, pat_str=_PATTERNS[name], mergeable_ranks=ranks, special_tokens={})


# The split patterns as tiktoken ships them; its loader cannot be asked for them without the network.
_CL100K_PATTERN = (
    r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|"""
    r"""\s+(?!\S)|\s"""
)
_O200K_PATTERN = "|".join(
    [
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""\p{N}{1,3}""",
        r""" ?[^\s\p{L}\p{N}]+[\r\n/]*""",
        r"""\s*[\r\n]+""",
        r"""\s+(?!\S)""",
        r"""\s+""",
    ]
)
_PATTERNS = {"cl100k_base": _CL100K_PATTERN, "o200k_base": _O200K_PATTERN}
