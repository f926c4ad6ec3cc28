"""Reasons to accept what a check stops, each under a key: those at the field that the check is about, where a look at
the page does not answer it; and those for everything that stops a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from invoice_llm_airflow.pages.review.checks import asked_at
from invoice_llm_airflow.pages.review.doubts import Choice
from invoice_llm_airflow.pages.text.language import t

if TYPE_CHECKING:
    from invoice_llm.invoice.checks import Finding

AS_PRINTED = "It is right as the page prints it"
_CALLED = "The account was confirmed by a call to a known number"
_AGREED = "Agreed with the supplier"
READY_REASONS = (
    "Checked against the order",
    AS_PRINTED,
    "The supplier rounds in another way",
    _AGREED,
    _CALLED,
)
"""Reasons to accept in spite of a check."""
_AT_THE_FIELD: Mapping[str, tuple[str, ...]] = {
    "X-ACCEPTED": ("Another invoice under the same number",),
    "X-ACCOUNT": (_CALLED, _AGREED),
    "X-OWN": ("It is from another company of our group",),
    "X-PARTY": ("Supplier and buyer are parts of one company",),
}
"""By the rule that a look at the page does not answer; how its number begins."""


def grounds(blocking: Sequence[Finding]) -> dict[str, tuple[Choice, ...]]:
    """Answers by the path of the value that a check is about. To the question whether it was paid before, the first is
    that this is a copy."""
    made: dict[str, tuple[Choice, ...]] = {}
    for finding in blocking:
        reasons = next((said for rule, said in _AT_THE_FIELD.items() if finding.rule.startswith(rule)), ())
        copies = (_copy(finding),) if "position" in finding.values else ()
        answers = (*copies, *(Choice("", name=t(one), reason=t(one)) for one in reasons))
        if answers and finding.fields:
            path = asked_at(finding)
            made[path] = (*made.get(path, ()), *answers)
    return made


def original_in(blocking: Sequence[object]) -> dict[str, str | int] | None:
    """Run and position of the document that was accepted as the same invoice; ``None`` where no finding names one."""
    told = (getattr(finding, "values", {}) for finding in blocking)
    return next(({"run_id": one["run"], "position": int(one["position"])} for one in told if "position" in one), None)


def _copy(finding: Finding) -> Choice:
    said = t("It is a copy of {name}", name=str(finding.values["document"]))
    return Choice("", name=said, copies=original_in((finding,)))
