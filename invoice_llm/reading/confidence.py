"""How sure a value is: added up from evidence that anyone can look at on the page. A first, open scoring; calibration
against labelled documents comes on top of it.

A field without evidence has no confidence. What speaks against a value caps it, whatever else speaks for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from invoice_llm.invoice.checks import Finding
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import HEADER_FIELDS, REQUIRED_FIELDS
from invoice_llm.reading.evidence import Located

FOUND = 0.55
LABELLED = 0.25
ADDS_UP = 0.15
AGREED = 0.10
ALONE = 0.05
"""It stands in one place only, so no other role can have been taken for it."""

MOST = 0.99
CAP_AMBIGUOUS = 0.50
CAP_DISAGREED = 0.45
CAP_WRONG_LABEL = 0.40
CAP_FAILED_SUM = 0.40

_SUMS = ("BR-CO-10", "BR-CO-13", "BR-CO-14", "BR-CO-15", "BR-CO-16")
_AMOUNTS = ("total_net", "total_tax", "total_gross", "amount_due", "sum_lines_net")


@dataclass(frozen=True, slots=True)
class Weighed:
    """Confidence by field path, of the whole document (``None`` if a required value is missing), and how many header
    values are there and located."""

    fields: dict[str, float]
    document: float | None
    field_count: int


def weigh(
    located: Mapping[str, Located],
    problems: Mapping[str, tuple[Reason, ...]],
    findings: Sequence[Finding],
    agreement: Mapping[str, bool],
) -> Weighed:
    """``agreement`` says by path whether a second, independent reading gives the same value; a path that it does not
    name was not read a second time."""
    supported = _supported(findings, located)
    broken = [finding for finding in findings if finding.ok is False and finding.rule in _SUMS]
    failed = {field for finding in broken for field in finding.fields if field in _AMOUNTS}
    fields = {
        path: _field(
            path,
            spot,
            ambiguous=bool(problems.get(path)),
            supported=path in supported,
            failed=path in failed,
            agrees=agreement.get(path),
        )
        for path, spot in located.items()
    }
    required = [fields.get(path) for path in REQUIRED_FIELDS]
    document = None if None in required else min(value for value in required if value is not None)
    return Weighed(fields, document, sum(fields.get(path, 0) > 0 for path in HEADER_FIELDS))


def _field(path: str, spot: Located, *, ambiguous: bool, supported: bool, failed: bool, agrees: bool | None) -> float:
    if spot.place is None:
        return 0.0
    score = FOUND + LABELLED * (spot.label > 0) + ADDS_UP * supported + AGREED * bool(agrees)
    score += ALONE * (spot.choices == 1)
    if path.startswith("seller.") and spot.label == 0:
        score += LABELLED / 2
    caps = [
        CAP_AMBIGUOUS if ambiguous else MOST,
        CAP_WRONG_LABEL if spot.label < 0 else MOST,
        CAP_FAILED_SUM if failed else MOST,
        CAP_DISAGREED if agrees is False else MOST,
    ]
    return round(min(score, *caps), 4)


def _supported(findings: Sequence[Finding], located: Mapping[str, Located]) -> set[str]:
    """Amounts in a sum that holds, where each of them stands in a place of its own.

    A model changes numbers until they agree, so a sum only counts over values that were found apart from each other.
    """
    supported: set[str] = set()
    for finding in findings:
        if finding.ok and finding.rule in _SUMS:
            amounts = [path for path in finding.supports or finding.fields if path in located]
            spots = [located[path].place for path in amounts]
            boxes = {(spot.page, spot.box) for spot in spots if spot is not None}
            if None not in spots and len(boxes) == len(amounts):
                supported.update(amounts)
    return supported
