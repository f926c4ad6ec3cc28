"""Traps of doubtful remarks and of values that cannot be: words that vary, marks by hand, days, payees, sums."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from benchmarks.adversary.made import Draft, rounded, spaced
from benchmarks.adversary.sayings import ASKED, sayings
from benchmarks.adversary.suppliers import company
from benchmarks.adversary.world import countries, iban

Set = Callable[[Draft, random.Random], None]
PEOPLE = ("Marta Olsen", "J. R. Whitlow", "Petra Nowak", "Giulia Ferrero", "Tomas Lindqvist", "Ilse Brandner")
FILLED_WRONG = ("#REF!", "#N/A", "undefined", "[object Object]", "{{total}}", "<<Amount>>", "NaN", "%AMOUNT%")
TOTALS = ("total_net", "total_tax", "total_gross", "amount_due")
NOTES = ("see credit!", "ok 12/3 - AB", "nur 80 % zahlen", "disputed - call!", "Netto 450,-", "payé chq 1123")


@cache
def remarks() -> Mapping[str, Mapping[str, list[str]]]:
    """Sentences by kind and language."""
    loaded: dict[str, dict[str, list[str]]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return loaded


def remark(kind: str) -> Set:
    """A trap that prints one of the sentences of this kind, often where nobody looks: below the title, at the foot."""

    def trap(draft: Draft, chance: random.Random) -> None:
        text = _sentence(draft, chance, kind)
        if chance.random() < 0.3 and len(text) < 45:
            draft.stamps.append((text, False))
        else:
            draft.footer.append(text)
        draft.allowed, draft.clean = ASKED, False

    return trap


def _sentence(draft: Draft, chance: random.Random, kind: str) -> str:
    day = draft.notation.day(draft.issued + timedelta(days=chance.randint(1, 20)))
    number = f"{draft.number[:-2]}{chance.randint(10, 99)}"
    name = company(draft.country, chance, other=draft.seller.name).name
    return chance.choice(remarks()[kind][draft.country.language]).format(number=number, date=day, name=name)


def split_saying(draft: Draft, chance: random.Random) -> None:
    """A sentence that makes the invoice void, broken over two rows or torn by a gap."""
    kind = chance.choice(("superseded", "written_off", "self_billed", "thousands"))
    day = draft.notation.day(draft.issued + timedelta(days=9))
    text = sayings()[draft.country.language][kind].format(number=f"{draft.number}-B", date=day)
    words = text.split(" ")
    at = chance.randint(1, len(words) - 1)
    draft.footer.append(" ".join(words[:at]) + chance.choice("\n\t") + " ".join(words[at:]))
    draft.allowed, draft.clean = ASKED, False


def held_by_another(draft: Draft, chance: random.Random) -> None:
    """The account belongs to a person or to another company."""
    other = company(draft.country, chance, other=draft.seller.name).name
    name = chance.choice((chance.choice(PEOPLE), other))
    text = chance.choice(remarks()["holder"][draft.country.language]).format(name=name)
    if draft.seller.iban:
        draft.footer.append(text)
        draft.allowed = ASKED
    draft.clean = False


def foreign_account(draft: Draft, chance: random.Random) -> None:
    """An account in a country where the supplier is not."""
    homes = [one for one in countries() if one.code not in ("US", "CL", draft.country.code)]
    if draft.seller.iban:
        draft.seller_account = iban(chance.choice(homes), chance)
        draft.truth["payment_iban"] = draft.seller_account
        draft.allowed = ASKED
    draft.clean = False


def own_account(draft: Draft, chance: random.Random) -> None:
    """The customer's account with the words that it is theirs, right beside the supplier's."""
    if draft.buyer.iban:
        text = chance.choice(remarks()["own_account"][draft.country.language])
        draft.footer.append(f"{text}{chance.choice((' ', chr(10), chr(9)))}{spaced(draft.buyer.iban)}")
        draft.banned_accounts = (draft.buyer.iban,)
    draft.clean = False


def old_day(draft: Draft, chance: random.Random) -> None:
    """Issued many years ago, due today's way: one of the two days is wrong."""
    year = draft.issued.year - chance.choice((4, 7, 10))
    draft.issued = draft.issued.replace(year=year, day=min(draft.issued.day, 28))
    _dated(draft)


def coming_day(draft: Draft, chance: random.Random) -> None:
    """Issued in a year that has not come."""
    draft.issued = date(chance.choice((2028, 2031, 2062)), draft.issued.month, min(draft.issued.day, 28))
    draft.due = draft.issued + timedelta(days=14)
    _dated(draft)


def late_due(draft: Draft, chance: random.Random) -> None:
    """Due years after its day."""
    draft.due = draft.issued + timedelta(days=chance.choice((800, 1500, 3650)))
    _dated(draft)


def _dated(draft: Draft) -> None:
    for place, day in ((1, draft.issued), (2, draft.due)):
        draft.meta[place] = (draft.meta[place][0], draft.notation.day(day))
    draft.truth |= {"issue_date": draft.issued.isoformat(), "due_date": draft.due.isoformat()}
    draft.allowed, draft.clean = ASKED, False


def minus_invoice(draft: Draft, _chance: random.Random) -> None:
    """An invoice by its title whose total is below nothing."""
    draft.totals = [(draft.totals[at][0], draft.notation.money(-value)) for at, value in _sums(draft)]
    draft.truth |= {key: f"-{draft.truth[key]}" for key in TOTALS}
    draft.allowed, draft.clean = ASKED, False


def minus_credit(draft: Draft, chance: random.Random) -> None:
    """A credit note that prints minus, and so has its record."""
    draft.title = chance.choice(draft.words["credit_note"])
    draft.meta[0] = (draft.words["credit_note_number"][0], draft.number)
    draft.totals = [(draft.totals[at][0], draft.notation.money(-value)) for at, value in _sums(draft)]
    draft.truth |= {key: f"-{draft.truth[key]}" for key in TOTALS} | {"doc_type": "credit_note"}
    draft.clean = False


def two_totals(draft: Draft, chance: random.Random) -> None:
    """The head of the page asks for another amount than the sums come to."""
    other = draft.gross + rounded(Decimal(chance.choice((10, 90, 100, 900))), draft.country)
    draft.meta.append((draft.word("payable"), draft.notation.money(other)))
    draft.allowed, draft.clean = ASKED, False


def slip_differs(draft: Draft, chance: random.Random) -> None:
    """The payment slip at the foot names another amount."""
    amount, account = draft.gross + chance.choice((9, 100, 900)), draft.seller.iban
    texts = [draft.seller.name, draft.notation.money(amount), draft.number]
    draft.others, draft.marks = ([f"IBAN {spaced(account)}"] if account else []) + texts, ("slip",)
    draft.allowed, draft.clean = ASKED, False


def wrong_rate(draft: Draft, _chance: random.Random) -> None:
    """The tax is not its printed rate, and the sums hold all the same."""
    tax = rounded(draft.tax * Decimal("0.6"), draft.country)
    if tax == draft.tax:
        return
    draft.totals[1] = (draft.totals[1][0], draft.notation.money(tax))
    draft.totals[2] = (draft.totals[2][0], draft.notation.money(draft.net + tax))
    draft.truth |= {"total_tax": str(tax), "total_gross": str(draft.net + tax), "amount_due": str(draft.net + tax)}
    draft.allowed, draft.clean = ASKED, False


def exempt_taxed(draft: Draft, chance: random.Random) -> None:
    """No tax is due by the words, and tax is charged by the figures."""
    if draft.tax:
        draft.footer.append(_sentence(draft, chance, "exempt"))
        draft.allowed = ASKED
    draft.clean = False


def filled_wrong(draft: Draft, chance: random.Random) -> None:
    """A program left its own signs where a value belongs."""
    sign = chance.choice(FILLED_WRONG)
    at = chance.choice((0, 1, 2))
    if at == 2:
        draft.totals.append((draft.word("payable"), sign))
    else:
        draft.meta[2 * at] = (draft.meta[2 * at][0], sign)
        draft.truth["due_date" if at else "invoice_number"] = None
    draft.allowed, draft.clean = ASKED, False


def other_total_currency(draft: Draft, chance: random.Random) -> None:
    """The total is in another currency than the sums before it."""
    form = draft.notation.money_form
    if "{c}" not in form and "{s}" not in form:
        return
    other = chance.choice([c for c in countries() if c.currency != draft.country.currency and c.decimals == 2])
    draft.totals[2] = (draft.word("gross"), f"{other.currency} {draft.notation.amount(draft.gross)}")
    draft.allowed, draft.clean = ASKED, False


def marked(mark: str) -> Set:
    """A trap of a mark over the finished page (:mod:`.marking`)."""

    def trap(draft: Draft, chance: random.Random) -> None:
        other = draft.notation.money(rounded(draft.gross * Decimal("0.7"), draft.country))
        text = f"{draft.word('payable')} {other}"
        draft.marks = (mark,)
        draft.others = [chance.choice(NOTES) if mark in ("pen_note", "free_note") else other]
        if mark in ("white_text", "tiny_text"):
            draft.others = [text]
        draft.allowed, draft.clean = ASKED, False

    return trap


def _sums(draft: Draft) -> list[tuple[int, Decimal]]:
    return list(enumerate((draft.net, draft.tax, draft.gross)))


REMARKS: dict[str, tuple[float, Set]] = {
    **{
        kind: (0.3, remark(kind))
        for kind in ("scale", "hold", "third_payer", "corrected", "training", "page")
    },
    "split_saying": (0.6, split_saying),
    "held_by_another": (0.4, held_by_another),
    "foreign_account": (0.3, foreign_account),
    "own_account": (0.4, own_account),
    "old_day": (0.3, old_day),
    "coming_day": (0.3, coming_day),
    "late_due": (0.2, late_due),
    "minus_invoice": (0.3, minus_invoice),
    "minus_credit": (0.3, minus_credit),
    "two_totals": (0.3, two_totals),
    "slip_differs": (0.3, slip_differs),
    "wrong_rate": (0.3, wrong_rate),
    "exempt_taxed": (0.3, exempt_taxed),
    "filled_wrong": (0.3, filled_wrong),
    "other_total_currency": (0.3, other_total_currency),
    **{
        mark: (0.15, marked(mark))
        for mark in (
            "struck_total", "struck_only", "pasted_total", "printed_over", "white_text", "tiny_text", "pen_note",
            "free_note", "crossed_out",
        )
    },
}  # fmt: skip
"""Weight in the mixture, and the function."""
