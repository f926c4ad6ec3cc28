"""A reader of known quality: it answers with the truth of each document, some of its values exchanged for others."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from benchmarks.confidence.paper import Paper
from invoice_llm.invoice.answers import FieldVerdict
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.reading.evidence.page_index import Place

_TOKEN = re.compile(r"[-(]?\d[\d.,'’]*\d\)?-?|\d")
_SWAPPED = ("invoice_number", "issue_date", "total_net", "total_gross", "amount_due")
_TEXTS = ("invoice_number", "seller.name", "seller.vat_id", "buyer.name", "buyer.vat_id", "currency")
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KnownReader:
    """Each header value is, with probability ``wrong``, another number of the page, and the parties change places.

    Asked about values it compares them with the truth and turns that round with probability ``turned``; ``blind``: it
    calls everything correct.
    """

    wrong: float = 0.0
    turned: float = 0.0
    verdicts: Literal["truthful", "blind"] = "truthful"
    seed: int = 1

    def read(self, paper: Paper) -> PrintedInvoice:
        """The truth as the page prints it, less what this reader gets wrong."""
        told = _as_printed(paper)
        chance = random.Random(f"{self.seed}/{paper.name}/read")
        tokens = _TOKEN.findall(paper.text)
        for key in _SWAPPED:
            if told[key] and tokens and chance.random() < self.wrong:
                told[key] = chance.choice(tokens)
        if chance.random() < self.wrong:
            told["seller"], told["buyer"] = told["buyer"], told["seller"]
        return PrintedInvoice.model_validate(
            {**dict.fromkeys(PrintedInvoice.model_fields.keys() - {"own", "says_kind"}), **told}
        )

    def judge(self, paper: Paper, values: Mapping[str, str]) -> tuple[FieldVerdict, ...]:
        """A verdict on each value, whatever its form."""
        chance = random.Random(f"{self.seed}/{paper.name}/judge")
        return tuple(self._verdict(paper, field, value, chance) for field, value in values.items())

    def _verdict(self, paper: Paper, field: str, value: str, chance: random.Random) -> FieldVerdict:
        key = field.replace(".", "_")
        true = paper.truth.get(key)
        correct = self.verdicts == "blind" or key not in paper.truth or _is_same(paper, field, true, value)
        if chance.random() < self.turned:
            correct = not correct
        if correct:
            return FieldVerdict(field=field, verdict="correct", printed=None, reason="as the page shows it")
        shown = _shown(paper, field, true)
        verdict: Literal["wrong", "not_printed"] = "wrong" if shown else "not_printed"
        return FieldVerdict(field=field, verdict=verdict, printed=shown, reason="as the page shows it")


def _as_printed(paper: Paper) -> Json:
    truth = paper.truth
    lines = [_line(paper, line) for line in truth.get("line_items") or []]
    taxes = [
        {"rate": tax.get("rate"), "base": _money(paper, tax.get("base")), "amount": _money(paper, tax.get("amount"))}
        for tax in truth.get("taxes") or truth.get("tax_breakdown") or []
    ]
    code = truth.get("currency")
    sign = _SIGNS.get(code or "")
    return {
        "doc_type": truth.get("doc_type") or "invoice",
        "language": truth.get("language"),
        "invoice_number": truth.get("invoice_number"),
        "issue_date": _day(paper, truth.get("issue_date")),
        "due_date": _day(paper, truth.get("due_date")),
        "currency": sign if code and sign and code not in paper.text and sign in paper.text else code,
        "seller": _party(truth, "seller"),
        "buyer": _party(truth, "buyer"),
        "purchase_order": truth.get("purchase_order"),
        "iban": truth.get("payment_iban") or truth.get("iban"),
        **{name: _money(paper, truth.get(name)) for name in ("total_net", "total_tax", "total_gross", "amount_due")},
        "taxes": taxes,
        "allowances_charges": [],
        "lines": lines,
    }


def _party(truth: Mapping[str, Any], role: str) -> Json:
    return {"name": truth.get(f"{role}_name"), "vat_id": truth.get(f"{role}_vat_id"), "tax_id": None, "address": None}


def _line(paper: Paper, line: Mapping[str, Any]) -> Json:
    return {
        "description": line.get("description"),
        "item_code": None,
        "quantity": line.get("quantity"),
        "unit": None,
        "unit_price": _money(paper, line.get("unit_price")),
        "tax_rate": None,
        "line_total": _money(paper, line.get("line_total")),
    }


def _money(paper: Paper, value: object) -> str | None:
    """The amount as the page prints it last, with its cents where it is printed with them."""
    amount = _number(value)
    if amount is None:
        return None
    spots = [*paper.places.amount(amount), *paper.places.amount(-amount)]
    return _last(spots) or str(value)


def _last(spots: list[Place]) -> str | None:
    exact = [spot for spot in spots if re.search(r"[.,]\d\d\)?-?\D*$", spot.quote)]
    return (exact or spots)[-1].quote if spots else None


def _day(paper: Paper, value: str | None) -> str | None:
    return None if value is None else _last(paper.places.day(date.fromisoformat(value))) or value


def _number(value: object) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


def _shown(paper: Paper, field: str, true: Any) -> str | None:
    if true is None or field in _TEXTS:
        return None if true is None else str(true)
    return _day(paper, true) if field.endswith("_date") else _money(paper, true)


def _is_same(paper: Paper, field: str, true: Any, value: str) -> bool:
    if not true:
        return False
    if field in _TEXTS:
        ours, theirs = (re.sub(r"\W", "", str(text)).casefold() for text in (value, true))
        return ours in theirs or theirs in ours
    return paper.digits(value) == paper.digits(_shown(paper, field, true) or "")
