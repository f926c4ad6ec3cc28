"""Names of the units that e-invoices name by a code of UN/ECE Recommendation 20 or 21."""

from __future__ import annotations

NAMES = {
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
    "KGM": "kg",
    "GRM": "g",
    "TNE": "t",
    "LTR": "l",
    "MLT": "ml",
    "MTR": "m",
    "CMT": "cm",
    "MMT": "mm",
    "KMT": "km",
    "SMI": "mile",
    "MTK": "m²",
    "MTQ": "m³",
    "KWH": "kWh",
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
_CODES = {name: code for code, name in reversed(NAMES.items())}


def named(code: str) -> str:
    """Name of a unit code; what is no known code is how the unit was printed."""
    return NAMES.get(code, code)


def coded(name: str) -> str:
    """Code of a name that :func:`named` gave; anything else stays as it was typed."""
    return _CODES.get(name, name)
