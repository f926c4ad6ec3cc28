"""Traps of files: two invoices joined in one, and a letter before the invoice."""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.adversary.made import Draft, issue
from benchmarks.adversary.suppliers import Company, Supplier


def joined(draft: Draft, chance: random.Random, by: Supplier, buyer: Company, at: int) -> list[Draft]:
    """The invoice, and another one of its supplier behind it; both are documents of their own."""
    other = issue(chance, by, buyer, at=at)
    other.program, other.trap, other.clean = draft.program, draft.trap, False
    draft.clean = False
    return [draft, other]


def covered(draft: Draft) -> list[Draft]:
    """A letter of the supplier before its invoice: names and day, and no amount."""
    letter = replace(draft, title="", meta=[], totals=[], lines=(), stamps=[], show_account=False, is_letter=True)
    letter.footer = [f"{draft.word('number')} {draft.number}", draft.notation.day(draft.issued)]
    draft.clean = False
    return [letter, draft]
