"""Roles of values, from the words beside them. A value that is on the page may still be another one's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from invoice_llm.vocabulary.language import PhraseLists
from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import beside_words, listed_words

_NUMBER = r"(?:#|nº|n°)"
_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True)
class Role:
    """Patterns over folded text: ``mine`` are label words of the field, ``others`` those of fields that are easily
    taken for it.

    ``proper`` are those of ``mine`` that mean this field whatever stands before them: 'due date' is no invoice date
    and 'customer no' no invoice number, but 'tax invoice' is an invoice.
    """

    mine: re.Pattern[str]
    others: re.Pattern[str]
    proper: re.Pattern[str]


@cache
def roles() -> Mapping[str, Role]:
    """The role of each field that has one, by the field's path."""
    date = rf"{_beside('date')}|{_beside('date_before')}\s*$"
    gross = _beside("gross", "amount_due")
    return {
        "invoice_number": _role(
            rf"{_beside('number')}|{_NUMBER}\s*$",
            _beside("customer", "order", "delivery", "identifier", "page"),
            _beside("invoice"),
        ),
        "issue_date": _role(date, _beside("due", "delivery", "order", "period"), _issued()),
        "due_date": _role(_beside("due"), rf"{_beside('delivery')}|{alternatives(listed_words('early_discount'))}"),
        "total_net": _role(_beside("total"), _beside("gross"), _beside("net")),
        "total_tax": _role(_beside("tax")),
        "total_gross": _role(_beside("total"), _beside("net", "not_gross"), gross),
        "amount_due": _role(_beside("total"), _beside("net"), _beside("amount_due")),
        "sum_lines_net": _role(_beside("net", "total")),
        "paid_amount": _role(_beside("paid")),
        "previous_balance": _role(_beside("previous")),
        "po_numbers[0]": _role(_beside("order", "reference")),
    }


@cache
def recipient_label() -> re.Pattern[str]:
    """Labels of whom the invoice is for."""
    return re.compile(_beside("recipient"))


@cache
def sender_label() -> re.Pattern[str]:
    """Labels of whom the invoice is from."""
    return re.compile(_beside("sender"))


@cache
def contact_label() -> re.Pattern[str]:
    """Words right before a person's name, which is no company's."""
    return re.compile(rf"{alternatives(listed_words('contact_person'))}\W*$")


@cache
def label_only() -> re.Pattern[str]:
    """A label that stands where a name should."""
    return re.compile(rf"^\W*{alternatives(beside_words('label_only'), anchored=True)}\W*$")


def _role(mine: str, others: str = _NEVER, proper: str | None = None) -> Role:
    mine_first = mine if proper is None else f"{proper}|{mine}"
    return Role(*(re.compile(source) for source in (mine_first, others, mine if proper is None else proper)))


def _beside(*lists: str) -> str:
    return alternatives(beside_words(*lists))


def _issued() -> str:
    """``invoice date``, ``Rechnungsdatum``: what an invoice is called and a word for date, of one language."""
    dated = (phrase for language in languages().values() for phrase in _dated(language.beside))
    return alternatives([*beside_words("issued"), *dated])


def _dated(beside: PhraseLists) -> list[str]:
    names = [name.strip("*") for name in beside["invoice"]]
    joints = ("", " ", "s", "s ")
    return [f"*{name}{joint}{date}*" for name in names for joint in joints for date in beside["date_noun"]]
