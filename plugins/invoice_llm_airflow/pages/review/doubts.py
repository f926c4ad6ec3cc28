"""Why a value is doubtful, as sentences for the person who decides, with the ways to read it where there are two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from invoice_llm.pipeline.gates import is_confident
from invoice_llm.review.two_ways import amounts, days
from invoice_llm_airflow.pages.text import wording
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.notation import Notation
from invoice_llm_airflow.pages.text.values import value_kind

if TYPE_CHECKING:
    from invoice_llm.invoice.evidence import Evidence

_REMARKS = ("WEAK_LABEL",)
"""Worth a look only where the evidence is weak as a whole, or where the document waits because of it."""
_AT_THE_FIELD = {
    "PAGE_XML_DISAGREE": "The page and the e-invoice data say different things.",
    "NOT_ON_PAGE": "It could not be found on the page.",
    "WEAK_LABEL": "No label beside it says what it is.",
    "UNPARSABLE_VALUE": "It is printed in a form that could not be understood.",
    "VALUE_TOO_LONG": "It is longer than any that can be right, and was cut. Type what is right.",
    "BAD_CHECK_DIGIT": "Its check digits do not fit: it was read wrong, or there is a typing error in it.",
    "READINGS_DISAGREE": "Two independent readings of it differ.",
    "OTHER_LABELLED": "The page shows another value beside its label.",
    "NOT_READ": "The page shows a value under its label that was not read.",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question; ``shown`` goes into the field, ``says`` tells where it comes from, and ``name`` is what
    people call it where that is another thing. Something speaks for a rival; what else the page prints is none.

    ``box`` is x0 top x1 bottom in parts of the page, for the browser; ``sets`` are values of other fields, by path.
    One with a ``reason`` leaves the value and says why it is accepted; one that ``copies`` another document, by run and
    position, ends this one as its duplicate.
    """

    shown: str
    says: str = ""
    name: str = ""
    is_rival: bool = True
    page: int | None = None
    box: str = ""
    quote: str = ""
    sets: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    copies: Mapping[str, str | int] | None = None


def sentences(
    path: str,
    value: object,
    spot: Evidence | None,
    *,
    threshold: float,
    required: bool,
    wrong: Sequence[str],
    waits_for: Sequence[str],
    offered: bool = False,
) -> Iterator[str]:
    """Nothing for a value that a person gave, or that nothing speaks against. ``threshold`` is the confidence that the
    run asked for; ``waits_for`` are the reasons why the document is under review; ``offered``: there are answers to
    take."""
    if value is None and required:
        said = "It was not found. Take one of these, click it on the page, or type it."
        yield t(said if offered else "It was not found. Click it on the page, or type it.")
        return
    yield from wrong
    if value is None:
        return
    if spot is None or spot.source == "human":
        return
    codes = [code for code in spot.reasons if code not in _REMARKS or code in waits_for]
    quote = spot.quote
    for code in codes:
        if code == "PAGE_XML_DISAGREE" and not offered:
            yield t("The page does not show what the e-invoice data say.")
        elif quote and code in ("AMBIGUOUS_DATE", "AMBIGUOUS_AMOUNT"):
            yield t("“{quote}” can be read in two ways, and nothing on the page decides:", quote=quote)
        else:
            yield t(_AT_THE_FIELD[code]) if code in _AT_THE_FIELD else wording.sentence(code)
    confidence = spot.confidence
    if not codes and confidence is not None and not is_confident(confidence, threshold) and "." not in path[:5]:
        yield t(_weak(spot))


def _weak(spot: Evidence) -> str:
    if "WEAK_LABEL" in spot.reasons:
        return "The evidence is weak: no label beside it says what it is. Compare it with the page."
    if spot.bbox:
        return "The evidence is weak. Compare it with the page."
    return "The evidence is weak: it was not found on the page. Compare it with the page."


def choices(path: str, spot: Evidence | None, notation: Notation, currency: str | None) -> Iterator[Choice]:
    """Both ways to read a date or an amount that is ambiguous."""
    if spot is None or not spot.quote or spot.source == "human":
        return
    codes, quote = spot.reasons, spot.quote
    if "AMBIGUOUS_DATE" in codes:
        yield from (Choice(notation.day(day)) for day in days(quote))
    elif "AMBIGUOUS_AMOUNT" in codes and value_kind(path) == "amount":
        yield from (Choice(notation.decimal(amount, currency)) for amount in amounts(quote))
