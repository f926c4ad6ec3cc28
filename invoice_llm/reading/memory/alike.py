"""Keys by which a supplier's name is found again that only looks like it: letters of other scripts, digits for letters,
a letter doubled or left single, an s or a common word more, another form of the company; and its address.

They find no lessons to read by: an invoice that shares one with a known supplier is asked about where its account is
new, since whoever wants money redirected writes under a name that is taken for the supplier's.
"""

from __future__ import annotations

import re
import unicodedata

from invoice_llm.invoice.checks.company_names import bare_name
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.memory.supplier_keys import LONGEST, squeezed_key

ALIKE, ADDRESS = "alike", "address"
SHORTEST_NAME = 4
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
    }
)
"""Words that are put behind another company's name, without the s of a plural."""
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def alike_keys(invoice: Invoice) -> dict[str, str]:
    """Keys of the supplier's name as it looks, and of its street with the postal code, by kind."""
    looks = skeleton(invoice.seller.name)
    address = invoice.seller.address
    keys = {f"{ALIKE}:{looks}": ALIKE} if len(looks) >= SHORTEST_NAME else {}
    if address.line1 and address.postal_code:
        keys[f"{ADDRESS}:{squeezed_key(address.line1 + address.postal_code)}"] = ADDRESS
    return {key: kind for key, kind in keys.items() if len(key) <= LONGEST}


def skeleton(name: str | None) -> str:
    """A company's name as it looks at a glance, without its form: equal for names that are taken for each other."""
    latin = unicodedata.normalize("NFKC", name or "").translate(_LETTERS)
    words = [word.removesuffix("s") for word in re.split(r"[\W_]+", bare_name(latin.replace("|", "l")))]
    own = [word for word in words if word not in _COMMON] or words
    plain = "".join(own).translate(_DIGITS)
    for pair, one in _PAIRS:
        plain = plain.replace(pair, one)
    return re.sub(r"(.)\1+", r"\1", plain)
