"""One bill: its values, its texts in the notation of the supplier's country, and the truth of its page."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from benchmarks.adversary.made import Draft, make, spaced
from benchmarks.adversary.suppliers import Company
from benchmarks.adversary.world import Country, countries

Json = dict[str, Any]
UNITS = {"de": "Stk.", "fr": "pce", "pl": "szt.", "it": "pz", "es": "ud.", "cs": "ks", "hu": "db", "sv": "st",
    "da": "stk.",
         "nb": "stk", "fi": "kpl", "nl": "st", "pt": "un", "ro": "buc", "el": "τεμ", "tr": "Adet"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One line. ``total`` is before tax, after the allowance of ``off`` percent; ``details`` are wrapped below."""

    description: str
    details: tuple[str, ...]
    code: str
    quantity: Decimal
    price: Decimal
    rate: Decimal
    off: Decimal
    total: Decimal

    @property
    def tax(self) -> Decimal:
        return self.total * self.rate / 100


@dataclass(slots=True)
class Bill:
    """Values of a page before it is drawn. ``truth`` overrides what is true by construction; ``untold`` are keys of
    which the page leaves it open."""

    draft: Draft
    items: tuple[Item, ...]
    shipping: Decimal
    paid: Decimal
    chance: random.Random
    truth: Json = field(default_factory=dict)
    untold: set[str] = field(default_factory=set)

    @property
    def country(self) -> Country:
        return self.draft.country

    @property
    def language(self) -> str:
        return self.draft.country.language

    @property
    def seller(self) -> Company:
        return self.draft.seller

    @property
    def buyer(self) -> Company:
        return self.draft.buyer

    @property
    def taxes(self) -> Mapping[Decimal, tuple[Decimal, Decimal]]:
        """Base and tax by rate; the shipping is taxed as the first line is."""
        bases: dict[Decimal, Decimal] = {}
        for item in self.items:
            bases[item.rate] = bases.get(item.rate, Decimal(0)) + item.total
        bases[self.items[0].rate] += self.shipping
        return {rate: (base, self.cents(base * rate / 100)) for rate, base in sorted(bases.items(), reverse=True)}

    @property
    def lines_net(self) -> Decimal:
        return sum((item.total for item in self.items), Decimal(0))

    @property
    def net(self) -> Decimal:
        return self.lines_net + self.shipping

    @property
    def tax(self) -> Decimal:
        return sum((tax for _, tax in self.taxes.values()), Decimal(0))

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax

    @property
    def due(self) -> Decimal:
        return self.gross - self.paid

    def cents(self, value: Decimal) -> Decimal:
        return value.quantize(Decimal(1).scaleb(-self.country.decimals))

    def money(self, value: Decimal) -> str:
        return self.draft.notation.money(self.cents(value))

    def amount(self, value: Decimal) -> str:
        return self.draft.notation.amount(self.cents(value))

    def coded(self, value: Decimal) -> str:
        """The amount with a sign or code beside it in every case."""
        form = self.draft.notation.money_form
        shown = form if "{c}" in form or "{s}" in form else "{a} {c}"
        return replace(self.draft.notation, money_form=shown).money(self.cents(value))

    def number(self, value: Decimal) -> str:
        return self.draft.notation.number(value)

    def fixed(self, value: Decimal, places: int = 2) -> str:
        """A quantity with all its decimals: ``3.00``."""
        return f"{value:.{places}f}".replace(".", self.draft.notation.mark)

    def day(self, value: date) -> str:
        return self.draft.notation.day(value)

    @property
    def issued(self) -> str:
        return self.day(self.draft.issued)

    @property
    def due_day(self) -> str:
        return self.day(self.draft.due)

    @property
    def unit(self) -> str:
        return UNITS.get(self.language, "pcs")

    def word(self, role: str) -> str:
        """A word of the language for a role: the usual one, or another."""
        words = self.country.words[role]
        return words[0] if self.chance.random() < 0.6 else self.chance.choice(words)

    def seller_lines(self, *, name: bool = True, vat: bool = True) -> list[str]:
        return _address(self.seller, name=name, vat=vat)

    def buyer_lines(self, *, vat: bool = False) -> list[str]:
        return _address(self.buyer, name=True, vat=vat)

    def vat_text(self) -> str:
        return f"{self.country.words['vat_id'][0]}: {self.seller.vat_id}" if self.seller.vat_id else ""

    def account_text(self) -> str:
        return spaced(self.seller.iban) if self.seller.iban else ""


def bill(chance: random.Random, places: Sequence[str], *, lines: tuple[int, ...] = (1, 1, 2, 3, 5)) -> Bill:
    """A bill of a supplier in one of the countries ``places``; its truth has everything that a page may show."""
    everywhere = countries()
    home = chance.choice([country for country in everywhere if country.code in places])
    draft = make(chance, home, buyers=everywhere)
    notation = replace(draft.notation, dash_for_zero=False)
    draft.notation = _clear(notation, home, chance)
    rates = [draft.rate] if len(home.rates) == 1 or chance.random() < 0.65 else [Decimal(rate) for rate in home.rates]
    items = tuple(_item(draft, chance, chance.choice(rates)) for _ in range(chance.choice(lines)))
    return Bill(draft, items, Decimal(0), Decimal(0), chance)


def complete(made: Bill, texts: Sequence[str]) -> Json:
    """The truth of a page that shows ``texts``: what is not printed is left out."""
    draft, whole = made.draft, "\n".join(texts)
    known: dict[str, tuple[object, str]] = {
        "invoice_number": (draft.number, draft.number),
        "issue_date": (draft.issued.isoformat(), made.issued),
        "due_date": (draft.due.isoformat(), made.due_day),
        "currency": (draft.country.currency, ""),
        "seller_name": (draft.seller.name, draft.seller.name),
        "seller_vat_id": (draft.seller.vat_id, draft.seller.vat_id or "\0"),
        "buyer_name": (draft.buyer.name, draft.buyer.name),
        "payment_iban": (draft.seller.iban, made.account_text() or "\0"),
        "total_net": (str(made.cents(made.net)), made.amount(made.net)),
        "total_tax": (str(made.cents(made.tax)), made.amount(made.tax)),
        "total_gross": (str(made.cents(made.gross)), made.amount(made.gross)),
        "amount_due": (str(made.cents(made.due)), made.amount(made.due)),
    }
    truth: Json = {"doc_type": "invoice"}
    truth |= {key: value for key, (value, text) in known.items() if text in whole}
    truth["line_items"] = [
        {
            "description": item.description,
            "quantity": str(item.quantity),
            "unit_price": str(item.price),
            "line_total": str(made.cents(item.total)),
        }
        for item in made.items
    ]
    return {key: value for key, value in (truth | made.truth).items() if key not in made.untold}


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _clear(notation: Any, home: Country, chance: random.Random) -> Any:
    """A notation that a stranger can read: no bare sign of many countries, no day that may be a month."""
    form = notation.money_form
    if home.sign in {"$", "kr", "kr."} and "{c}" not in form and chance.random() < 0.5:
        form = "{c} {a}"
    return replace(notation, money_form=form)


def _item(draft: Draft, chance: random.Random, rate: Decimal) -> Item:
    home = draft.country
    whole = home.words["items"]
    first = chance.choice(whole)
    long = chance.random() < 0.3
    words = f"{first} {chance.choice(whole).lower()} & {chance.choice(whole).lower()}" if long else first
    scale = {"HUF": 400, "CLP": 1000}.get(home.currency, 1)
    places = Decimal(1).scaleb(-home.decimals)
    price = (Decimal(chance.randint(150, 60_000)) / 100 * scale).quantize(places)
    quantity = Decimal(chance.choice(("1", "1", "2", "3", "4", "8", "12", "25", "1.5", "7.25")))
    total = (price * quantity).quantize(places)
    details = _details(draft, chance)
    return Item(
        words, details, f"{chance.choice('ABCK')}{chance.randint(100, 9999)}", quantity, price, rate, Decimal(0), total
    )


def _details(draft: Draft, chance: random.Random) -> tuple[str, ...]:
    """Lines below a description: a period, a sentence of two rows, nothing."""
    items = draft.country.words["items"]
    start = draft.issued - timedelta(days=40)
    period = f"{draft.notation.day(start)} - {draft.notation.day(start + timedelta(days=30))}"
    kinds: tuple[tuple[str, ...], ...] = (
        (),
        (),
        (),
        (period,),
        (f"{chance.choice(items)}, {chance.choice(items).lower()}",),
    )
    return chance.choice(kinds)


def town(company: Company) -> str:
    """The line of the town: in Britain and Ireland its code stands behind it."""
    if company.country.code not in ("GB", "IE"):
        return company.city
    first, second, name = company.city.split(" ", 2)
    return f"{name} {first} {second}"


def _address(company: Company, *, name: bool, vat: bool) -> list[str]:
    lines = [company.name] if name else []
    lines += [company.street, town(company)]
    if vat and company.vat_id:
        lines.append(f"{company.country.words['vat_id'][0]}: {company.vat_id}")
    return lines
