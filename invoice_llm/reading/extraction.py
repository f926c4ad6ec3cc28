"""One document's text into an invoice with evidence: ask, parse, locate, check, weigh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydantic import BaseModel

from invoice_llm.calls import CallContext
from invoice_llm.documents.page import Page
from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.answers import EXTRACT
from invoice_llm.invoice.checks import Finding
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.paths import top
from invoice_llm.invoice.printed import PrintedInvoice, printed_with
from invoice_llm.invoice.schema import DocType, Invoice
from invoice_llm.llm.logprobs import Sureness
from invoice_llm.prompt_pack import FALLBACK, Example, PromptBuilder, PromptPack
from invoice_llm.reading.asking import Asked
from invoice_llm.reading.concerns.code_agreement import with_code
from invoice_llm.reading.concerns.self_described import as_described
from invoice_llm.reading.confidence import Calibration, Weighed
from invoice_llm.reading.evidence.locate import as_evidence
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.evidence.payment_codes import payment_codes_on
from invoice_llm.reading.fusion import SETTLED, Reader, possible
from invoice_llm.reading.implied_tax import with_implied_tax
from invoice_llm.reading.in_parts import printed_answer
from invoice_llm.reading.own_values import own_on_page
from invoice_llm.reading.posterior import Ballot, DocumentPosterior, Records, ballots_of, document_posterior
from invoice_llm.reading.posterior.choosing import keys_of, likelier_readers, with_likeliest
from invoice_llm.reading.row_charges import with_row_charges
from invoice_llm.reading.sheet import Seen, Sheet, in_invoice, text_page
from invoice_llm.reading.shown_text import without_table

if TYPE_CHECKING:
    from invoice_llm.llm.client import Answer

__all__ = ["Asks", "Extraction", "ExtractionConfig", "LLMExtractor", "examine", "output_cap", "text_page"]

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
    """Options of an extraction. ``pages`` give values their places; without them the text's lines are one page.

    ``max_output_tokens`` follows the length of the text unless it is given. ``second_reading`` reads with the free
    label reader as well and takes of each value the likelier one; of no use when that is the model itself. Without a
    ``calibration`` the shipped one weighs. ``examples`` are shown besides those of the invoice model. ``pictures`` of
    pages, as data URIs, are sent with the text. ``sheet`` is the document with what has been read off it, where that is
    at hand; it stands for ``pages``, ``today`` and ``calibration``. ``asked`` are the values that the model is asked
    for, all of them unless it is given, which takes a ``sheet``. Where the provider caches no prefix
    (``prefix_is_cached``), the general example and the notes on values that are not asked for cost more than they bring
    and are left out. ``records`` are those of the
    models, by which their word counts.
    """

    pack: PromptPack | None = None
    invoice_model: str = FALLBACK
    pages: tuple[Page, ...] = ()
    context: CallContext = field(default_factory=lambda: CallContext(operation="extract"))
    second_reading: bool = True
    max_output_tokens: int | None = None
    today: date | None = None
    calibration: Calibration | None = None
    examples: tuple[Example, ...] = ()
    pictures: tuple[str, ...] = ()
    sheet: Sheet | None = None
    asked: Asked | None = None
    prefix_is_cached: bool = True
    records: Records = field(default_factory=dict)

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
    """Extracted invoice with its evidence. ``confidence`` is that of the weakest required value, ``None`` where one is
    missing. ``said_kind`` is what a model beside the label reader says that the document is, ``titled`` what the title
    of the page says."""

    invoice: Invoice
    evidence: dict[str, Evidence]
    confidence: float | None
    field_count: int
    problems: dict[str, tuple[Reason, ...]]
    findings: tuple[Finding, ...]
    llm_model: str
    prompt_version: str
    ballots: tuple[Ballot, ...] = ()
    said_kind: DocType | None = None
    titled: DocType | None = None


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
        builder = PromptBuilder(config.pack, config.invoice_model)
        examples = (*_own_examples(builder, config), *config.examples)
        ask = partial(self._ask, builder, examples, config)
        labels = config.sheet.read.labels if config.asked and config.sheet else None
        whole = printed_with([field.name for field in builder.own]) if config.second_reading else PrintedInvoice
        shown = _shown_text(raw_text, config)
        printed, sure = await printed_answer(ask, shown, config.asked, labels, whole)
        words = None if config.asked is None else config.asked.words
        version = builder.build_extraction_prompt("", examples, asked=words).version
        return examine(printed, raw_text, config, llm_model=self._model, prompt_version=version, sureness=sure)

    async def _ask(
        self,
        builder: PromptBuilder,
        examples: Sequence[Example],
        config: ExtractionConfig,
        words: str | None,
        text: str,
        *,
        answer: type[T],
    ) -> Answer[T]:
        """One call about ``text``; ``words`` name the values of a short question."""
        prompt = builder.build_extraction_prompt(text, examples, asked=words, only_asked=not config.prefix_is_cached)
        return await self._client.ask(
            with_pictures(prompt.messages, config.pictures),
            answer=answer,
            schema_name=EXTRACT,
            model=self._model,
            context=replace(
                config.context,
                invoice_model=config.context.invoice_model or config.invoice_model,
                prompt_version=prompt.version,
            ),
            max_output_tokens=config.max_output_tokens or output_cap(text),
        )


def _shown_text(raw_text: str, config: ExtractionConfig) -> str:
    """The text that goes into the prompt: without the rows of a table, and of sums, that are not asked for."""
    if config.asked is None or config.sheet is None or config.asked.lines:
        return raw_text
    return without_table(raw_text, config.sheet.read, sums=config.asked.amounts)


def _own_examples(builder: PromptBuilder, config: ExtractionConfig) -> tuple[Example, ...]:
    """Examples of the invoice model; those of a supplier's own layout always."""
    return builder.examples if config.prefix_is_cached or config.invoice_model != FALLBACK else ()


def with_pictures(messages: Sequence[Mapping[str, Any]], pictures: Sequence[str]) -> list[Mapping[str, Any]]:
    """The same messages, the last one with the pages behind its text."""
    if not pictures:
        return list(messages)
    *before, last = messages
    shown = [{"type": "image_url", "image_url": {"url": picture, "detail": "high"}} for picture in pictures]
    return [*before, {**last, "content": [{"type": "text", "text": last["content"]}, *shown]}]


def output_cap(text: str) -> int:
    """Tokens an answer may have: it repeats parts of the text and adds keys, so twice the text is ample. A tighter cap
    than the model's own keeps the reserved worst case small, and ends a model that repeats itself."""
    return min(LEAST_OUTPUT_TOKENS + int(2 * len(text) / CHARACTERS_PER_TOKEN), MOST_OUTPUT_TOKENS)


def examine(
    printed: PrintedInvoice,
    text: str,
    config: ExtractionConfig,
    *,
    llm_model: str,
    prompt_version: str,
    sureness: Mapping[str, Sureness] | None = None,
) -> Extraction:
    """Hold a reader's answer against the page, and against the label reader's. No call is made. ``sureness`` is the
    model's own, by the paths of its answer."""
    sheet = config.sheet or _sheet(text, config)
    printed = sheet.read.with_own(printed)
    sure = in_invoice(sureness or {})
    labels, model = sheet.labels.assembled.invoice, sheet.held(possible(printed))
    readings = {llm_model: model.assembled.invoice} if config.second_reading else {}
    ballots = ballots_of(
        sheet.facts, labels if config.second_reading else model.assembled.invoice, readings, sheet.weights
    )
    posterior = document_posterior(ballots, config.records, sheet.weights)
    readers: Mapping[str, Reader] = {}
    if config.second_reading:
        seen, fused = sheet.fused(printed, sure, likelier_readers(ballots, posterior, llm_model))
        readers = fused.readers
    else:
        seen = sheet.weighed(printed, {}, sure)
    held = [(model.assembled.invoice, model.printed), (labels, sheet.labels.printed)]
    likeliest = with_likeliest(seen.printed, seen.assembled.invoice, ballots, posterior, held, own=sheet.own)
    if likeliest is not seen.printed:
        seen = sheet.weighed(likeliest, seen.agreement, sure)
    told = _extraction(_judged(seen, ballots, posterior), readers, llm_model, prompt_version, ballots)
    if config.second_reading and printed.says_kind:
        told = replace(told, said_kind=printed.doc_type, titled=sheet.read.structure.title)
    return _with_own(_described(_of_one_kind(told, labels), sheet), sheet, printed)


def _of_one_kind(extraction: Extraction, labels: Invoice) -> Extraction:
    """With a doubt about the kind where only one reading takes it for a note that turns or adds to what is owed. A
    title that says so over a negative total is proof."""
    invoice = extraction.invoice
    if labels.doc_type == "credit_note" and invoice.total_gross is not None and invoice.total_gross < 0:
        return replace(extraction, invoice=invoice.model_copy(update={"doc_type": "credit_note"}))
    kinds = {invoice.doc_type, labels.doc_type}
    if len(kinds) == 1 or not kinds & {"credit_note", "debit_note"}:
        return extraction
    doubt = Evidence(source="text", reasons=(Reason.READINGS_DISAGREE,))
    return replace(extraction, evidence={**extraction.evidence, "doc_type": doubt})


def _judged(seen: Seen, ballots: Sequence[Ballot], posterior: DocumentPosterior) -> Seen:
    """With the posterior's word on the values without which no invoice can be booked, and on the document."""
    keys = keys_of(seen.assembled.invoice, ballots)
    sure = {path: round(posterior.fields[path].of(key), 4) for path, key in keys.items() if path in seen.weighed.fields}
    document = None if None in keys.values() else round(posterior.confidence(keys), 4)
    return replace(seen, weighed=replace(seen.weighed, fields={**seen.weighed.fields, **sure}, document=document))


def _described(extraction: Extraction, sheet: Sheet) -> Extraction:
    """With what the document says of itself beside its values."""
    invoice, evidence = as_described(extraction.invoice, extraction.evidence, sheet.read.structure)
    invoice, evidence = with_code(invoice, evidence, payment_codes_on(sheet.read.pages))
    invoice, evidence = with_implied_tax(invoice, evidence, sheet.read.structure, sheet.facts.places)
    invoice, evidence = with_row_charges(invoice, evidence, sheet.facts.places)
    return replace(extraction, invoice=invoice, evidence=dict(evidence))


def _with_own(extraction: Extraction, sheet: Sheet, printed: PrintedInvoice) -> Extraction:
    """With the own fields, which no other value depends on."""
    if not sheet.own_fields:
        return extraction
    invoice, evidence = own_on_page(extraction.invoice, sheet, printed)
    return replace(extraction, invoice=invoice, evidence={**extraction.evidence, **evidence})


def _sheet(text: str, config: ExtractionConfig) -> Sheet:
    day = config.today or datetime.now(UTC).date()
    read = PageReading.of_text(text, config.pages or (text_page(text),))
    own = PromptBuilder(config.pack, config.invoice_model).own
    return Sheet(read, day, config.calibration, own_fields=own)


def _extraction(
    seen: Seen, readers: Mapping[str, Reader], llm_model: str, prompt_version: str, ballots: Sequence[Ballot]
) -> Extraction:
    problems = dict(seen.assembled.problems)
    for path, told in seen.agreement.items():
        if told.same is False and seen.weighed.fields.get(path, 0) < SETTLED:
            problems[path] = (*problems.get(path, ()), Reason.READINGS_DISAGREE)
    evidence = as_evidence(seen.located, problems, seen.weighed.fields)
    return Extraction(
        invoice=seen.assembled.invoice,
        evidence={path: _with_signals(spot, path, seen.weighed, readers) for path, spot in evidence.items()},
        confidence=seen.weighed.document,
        field_count=seen.weighed.field_count,
        problems=problems,
        findings=seen.findings,
        llm_model=llm_model,
        prompt_version=prompt_version,
        ballots=tuple(ballots),
    )


def _with_signals(spot: Evidence, path: str, weighed: Weighed, readers: Mapping[str, Reader]) -> Evidence:
    """Lines are many, and are weighed by the few signals that their reasons tell as well."""
    if top(path) == "lines":
        return spot
    return spot.model_copy(update={"signals": weighed.signals.get(path, {}), "reader": readers.get(path)})
