"""One reading out of two: field by field the value with more behind it on the page, then the sums as a whole."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import fsum
from typing import Any, Literal

from invoice_llm.invoice.checks import check_sums
from invoice_llm.invoice.checks.company_ids import folded_id
from invoice_llm.invoice.checks.company_names import folded_name
from invoice_llm.invoice.fields import FIELDS, REQUIRED_FIELDS, type_at
from invoice_llm.invoice.paths import get, put, top
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.reading.confidence import is_odd, kind_of
from invoice_llm.reading.confidence.agreement import Agreement
from invoice_llm.reading.evidence.page_reading import PageReading

Reader = Literal["model", "labels", "both"]

SETTLED = 0.75
"""From this probability on the likelier of two values is taken without telling a person, and an optional one that only
one reading has is stated."""
_MAY_STAY_OPEN = tuple(field.first_path for field in FIELDS if field.fused == "value_or_none")
"""What an invoice can be paid without: where the readings differ and nothing settles it, none is stated."""

_KEYS: Mapping[str, str] = {
    field.answer: field.first_path for field in FIELDS if field.answer and field.fused in ("value", "value_or_none")
}
_BUYERS = {key: path for key, path in _KEYS.items() if path in ("buyer.name", "buyer.vat_id")}
_SIGN = re.compile(r"^[#№:\s]+")
_AMOUNTS = tuple(field.path for field in FIELDS if field.fused == "amounts")
_CHARGED = "allowances_charges"
_LINES = tuple(
    name
    for name in dict.fromkeys(top(field.answer) for field in FIELDS if field.answer and field.fused == "lines")
    if name != _CHARGED
)
"""What only makes sense together, and so comes from one reading; the charges may come from the other one."""


@dataclass(frozen=True, slots=True)
class Read:
    """One reading: what was printed, and how likely each value is right, by the invoice's path, with the score that
    this comes from. ``wrong_digits`` are the ids that fail their check digits; ``doubtful`` says of how many values of
    the ``lines`` and the ``taxes`` the page speaks against."""

    printed: PrintedInvoice
    probability: Mapping[str, float]
    scores: Mapping[str, float]
    agreement: Mapping[str, Agreement]
    wrong_digits: Container[str] = ()
    doubtful: Mapping[str, int] = field(default_factory=dict)

    def against(self, path: str) -> tuple[bool, float, float]:
        """Rank of its value against another one's. Few suppliers print an id with wrong check digits; readers that
        take another number for it are many."""
        return path not in self.wrong_digits, self.probability[path], self.scores.get(path, 0.0)


@dataclass(frozen=True, slots=True)
class Fused:
    """``readers`` says by the invoice's path which reading each value comes from."""

    printed: PrintedInvoice
    readers: dict[str, Reader]


def fuse(model: Read, labels: Read, page: PageReading, settled: Mapping[str, Reader] | None = None) -> Fused:
    """Joins two readings of one ``page``. What both have stays; of what they disagree about the likelier one, as
    ``settled`` where the page's candidates tell it; the amounts and the lines so that as few sums as possible fail."""
    settled = settled or {}
    ours, theirs = model.printed.model_dump(), labels.printed.model_dump()
    taken = {**ours, "seller": dict(ours["seller"]), "buyer": dict(ours["buyer"])}
    readers: dict[str, Reader] = {}
    for key, path in _KEYS.items():
        reader = settled.get(path) or _chosen(path, model, labels)
        put(taken, key, get(theirs if reader == "labels" else ours, key) if reader else None)
        readers |= {path: reader} if reader else {}
    for key, path in _BUYERS.items():
        if _bills_itself(taken, key) and not _bills_itself(theirs, key):
            put(taken, key, get(theirs, key))
            readers[path] = "labels"
    rows = page.structure.printed_rows
    candidates = list(_candidates(model, labels, PrintedInvoice.model_validate(taken), settled, rows))
    best = candidates[0] if len(candidates) == 1 else min(candidates, key=lambda one: one.cost(page))
    return Fused(best.printed, {**readers, **best.readers})


def _bills_itself(told: Mapping[str, Any], key: str) -> bool:
    """True where the customer's name or id is the supplier's as well: one of both was read wrongly."""
    folded = folded_id if key.endswith("_id") else folded_name
    buyer = get(told, key)
    return bool(buyer) and folded(buyer) == folded(get(told, key.replace("buyer", "seller")))


def possible(printed: PrintedInvoice) -> PrintedInvoice:
    """Without what cannot be what it is said to be: a street as a VAT id, a label as a name. The other reading may
    have better, and is not contradicted by it. The sign before a number is its label, no part of it."""
    told = ((key, path, value) for key, path in _KEYS.items() if (value := get(printed, key)) is not None)
    better = {key: sound for key, path, value in told if (sound := _sound(path, value)) != value}
    if not better:
        return printed if printed.says_kind else printed.model_copy(update={"says_kind": True})
    data = printed.model_dump()
    for key, sound in better.items():
        put(data, key, sound)
    return PrintedInvoice.model_validate(data)


def _sound(path: str, value: str) -> str | None:
    bare = _SIGN.sub("", value) if kind_of(path) in ("number", "id") else value
    return None if is_odd(path, bare) else bare


def _chosen(path: str, model: Read, labels: Read) -> Reader | None:
    """Whose value it is; ``None`` where neither's is worth stating."""
    ours, theirs = model.probability.get(path), labels.probability.get(path)
    if ours is not None and theirs is not None:
        if model.agreement[path].same:
            return "both"
        if max(ours, theirs) < SETTLED and path in _MAY_STAY_OPEN and not _is_clear(path, ours, theirs):
            return None
        return "labels" if labels.against(path) > model.against(path) else "model"
    if ours is None and theirs is None:
        return None
    reader: Reader = "labels" if ours is None else "model"
    if reader == "model" and type_at(path) == "iban" and path in model.wrong_digits:
        return None  # the label reader knows an account where it sees one
    return reader if max(ours or 0, theirs or 0) >= SETTLED or path in REQUIRED_FIELDS else None


def _is_clear(path: str, ours: float, theirs: float) -> bool:
    """A buyer that is more likely right than wrong, beside one with much less behind it: nobody pays by this name."""
    likely, other = max(ours, theirs), min(ours, theirs)
    return path == "buyer.name" and likely > 0.5 and likely > 2 * other


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One way of putting the amounts and the lines together. ``doubtful`` counts the values of its lines and taxes
    that the page speaks against, and their mixture as one; ``doubt`` adds up that its amounts are wrong."""

    printed: PrintedInvoice
    readers: dict[str, Reader]
    doubtful: int
    doubt: float

    def cost(self, page: PageReading) -> tuple[int, int, int, float]:
        """Fewer failing sums first, then fewer doubtful values, then more sums that hold, then likelier amounts."""
        findings = check_sums(page.assembled(self.printed).invoice)
        failing = sum(finding.ok is False and finding.severity == "error" for finding in findings)
        return failing, self.doubtful, -sum(finding.ok is True for finding in findings), self.doubt


def _candidates(
    model: Read, labels: Read, taken: PrintedInvoice, settled: Mapping[str, Reader], rows: int | None
) -> Iterator[_Candidate]:
    """The likelier of each amount, or all amounts of one reading; with the lines and the taxes of either, and what else
    is ``taken``. A model that
    names no line where the page certainly has ``rows`` of them has not read them."""
    mixes = [
        {path: _chosen(path, model, labels) for path in _AMOUNTS},
        {path: _only(path, model, "model") for path in _AMOUNTS},
        {path: _only(path, labels, "labels") for path in _AMOUNTS},
    ]
    known: dict[str, Reader | None] = {
        path: reader for path, reader in settled.items() if path in _AMOUNTS and reader != "both"
    }
    told = [mix for mix in mixes if any(mix.values())] or mixes  # a reading without any amount says nothing of sums
    told = [mix for mix in told if all(mix[path] == by for path, by in known.items())] or [{**mixes[0], **known}]
    seen: list[PrintedInvoice] = []
    with_lines = (labels,) if _has_read_all(labels, rows) and not model.printed.lines else (model, labels)
    for mix, lines, taxes, charged in product(told, with_lines, (model, labels), (model, labels)):
        readers = {path: reader for path, reader in mix.items() if reader}
        parts = {name: getattr(lines.printed, name) for name in _LINES}
        parts |= {"taxes": taxes.printed.taxes, _CHARGED: charged.printed.allowances_charges}
        amounts = {path: getattr(labels.printed if by == "labels" else model.printed, path) for path, by in mix.items()}
        amounts = {path: amount if mix[path] else None for path, amount in amounts.items()}
        printed = taken.model_copy(update={**amounts, **parts})
        if printed not in seen:
            seen.append(printed)
            doubtful = lines.doubtful.get("lines", 0) + taxes.doubtful.get("taxes", 0)
            doubtful += lines is not taxes and _differ(model.printed.taxes, labels.printed.taxes)
            doubtful += lines is not charged and _differ(
                model.printed.allowances_charges, labels.printed.allowances_charges
            )
            doubt = fsum(1 - _probability(path, by, model, labels) for path, by in readers.items())
            yield _Candidate(printed, readers, doubtful, doubt)


def _differ(ours: Sequence[object], theirs: Sequence[object]) -> bool:
    """True of two lists that were both read: one that a reading left out may be taken from the other one."""
    return bool(ours and theirs) and ours != theirs


def _has_read_all(one: Read, rows: int | None) -> bool:
    return rows is not None and len(one.printed.lines) == rows


def _only(path: str, one: Read, name: Reader) -> Reader | None:
    agreed = path in one.agreement and one.agreement[path].same
    return None if path not in one.probability else "both" if agreed else name


def _probability(path: str, reader: Reader, model: Read, labels: Read) -> float:
    return (labels if reader == "labels" else model).probability.get(path, 0.0)
