"""Traps of what a page says of itself beyond the usual words: sentences, a state, stamps and titles nobody knows."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path

import yaml

from benchmarks.adversary.made import Draft
from benchmarks.adversary.world import iban

ASKED = frozenset({"review"})
STAMPS = (
    "ANULIUOTA", "АНУЛИРАНА", "TÜHISTATUD", "ANULĒTS", "ÓGILT", "DIBATALKAN", "STORNIRANO", "RAZVELJAVLJENO",
    "СКАСОВАНО", "REVERSED", "VORABZUG", "HINFÄLLIG", "À RECTIFIER", "TEST", "TRIAL",
    "NE PAS COMPTABILISER", "SCADUTA", "RIFIUTATA",
)  # fmt: skip
TITLES = (
    "PREDRAČUN", "ETTEMAKSUARVE", "AVANSA RĒĶINS", "IŠANKSTINĖ SĄSKAITA", "APPLICATION FOR PAYMENT", "PAYMENT PLAN",
    "ZAHLUNGSPLAN", "RETURN AUTHORISATION", "АВАНСОВ ФАКТУР", "SUBSCRIPTION RENEWAL", "APPEL DE FONDS",
)  # fmt: skip
STATES = ("Refunded", "Rejected", "On appeal", "Awaiting signature", "Second request", "Deleted", "Merged")


@cache
def sayings() -> Mapping[str, Mapping[str, str]]:
    """Sentences by language and kind."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return loaded


def saying(kind: str) -> Callable[[Draft, random.Random], None]:
    """A trap that prints the sentence of this kind at the foot of the page."""

    def trap(draft: Draft, chance: random.Random) -> None:
        day = draft.notation.day(draft.issued + timedelta(days=chance.randint(1, 20)))
        number = f"{draft.number[:-2]}{chance.randint(10, 99)}"
        draft.footer.append(sayings()[draft.country.language][kind].format(number=number, date=day))
        draft.allowed, draft.clean = ASKED, False

    return trap


def new_bank(draft: Draft, chance: random.Random) -> None:
    """The only account on the page is a new one, with a sentence that says so."""
    saying("new_bank")(draft, chance)
    draft.seller_account = iban(draft.country, chance)
    draft.truth["payment_iban"] = draft.seller_account


def strange_stamp(draft: Draft, chance: random.Random) -> None:
    """A stamp of a language, or of a trade, that nobody thought of."""
    draft.stamps.append((chance.choice(STAMPS), chance.random() < 0.7))
    draft.allowed, draft.clean = ASKED, False


def strange_title(draft: Draft, chance: random.Random) -> None:
    """Another paper than an invoice, by a title nobody thought of, with an invoice's labels."""
    draft.title, draft.allowed, draft.clean = chance.choice(TITLES), ASKED, False


def odd_state(draft: Draft, chance: random.Random) -> None:
    """A field that says in which state the document is."""
    draft.meta.append(("Status", chance.choice(STATES)))
    draft.allowed, draft.clean = ASKED, False
