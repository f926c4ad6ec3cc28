"""One invoice's values, drawn at random and right by construction, and the draft of its page."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.adversary.world import Country, Notation, Words, iban, vat_id

FIRST_DAY = date(2025, 9, 1)
DAYS = 400


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
class Line:
    description: str
    code: str
    quantity: Decimal
    unit_price: Decimal
    total: Decimal


@dataclass(slots=True)
class Draft:
    """A page before it is drawn, and what is true of it. Traps change both.

    ``truth`` has the keys of a ``.truth.json``; ``allowed`` are the outcomes that are right; ``clean`` says that an
    expert would book it without a question.
    """

    country: Country
    notation: Notation
    words: Words
    seller: Company
    buyer: Company
    number: str
    issued: date
    due: date
    lines: tuple[Line, ...]
    rate: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    title: str
    meta: list[tuple[str, str]] = field(default_factory=list)
    totals: list[tuple[str, str]] = field(default_factory=list)
    footer: list[str] = field(default_factory=list)
    stamps: list[tuple[str, bool]] = field(default_factory=list)
    truth: dict[str, object] = field(default_factory=dict)
    allowed: frozenset[str] = frozenset({"accepted", "review"})
    banned_accounts: tuple[str, ...] = ()
    clean: bool = True
    seller_on_top: bool = True
    show_account: bool = True
    trap: str = "none"
    program: str = ""
    usual_words: bool = True

    def word(self, role: str, chance: random.Random) -> str:
        """A word for a role; the usual ones only, if this page keeps to them."""
        words = self.words[role]
        return chance.choice(words[:2] if self.usual_words else words)


def make(chance: random.Random, country: Country, *, buyers: tuple[Country, ...]) -> Draft:
    """A consistent invoice of a supplier in ``country``: sums hold, ids have right check digits."""
    notation = _notation(country, chance)
    rate = Decimal(chance.choice(country.rates))
    lines = tuple(_line(country, chance) for _ in range(chance.choice((1, 1, 2, 2, 3, 4, 6, 12))))
    net = sum((line.total for line in lines), Decimal(0))
    tax = _rounded(net * rate / 100, country)
    issued = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    seller = company(country, chance)
    home = country if chance.random() < 0.75 else chance.choice(buyers)
    draft = Draft(
        country=country,
        notation=notation,
        words=country.words,
        seller=seller,
        buyer=company(home, chance, other=seller.name),
        number=_number(chance, issued),
        issued=issued,
        due=issued + timedelta(days=chance.choice((7, 10, 14, 21, 30, 45, 60))),
        lines=lines,
        rate=rate,
        net=net,
        tax=tax,
        gross=net + tax,
        title="",
        usual_words=chance.random() < 0.7,
    )
    _fill(draft, chance)
    return draft


def company(country: Country, chance: random.Random, *, other: str = "") -> Company:
    """A company of the country with a name that is not ``other``."""
    words = country.words
    stem = chance.choice([name for name in words["names"] if not other.startswith(name)])
    address = f"{chance.choice(words['streets'])} {chance.randint(1, 120)}"
    if country.language == "en":
        address = f"{chance.randint(1, 120)} {chance.choice(words['streets'])}"
    name = f"{stem} {chance.choice(country.forms)}"
    return Company(
        name, address, chance.choice(country.cities), country, vat_id(country, chance), iban(country, chance)
    )


def spaced(account: str) -> str:
    """An IBAN in groups of four, as it is usually printed."""
    return " ".join(account[i : i + 4] for i in range(0, len(account), 4))


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


def _line(country: Country, chance: random.Random) -> Line:
    scale = {"HUF": 400, "CLP": 1000}.get(country.currency, 1)
    price = Decimal(chance.randint(150, 90_000)) / 100 * scale
    if chance.random() < 0.06:
        price = Decimal(chance.randint(100, 900) * 100 * scale)
    price = _rounded(price, country)
    quantity = Decimal(chance.choice((1, 1, 2, 3, 4, 5, 8, 10, 12, 25)))
    item = chance.choice(country.words["items"])
    return Line(item, f"{chance.choice('ABCK')}-{chance.randint(1000, 9999)}", quantity, price, price * quantity)


def _rounded(value: Decimal, country: Country) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-country.decimals))


def _number(chance: random.Random, issued: date) -> str:
    serial = chance.randint(100, 99_999)
    return chance.choice(
        (
            f"{issued.year}-{serial:05d}",
            f"INV-{serial:06d}",
            f"{chance.choice('RFAB')}{chance.choice('ENKV')}{issued:%y}{serial:05d}",
            f"{serial:05d}/{issued.year}",
            f"{issued:%Y%m}{serial:05d}",
            f"{chance.choice('ABCDEFGH')}-{serial}",
        )
    )


def _fill(draft: Draft, chance: random.Random) -> None:
    """The plain page: title, meta block, totals, footer; and its truth."""
    notation, words = draft.notation, draft.words
    draft.title = chance.choice(words["title"][:2])
    draft.meta = [
        (draft.word("number", chance), draft.number),
        (draft.word("date", chance), notation.day(draft.issued)),
        (draft.word("due", chance), notation.day(draft.due)),
    ]
    tax = chance.choice(draft.country.tax or tuple(words["tax"])).format(rate=notation.number(draft.rate))
    coded = "{c}" not in notation.money_form and "{s}" not in notation.money_form
    gross = draft.word("gross", chance) + (f" {draft.country.currency}" if coded else "")
    draft.totals = [
        (draft.word("net", chance), notation.money(draft.net)),
        (tax, notation.money(draft.tax)),
        (gross, notation.money(draft.gross)),
    ]
    _be_honest(draft)
    draft.truth = {
        "doc_type": "invoice",
        "invoice_number": draft.number,
        "issue_date": draft.issued.isoformat(),
        "due_date": draft.due.isoformat(),
        "currency": draft.country.currency,
        "seller_name": draft.seller.name,
        "seller_vat_id": draft.seller.vat_id,
        "buyer_name": draft.buyer.name,
        "payment_iban": draft.seller.iban,
        "total_net": str(draft.net),
        "total_tax": str(draft.tax),
        "total_gross": str(draft.gross),
        "amount_due": str(draft.gross),
    }


def _be_honest(draft: Draft) -> None:
    """Mark what an expert would ask about: a sign that several countries share, a date of two readings."""
    notation = draft.notation
    bare = "{c}" not in notation.money_form
    shared = draft.country.sign in {"$", "kr", "kr."} and bare
    numeric = notation.date_form in {"dd/MM/y", "MM/dd/y"} and draft.country.language == "en"
    if shared or (numeric and draft.issued.day <= 12):
        draft.clean = False
