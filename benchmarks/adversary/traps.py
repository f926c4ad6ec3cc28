"""Traps that mislead a reader, one kind a function: each changes the draft of a page and what is true of it.

A trap that leaves the invoice payable as it stands keeps it ``clean`` where an expert would not stop at it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from benchmarks.adversary.made import Draft, spaced
from benchmarks.adversary.others import OTHERS
from benchmarks.adversary.papers import PAPERS
from benchmarks.adversary.remarks import REMARKS
from benchmarks.adversary.sayings import ASKED, new_bank, odd_state, saying, strange_stamp, strange_title
from benchmarks.adversary.sums import eastern_digits, gross_prices, nothing_due, row_below, two_payments
from benchmarks.adversary.suppliers import company
from benchmarks.adversary.world import Notation, countries, iban

Trap = Callable[[Draft, random.Random], None]
NO_INVOICE = frozenset({"review", "rejected"})


def none(_draft: Draft, _chance: random.Random) -> None:
    """Nothing: the plain invoice."""


def stamp_void(draft: Draft, chance: random.Random) -> None:
    _stamp(draft, chance, "void")


def stamp_draft(draft: Draft, chance: random.Random) -> None:
    _stamp(draft, chance, "draft")


def proforma(draft: Draft, chance: random.Random) -> None:
    draft.title, draft.allowed, draft.clean = chance.choice(draft.words["proforma"]), NO_INVOICE, False


def copy(draft: Draft, chance: random.Random) -> None:
    """A copy is an invoice all the same, though a person may be asked."""
    draft.stamps.append((chance.choice(draft.words["copy"]), False))
    draft.clean = False


def not_payment(draft: Draft, chance: random.Random) -> None:
    draft.footer.append(chance.choice(draft.words["not_payment"]))
    draft.allowed, draft.clean = ASKED, False


def paid(draft: Draft, chance: random.Random) -> None:
    """Paid already: nothing is due, or a person is asked."""
    draft.stamps.append((chance.choice(draft.words["paid"]), chance.random() < 0.5))
    draft.truth["amount_due"] = "0.00"
    draft.clean = False


def replaces(draft: Draft, chance: random.Random) -> None:
    earlier = f"{draft.number[:-1]}{(int(draft.number[-1]) + 3) % 10}" if draft.number[-1].isdigit() else "A-100"
    draft.footer.insert(0, chance.choice(draft.words["replaces"]).format(number=earlier))
    draft.truth["preceding"] = earlier
    draft.clean = False


def direct_debit(draft: Draft, chance: random.Random) -> None:
    """The account in the text is the buyer's: nobody is paid there."""
    if draft.buyer.iban:
        sentence = chance.choice(draft.words["direct_debit"]).format(account=spaced(draft.buyer.iban))
        draft.footer.append(sentence)
        draft.banned_accounts = (draft.buyer.iban,)
        draft.show_account = False
        draft.truth["payment_iban"] = None
    draft.clean = False


def buyer_account(draft: Draft, chance: random.Random) -> None:
    """The buyer's account is printed in the buyer's block, the seller's in the footer."""
    if draft.buyer.iban:
        draft.meta.append((f"{draft.word('customer')}", str(chance.randint(10_000, 99_999))))
        draft.banned_accounts = (draft.buyer.iban,)
    draft.clean = False


def factoring(draft: Draft, chance: random.Random) -> None:
    """The money goes to a factor: its account is the one to pay, the supplier's own is not."""
    factor = company(draft.country, chance, other=draft.seller.name)
    if factor.iban and draft.seller.iban:
        text = chance.choice(draft.words["factoring"]).format(name=factor.name, account=spaced(factor.iban))
        draft.footer.append(text)
        draft.banned_accounts = (draft.seller.iban,)
        draft.truth["payment_iban"] = factor.iban
    draft.clean = False


def second_currency(draft: Draft, chance: random.Random) -> None:
    """The total once more in another currency, for reference."""
    other = chance.choice([c for c in countries() if c.currency not in {draft.country.currency, "CLP"}])
    notation = replace(draft.notation, country=other, money_form="{c} {a}")
    value = (draft.gross * Decimal("1.37")).quantize(Decimal("0.01"))
    draft.totals.append((f"({other.currency})", notation.money(value)))
    draft.clean = False


def bare_amounts(draft: Draft, _chance: random.Random) -> None:
    """No currency anywhere on the page."""
    bare = replace(draft.notation, money_form="{a}")
    draft.totals = [(label, bare.money(v)) for (label, _), v in zip(draft.totals, _values(draft), strict=False)]
    draft.clean = False


def two_digit_year(draft: Draft, _chance: random.Random) -> None:
    form = draft.notation.date_form
    if form in {"dd.MM.y", "d.M.y", "dd/MM/y", "dd-MM-y"}:
        _restate_dates(draft, replace(draft.notation, date_form=form.replace("y", "yy")))
        draft.clean = False


def decoy_numbers(draft: Draft, chance: random.Random) -> None:
    """Other numbers stand before and after the invoice's own."""
    before = (draft.word("customer"), str(chance.randint(10_000, 99_999)))
    after = (draft.word("order"), f"PO-{chance.randint(1000, 99_999)}")
    draft.meta = [before, *draft.meta, after, (draft.word("order_number"), f"{chance.randint(100, 9999)}")]


def decoy_dates(draft: Draft, chance: random.Random) -> None:
    """An order's and a delivery's day stand beside the invoice's."""
    day = draft.notation.day
    ordered = (draft.word("ordered"), day(draft.issued - timedelta(days=chance.randint(3, 30))))
    delivered = (draft.word("delivered"), day(draft.issued - timedelta(days=chance.randint(1, 3))))
    draft.meta = [ordered, *draft.meta, delivered]


def cash_discount(draft: Draft, chance: random.Random) -> None:
    """Two ways to pay: less until an earlier day. The amount due is the whole one."""
    early = draft.issued + timedelta(days=5)
    less = (draft.gross * Decimal("0.98")).quantize(Decimal(1).scaleb(-draft.country.decimals))
    sentence, draft.banned_days = chance.choice(draft.words["discount"]), (early.isoformat(),)
    draft.footer.insert(
        0, sentence.format(percent="2", date=draft.notation.day(early), amount=draft.notation.money(less))
    )


def deposit(draft: Draft, _chance: random.Random) -> None:
    """A part was paid before; what is left is due."""
    before = (draft.gross * Decimal("0.3")).quantize(Decimal(1).scaleb(-draft.country.decimals))
    due = draft.gross - before
    draft.totals.append((draft.word("deposit"), draft.notation.money(-before)))
    draft.totals.append((draft.word("payable"), draft.notation.money(due)))
    draft.truth |= {"amount_due": str(due), "prepaid": str(before)}
    draft.clean = False


def payable_again(draft: Draft, _chance: random.Random) -> None:
    """The total once more as the amount to pay."""
    draft.totals.append((draft.word("payable"), draft.notation.money(draft.gross)))


def wrong_sum(draft: Draft, chance: random.Random) -> None:
    """The total is not what net and tax come to: nobody can know which of them is meant."""
    label = draft.totals[2][0]
    wrong = draft.gross + Decimal(chance.choice((9, 10, 90, 100)))
    draft.totals[2] = (label, draft.notation.money(wrong))
    draft.truth["total_gross"] = str(wrong)
    draft.allowed, draft.clean = ASKED, False


def other_paper(draft: Draft, chance: random.Random) -> None:
    """Another kind of paper with an invoice's table and totals."""
    role = chance.choice(("quote", "confirmation", "delivery_note", "statement", "reminder"))
    draft.title = chance.choice(draft.words[role])
    number = chance.choice((draft.word("order_number"), draft.title.capitalize()))
    draft.meta[0] = (number, draft.number)
    draft.allowed, draft.clean = NO_INVOICE, False


def credit_note(draft: Draft, chance: random.Random) -> None:
    """Money back, under a title of its own. All amounts are positive, as EN 16931 has them."""
    draft.title = chance.choice(draft.words["credit_note"])
    draft.meta[0] = (draft.words["credit_note_number"][0], draft.number)
    draft.truth["doc_type"] = "credit_note"
    draft.clean = False


WITHHELD = {
    "ES": ("Retención IRPF 15 %", Decimal("0.15")),
    "IT": ("Ritenuta d'acconto 20%", Decimal("0.20")),
    "GB": ("CIS deduction 20%", Decimal("0.20")),
    "DE": ("Bauabzugsteuer 15 %", Decimal("0.15")),
    "PT": ("Retenção na fonte 25%", Decimal("0.25")),
    "GR": ("Παρακράτηση φόρου 20%", Decimal("0.20")),
    "TR": ("Stopaj %20", Decimal("0.20")),
}


def withholding(draft: Draft, _chance: random.Random) -> None:
    """Tax that the buyer keeps back and pays to the state: less is due than the total."""
    word, share = WITHHELD.get(draft.country.code, ("", Decimal(0)))
    if not word:
        return
    kept = (draft.net * share).quantize(Decimal("0.01"))
    due = draft.gross - kept
    draft.totals.append((word, draft.notation.money(-kept)))
    draft.totals.append((draft.word("payable"), draft.notation.money(due)))
    draft.truth["amount_due"] = str(due)
    draft.clean = False


def previous_balance(draft: Draft, _chance: random.Random) -> None:
    """An older amount is still open: the account's balance is not this invoice's amount."""
    label = draft.words["previous_balance"][0]
    old = (draft.gross * Decimal("0.4")).quantize(Decimal(1).scaleb(-draft.country.decimals))
    draft.totals.append((label, draft.notation.money(old)))
    draft.totals.append((draft.word("payable"), draft.notation.money(draft.gross + old)))
    draft.truth["amount_due"] = str(draft.gross + old)
    draft.clean = False


def seller_below(draft: Draft, _chance: random.Random) -> None:
    """The customer's block comes first, the supplier stands in the footer alone."""
    draft.seller_on_top = False
    draft.clean = False


def placeholders(draft: Draft, chance: random.Random) -> None:
    """A form that was never filled in."""
    draft.meta[0] = (draft.meta[0][0], chance.choice(("[number]", "XXXX", "{{ invoice.number }}", "________")))
    draft.truth["invoice_number"] = None
    draft.allowed, draft.clean = ASKED, False


def changed_account(draft: Draft, chance: random.Random) -> None:
    """The supplier's page as ever, with an account that it never had."""
    draft.seller = replace(draft.seller, iban=iban(draft.country, chance))
    draft.truth["payment_iban"] = draft.seller.iban
    draft.clean = False


TRAPS: dict[str, tuple[float, Trap]] = {
    "none": (8.0, none),
    "payable_again": (2.5, payable_again),
    "decoy_numbers": (2.5, decoy_numbers),
    "decoy_dates": (2.0, decoy_dates),
    "cash_discount": (1.5, cash_discount),
    "stamp_void": (1.0, stamp_void),
    "stamp_draft": (0.8, stamp_draft),
    "proforma": (0.8, proforma),
    "copy": (0.5, copy),
    "not_payment": (0.6, not_payment),
    "paid": (0.8, paid),
    "replaces": (0.6, replaces),
    "direct_debit": (1.0, direct_debit),
    "buyer_account": (0.5, buyer_account),
    "factoring": (0.8, factoring),
    "second_currency": (0.8, second_currency),
    "bare_amounts": (0.5, bare_amounts),
    "two_digit_year": (0.8, two_digit_year),
    "deposit": (0.8, deposit),
    "wrong_sum": (0.8, wrong_sum),
    "other_paper": (1.5, other_paper),
    "seller_below": (0.8, seller_below),
    "placeholders": (0.4, placeholders),
    "credit_note": (0.8, credit_note),
    "withholding": (0.6, withholding),
    "previous_balance": (0.5, previous_balance),
    "changed_account": (0.8, changed_account),
    "superseded": (0.6, saying("superseded")),
    "written_off": (0.4, saying("written_off")),
    "self_billed": (0.5, saying("self_billed")),
    "thousands": (0.4, saying("thousands")),
    "new_bank": (0.5, new_bank),
    "strange_stamp": (0.8, strange_stamp),
    "strange_title": (0.8, strange_title),
    "odd_state": (0.5, odd_state),
    "row_below": (0.8, row_below),
    "nothing_due": (0.4, nothing_due),
    "two_payments": (0.5, two_payments),
    "gross_prices": (0.8, gross_prices),
    "eastern_digits": (0.4, eastern_digits),
    "joined": (0.6, none),
    "covered": (0.6, none),
    **REMARKS,
    **OTHERS,
    **PAPERS,
}
"""Weight in the mixture, and the function."""


LATER = frozenset({"changed_account"})
"""Traps that need a night before them."""


def set_trap(draft: Draft, chance: random.Random, only: Sequence[str] = ()) -> None:
    """Draw a trap by its weight, or one of ``only``, and set it."""
    names = only or list(TRAPS)
    name = chance.choices(names, [TRAPS[one][0] for one in names])[0]
    TRAPS[name][1](draft, chance)
    draft.trap = name


def _stamp(draft: Draft, chance: random.Random, role: str) -> None:
    """A word across the page, straight or turned."""
    draft.stamps.append((chance.choice(draft.words[role]), chance.random() < 0.6))
    draft.allowed, draft.clean = ASKED, False


def _values(draft: Draft) -> tuple[Decimal, ...]:
    return draft.net, draft.tax, draft.gross


def _restate_dates(draft: Draft, notation: Notation) -> None:
    for place, day in ((1, draft.issued), (2, draft.due)):
        draft.meta[place] = (draft.meta[place][0], notation.day(day))
