"""The totals among the labelled amounts: where several could be meant, the ones that add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from invoice_llm.label_reader.amounts.labelled_amounts import Sum
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import leading, pattern

_CENT = Decimal("0.02")
_SEVERAL = 2
_SHARED_TAXES = frozenset({"cgst", "sgst", "utgst"})
_BALANCES = ("paid", "previous", "rounding", "no_total")
"""What keeps the total from being what is due; tips stand beside cash and cards."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Amounts as printed. ``consistent``: net and tax make the gross."""

    net: Sum | None = None
    tax: Sum | None = None
    gross: Sum | None = None
    due: Sum | None = None
    paid: Sum | None = None
    previous: Sum | None = None
    sum_lines: Sum | None = None
    taxes: tuple[Sum, ...] = ()
    charges: tuple[Sum, ...] = ()
    consistent: bool = False


def is_settled(text: str) -> bool:
    """``True`` where the page speaks of a payment that was made."""
    return bool(pattern("settled").search(folded(text)))


def totals_of(sums: Sequence[Sum], *, settled: bool = False) -> Totals:
    """``settled``: the page says that it was paid, so that nothing is due but what it says is."""
    by_kind = {kind: _ranked(one for one in sums if one.kind == kind) for kind in {one.kind for one in sums}}
    best = {kind: found[0] for kind, found in by_kind.items()}
    taxes = _tax_lines(by_kind.get("tax", []))
    triple = _triple(by_kind)
    net, tax, gross = triple or (best.get("net"), best.get("tax"), best.get("gross"))
    charges = (*_whole(by_kind.get("discount", [])), *_whole(by_kind.get("shipping", [])))
    charged = _with_charges(by_kind, charges) if triple is None else None
    rated = _by_rates(by_kind, taxes) if triple is None and charged is None else None
    if rated is not None:
        net, tax, gross = rated[0], None, rated[1]
    elif charged is not None:
        tax, gross = charged[1:]
        net = None if tax.value else gross
    elif triple is None:
        net, tax, gross = _careful(net, _whole_tax(tax, taxes, by_kind.get("tax", [])), gross)
        net = gross if net is None and tax and not tax.value else net
    unclear = triple is None and net and tax and net is not gross
    return Totals(
        net=net,
        tax=tax,
        gross=gross or _as_gross(best),
        due=best.get("due") or (None if settled or unclear else _all_due(best, gross)),
        paid=best.get("paid"),
        previous=best.get("previous"),
        sum_lines=charged[0] if charged else best.get("sum_lines"),
        taxes=taxes,
        charges=charges,
        consistent=triple is not None or charged is not None or rated is not None,
    )


def _ranked(found: Iterable[Sum]) -> list[Sum]:
    """The most precise label first; of equals the last one printed."""
    return sorted(found, key=lambda one: (-one.weight, -one.row))


def _triple(by_kind: dict[str, list[Sum]], charged: Decimal = Decimal(0)) -> tuple[Sum, Sum, Sum] | None:
    """Net, tax and gross that add up; with ``charged`` the first of them is the sum of the lines before charges."""
    nets = (
        by_kind.get("net", [])
        + by_kind.get("sum_lines", [])
        + [one for one in by_kind.get("gross", []) if one.weight < 10]
    )
    taxes = by_kind.get("tax", [])
    grosses = by_kind.get("gross", []) + by_kind.get("due", [])
    fitting = [
        (net, tax, gross)
        for net, tax, gross in product(nets[:8], taxes[:8], grosses[:8])
        if abs(net.value + charged + tax.value - gross.value) <= _CENT
        and net.row <= gross.row + 6
        and net is not gross
        and gross.value
    ]
    return max(fitting, key=lambda one: (bool(one[1].value), sum(part.weight for part in one)), default=None)


def _by_rates(by_kind: dict[str, list[Sum]], taxes: Sequence[Sum]) -> tuple[Sum, Sum] | None:
    """Net and gross between which the taxes of several rates stand, whose sum is not printed."""
    kinds = {(tax.rate, _shared_tax(tax)) for tax in taxes}
    if len(kinds) < _SEVERAL or len(taxes) != len(kinds):
        return None
    whole = sum((tax.value for tax in taxes), Decimal(0))
    nets = by_kind.get("net", []) + by_kind.get("sum_lines", [])
    grosses = by_kind.get("gross", []) + by_kind.get("due", [])
    fitting = [
        (net, gross)
        for net, gross in product(nets[:8], grosses[:8])
        if abs(net.value + whole - gross.value) <= _CENT and net is not gross and gross.value
    ]
    return max(fitting, key=lambda one: one[0].weight + one[1].weight, default=None)


def _with_charges(by_kind: dict[str, list[Sum]], charges: Sequence[Sum]) -> tuple[Sum, Sum, Sum] | None:
    """Sum of the lines, tax and gross, where the charges and allowances below the first explain the difference: none
    of these is in it, so that it is not what is taxed."""
    found = _triple(by_kind, sum(map(_signed, charges), Decimal(0))) if charges else None
    return found if found and all(one.row > found[0].row for one in charges) else None


def sum_of_lines(sums: Sequence[Sum], added: Decimal | None) -> Sum | None:
    """The amount before tax to which the lines add up, as printed; the first one, as charges come behind it. A mere
    ``Total`` counts where no better label says that this is the total."""
    totals = {one.value for one in sums if one.kind == "gross" and one.weight >= 10}
    nets = [
        one
        for one in sums
        if one.kind in ("net", "sum_lines") or (one.kind == "gross" and one.weight < 10 and one.value not in totals)
    ]
    return next((one for one in nets if one.value == added), None)


def _as_gross(best: dict[str, Sum]) -> Sum | None:
    """Amount due taken as the total, unless something was paid or is left from before."""
    others = [best[kind] for kind in ("paid", "previous") if kind in best]
    return None if any(one.value for one in others) else best.get("due")


def _all_due(best: dict[str, Sum], gross: Sum | None) -> Sum | None:
    """Total taken as the amount due, unless the page names a payment or another balance (EN 16931, BR-CO-16)."""
    return None if any(best[kind].value for kind in _BALANCES if kind in best) else gross


def _careful(net: Sum | None, tax: Sum | None, gross: Sum | None) -> tuple[Sum | None, Sum | None, Sum | None]:
    """Without a sum that agrees: a net above the gross is none, nor one as high as the gross beside a tax."""
    if net and gross and (net.value > gross.value > 0 or (tax and 0 < tax.value < net.value == gross.value)):
        return None, tax, gross
    return net, tax, gross


def _signed(charge: Sum) -> Decimal:
    return -abs(charge.value) if charge.kind == "discount" else charge.value


def _whole_tax(tax: Sum | None, lines: Sequence[Sum], all_taxes: Sequence[Sum]) -> Sum | None:
    """Total tax; ``None`` where one of several rates, or of several taxes (CGST and SGST), stands for it. Beside what
    is free of tax, the one rate's tax is the total."""
    several_taxes = len({one.label.casefold() for one in all_taxes if one.rate}) > 1
    if tax is None or not tax.rate or len({line.rate for line in lines}) < 2:
        return None if tax and tax.rate and several_taxes else tax
    taxed = [line for line in lines if line.value]
    return taxed[0] if len(taxed) == 1 else None


def _whole(charges: Sequence[Sum]) -> tuple[Sum, ...]:
    """In the order of the page; where a row sums them up, that one, as the others are its parts."""
    printed = sorted((one for one in charges if one.value), key=lambda one: one.row)
    summed = [one for one in printed if leading("sums_up").match(folded(one.label))]
    return tuple(summed or printed)


def _shared_tax(tax: Sum) -> str:
    """The name of a tax that stands beside another one of the same rate: India's central and state tax."""
    name = folded(tax.label).split(" ", 1)[0]
    return name if name in _SHARED_TAXES else ""


def _tax_lines(taxes: Sequence[Sum]) -> tuple[Sum, ...]:
    seen: dict[tuple[str, Decimal, str], Sum] = {}
    for tax in sorted(taxes, key=lambda one: one.row):
        if tax.rate is not None:
            key = tax.rate, tax.value, _shared_tax(tax)
            known = seen.get(key)
            if known is None or (known.base is None and tax.base is not None):
                seen[key] = tax
    return tuple(seen.values())
