"""Names of variables: one that nobody reads is a typing error, and its setting would silently be the default."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from invoice_llm.errors import ConfigurationError

PREFIX = "INVOICE_LLM_"
"""Beginning of the name of every setting, but for those that other programs read as well."""
_ALIKE = 0.6
"""Share of signs in common (difflib's ratio) from which two names are taken for the same one, misspelt."""


def refuse_unknown(names: Iterable[str], known: Collection[str]) -> None:
    """``ConfigurationError`` for the first name that begins with :data:`PREFIX`, in whatever case, and is not known."""
    for name in sorted(names):
        if fault := unknown_name(name, known):
            raise ConfigurationError(fault)


def unknown_name(name: str, known: Collection[str]) -> str | None:
    """The sentence about a name that is not known, with the nearest one that is; ``None`` for any other name."""
    if name.upper().startswith(PREFIX) and name not in known:
        return f"{name} is unknown; {_advice(name, known)}"
    return None


def _advice(name: str, known: Collection[str]) -> str:
    behind = {one.removeprefix(PREFIX): one for one in sorted(known)}
    nearest = get_close_matches(name.upper().removeprefix(PREFIX), behind, n=1, cutoff=_ALIKE)
    return f"did you mean {behind[nearest[0]]}?" if nearest else f"known are {', '.join(behind.values())}"
