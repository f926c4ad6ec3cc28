"""Traps of papers that were tried later: what is asked for and when, kinds by a label, rows beside the usual totals."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from benchmarks.adversary.made import Draft, rounded, spaced
from benchmarks.adversary.sayings import ASKED
from benchmarks.adversary.world import Country, countries, iban

Set = Callable[[Draft, random.Random], None]
CURRENCIES = ("EUR", "GBP", "USD", "CHF")


@cache
def papers() -> Mapping[str, Mapping[str, list[str]]]:
    """Words by kind and language."""
    loaded: dict[str, dict[str, list[str]]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return loaded


def words_for(draft: Draft, kind: str) -> list[str]:
    """The words of a kind in the language of the page."""
    return papers()[kind][draft.country.language]


def pay_in(draft: Draft, chance: random.Random) -> None:
    """A sentence asks for money in another currency than that of the total."""
    other = chance.choice([one for one in CURRENCIES if one != draft.country.currency])
    draft.footer.append(chance.choice(words_for(draft, "pay_in")).format(currency=other))
    draft.allowed, draft.clean = ASKED, False


def due_said(draft: Draft, chance: random.Random) -> None:
    """The day to pay stands in a sentence alone."""
    draft.meta.pop(2)
    day = draft.notation.day(draft.due)
    text = chance.choice(words_for(draft, "due_said"))
    draft.footer.append(text.format(date=day.rstrip(".") if "{date}-" in text or "{date}." in text else day))


def early_day(draft: Draft, _chance: random.Random) -> None:
    """The only day to pay is the one of the allowance for early payment: none is due."""
    draft.meta.pop(2)
    less = rounded(draft.gross * Decimal("0.98"), draft.country)
    early = draft.issued + timedelta(days=5)
    text = draft.words["discount"][0].format(
        percent="2", date=draft.notation.day(early), amount=draft.notation.money(less)
    )
    draft.footer.insert(0, text)
    draft.truth["due_date"], draft.banned_days = None, (early.isoformat(),)
    draft.clean = False


def type_label(draft: Draft, _chance: random.Random) -> None:
    """A credit note by a label, under the title of an invoice."""
    label, kind = words_for(draft, "type_label")
    draft.meta.insert(1, (label, kind))
    draft.allowed, draft.clean = ASKED, False


def correction(draft: Draft, chance: random.Random) -> None:
    """A correcting invoice that does not say what it corrects: money back or a new claim."""
    draft.title = chance.choice(words_for(draft, "correction"))
    draft.allowed, draft.clean = ASKED, False


def outlay(draft: Draft, chance: random.Random) -> None:
    """Outlays without tax, between the tax and the total."""
    more = rounded(Decimal(chance.randint(1500, 40_000)) / 100, draft.country)
    draft.gross += more
    label = draft.totals[2][0]
    draft.totals[2:] = [
        (chance.choice(words_for(draft, "outlay")), draft.notation.money(more)),
        (label, draft.notation.money(draft.gross)),
    ]
    draft.truth |= {"total_net": None, "total_gross": str(draft.gross), "amount_due": str(draft.gross)}
    draft.clean = False


def fee_below(draft: Draft, chance: random.Random) -> None:
    """A deposit or a fee below the total, and what is to be paid with it."""
    more = rounded(Decimal(chance.randint(500, 9000)) / 100, draft.country)
    draft.totals += [
        (chance.choice(words_for(draft, "fee_below")), draft.notation.money(more)),
        (draft.word("payable"), draft.notation.money(draft.gross + more)),
    ]
    draft.truth["amount_due"] = str(draft.gross + more)
    draft.clean = False


def converted(draft: Draft, chance: random.Random) -> None:
    """Net and tax in one currency, the total in another one at a rate."""
    other = _other(draft, chance)
    draft.totals[2] = (draft.word("gross"), f"{other.currency} {_converted(draft, chance, other)}")
    draft.allowed, draft.clean = ASKED, False


def converted_due(draft: Draft, chance: random.Random) -> None:
    """All totals in one currency, and what is to be paid in another one at a rate."""
    other = _other(draft, chance)
    draft.totals.append((draft.word("payable"), f"{other.currency} {_converted(draft, chance, other)}"))
    draft.allowed, draft.clean = ASKED, False


def _other(draft: Draft, chance: random.Random) -> Country:
    return chance.choice([c for c in countries() if c.currency != draft.country.currency and c.decimals == 2])


def _converted(draft: Draft, chance: random.Random, other: Country) -> str:
    value = rounded(draft.gross * Decimal(chance.randint(70, 450)) / 100, other)
    return replace(draft.notation, country=other, dash_for_zero=False).amount(value)


def tax_table(draft: Draft, _chance: random.Random) -> None:
    """The taxes by rate once more, in a table of one row below the totals."""
    name = draft.words["tax"][0].split("{")[0].strip(" %(@")
    amount = draft.notation.amount
    heads = (f"{name} %", draft.word("net"), name, draft.word("gross"))
    row = (f"{draft.notation.number(draft.rate)} %", amount(draft.net), amount(draft.tax), amount(draft.gross))
    draft.table_below = (heads, row)


def three_banks(draft: Draft, chance: random.Random) -> None:
    """An account for each of three currencies; only the one for the currency of the total is to be paid to."""
    if not draft.seller.iban:
        return
    others = chance.sample([one for one in CURRENCIES if one != draft.country.currency], 2)
    accounts = [(draft.country.currency, draft.seller.iban)]
    accounts += [(code, iban(draft.country, chance) or "") for code in others]
    chance.shuffle(accounts)
    draft.footer += [f"{code}: IBAN {spaced(account)}" for code, account in accounts]
    draft.banned_accounts = tuple(account for code, account in accounts if code != draft.country.currency)
    draft.show_account, draft.clean = False, False


def form(draft: Draft, chance: random.Random) -> None:
    """Number, days and totals are fields of a form; viewers show them, whether they have an appearance or not."""
    draft.form = chance.choice(("shown", "unseen"))
    draft.clean = False


def form_differs(draft: Draft, chance: random.Random) -> None:
    """A form whose total was filled in anew and is not what its sums come to."""
    draft.form = chance.choice(("shown", "unseen"))
    label, _ = draft.totals[2]
    draft.totals[2] = (label, draft.notation.money(draft.gross + 100))
    draft.allowed, draft.clean = ASKED, False


def foot_columns(draft: Draft, _chance: random.Random) -> None:
    """The supplier stands in the foot alone, in columns: its address, its bank, its number at the tax office."""
    draft.seller_on_top, draft.foot_in_columns, draft.clean = False, True, False
    draft.show_account = False


PAPERS: dict[str, tuple[float, Set]] = {
    "pay_in": (0.4, pay_in),
    "due_said": (0.8, due_said),
    "early_day": (0.4, early_day),
    "type_label": (0.4, type_label),
    "correction": (0.4, correction),
    "outlay": (0.4, outlay),
    "fee_below": (0.4, fee_below),
    "converted": (0.3, converted),
    "converted_due": (0.3, converted_due),
    "tax_table": (0.6, tax_table),
    "three_banks": (0.4, three_banks),
    "form": (0.4, form),
    "form_differs": (0.2, form_differs),
    "foot_columns": (0.5, foot_columns),
}
"""Weight in the mixture, and the function."""
