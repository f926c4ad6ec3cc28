"""One invoice's values, drawn at random and right by construction, and the draft of its page."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from benchmarks.adversary.suppliers import Company, Supplier, company, supplier
from benchmarks.adversary.world import Country, Notation, Words

FIRST_DAY = date(2025, 9, 1)
DAYS = 400


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
    expert would book it without a question. ``marks`` name what is drawn over the finished page
    (:mod:`benchmarks.adversary.marking`), ``others`` are the texts of those. ``table_below``: rows of a table below
    the totals. ``banned_days``: no accepted record may be due then. ``form``: the values are fields of a form, shown or
    not.
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
    foot_in_columns: bool = False
    show_account: bool = True
    trap: str = "none"
    program: str = ""
    usual_words: bool = True
    wordy: str = ""
    seller_account: str | None = None
    is_letter: bool = False
    marks: tuple[str, ...] = ()
    others: list[str] = field(default_factory=list)
    table_below: tuple[Sequence[str], ...] = ()
    banned_days: tuple[str, ...] = ()
    form: Literal["none", "shown", "unseen"] = "none"

    def word(self, role: str) -> str:
        """The supplier's word for a role; one of the usual ones, if it keeps to them."""
        words = self.words[role]
        return random.Random(f"{self.wordy}/{role}").choice(words[:2] if self.usual_words else words)


def make(chance: random.Random, country: Country, *, buyers: tuple[Country, ...]) -> Draft:
    """The first invoice of a supplier in ``country`` that nobody has heard of, to a customer there or elsewhere."""
    by = supplier(chance, country)
    home = country if chance.random() < 0.75 else chance.choice(buyers)
    return issue(chance, by, company(home, chance, other=by.company.name), at=0)


def issue(chance: random.Random, by: Supplier, buyer: Company, *, at: int) -> Draft:
    """The supplier's invoice number ``at``, consistent: sums hold."""
    country, notation = by.company.country, by.notation
    lines = tuple(_line(country, chance) for _ in range(chance.choice((1, 1, 2, 2, 3, 4, 6, 12))))
    net = sum((line.total for line in lines), Decimal(0))
    tax = rounded(net * by.rate / 100, country)
    issued = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    draft = Draft(
        country=country,
        notation=notation,
        words=country.words,
        seller=by.company,
        buyer=buyer,
        number=by.number(at, issued),
        issued=issued,
        due=issued + timedelta(days=chance.choice((7, 10, 14, 21, 30, 45, 60))),
        lines=lines,
        rate=by.rate,
        net=net,
        tax=tax,
        gross=net + tax,
        title="",
        usual_words=by.usual_words,
        wordy=f"{by.company.name}, {by.company.city}",
    )
    _fill(draft)
    return draft


def spaced(account: str) -> str:
    """An IBAN in groups of four, as it is usually printed."""
    return " ".join(account[i : i + 4] for i in range(0, len(account), 4))


def _line(country: Country, chance: random.Random) -> Line:
    scale = {"HUF": 400, "CLP": 1000}.get(country.currency, 1)
    price = Decimal(chance.randint(150, 90_000)) / 100 * scale
    if chance.random() < 0.06:
        price = Decimal(chance.randint(100, 900) * 100 * scale)
    price = rounded(price, country)
    quantity = Decimal(chance.choice((1, 1, 2, 3, 4, 5, 8, 10, 12, 25)))
    item = chance.choice(country.words["items"])
    return Line(item, f"{chance.choice('ABCK')}-{chance.randint(1000, 9999)}", quantity, price, price * quantity)


def rounded(value: Decimal, country: Country) -> Decimal:
    """An amount in the smallest unit that the country prints."""
    return value.quantize(Decimal(1).scaleb(-country.decimals))


def _fill(draft: Draft) -> None:
    """The plain page: title, meta block, totals, footer; and its truth."""
    notation, words = draft.notation, draft.words
    habit = random.Random(f"{draft.wordy}/totals")
    draft.title = habit.choice(words["title"][:2])
    draft.meta = [
        (draft.word("number"), draft.number),
        (draft.word("date"), notation.day(draft.issued)),
        (draft.word("due"), notation.day(draft.due)),
    ]
    tax = habit.choice(draft.country.tax or tuple(words["tax"])).format(rate=notation.number(draft.rate))
    coded = "{c}" not in notation.money_form and "{s}" not in notation.money_form
    gross = draft.word("gross") + (f" {draft.country.currency}" if coded else "")
    draft.totals = [
        (draft.word("net"), notation.money(draft.net)),
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
