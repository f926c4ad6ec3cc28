"""Countries and languages of generated invoices: how suppliers there write amounts and dates, and their words."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date
from schwifty import IBAN

FOLDER = Path(__file__).parent
Words = Mapping[str, list[str]]
VAT_FORMS = {
    "gb": ("gb.vat", "GB", "#########"),
    "ie": ("ie.vat", "IE", "#######@"),
    "de": ("de.vat", "DE", "#########"),
    "at": ("at.uid", "AT", "U########"),
    "ch": ("ch.vat", "", "CHE-###.###.### MWST"),
    "fr": ("fr.tva", "FR", "###########"),
    "be": ("be.vat", "BE", "0#########"),
    "es": ("es.nif", "ES", "B########"),
    "it": ("it.iva", "IT", "###########"),
    "nl": ("nl.btw", "NL", "#########B01"),
    "pt": ("pt.nif", "PT", "5########"),
    "pl": ("pl.nip", "PL", "##########"),
    "se": ("se.vat", "SE", "##########01"),
    "dk": ("dk.cvr", "DK", "########"),
    "no": ("no.mva", "NO", "#########MVA"),
    "fi": ("fi.alv", "FI", "########"),
    "cz": ("cz.dic", "CZ", "########"),
    "hu": ("hu.anum", "HU", "########"),
    "ro": ("ro.cui", "RO", "########"),
    "gr": ("gr.vat", "EL", "#########"),
    "tr": ("tr.vkn", "", "##########"),
}
"""Module of ``stdnum`` that checks the id, its prefix, and its form: ``#`` a digit, ``@`` a letter."""


@dataclass(frozen=True, slots=True)
class Country:
    """One entry of ``countries.yaml``. ``decimals`` are those of its currency as printed there."""

    code: str
    language: str
    currency: str
    sign: str
    marks: tuple[str, tuple[str, ...]]
    money: tuple[str, ...]
    dates: tuple[str, ...]
    rates: tuple[str, ...]
    forms: tuple[str, ...]
    cities: tuple[str, ...]
    vat: str | None = None
    decimals: int = 2
    tax: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        return languages()[self.language]


@dataclass(frozen=True, slots=True)
class Notation:
    """Notation of one document: its decimal mark, the mark between thousands, money with its currency, and days."""

    country: Country
    mark: str
    group: str
    money_form: str
    date_form: str
    dash_for_zero: bool = False

    def amount(self, value: Decimal) -> str:
        """The bare amount, e.g. ``1.234,50``; with ``dash_for_zero`` whole amounts end in ``,-``."""
        digits = f"{abs(value):.{self.country.decimals}f}"
        whole, _, part = digits.partition(".")
        grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", self.group or "\0", whole).replace("\0", "")
        if self.dash_for_zero and part and not part.strip("0"):
            part = "-"
        return ("-" if value < 0 else "") + (f"{grouped}{self.mark}{part}" if part else grouped)

    def money(self, value: Decimal) -> str:
        """The amount with its currency, as totals show it."""
        text = self.money_form.format(a=self.amount(abs(value)), c=self.country.currency, s=self.country.sign)
        return f"-{text}" if value < 0 else text

    def day(self, value: date) -> str:
        return str(format_date(value, self.date_form, locale=self.country.language))

    def number(self, value: Decimal) -> str:
        """A rate or a quantity without superfluous zeros."""
        return f"{value.normalize():f}".replace(".", self.mark)


@cache
def languages() -> Mapping[str, Words]:
    """Words by language and role; all values are lists of strings."""
    loaded: dict[str, Words] = yaml.safe_load((FOLDER / "languages.yaml").read_text("utf-8"))
    return loaded


@cache
def countries() -> tuple[Country, ...]:
    """All countries, by their code."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "countries.yaml").read_text("utf-8"))
    return tuple(parse_country(code, entry) for code, entry in loaded.items())


def vat_id(country: Country, chance: random.Random) -> str | None:
    """A VAT id with right check digits; ``None`` where the country has none here."""
    if country.vat is None:
        return None
    module, prefix, form = VAT_FORMS[country.vat]
    check = import_module(f"stdnum.{module}")
    for _ in range(20_000):
        text = re.sub("#", lambda _m: str(chance.randint(0, 9)), form)
        text = re.sub("@", lambda _m: chance.choice("ABCDEFGHIJKLMNOPQRSTUVW"), text)
        if check.is_valid(prefix + text if country.vat not in {"es", "pt", "pl", "tr"} else text):
            return prefix + text
    raise AssertionError(f"no valid id for {country.code}")


def iban(country: Country, chance: random.Random) -> str | None:
    """An IBAN with right check digits; ``None`` for countries without."""
    if country.code in {"US", "CL"}:
        return None
    return str(IBAN.random(country_code=country.code, random=chance))


def parse_country(code: str, entry: dict[str, Any]) -> Country:
    """One entry of a file of countries."""
    mark, groups = entry["marks"]
    return Country(
        code=code,
        language=entry["language"],
        currency=entry["currency"],
        sign=entry["sign"],
        marks=(mark, tuple(groups)),
        money=tuple(entry["money"]),
        dates=tuple(entry["dates"]),
        rates=tuple(entry["rates"]),
        forms=tuple(entry["forms"]),
        cities=tuple(entry["city"]),
        vat=entry.get("vat"),
        decimals=entry.get("decimals", 2),
        tax=tuple(entry.get("tax", ())),
    )
