"""Invented suppliers: who they are, which words they use, how they set a page; and their invoices with the truth."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from schwifty import IBAN
from stdnum.eu import vat

from benchmarks.adversary.world import Country, Notation, Words, countries, languages, parse_country, vat_id

FOLDER = Path(__file__).parent
FIRST_DAY = date(2026, 1, 5)
FEWEST_LANGUAGES = 8
"""So many languages that the vocabulary has, and so many that it does not have."""
ROLES = (
    *("title", "number", "date", "due", "order", "buyer", "seller", "vat_id", "net", "tax", "gross"),
    *("description", "quantity", "unit_price", "amount", "unit", "account", "pay"),
)
ODD_WORDS = {
    "en": {"number": "VAT Invoice no.", "date": "Issued on", "gross": "Sum payable"},
    "de": {"number": "Beleg-Kennung", "date": "Geschrieben am", "net": "Gesamtnetto", "gross": "Zu begleichen"},
    "fr": {"number": "Pièce no", "date": "Établie le", "gross": "À régler TTC"},
    "es": {"number": "Doc. núm.", "date": "Emitida", "gross": "Importe final"},
    "it": {"number": "Documento n.", "date": "Emessa il", "gross": "Da versare"},
    "nl": {"number": "Stuknummer", "date": "Opgemaakt", "gross": "Te voldoen"},
    "pl": {"number": "Dokument nr", "date": "Sporządzono", "gross": "Do uiszczenia"},
}
"""Labels that some suppliers use and hardly anybody else."""

SHAPES = ("{y}-{n:05d}", "INV-{n}", "{n:06d}", "{n}/{y}", "A{y}{n:04d}", "{y}/{m:02d}/{n}", "F-{n:04d}")

Heading = Literal["left", "right", "footer"]
Meta = Literal["pairs", "inline", "above", "stacked", "city_date", "one_row"]
Totals = Literal["rows", "sentence", "columns", "second_currency"]
Columns = tuple[Literal["position", "description", "quantity", "unit", "unit_price", "net", "gross", "amount"], ...]
TABLES: Sequence[Columns] = (
    ("description", "quantity", "unit_price", "amount"),
    ("position", "description", "quantity", "unit", "unit_price", "amount"),
    ("description", "amount"),
    ("quantity", "description", "unit_price", "amount"),
    ("description", "net", "gross"),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """``heading`` is where the supplier stands: over the page, or in the footer alone, below the customer's block."""

    heading: Heading
    meta: Meta
    totals: Totals
    columns: Columns
    labelled_buyer: bool
    colons: bool
    due: Literal["label", "none", "sentence"]
    order: bool
    size: float
    title_first: bool


@dataclass(frozen=True, slots=True)
class Supplier:
    """``words`` has one word a role. ``shape`` is the form of its numbers: ``{n}`` counts, ``{y}`` is the year."""

    name: str
    street: str
    city: str
    country: Country
    vat_id: str
    iban: str
    site: str
    words: dict[str, str]
    items: tuple[str, ...]
    notation: Notation
    layout: Layout
    shape: str
    first_number: int
    step: int
    usual: Decimal
    is_known_language: bool


@dataclass(frozen=True, slots=True)
class Customer:
    name: str
    street: str
    city: str
    vat_id: str


@dataclass(frozen=True, slots=True)
class Sold:
    description: str
    quantity: Decimal
    unit_price: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Issued:
    """One invoice of a supplier."""

    supplier: Supplier
    buyer: Customer
    number: str
    day: date
    due: date
    order: str | None
    lines: tuple[Sold, ...]
    rate: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal

    def truth(self) -> dict[str, object]:
        """The keys of a ``.truth.json``."""
        shown_due = self.supplier.layout.due != "none"
        return {
            "doc_type": "invoice",
            "language": self.supplier.country.language,
            "invoice_number": self.number,
            "issue_date": self.day.isoformat(),
            "due_date": self.due.isoformat() if shown_due else None,
            "currency": self.supplier.country.currency,
            "seller_name": self.supplier.name,
            "seller_vat_id": self.supplier.vat_id,
            "buyer_name": self.buyer.name,
            "buyer_vat_id": self.buyer.vat_id,
            "purchase_order": self.order,
            "iban": self.supplier.iban,
            "total_net": str(self.net),
            "total_tax": str(self.tax),
            "total_gross": str(self.gross),
            "amount_due": str(self.gross),
            "taxes": [{"rate": str(self.rate), "base": str(self.net), "amount": str(self.tax)}],
            "line_items": [
                {
                    "description": line.description,
                    "quantity": str(line.quantity),
                    "unit_price": str(line.unit_price),
                    "line_total": str(line.total),
                }
                for line in self.lines
            ],
        }


def invent(seed: int, count: int) -> list[Supplier]:
    """``count`` suppliers, half of them in languages that the vocabulary does not have; a seed makes the same."""
    chance = random.Random(f"repeat/{seed}")
    known = [one for one in countries() if one.currency not in {"CLP"} and one.vat is not None]
    by_language = {one.language: [c for c in known if c.language == one.language] for one in known}
    chosen = chance.sample(sorted(by_language), FEWEST_LANGUAGES)
    foreign = chance.sample(foreign_countries(), FEWEST_LANGUAGES)
    found: list[Supplier] = []
    for number in range(count):
        is_known = number % 2 == 0
        country = (
            chance.choice(by_language[chosen[number // 2 % len(chosen)]])
            if is_known
            else foreign[number // 2 % len(foreign)]
        )
        found.append(_supplier(country, chance, taken={one.name for one in found}, is_known=is_known))
    return found


def customer(seed: int) -> Customer:
    """The company that gets all the invoices."""
    chance = random.Random(f"customer/{seed}")
    country = chance.choice([one for one in countries() if one.code in {"DE", "NL", "PL", "FR"}])
    number = vat_id(country, chance) or ""
    name = f"{chance.choice(('Halmerick', 'Osterweg', 'Vandoren', 'Brisolle'))} {chance.choice(country.forms)}"
    street = f"{chance.choice(country.words['streets'])} {chance.randint(1, 90)}"
    return Customer(name, street, chance.choice(country.cities), number)


def issue(supplier: Supplier, buyer: Customer, number: int, seed: int) -> Issued:
    """The ``number``-th invoice of the supplier, from 0."""
    chance = random.Random(f"{seed}/{supplier.name}/{number}")
    decimals = supplier.country.decimals
    day = FIRST_DAY + timedelta(days=30 * number + chance.randrange(25))
    unit = Decimal(1).scaleb(-decimals)
    names = chance.sample(supplier.items, min(chance.choice((1, 1, 2, 3, 5)), len(supplier.items)))
    lines = tuple(_line(name, supplier.usual, unit, chance) for name in names)
    net = sum((line.total for line in lines), Decimal(0))
    rate = Decimal(supplier.country.rates[0])
    tax = (net * rate / 100).quantize(unit)
    count = supplier.first_number + supplier.step * number + chance.randrange(supplier.step)
    return Issued(
        supplier=supplier,
        buyer=buyer,
        number=supplier.shape.format(n=count, y=day.year, m=day.month),
        day=day,
        due=day + timedelta(days=chance.choice((14, 14, 30))),
        order=f"PO-{chance.randint(10_000, 99_999)}" if supplier.layout.order and chance.random() < 0.8 else None,
        lines=lines,
        rate=rate,
        net=net,
        tax=tax,
        gross=net + tax,
    )


def any_layout(chance: random.Random, other: Layout | None = None) -> Layout:
    """A layout; beside an ``other`` one that no eye would take for it."""
    headings: list[Heading] = ["left", "right", "footer", "footer"]
    metas: list[Meta] = ["pairs", "inline", "above", "stacked", "city_date", "one_row"]
    totals: list[Totals] = ["rows", "rows", "sentence", "columns", "second_currency"]
    tables = list(TABLES)
    if other is not None:
        headings = [one for one in headings if one != other.heading]
        metas = [one for one in metas if one != other.meta]
        totals = [one for one in totals if one != other.totals]
        tables = [one for one in tables if one != other.columns]
    return Layout(
        heading=chance.choice(headings),
        meta=chance.choice(metas),
        totals=chance.choice(totals),
        columns=chance.choice(tables),
        labelled_buyer=chance.random() < 0.4,
        colons=chance.random() < 0.6,
        due=chance.choice(("label", "label", "none", "sentence")),
        order=chance.random() < 0.4,
        size=chance.choice((8.5, 9.5, 10.5)),
        title_first=chance.random() < 0.3,
    )


@cache
def foreign_countries() -> tuple[Country, ...]:
    """The countries whose language the vocabulary does not have."""
    loaded = yaml.safe_load((FOLDER / "countries.yaml").read_text("utf-8"))
    return tuple(parse_country(code, {k: v for k, v in entry.items() if k != "id"}) for code, entry in loaded.items())


@cache
def _id_forms() -> dict[str, str]:
    loaded = yaml.safe_load((FOLDER / "countries.yaml").read_text("utf-8"))
    return {code: entry["id"] for code, entry in loaded.items()}


@cache
def _foreign_words() -> dict[str, Words]:
    loaded: dict[str, Words] = yaml.safe_load((FOLDER / "words.yaml").read_text("utf-8"))
    return loaded


def _supplier(country: Country, chance: random.Random, *, taken: set[str], is_known: bool) -> Supplier:
    words = languages()[country.language] if is_known else _foreign_words()[country.language]
    own = {role: _word(words, role, chance) for role in ROLES}
    if is_known and chance.random() < 0.5:
        own |= ODD_WORDS.get(country.language, {})
    stem = chance.choice(words["names"])
    name = f"{stem} {chance.choice(country.forms)}"
    while name in taken:
        name = f"{stem} {chance.choice(('Nord', 'Sud', 'Plus', 'Duo', 'Trio', 'Quint'))} {chance.choice(country.forms)}"
    mark, groups = country.marks
    notation = Notation(
        country, mark, chance.choice(groups), chance.choice(country.money), chance.choice(country.dates)
    )
    plain = re.sub(r"[^a-z]", "", name.casefold()) or f"firma{chance.randint(100, 999)}"
    return Supplier(
        name=name,
        street=f"{chance.choice(words['streets'])} {chance.randint(1, 120)}",
        city=chance.choice(country.cities),
        country=country,
        vat_id=(vat_id(country, chance) or "") if is_known else _foreign_id(country, chance),
        iban=str(IBAN.random(country_code=country.code, random=chance)),
        site=f"www.{plain[:14]}.example",
        words=own,
        items=tuple(words["items"]),
        notation=notation,
        layout=any_layout(chance),
        shape=chance.choice(
            ("{y}-{n:05d}", "INV-{n}", "{n:06d}", "{n}/{y}", "A{y}{n:04d}", "{y}/{m:02d}/{n}", "F-{n:04d}")
        ),
        first_number=chance.choice((7, 95, 412, 1500, 23_881)),
        step=chance.choice((1, 3, 40)),
        usual=Decimal(chance.choice(("8", "25", "60", "180", "400"))) * (1 if country.decimals else 140),
        is_known_language=is_known,
    )


def _word(words: Words, role: str, chance: random.Random) -> str:
    return chance.choice(words[role]) if role in words else ""


def _foreign_id(country: Country, chance: random.Random) -> str:
    form = _id_forms()[country.code]
    for _ in range(200_000):
        text = re.sub("#", lambda _m: str(chance.randint(0, 9)), form)
        if country.code in {"UA", "IS", "AD"} or vat.is_valid(text):
            return text
    raise AssertionError(f"no valid id for {country.code}")


def _line(name: str, usual: Decimal, unit: Decimal, chance: random.Random) -> Sold:
    quantity = Decimal(chance.choice((1, 1, 2, 3, 5, 10, 12)))
    price = (usual * Decimal(chance.randint(60, 160)) / 100).quantize(unit)
    return Sold(name, quantity, price, quantity * price)


def other_account(issued: Issued, chance: random.Random) -> Issued:
    """The same invoice with another bank account."""
    iban = str(IBAN.random(country_code=issued.supplier.country.code, random=chance))
    return replace(issued, supplier=replace(issued.supplier, iban=iban))


def other_currency(issued: Issued, chance: random.Random) -> Issued:
    """The same invoice in another currency, with its code behind each amount."""
    home = issued.supplier.country
    code, sign = chance.choice(
        [one for one in (("USD", "USD"), ("GBP", "£"), ("CHF", "CHF")) if one[0] != home.currency]
    )
    country = replace(home, currency=code, sign=sign)
    notation = replace(issued.supplier.notation, country=country, money_form="{a} {c}")
    return replace(issued, supplier=replace(issued.supplier, country=country, notation=notation))


def other_layout(issued: Issued, chance: random.Random) -> Issued:
    """The same invoice on a page that is set in another way."""
    layout = any_layout(chance, issued.supplier.layout)
    return replace(issued, supplier=replace(issued.supplier, layout=layout))
