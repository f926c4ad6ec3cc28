"""Signals for and against a value, as numbers from 0 to 1. Each is something that a person could look up.

To add one: name it in ``SIGNALS`` with what is believed of it, and set it in ``signals_of``; then refit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from invoice_llm.documents.page import Box, Page
from invoice_llm.invoice.checks import Finding
from invoice_llm.invoice.field import FieldType
from invoice_llm.invoice.fields import RANKED_TOTALS, type_at
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.paths import top
from invoice_llm.llm.logprobs import Sureness
from invoice_llm.reading.confidence.agreement import Agreement
from invoice_llm.reading.confidence.logistic import Belief
from invoice_llm.reading.evidence.locate import Located
from invoice_llm.reading.evidence.page_index import Place
from invoice_llm.reading.evidence.roles import label_only
from invoice_llm.vocabulary.folding import folded

Signals = dict[str, float]
"""By name; what is not there is 0."""

SIGNALS: Mapping[str, Belief] = {
    "labelled": Belief(1.0, 2, side=1),
    "foreign_label": Belief(-2.0, 2, side=-1),
    "own_block": Belief(0.3, 2, side=1),
    "other_block": Belief(-1.5, 2, side=-1),
    "rival": Belief(-1.5, 2, side=-1),
    "alone": Belief(0.4, 2, side=1),
    "repeated": Belief(0.3, 2, side=1),
    "adds_up": Belief(1.0, 2, side=1),
    "sum_fails": Belief(-1.5, 2, side=-1),
    "check_digits": Belief(0.5, 2, side=1),
    "bad_check_digits": Belief(-0.5, 2, side=-1),
    "agrees": Belief(1.5, 2, side=1),
    "disagrees": Belief(-1.5, 2, side=-1),
    "alike": Belief(0.3, 2, side=1),
    "unread": Belief(-0.3, 2, side=-1),
    "hesitation": Belief(-0.5, 2, side=-1),
    "ambiguous": Belief(-1.5, 2, side=-1),
    "odd_shape": Belief(-2.0, 2, side=-1),
    "blurred": Belief(-2.0, 2, side=-1),
    "shared_place": Belief(-1.0, 2, side=-1),
}
"""``alone``: no other role can have been taken for it. ``repeated``: a name stands in the letterhead and in the footer.
With what is believed of each before any label is seen: which side it is on, and about how much it weighs. A few
hundred labels move a weight that is strong at 2 as far as they say; a handful hardly do, so that a signal that was
rare where the labels come from still counts where it is not."""

SUMS = ("BR-CO-10", "BR-CO-13", "BR-CO-14", "BR-CO-15", "BR-CO-16")
_AMOUNTS = (*(field.path for field in RANKED_TOTALS), "sum_lines_net")
_DIGITS = ("X-IBAN", "X-VAT")
_HESITANT = 3.0
"""A natural logarithm: below one in twenty a token's probability says no more."""
_KINDS: Mapping[FieldType, str] = {
    "date": "day",
    "currency": "currency",
    "reference": "id",
    "vat_id": "id",
    "iban": "id",
}
_SHAPES: Mapping[FieldType, re.Pattern[str]] = {
    "iban": re.compile(r"(?:IBAN)?[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII),
    "vat_id": re.compile(r"(?=(?:.*[0-9]){5})[A-Z0-9]{6,20}", re.ASCII),
}
"""A country and check digits; a VAT id anywhere in the world has five digits at least, and no words."""
_WORD = re.compile(r"[a-zà-ÿ]{4}")
_LONG_NAME = 70
_LONG_NUMBER = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Evident:
    """All that is known about the values of one reading. ``agreement`` is empty where nobody read a second time;
    ``sureness`` is by the invoice's paths, empty where the model does not tell."""

    located: Mapping[str, Located]
    problems: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    agreement: Mapping[str, Agreement] = field(default_factory=dict)
    sureness: Mapping[str, Sureness] = field(default_factory=dict)
    pages: Sequence[Page] = ()


def kind_of(path: str) -> str:
    """Fields that err alike: ``number``, ``day``, ``currency``, ``seller``, ``buyer``, ``id``, ``amount``; what
    a line or a tax consists of errs as amounts do."""
    if path == "invoice_number":
        return "number"
    kind = type_at(path)
    return top(path) if kind == "name" else _KINDS.get(kind, "amount")


def signals_of(evident: Evident) -> dict[str, Signals]:
    """Signals by path, for every value that stands on the page."""
    spots = {path: spot.place for path, spot in evident.located.items() if spot.place is not None}
    supported, failed = _supported(evident), _failed(evident.findings)
    good, bad = _check_digits(evident.findings)
    shared, sharpness = _shared(spots), _sharpness(evident.pages)
    return {
        path: _present(
            labelled=spot.label > 0,
            foreign_label=spot.label < 0,
            own_block=_party_of(path) == spot.block,
            other_block=_is_in_another_block(path, spot.block),
            rival=spot.rival is not None,
            alone=spot.choices == 1 and type_at(path) != "name",
            repeated=spot.choices > 1 and type_at(path) == "name",
            adds_up=path in supported,
            sum_fails=path in failed and path not in supported,
            check_digits=path in good,
            bad_check_digits=path in bad,
            ambiguous=bool(evident.problems.get(path)),
            odd_shape=is_odd(path, place.quote),
            blurred=_blurred(place, sharpness),
            shared_place=path in shared,
            **_of_second(evident.agreement, path),
            **_of_model(evident.sureness, path),
        )
        for path, spot in evident.located.items()
        if (place := spot.place) is not None
    }


def _party_of(path: str) -> str:
    """``seller`` or ``buyer`` for what belongs into one's block; the path itself for what belongs into none."""
    return "seller" if path.startswith("seller.") else "buyer" if path.startswith("buyer.") else path


def _is_in_another_block(path: str, block: str | None) -> bool:
    """True for a party's name or id in another block than its party: dates and numbers stand in any block."""
    return block is not None and path != _party_of(path) != block


def _present(**signals: float) -> Signals:
    return {name: round(float(value), 4) for name, value in signals.items() if value}


def _of_second(agreement: Mapping[str, Agreement], path: str) -> Signals:
    """Signals from the other reading; none at all where there was none."""
    told = agreement.get(path)
    if told is None:
        return {}
    if told.same is None:
        return {"unread": 1.0}
    return {"agrees": 1.0} if told.same else {"disagrees": 1.0, "alike": told.likeness}


def _of_model(sureness: Mapping[str, Sureness], path: str) -> Signals:
    told = sureness.get(path)
    return {} if told is None else {"hesitation": min(-told.least, _HESITANT) / _HESITANT}


def _supported(evident: Evident) -> set[str]:
    """Amounts in a sum that holds, where each of them stands in a place of its own.

    A model changes numbers until they agree, so a sum only counts over values that were found apart from each other.
    """
    supported: set[str] = set()
    for finding in evident.findings:
        if finding.ok and finding.rule in SUMS:
            amounts = [path for path in finding.supports or finding.fields if path in evident.located]
            spots = [evident.located[path].place for path in amounts]
            boxes = {(spot.page, spot.box) for spot in spots if spot is not None}
            if None not in spots and len(boxes) == len(amounts):
                supported.update(amounts)
    return supported


def _failed(findings: Sequence[Finding]) -> set[str]:
    broken = [finding for finding in findings if finding.ok is False and finding.rule in SUMS]
    return {path for finding in broken for path in finding.fields if path in _AMOUNTS}


def _check_digits(findings: Sequence[Finding]) -> tuple[set[str], set[str]]:
    """The ids whose check digits are right, and those whose are wrong."""
    judged = [finding for finding in findings if finding.rule.startswith(_DIGITS)]
    good = {path for finding in judged if finding.ok for path in finding.supports or finding.fields}
    return good, {path for finding in judged if finding.ok is False for path in finding.fields}


def is_odd(path: str, quote: str) -> bool:
    """A name without letters, or that is a label; a number without a digit; either much too long; an id that is not
    built like one."""
    kind = type_at(path)
    if shape := _SHAPES.get(kind):
        return _WORD.search(quote) is not None or shape.fullmatch(re.sub(r"[\W_]", "", quote).upper()) is None
    if kind == "name":
        letters = sum(character.isalpha() for character in quote)
        return letters < 3 or len(quote) > _LONG_NAME or label_only().match(folded(quote)) is not None
    if kind == "reference":
        return len(quote) > _LONG_NUMBER or not re.search(r"\d", quote)
    return False


@dataclass(frozen=True, slots=True)
class _Sharpness:
    """Text quality of one page: the page as a whole, and the words that OCR read, with their boxes."""

    quality: float | None
    words: Sequence[tuple[Box, float]]


def _sharpness(pages: Iterable[Page]) -> dict[int, _Sharpness]:
    """Text quality by page number; of two pages with one number the first counts."""
    known: dict[int, _Sharpness] = {}
    for page in pages:
        read = [
            (word.box, word.confidence)
            for row in page.rows
            for cell in row.cells
            for word in cell
            if word.confidence is not None
        ]
        known.setdefault(page.number, _Sharpness(page.quality, read))
    return known


def _blurred(place: Place, sharpness: Mapping[int, _Sharpness]) -> float:
    """1 less how far the text can be believed: that of the page, and what the OCR engine thinks of these words."""
    page = sharpness.get(place.page)
    if page is None:
        return 0.0
    read = [confidence for box, confidence in page.words if _inside(box, place.box)]
    return 1 - min(read if page.quality is None else [page.quality, *read], default=1.0)


def _inside(box: tuple[float, ...], around: tuple[float, ...]) -> bool:
    return box[0] >= around[0] and box[1] >= around[1] and box[2] <= around[2] and box[3] <= around[3]


def _shared(spots: Mapping[str, Place]) -> set[str]:
    """Values of different roles that were found in one and the same place; amounts may well be the same."""
    owners: dict[object, list[str]] = {}
    for path, place in spots.items():
        owners.setdefault((place.page, place.box), []).append(path)
    return {path for paths in owners.values() if len({kind_of(path) for path in paths}) > 1 for path in paths}
