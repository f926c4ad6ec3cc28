"""Keys by which a supplier's name is found again that only looks like it: letters of other scripts, digits for letters,
a letter doubled or left single, an s or a common word more, another form of the company, a letter or two that differ;
and its address.

They find no lessons to read by: an invoice that shares one with a known supplier is asked about where its account is
new, since whoever wants money redirected writes under a name that is taken for the supplier's.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

from invoice_llm.invoice.checks.company_names import bare_name
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.memory.supplier_keys import LONGEST, squeezed_key

ALIKE, ADDRESS, NEAR = "alike", "address", "near"
SHORTEST_NAME = 4
_SHORTEST_NEAR = 9
_ENDS = ((6, range(_SHORTEST_NEAR, 18)), (8, range(14, LONGEST)))
"""Letters at either end of a name of such a length: of two that differ in one place, one end is the same."""
_EDITS = 2
_LETTERS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԚԜаеѕіјорсухԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ",
    "ABESIJKMHOPCTYXQWaesijopcyxdqwABEZHIKMNOPTYXaikvoptux",
)
"""Cyrillic and Greek letters as the Latin ones that they look like."""
_DIGITS = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "|": "l"})
"""Digits and letters that are taken for one another."""
_COMMON = frozenset(
    {
        *("international", "group", "gruppe", "groupe", "grupo", "gruppo", "holding", "global", "trading", "partner"),
        *("service", "solution", "europe", "europa", "deutschland", "france", "italia", "espana", "polska", "uk"),
        *("and", "und", "et", "e", "y", "en", "og", "och", "ja", "i", "a", "és", "și", "ve", "και"),
    }
)
"""Words that are put behind another company's name, without the s of a plural, and those that a sign may stand for."""
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def alike_keys(invoice: Invoice) -> dict[str, str]:
    """Keys of the supplier's name as it looks, and of its street with the postal code, by kind."""
    looks = skeleton(invoice.seller.name)
    address = invoice.seller.address
    keys = {f"{ALIKE}:{looks}": ALIKE} if len(looks) >= SHORTEST_NAME else {}
    if address.line1 and address.postal_code:
        keys[f"{ADDRESS}:{squeezed_key(address.line1 + address.postal_code)}"] = ADDRESS
    for size in (size for size, lengths in _ENDS if len(looks) in lengths):
        keys |= {f"{NEAR}:{looks[:size]}*": NEAR, f"{NEAR}:*{looks[-size:]}": NEAR}
    return {key: kind for key, kind in keys.items() if len(key) <= LONGEST}


def is_near(name: str | None, other: str | None) -> bool:
    """``True`` for names of some length that differ in a letter or two as they look."""
    one, two = skeleton(name), skeleton(other)
    if min(len(one), len(two)) < _SHORTEST_NEAR or abs(len(one) - len(two)) > _EDITS:
        return False
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    same, longest = sum(block.size for block in blocks), max(len(one), len(two))
    return longest - same <= _EDITS


@lru_cache(maxsize=4_096)
def skeleton(name: str | None) -> str:
    """A company's name as it looks at a glance, without its form: equal for names that are taken for each other."""
    latin = unicodedata.normalize("NFKC", name or "").translate(_LETTERS)
    words = [word.removesuffix("s") for word in re.split(r"[\W_]+", bare_name(latin.replace("|", "l")))]
    own = [word for word in words if word not in _COMMON] or words
    plain = "".join(own).translate(_DIGITS)
    for pair, one in _PAIRS:
        plain = plain.replace(pair, one)
    return re.sub(r"(.)\1+", r"\1", plain)
