"""A second look by a model at values that were read: one more reading, never a proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from invoice_llm.calls import CallContext
from invoice_llm.invoice.answers import VALIDATE, FieldVerdict, ValidationAnswer
from invoice_llm.prompt_pack import FALLBACK, PromptPack, ValidationPromptBuilder
from invoice_llm.reading.extraction import Asks

HEADER = (
    "invoice_number",
    "issue_date",
    "due_date",
    "seller.name",
    "seller.vat_id",
    "total_net",
    "total_tax",
    "total_gross",
    "amount_due",
)
MOST_OUTPUT_TOKENS = 2_048


@dataclass(frozen=True, slots=True)
class Validation:
    """What the second look said of the fields it was ``asked`` about."""

    asked: tuple[str, ...]
    verdicts: tuple[FieldVerdict, ...]

    @property
    def doubts(self) -> tuple[str, ...]:
        """The fields that it did not confirm; one it says nothing of is in doubt as well."""
        confirmed = {verdict.field for verdict in self.verdicts if verdict.verdict == "correct"}
        denied = {verdict.field for verdict in self.verdicts if verdict.verdict != "correct"}
        return tuple(field for field in self.asked if field not in confirmed or field in denied)


class Validator:
    """Asks one model to confirm values field by field."""

    def __init__(self, client: Asks, pack: PromptPack, model: str) -> None:
        self._client = client
        self._pack = pack
        self._model = model

    async def validate(
        self, text: str, values: Mapping[str, str], *, invoice_model: str = FALLBACK, context: CallContext
    ) -> Validation:
        """``values`` are header values by field path, as they were printed. Verdicts on other fields are left out."""
        if not values:
            return Validation((), ())
        prompt = ValidationPromptBuilder(self._pack, invoice_model).build_validation_prompt(text, values)
        answer = await self._client.ask(
            prompt.messages,
            answer=ValidationAnswer,
            schema_name=VALIDATE,
            model=self._model,
            context=replace(context, operation="validate", prompt_version=prompt.version),
            max_output_tokens=MOST_OUTPUT_TOKENS,
        )
        return Validation(tuple(values), tuple(v for v in answer.value.verdicts if v.field in values))
