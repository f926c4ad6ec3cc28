"""Traps of who is paid and of what a line asks for: kinds that were accepted wrongly when they were first tried."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from benchmarks.adversary.made import Draft, rounded
from benchmarks.adversary.programs import programs
from benchmarks.adversary.sayings import ASKED
from benchmarks.adversary.suppliers import company

Set = Callable[[Draft, random.Random], None]
PAYEES = {
    "en": "Payee: {name}", "de": "Lautend auf {name}", "fr": "Compte / Payable à {name}", "es": "A favor de {name}",
    "it": "Pagabile a {name}", "nl": "Ten gunste van {name}", "pt": "Em nome de {name}", "pl": "Na rzecz {name}",
    "sv": "Betalas till {name}", "da": "Betales til {name}", "nb": "Betales til {name}", "fi": "Tilinhaltija: {name}",
    "cs": "Ve prospěch {name}", "hu": "Számlatulajdonos neve: {name}", "ro": "În favoarea {name}",
    "el": "Στο όνομα {name}", "tr": "Hesap ünvanı: {name}",
}  # fmt: skip
LESS = {
    "en": "Please deduct our credit note {number} over {amount} before you pay.",
    "de": "Bitte ziehen Sie unsere Gutschrift {number} über {amount} ab, bevor Sie zahlen.",
    "fr": "Veuillez déduire notre avoir {number} de {amount} avant de payer.",
    "es": "Descuente nuestro abono {number} de {amount} antes de pagar.",
    "it": "Detrarre la nostra nota di credito {number} di {amount} prima del pagamento.",
    "nl": "Gelieve onze creditnota {number} van {amount} af te trekken voor u betaalt.",
}
"""The other languages say it in English."""


def paid_to(draft: Draft, chance: random.Random) -> None:
    """The account is in the name of another company, in other words than those for its holder."""
    if draft.seller.iban:
        name = company(draft.country, chance, other=draft.seller.name).name
        draft.footer.append(PAYEES[draft.country.language].format(name=name))
        draft.allowed = ASKED
    draft.clean = False


def dear_line(draft: Draft, _chance: random.Random) -> None:
    """A line asks for more than quantity and price come to; the sums hold."""
    first = draft.lines[0]
    fewer = replace(first, quantity=first.quantity + 4, unit_price=rounded(first.unit_price / 9, draft.country))
    draft.lines = (fewer, *draft.lines[1:])
    draft.clean = False
    columns = next(one.columns for one in programs() if one.name == draft.program)
    if {"unit_price", "quantity"} <= set(columns) and fewer.quantity * fewer.unit_price * Decimal("1.5") < first.total:
        draft.allowed = ASKED


def less_credit(draft: Draft, chance: random.Random) -> None:
    """A sentence takes something off that no sum does."""
    off = rounded(draft.gross * Decimal("0.17"), draft.country)
    said = LESS.get(draft.country.language, LESS["en"])
    draft.footer.append(said.format(number=f"CN-{chance.randint(100, 999)}", amount=draft.notation.money(off)))
    draft.allowed, draft.clean = ASKED, False


OTHERS: dict[str, tuple[float, Set]] = {
    "paid_to": (0.4, paid_to),
    "dear_line": (0.3, dear_line),
    "less_credit": (0.3, less_credit),
}
"""Weight in the mixture, and the function."""
