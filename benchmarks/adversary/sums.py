"""Traps in the sums: rows below the total, prices with tax, digits of another script, nothing left to pay."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from benchmarks.adversary.made import Draft, rounded

BELOW = (
    ("Loyalty credit used", "You owe us"), ("Insurer pays", "Excess"), ("Trade-in", "Leaves"),
    ("Rücklage", "Verbleiben"), ("Avoir client utilisé", "Reste"),
    ("Bonifico anticipato", "Rimangono"), ("Voucher", "Balance to settle"),
)  # fmt: skip
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def row_below(draft: Draft, chance: random.Random) -> None:
    """Something is taken off below the total, in words that no list has."""
    off = rounded(draft.gross * Decimal(chance.choice(("0.1", "0.25", "0.8"))), draft.country)
    less, rest = chance.choice(BELOW)
    draft.totals += [(less, draft.notation.money(-off)), (rest, draft.notation.money(draft.gross - off))]
    draft.truth["amount_due"] = str(draft.gross - off)
    draft.clean = False


def nothing_due(draft: Draft, _chance: random.Random) -> None:
    """A deposit of the whole total: 0.00 is due."""
    zero = Decimal(0)
    draft.totals += [
        (draft.word("deposit"), draft.notation.money(-draft.gross)),
        (draft.word("payable"), draft.notation.money(zero)),
    ]
    draft.truth |= {"amount_due": str(zero), "prepaid": str(draft.gross)}
    draft.clean = False


def two_payments(draft: Draft, _chance: random.Random) -> None:
    """Two part payments before; what is left is due."""
    first, second = (rounded(draft.gross * Decimal(share), draft.country) for share in ("0.3", "0.2"))
    due = draft.gross - first - second
    draft.totals += [(draft.word("deposit"), draft.notation.money(-paid)) for paid in (first, second)]
    draft.totals.append((draft.word("payable"), draft.notation.money(due)))
    draft.truth |= {"amount_due": str(due), "prepaid": str(first + second)}
    draft.clean = False


def gross_prices(draft: Draft, _chance: random.Random) -> None:
    """Prices and amounts of the lines are with tax, as in shops; the totals are as ever."""
    factor = 1 + draft.rate / 100
    lines = []
    for line in draft.lines:
        price = rounded(line.unit_price * factor, draft.country)
        lines.append(replace(line, unit_price=price, total=price * line.quantity))
    gross = sum((line.total for line in lines), Decimal(0))
    net = rounded(gross / factor, draft.country)
    draft.lines, draft.net, draft.tax, draft.gross = tuple(lines), net, gross - net, gross
    values = (net, gross - net, gross)
    draft.totals = [(label, draft.notation.money(v)) for (label, _), v in zip(draft.totals, values, strict=True)]
    told = {"total_net": net, "total_tax": gross - net, "total_gross": gross, "amount_due": gross}
    draft.truth |= {key: str(value) for key, value in told.items()}
    draft.clean = False


def eastern_digits(draft: Draft, _chance: random.Random) -> None:
    """Amounts and days in Arabic-Indic digits."""
    draft.totals = [(label, value.translate(EASTERN)) for label, value in draft.totals]
    draft.meta = [draft.meta[0], *((label, value.translate(EASTERN)) for label, value in draft.meta[1:])]
    draft.clean = False
