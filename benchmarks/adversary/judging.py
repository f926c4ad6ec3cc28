"""Records held against what is true of their pages: accepted wrongly, outcome not allowed, clean ones accepted."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

REQUIRED = ("invoice_number", "issue_date", "currency", "seller_name", "total_gross")
OPTIONAL = ("payment_iban", "amount_due", "due_date", "total_net", "total_tax", "buyer_name")
WEIGHED = ("payment_iban", "amount_due")
"""Fields that are paid by, besides the five: a wrong value in an accepted record costs money."""
Json = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """Counts of one run. ``wrong`` lists accepted documents with what is wrong in each."""

    documents: int = 0
    accepted: int = 0
    clean: int = 0
    clean_accepted: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    thrown_away: list[tuple[str, str]] = field(default_factory=list)
    values: Counter[str] = field(default_factory=Counter)
    held_by: Counter[str] = field(default_factory=Counter)
    shares: dict[str, Counter[str]] = field(default_factory=dict)

    def as_json(self) -> Json:
        """Figures for machines."""
        return {
            "documents": self.documents,
            "accepted": self.accepted,
            "wrongly_accepted": len(self.wrong),
            "not_allowed": len(self.thrown_away),
            "clean": self.clean,
            "clean_accepted_share": round(self.clean_accepted / max(1, self.clean), 4),
            "values": dict(self.values),
            "outcomes": dict(self.outcomes),
            "shares": {name: dict(counts) for name, counts in sorted(self.shares.items())},
        }


def judge(tally: Tally, case: Mapping[str, Any], record: Json | None) -> None:
    """Count one document. ``case`` is the ``_made`` block of its truth beside the truth's own keys."""
    made = case["_made"]
    name = f"{made['name']} {made['trap']} {made['program']} {made['country']}"
    tally.documents += 1
    tally.clean += made["clean"]
    outcome = "lost" if record is None else str(record["outcome"])
    tally.outcomes[outcome] += 1
    before = len(tally.wrong), tally.clean_accepted
    _judge(tally, case, record, name, outcome)
    told = {
        "documents": 1,
        "accepted": outcome == "accepted",
        "wrong": len(tally.wrong) - before[0],
        "clean": made["clean"],
        "clean_accepted": tally.clean_accepted - before[1],
    }
    for what in ("trap", "language", "program"):
        tally.shares.setdefault(f"{what} {made[what]}", Counter()).update(told)


def _judge(tally: Tally, case: Mapping[str, Any], record: Json | None, name: str, outcome: str) -> None:
    made = case["_made"]
    if record is None or (outcome != "accepted" and outcome not in made["allowed"]):
        tally.thrown_away.append((name, f"{outcome} {(record or {}).get('reasons')}"))
    values = {} if record is None or not record.get("invoice") else found(record["invoice"])
    _count_values(tally, case, values)
    if outcome == "accepted":
        tally.accepted += 1
        if faults := _faults(case, made, values):
            tally.wrong.append((name, "; ".join(faults)))
        elif made["clean"]:
            tally.clean_accepted += 1
    elif made["clean"] and record is not None:
        tally.held_by.update(record["reasons"])


def found(invoice: Json) -> dict[str, str | None]:
    """A record's values under the truth's keys."""
    accounts = [account.get("iban") for account in invoice.get("payment_accounts") or () if account.get("iban")]
    return {
        "invoice_number": invoice.get("invoice_number"),
        "issue_date": invoice.get("issue_date"),
        "due_date": invoice.get("due_date"),
        "currency": invoice.get("currency"),
        "seller_name": (invoice.get("seller") or {}).get("name"),
        "buyer_name": (invoice.get("buyer") or {}).get("name"),
        "payment_iban": ",".join(accounts) or None,
        "total_net": invoice.get("total_net"),
        "total_tax": invoice.get("total_tax"),
        "total_gross": invoice.get("total_gross"),
        "amount_due": invoice.get("amount_due"),
    }


def same(key: str, one: str | None, other: str | None) -> bool:
    """Equal values: amounts as numbers, names and numbers without case, accents and punctuation."""
    if one is None or other is None:
        return one is other
    if key.startswith("total") or key == "amount_due":
        return Decimal(one) == Decimal(other)
    return _folded(one) == _folded(other)


def _faults(case: Mapping[str, Any], made: Json, values: dict[str, str | None]) -> list[str]:
    faults = [] if "accepted" in made["allowed"] else [f"{made['trap']} may not be accepted"]
    for key in REQUIRED:
        if not same(key, values[key], case[key]):
            faults.append(f"{key} {values[key]!r}, right is {case[key]!r}")
    for key in WEIGHED:
        if values[key] is not None and not same(key, values[key], case[key]):
            faults.append(f"{key} {values[key]!r}, right is {case[key]!r}")
    faults += [f"due on {day}" for day in made["banned_days"] if day == values["due_date"]]
    faults += [f"account {a}" for a in made["banned_accounts"] if a in (values["payment_iban"] or "")]
    return faults


def _count_values(tally: Tally, case: Mapping[str, Any], values: dict[str, str | None]) -> None:
    if not case["_made"]["is_invoice"]:
        return
    for key in (*REQUIRED, *OPTIONAL):
        value, truth = values.get(key), case.get(key)
        if truth is not None:
            tally.values["missing" if value is None else "right" if same(key, value, truth) else "wrong"] += 1


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return re.sub(r"[\W_]+", "", "".join(c for c in plain if not unicodedata.combining(c)))
