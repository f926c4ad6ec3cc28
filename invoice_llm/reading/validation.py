"""A second look by a model at values that are in doubt: one more reading, never a proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from invoice_llm.calls import CallContext
from invoice_llm.invoice.amounts import parse_amount
from invoice_llm.invoice.answers import VALIDATE, FieldVerdict, ShortVerdicts
from invoice_llm.invoice.checks import Finding
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.fields import FIELDS
from invoice_llm.invoice.telling import broken_rule
from invoice_llm.prompt_pack import FALLBACK, PromptPack, ValidationPromptBuilder
from invoice_llm.reading.extraction import Asks
from invoice_llm.reading.parsing.convention import Convention, read_convention
from invoice_llm.vocabulary.dates import parse_date

HEADER = tuple(field.path for field in FIELDS if field.second_look)
MOST_OUTPUT_TOKENS = 2_048


@dataclass(frozen=True, slots=True)
class Doubt:
    """A field that was not confirmed. ``printed`` is what the second look reads instead, where the page shows that."""

    field: str
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class Validation:
    """Result of the second look at the values it was ``asked`` about, as printed by field, on the page ``text``, whose
    ``convention`` is read off it unless it is known."""

    asked: Mapping[str, str]
    verdicts: tuple[FieldVerdict, ...]
    text: str = ""
    convention: Convention | None = None

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The fields that it did not confirm; one it says nothing of is in doubt as well.

        A verdict is a reading like any other: one that names the same value confirms it whatever it is called, and a
        value that stands nowhere on the page is no other reading.
        """
        convention = self.convention or read_convention(self.text, None)
        by_field: dict[str, list[FieldVerdict]] = {field: [] for field in self.asked}
        for verdict in self.verdicts:
            by_field[verdict.field].append(verdict)
        doubts = (_doubt(field, said, self, convention) for field, said in by_field.items())
        return tuple(doubt for doubt in doubts if doubt is not None)


class Validator:
    """Asks one model to confirm values field by field."""

    def __init__(self, client: Asks, pack: PromptPack, model: str) -> None:
        self._client = client
        self._pack = pack
        self._model = model

    async def validate(
        self,
        text: str,
        values: Mapping[str, str],
        *,
        complaints: Mapping[str, str] | None = None,
        invoice_model: str = FALLBACK,
        context: CallContext,
        convention: Convention | None = None,
    ) -> Validation:
        """``values`` are header values by field path, as they were printed; ``complaints`` say by field which check
        fails with them. Verdicts on other fields are left out."""
        if not values:
            return Validation({}, ())
        prompt = ValidationPromptBuilder(self._pack, invoice_model).build_validation_prompt(text, values, complaints)
        answer = await self._client.ask(
            prompt.messages,
            answer=ShortVerdicts,
            schema_name=VALIDATE,
            model=self._model,
            context=replace(context, operation="validate", prompt_version=prompt.version),
            max_output_tokens=MOST_OUTPUT_TOKENS,
        )
        return Validation(dict(values), tuple(v for v in answer.value.verdicts if v.field in values), text, convention)


def in_doubt(evidence: Mapping[str, Evidence], findings: Sequence[Finding], *, below: float) -> dict[str, str]:
    """The header values to ask about, as printed: those with less confidence than ``below``, with something against
    them, or in a check that fails. Where none stands out, all that were found. What is not on the page needs no second
    look: it is not accepted anyhow, or follows from another value."""
    quotes = {path: evidence[path].quote for path in HEADER if path in evidence and evidence[path].source != "derived"}
    found = {path: quote for path, quote in quotes.items() if quote}
    failing = complaints(findings)
    weak = {
        path: quote
        for path, quote in found.items()
        if (evidence[path].confidence or 0) < below or evidence[path].reasons or path in failing
    }
    return weak or found


def complaints(findings: Iterable[Finding]) -> dict[str, str]:
    """The first check that fails with its value, by field."""
    told: dict[str, str] = {}
    for finding in findings:
        if finding.ok is False and finding.severity != "info":
            for field in finding.fields:
                told.setdefault(field, broken_rule(finding))
    return told


def _doubt(field: str, said: Sequence[FieldVerdict], look: Validation, convention: Convention) -> Doubt | None:
    value = look.asked[field]
    if said and all(v.verdict == "correct" or _same(v.printed, value, convention) for v in said):
        return None
    others = [v.printed for v in said if v.verdict == "wrong" and v.printed and _stands(v.printed, look.text)]
    return Doubt(field, others[0] if others else None)


def _same(printed: str | None, value: str, convention: Convention) -> bool:
    """True where both are one value, whatever their form."""
    if not printed:
        return False
    if _squeezed(printed) == _squeezed(value):
        return True
    amounts = [parse_amount(text, convention.mark, convention.decimals) for text in (printed, value)]
    if all(amounts):
        return len({amount.value for amount in amounts if amount}) == 1
    days = [parse_date(text, order=convention.order, language=convention.language) for text in (printed, value)]
    return all(days) and len({day.value for day in days if day}) == 1


def _stands(printed: str, text: str) -> bool:
    return _squeezed(printed) in _squeezed(text)


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
