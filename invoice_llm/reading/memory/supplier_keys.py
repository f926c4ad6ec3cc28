"""Keys by which a supplier is found on a page: its VAT id, its account, its name, as letters and digits alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.evidence.page_cells import PageCells

KeyKind = Literal["vat_id", "account", "name"]
WEIGHTS: Mapping[str, int] = {"vat_id": 4, "account": 3, "name": 2}
"""An account may be a group's or a factor's; a name may be another company's that is only mentioned."""
SHORTEST, LONGEST = 5, 60
_MOST_WORDS = 8
_MOST_KEYS = 6_000


def supplier_keys(invoice: Invoice) -> dict[str, KeyKind]:
    """The keys of an invoice's supplier. What is the buyer's as well is none of them."""
    seller, buyer = invoice.seller, invoice.buyer
    accounts = (account.iban or account.account_number for account in invoice.payment_accounts)
    named: list[tuple[KeyKind, Iterable[str | None]]] = [
        ("name", (seller.name,)),
        ("account", accounts),
        ("vat_id", (seller.vat_id, *(tax_id.value for tax_id in seller.tax_ids))),
    ]
    theirs = {squeezed_key(text) for text in (buyer.name, buyer.vat_id, *(one.value for one in buyer.tax_ids))}
    keys = {squeezed_key(text): kind for kind, texts in named for text in texts if text}
    return {key: kind for key, kind in keys.items() if SHORTEST <= len(key) <= LONGEST and key not in theirs}


def keys_on(cells: PageCells) -> frozenset[str]:
    """Every text of a page that may be a key: up to eight words that stand together in a cell."""
    found: set[str] = set()
    for cell in cells:
        words = [squeezed_key(word.text) for word in cell.words]
        found.update(_joined(words))
        if len(found) > _MOST_KEYS:
            break
    return frozenset(found)


def _joined(words: Sequence[str]) -> Iterable[str]:
    for first in range(len(words)):
        key = ""
        for word in words[first : first + _MOST_WORDS]:
            key += word
            if len(key) > LONGEST:
                break
            if len(key) >= SHORTEST and word:
                yield key


@lru_cache(maxsize=16_384)
def squeezed_key(text: str | None) -> str:
    """Letters and digits alone, in one case and without accents."""
    plain = unicodedata.normalize("NFKD", text or "").casefold()
    return plain if plain.isalnum() else "".join(filter(str.isalnum, plain))
