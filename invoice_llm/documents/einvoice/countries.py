"""Country codes of three letters, as Facturae writes them."""

from __future__ import annotations

from functools import cache


def two_letters(code: str | None) -> str | None:
    """ISO 3166-1 alpha-2 for alpha-3; ``None`` for what is no country."""
    said = (code or "").upper()
    return said if len(said) == 2 else _by_three().get(said)


@cache
def _by_three() -> dict[str, str]:
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    return {three: two[0] for three, two in aliases.items() if len(three) == 3 and three.isalpha()}
