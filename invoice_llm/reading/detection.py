"""Detection of a document's invoice model: by hints first, by asking only where they leave a choice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from invoice_llm.calls import CallContext
from invoice_llm.invoice.answers import DETECT, DetectionAnswer
from invoice_llm.prompt_pack import FALLBACK, DetectionPromptBuilder, Hints, PromptPack, prompts_in
from invoice_llm.reading.extraction import Asks

UNSURE = 0.6
"""Below this a model's own choice is not taken."""
DECISIVE = 2
"""Names and phrases that have to be found together, where no VAT id or IBAN decides."""
FIRST_CHARACTERS = 6_000
"""How much of a long document is shown: letterhead, meta data and the beginning of the table."""


class InvoiceModel(str):
    """The name of an invoice model. The constants are those that come with the package; every folder of prompts is one
    more."""

    __slots__ = ()

    VENDOR_A_V2: InvoiceModel
    VENDOR_B_V1: InvoiceModel
    GENERIC_FALLBACK: InvoiceModel


InvoiceModel.VENDOR_A_V2 = InvoiceModel("vendor_a_v2")
InvoiceModel.VENDOR_B_V1 = InvoiceModel("vendor_b_v1")
InvoiceModel.GENERIC_FALLBACK = InvoiceModel(FALLBACK)


@dataclass(frozen=True, slots=True)
class ModelDetectionResult:
    """``confidence`` is 0-1; ``reasoning`` says what decided, in words for a log."""

    model_type: InvoiceModel
    confidence: float
    reasoning: str


class ModelDetector:
    """Detects the invoice model of a text."""

    def __init__(
        self,
        client: Asks,
        pack: PromptPack | None = None,
        model: str = "gpt-6-luna",
        *,
        context: CallContext | None = None,
    ) -> None:
        self._client = client
        self._pack = pack or prompts_in(None)
        self._model = model
        self._context = context or CallContext(operation="detect")

    async def detect_model(self, raw_text: str) -> ModelDetectionResult:
        """The model of one document. A VAT id or IBAN of a folder decides without a call; so does no hint at all."""
        matches = {name: match(folder.hints, raw_text) for name, folder in self._pack.models.items()}
        decided = decide(matches)
        if decided is not None:
            return decided
        candidates = [name for name, found in matches.items() if found is None or found.ids or found.names]
        return await self._ask(raw_text, [*(c for c in candidates if c != FALLBACK), FALLBACK])

    async def _ask(self, raw_text: str, candidates: Sequence[str]) -> ModelDetectionResult:
        prompt = DetectionPromptBuilder(self._pack).build_detection_prompt(raw_text[:FIRST_CHARACTERS], candidates)
        answer = await self._client.ask(
            prompt.messages,
            answer=DetectionAnswer,
            schema_name=DETECT,
            model=self._model,
            context=replace(self._context, prompt_version=prompt.version),
            max_output_tokens=512,
        )
        return _checked(answer.value, candidates)


@dataclass(frozen=True, slots=True)
class Match:
    """Hints of a folder that stand in a text: ``ids`` prove, ``names`` (and phrases, and columns) suggest."""

    ids: tuple[str, ...]
    names: tuple[str, ...]


def match(hints: Hints, text: str) -> Match | None:
    """``None`` for a folder without hints: it can only be found by asking."""
    if not hints:
        return None
    page = _squeezed(text)
    ids = tuple(hint for hint in (*hints.vat_ids, *hints.ibans) if _stands_alone(hint, text))
    names = tuple(hint for hint in (*hints.names, *hints.phrases) if _squeezed(hint) in page)
    return Match(ids, names + _in_one_row(hints.columns, text))


def decide(matches: dict[str, Match | None]) -> ModelDetectionResult | None:
    """Result that the hints settle alone; ``None`` where someone has to be asked."""
    proven = [name for name, found in matches.items() if found and found.ids]
    if len(proven) == 1:
        return ModelDetectionResult(InvoiceModel(proven[0]), 0.99, "its VAT id or IBAN stands on the page")
    strong = [name for name, found in matches.items() if found and len(found.names) >= DECISIVE]
    if not proven and len(strong) == 1:
        return ModelDetectionResult(InvoiceModel(strong[0]), 0.9, "its name and phrases stand on the page")
    open_ones = [name for name, found in matches.items() if name != FALLBACK and (found is None or found.names)]
    if proven or strong or open_ones:
        return None
    return ModelDetectionResult(InvoiceModel.GENERIC_FALLBACK, 0.9, "no hint of any other model stands on the page")


def _checked(answer: DetectionAnswer, candidates: Sequence[str]) -> ModelDetectionResult:
    confidence = min(max(answer.confidence, 0.0), 1.0)
    if answer.model_type not in candidates or confidence < UNSURE:
        return ModelDetectionResult(InvoiceModel.GENERIC_FALLBACK, confidence, f"unsure: {answer.reasoning}")
    return ModelDetectionResult(InvoiceModel(answer.model_type), confidence, answer.reasoning)


def _in_one_row(columns: Sequence[str], text: str) -> tuple[str, ...]:
    """The heads of a table as one hint, if a line of the text has them in this order."""
    if not columns:
        return ()
    heads = re.compile(r"\b.*\b".join(re.escape(" ".join(head.split())) for head in columns), re.IGNORECASE)
    lines = (" ".join(line.split()) for line in text.splitlines())
    return (" | ".join(columns),) if any(heads.search(line) for line in lines) else ()


def _stands_alone(number: str, text: str) -> bool:
    """True where an id is printed, in whatever groups, and not as a part of a longer number."""
    signs = r"[\s.\-/]*".join(map(re.escape, _squeezed(number)))
    return re.search(rf"(?<!\d){signs}(?!\d)", text, re.IGNORECASE) is not None


def _squeezed(text: str) -> str:
    return re.sub(r"[\s.\-/]+", "", text).casefold()
