"""The result of one rule over one invoice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Literal

from invoice_llm.invoice.concern import RULE, SAYS, Concern, Value
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.invoice.tolerances import decimals

_LONGEST = 60

Severity = Literal["error", "warning", "info"]
"""``error``: the values cannot all be right. ``warning``: a person should know. ``info``: worth a look, no more."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule over one invoice. ``ok`` is ``None`` where the values it needs are not there.

    ``rule`` is EN 16931's number (``BR-CO-15``) or one of ours (``X-...``). ``says`` is what was compared, with the
    ``values`` that its sentence names; ``None`` where nothing was. ``supports`` names the values that the rule speaks
    for when it holds: each of them took part in a sum, a product or check digits.
    """

    rule: str
    reason: Reason
    fields: tuple[str, ...]
    says: Statement | None
    ok: bool | None
    severity: Severity = "error"
    supports: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def concern(self) -> Concern:
        """The broken rule as a concern: data, not a sentence."""
        said: Mapping[str, Value] = {} if self.says is None else {SAYS: str(self.says)}
        return Concern(self.reason, self.fields, {**said, RULE: self.rule, **self.values})


@cache
def undecided(rule: str, reason: Reason, *fields: str, severity: Severity = "error") -> Finding:
    """The rule where the values it needs are not there."""
    return Finding(rule, reason, fields, None, None, severity)


def shown(invoice: Invoice, amount: Decimal, *, most: int = 8) -> str:
    """An amount for people: its currency's decimals at least, and ``most`` at most."""
    exponent = amount.normalize().as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) else 0
    return f"{amount:.{max(min(digits, most), decimals(invoice.currency))}f}"


def plain(number: Decimal) -> str:
    """A number for people, without zeros at its end."""
    return f"{number.normalize():f}"


def quoted(text: str) -> str:
    """A name or id for people: no more of a document's text than they need to know it by."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
