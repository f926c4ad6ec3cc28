"""One document's text into an invoice with evidence: ask, parse, locate, check, weigh."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from invoice_llm.calls import CallContext
from invoice_llm.documents.page import Page, Row, Word
from invoice_llm.embedded.reader import read_invoice
from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.answers import EXTRACT
from invoice_llm.invoice.checks import Finding, check
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.invoice.schema import Invoice
from invoice_llm.llm.client import Answer
from invoice_llm.prompt_pack import FALLBACK, PromptBuilder, PromptPack
from invoice_llm.reading.agreement import compare
from invoice_llm.reading.assembly import Assembled, assemble
from invoice_llm.reading.confidence import weigh
from invoice_llm.reading.convention import read_convention
from invoice_llm.reading.evidence import as_evidence, locate

T = TypeVar("T", bound=BaseModel)
LEAST_OUTPUT_TOKENS = 1_000
MOST_OUTPUT_TOKENS = 16_000
CHARACTERS_PER_TOKEN = 2.4


class Asks(Protocol):
    """The part of the client that is used here."""

    async def ask(
        self,
        messages: Sequence[Mapping[str, Any]],
        *,
        answer: type[T],
        schema_name: str,
        model: str,
        context: CallContext,
        max_output_tokens: int | None = None,
    ) -> Answer[T]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionConfig:
    """What an extraction may be told. ``pages`` give values their places; without them the text's lines are one page.

    ``max_output_tokens`` follows the length of the text unless it is given. ``second_reading`` compares with the free
    label reader, which is of no use when that is the model itself.
    """

    pack: PromptPack | None = None
    invoice_model: str = FALLBACK
    pages: tuple[Page, ...] = ()
    context: CallContext = field(default_factory=lambda: CallContext(operation="extract"))
    second_reading: bool = True
    max_output_tokens: int | None = None
    today: date | None = None

    @classmethod
    def of(cls, config: ExtractionConfig | Mapping[str, Any] | None) -> ExtractionConfig:
        """Take a mapping of the same keys, or nothing at all. Raises ``ConfigurationError`` for an unknown key."""
        if isinstance(config, ExtractionConfig):
            return config
        try:
            return cls(**(config or {}))
        except TypeError as error:
            raise ConfigurationError(f"extraction_config: {error}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What was read. ``confidence`` is that of the weakest required value, ``None`` where one is missing."""

    invoice: Invoice
    evidence: dict[str, Evidence]
    confidence: float | None
    field_count: int
    problems: dict[str, tuple[Reason, ...]]
    findings: tuple[Finding, ...]
    llm_model: str
    prompt_version: str


class LLMExtractor:
    """Reads invoices with one model."""

    def __init__(self, client: Asks, model: str) -> None:
        self._client = client
        self._model = model

    async def extract_structured_data(
        self, raw_text: str, extraction_config: ExtractionConfig | Mapping[str, Any] | None = None
    ) -> Extraction:
        """The invoice in ``raw_text``, with evidence for every value. Raises what ``ResilientLLMClient.ask`` raises."""
        config = ExtractionConfig.of(extraction_config)
        prompt = PromptBuilder(config.pack, config.invoice_model).build_extraction_prompt(raw_text)
        context = replace(config.context, invoice_model=config.invoice_model, prompt_version=prompt.version)
        answer = await self._client.ask(
            prompt.messages,
            answer=PrintedInvoice,
            schema_name=EXTRACT,
            model=self._model,
            context=context,
            max_output_tokens=config.max_output_tokens or output_cap(raw_text),
        )
        return examine(answer.value, raw_text, config, llm_model=self._model, prompt_version=prompt.version)


def output_cap(text: str) -> int:
    """Tokens an answer may have: it repeats parts of the text and adds keys, so twice the text is ample. A tighter cap
    than the model's own keeps the reserved worst case small, and ends a model that repeats itself."""
    return min(LEAST_OUTPUT_TOKENS + int(2 * len(text) / CHARACTERS_PER_TOKEN), MOST_OUTPUT_TOKENS)


def examine(
    printed: PrintedInvoice, text: str, config: ExtractionConfig, *, llm_model: str, prompt_version: str
) -> Extraction:
    """Hold a reader's answer against the page. No call is made."""
    assembled = assemble(printed, text)
    pages = config.pages or (text_page(text),)
    located = locate(assembled, pages, read_convention(text, printed.language, printed.seller.vat_id))
    findings = check(assembled.invoice, today=config.today or datetime.now(UTC).date())
    agreement = _second(assembled, text) if config.second_reading else {}
    weighed = weigh(located, assembled.problems, findings, agreement)
    problems = dict(assembled.problems)
    for path, agrees in agreement.items():
        if not agrees:
            problems[path] = (*problems.get(path, ()), Reason.READINGS_DISAGREE)
    return Extraction(
        invoice=assembled.invoice,
        evidence=as_evidence(located, problems, weighed.fields),
        confidence=weighed.document,
        field_count=weighed.field_count,
        problems=problems,
        findings=findings,
        llm_model=llm_model,
        prompt_version=prompt_version,
    )


def _second(assembled: Assembled, text: str) -> dict[str, bool]:
    return compare(assembled.invoice, assemble(read_invoice(text), text).invoice)


def text_page(text: str) -> Page:
    """Plain text as a page: a row a line, places by character."""
    lines = text.splitlines() or [""]
    width = max(map(len, lines)) or 1
    rows = (_text_row(line, index, len(lines), width) for index, line in enumerate(lines))
    return Page(1, float(width), float(len(lines)), tuple(row for row in rows if row.cells))


def _text_row(line: str, index: int, count: int, width: int) -> Row:
    cells = re.finditer(r"\S+(?: \S+)*", line)
    top, bottom = index / count, (index + 1) / count
    return Row(tuple(tuple(_words(cell.group(), cell.start(), (top, bottom), width)) for cell in cells))


def _words(cell: str, start: int, rows: tuple[float, float], width: int) -> Iterator[Word]:
    for word in re.finditer(r"\S+", cell):
        left, right = (start + word.start()) / width, (start + word.end()) / width
        yield Word(word.group(), (left, rows[0], right, rows[1]))
