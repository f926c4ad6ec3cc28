"""Names of the units that e-invoices name by a code of UN/ECE Recommendation 20 or 21."""

from __future__ import annotations

from invoice_llm_airflow.pages.text.language import t

WORDS = {
    "C62": "piece",
    "H87": "piece",
    "EA": "each",
    "XPP": "piece",
    "NAR": "article",
    "SET": "set",
    "PR": "pair",
    "XPK": "package",
    "XBX": "box",
    "XCT": "carton",
    "XPA": "packet",
    "XRO": "roll",
    "DZN": "dozen",
    "SMI": "mile",
    "SEC": "second",
    "MIN": "minute",
    "HUR": "hour",
    "DAY": "day",
    "WEE": "week",
    "MON": "month",
    "ANN": "year",
    "LS": "lump sum",
    "P1": "per cent",
    "E48": "service unit",
}
"""Units that each language has words for."""
NAMES = WORDS | {
    "KGM": "kg",
    "GRM": "g",
    "TNE": "t",
    "LTR": "l",
    "MLT": "ml",
    "MTR": "m",
    "CMT": "cm",
    "MMT": "mm",
    "KMT": "km",
    "MTK": "m²",
    "MTQ": "m³",
    "KWH": "kWh",
}
_CODES = {name: code for code, name in reversed(NAMES.items())}


def named(code: str) -> str:
    """Name of a unit code in the reader's language; what is no known code is how the unit was printed."""
    return t(WORDS[code]) if code in WORDS else NAMES.get(code, code)


def coded(name: str) -> str:
    """Code of a name that :func:`named` gave; anything else stays as it was typed."""
    here = {t(word): code for code, word in reversed(WORDS.items())}
    return here.get(name) or _CODES.get(name, name)
