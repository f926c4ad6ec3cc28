"""Invented companies and what is fixed about each: account, ids, layout, notation, words, the form of its numbers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product

from benchmarks.adversary.programs import Program, programs
from benchmarks.adversary.world import Country, Notation, countries, iban, vat_id

BUYERS = 40
"""So many customers are there at most."""
PAGES_EACH = 7
"""Pages of a supplier on average."""
NUMBER_FORMS = 6


@dataclass(frozen=True, slots=True)
class Company:
    """A party: its name with its legal form, address lines, VAT id and account."""

    name: str
    street: str
    city: str
    country: Country
    vat_id: str | None
    iban: str | None


@dataclass(frozen=True, slots=True)
class Supplier:
    """A company that writes invoices, and how all of its pages look.

    ``words`` seeds the choice of its labels, ``number_form`` is one of ``NUMBER_FORMS``, ``serial`` the number of its
    first invoice.
    """

    company: Company
    notation: Notation
    program: Program
    usual_words: bool
    number_form: int
    serial: int
    rate: Decimal

    def number(self, at: int, issued: date) -> str:
        """The number of its invoice ``at``; no two of them are equal."""
        serial, letters = self.serial + 3 * at, random.Random(self.company.name)
        return (
            f"{issued.year}-{serial:05d}",
            f"INV-{serial:06d}",
            f"{letters.choice('RFAB')}{letters.choice('ENKV')}{issued:%y}{serial:05d}",
            f"{serial:05d}/{issued.year}",
            f"{issued:%Y%m}{serial:05d}",
            f"{letters.choice('ABCDEFGH')}-{serial}",
        )[self.number_form]


def suppliers(seed: int, pages: int) -> tuple[Supplier, ...]:
    """The suppliers of so many pages; no two of them, in any country, share a name."""
    chance = random.Random(f"{seed}/suppliers")
    free = _names(chance)
    made: list[Supplier] = []
    while len(made) < max(1, pages // PAGES_EACH):
        open_to = [country for country in countries() if free[country.language]]
        if not open_to:
            break
        country = chance.choice(open_to)
        made.append(supplier(chance, country, name=free[country.language].pop()))
    return tuple(made)


def customers(seed: int) -> tuple[Company, ...]:
    """Those who are billed, each with one address; none of them is one of the suppliers."""
    chance = random.Random(f"{seed}/customers")
    by_language = {country.language: country for country in countries()}
    made = []
    for _ in range(BUYERS):
        country = chance.choice(countries())
        trade, own = chance.sample(by_language[country.language].words["names"], 2)
        stem = f"{trade.rsplit(' ', 1)[0]} {own.rsplit(' ', 1)[0]} & {own.rsplit(' ', 1)[1]}"
        made.append(company(country, chance, name=stem))
    return tuple(made)


def supplier(chance: random.Random, country: Country, *, name: str = "") -> Supplier:
    """A supplier of the country, with everything that stays the same from page to page."""
    return Supplier(
        company=company(country, chance, name=name),
        notation=_notation(country, chance),
        program=chance.choice(programs()),
        usual_words=chance.random() < 0.7,
        number_form=chance.randrange(NUMBER_FORMS),
        serial=chance.randint(100, 80_000),
        rate=Decimal(chance.choice(country.rates)),
    )


def company(country: Country, chance: random.Random, *, name: str = "", other: str = "") -> Company:
    """A company of the country; without a name one of the language's own that is not ``other``."""
    words = country.words
    stem = name or chance.choice([one for one in words["names"] if not other.startswith(one)])
    address = f"{chance.choice(words['streets'])} {chance.randint(1, 120)}"
    if country.language == "en":
        address = f"{chance.randint(1, 120)} {chance.choice(words['streets'])}"
    full = f"{stem} {chance.choice(country.forms)}"
    return Company(
        full, address, chance.choice(country.cities), country, vat_id(country, chance), iban(country, chance)
    )


def _names(chance: random.Random) -> dict[str, list[str]]:
    """Names by language, each of the first part of one word of the language's names and the last part of another."""
    made = {}
    for country in countries():
        parts = [name.rsplit(" ", 1) for name in country.words["names"]]
        stems = [f"{first} {last}" for (first, _), (_, last) in product(parts, parts)]
        made[country.language] = chance.sample(stems, len(stems))
    return made


def _notation(country: Country, chance: random.Random) -> Notation:
    mark, groups = country.marks
    return Notation(
        country,
        mark,
        chance.choice(groups),
        chance.choice(country.money),
        chance.choice(country.dates),
        dash_for_zero=country.language in {"de", "nl", "da", "nb"} and chance.random() < 0.06,
    )


def nobody_else(companies: Sequence[Company], one: Company) -> list[Company]:
    """Those of the companies that are not this one."""
    return [other for other in companies if other.name != one.name]
