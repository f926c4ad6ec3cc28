"""Reading the values of one document, cheapest proof first: e-invoice data, then a model, then a dearer one."""

from __future__ import annotations

import asyncio
import logging

from invoice_llm.calls import CallContext
from invoice_llm.documents.drawing import data_uri, draw_page
from invoice_llm.documents.read_document import ReadDocument
from invoice_llm.errors import (
    AnswerRefused,
    CircuitOpen,
    ContextTooLong,
    InvoiceLLMError,
    OddAnswer,
    RequestRejected,
    StoreUnavailable,
    TransientError,
)
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.models.catalog import ModelTier
from invoice_llm.pipeline.believing import SAMPLE, Believer, record_exact
from invoice_llm.pipeline.endings import Ended
from invoice_llm.pipeline.gates import is_confident
from invoice_llm.pipeline.keeping import Kept
from invoice_llm.pipeline.opening import kept
from invoice_llm.pipeline.outages import Outages
from invoice_llm.pipeline.params import RunParams
from invoice_llm.pipeline.parts import Parts
from invoice_llm.pipeline.reading import STEP, Reading
from invoice_llm.pipeline.remembering import Recall, departed
from invoice_llm.prompt_pack import FALLBACK
from invoice_llm.reading.asking import asked_of
from invoice_llm.reading.concerns.listed import expected_names
from invoice_llm.reading.einvoice import examine_einvoice
from invoice_llm.reading.extraction import Extraction, ExtractionConfig, LLMExtractor
from invoice_llm.reading.limits import within_limits
from invoice_llm.reading.own_values import own_on_page
from invoice_llm.reading.posterior.choosing import keys_of
from invoice_llm.reading.routing import is_invoice, kind_concern
from invoice_llm.reading.sheet import Sheet
from invoice_llm.store import DocumentPlace, FoundDocument

log = logging.getLogger(__name__)
Refused = RequestRejected | TransientError | CircuitOpen
COMPLEX_PAGES = 5
"""From so many pages on, tables run over pages and a reading counts as harder."""
MOST_READINGS = 2
"""By models, of one document: refusals are none."""
MOST_PICTURES = 4
_FEWEST_LETTERS = 80
"""On a page of which a sample is read: with less there is nothing to read."""
PICTURE_DPI = 110.0
"""A4 becomes 909 by 1286 pixels: small print can be read, and it is 1,200 patches of 32 by 32."""


class Extractor:
    """Reads one document after another of a chunk, and puts what was read into ``new``, by position."""

    def __init__(
        self,
        parts: Parts,
        client: ResilientLLMClient,
        run_id: str,
        chunk: int,
        params: RunParams,
        *,
        outages: Outages,
        new: dict[int, Reading],
    ) -> None:
        self._parts = parts
        self._client = client
        self._run_id = run_id
        self._params = params
        self._outages = outages
        self._detected = parts.store.runs.steps(run_id, "detected", chunk)
        self._done = parts.store.runs.steps(run_id, STEP, chunk)
        self._new = new
        self._begun = parts.store.runs.started_at(run_id)
        self._records = Believer(parts, run_id, chunk).records(parts.catalog)

    async def __call__(self, found: FoundDocument) -> Ended | None:
        """Read it, or end a document that turns out to be no invoice."""
        if found.position in self._done or found.position in self._new or found.position not in self._detected:
            return None
        known = kept(self._parts, found)
        if known is None:
            return Ended.saying(Outcome.DEFERRED, Reason.OUT_OF_REACH, Statement.TEXT_GONE)
        reading = _limited(_in_file(await self._read(found, known), known))
        if not is_invoice(reading.invoice, reading.evidence):
            said = () if reading.from_xml else self._departed(reading, known)
            outcome = Outcome.REJECTED if reading.from_xml else Outcome.REVIEW
            return Ended(outcome, (*said, kind_concern(reading.invoice)))
        self._new[found.position] = reading
        confidence = "unknown" if reading.confidence is None else f"{reading.confidence:.2f}"
        log.info("%s: %d header fields, confidence %s", found.name, reading.field_count, confidence)
        return None

    def _departed(self, reading: Reading, known: Kept) -> tuple[Concern, ...]:
        """Differences between a page that is not known to be an invoice and this supplier's invoices."""
        if not self._parts.dedupe:
            return ()
        return departed(Recall(self._parts.store), reading.invoice, reading.evidence, known.read)

    async def _read(self, found: FoundDocument, known: Kept) -> Reading:
        sheet = self._sheet(found, known)
        document = known.document
        if document.invoice is not None and not self._parts.ignore_xml:
            examined = examine_einvoice(document.invoice, known.read, today=self._parts.today())
            await self._sample(found, known, document.invoice)
            invoice, own_evidence = own_on_page(document.invoice, sheet)
            return Reading(
                invoice=invoice,
                evidence={**examined.evidence, **own_evidence},
                confidence=examined.confidence,
                field_count=examined.field_count,
                from_xml=True,
            )
        refusals: list[Refused] = []
        best = await self._by_models(found, known, sheet, refusals)
        best = best or await self._ask(found, known, sheet, self._parts.selector.of_tier(ModelTier.EMBEDDED))
        return best.model_copy(update={"refusals": tuple(map(str, refusals))})

    async def _sample(self, found: FoundDocument, known: Kept, exact: Invoice) -> None:
        """Have the first model read a page whose data are known, as long as the share of the budget for it lasts. What
        it says counts for its record alone; whatever goes wrong here harms no document."""
        is_open = self._parts.samples and self._parts.has_endpoint and self._params.mode == "realtime"
        if not is_open or len(known.read.text) < _FEWEST_LETTERS:
            return
        try:
            model = self._first_model(known.document)
            if self._parts.catalog[model].tier is not ModelTier.EMBEDDED:
                reading = await self._ask(found, known, self._sheet(found, known), model, booked_on=SAMPLE)
                record_exact(self._parts.store, DocumentPlace(self._run_id, found.position), reading, exact)
        except StoreUnavailable:
            raise
        except InvoiceLLMError as error:
            log.info("%s: its page was not read as a sample (%s)", found.name, type(error).__name__)

    def _sheet(self, found: FoundDocument, known: Kept) -> Sheet:
        """The page with what the company itself knows of who may stand on it."""
        expected, own = expected_names(self._parts.lists, known.read.structure), self._parts.own.names
        return Sheet(
            known.read,
            self._parts.today(),
            self._parts.calibration,
            expected=expected,
            own=own,
            own_fields=self._parts.prompts.own_fields(self._detected[found.position]["invoice_model"]),
        )

    async def _by_models(
        self, found: FoundDocument, known: Kept, sheet: Sheet, refusals: list[Refused]
    ) -> Reading | None:
        """The best reading by the models that may be asked: the first one, and where the evidence stays weak the next
        one; a model that refuses makes room for the one after it."""
        try:
            model: str | None = self._first_model(known.document)
        except ContextTooLong as error:
            refusals.append(error)
            return None
        best, asked = None, 0
        while model is not None and asked < MOST_READINGS:
            before = len(refusals)
            again = await self._try(found, known, sheet, model, refusals)
            asked += not any(isinstance(error, RequestRejected) for error in refusals[before:])
            readings = [reading for reading in (best, again) if reading is not None]
            best = max(readings, key=lambda reading: (reading.confidence or 0, reading.field_count), default=None)
            if best and is_confident(best.confidence, self._params.confidence_threshold):
                break
            if any(_is_outage(error) for error in refusals[before:]):
                break
            model = await self._dearer(model)
        return best

    async def _dearer(self, model: str) -> str | None:
        """The next tier's model that the endpoint has, where the tier was left to us."""
        if self._params.model_tier != "auto":
            return None
        dearer = self._parts.selector.escalate(model)
        while dearer is not None and not await self._client.serves(dearer):
            dearer = self._parts.selector.escalate(dearer)
        return dearer

    async def _try(
        self, found: FoundDocument, known: Kept, sheet: Sheet, model: str, refusals: list[Refused]
    ) -> Reading | None:
        """A reading by ``model``; ``None`` if it refused, if its answers were of no use, or if there was none and the
        document does not wait for it: then a dearer model or the label reader may do better, and whatever they say has
        to stand on the page as well."""
        try:
            return await self._ask(found, known, sheet, model)
        except (RequestRejected, AnswerRefused) as error:
            log.warning("%s: %s", found.name, error)
            refusals.append(error)
        except OddAnswer as error:
            log.warning("%s: the answer of %s was of no use (%s)", found.name, model, type(error).__name__)
            refusals.append(OddAnswer(f"the answer of {model} was of no use: {error}"))
        except (TransientError, CircuitOpen) as error:
            if not self._outages.goes_on(found, error):
                raise
            log.warning("%s: goes on without %s (%s)", found.name, model, type(error).__name__)
            refusals.append(error)
        return None

    async def _ask(
        self, found: FoundDocument, known: Kept, sheet: Sheet, model: str, *, booked_on: str | None = None
    ) -> Reading:
        """A reading by one model. ``booked_on`` is another name for its cost than that of the invoice model."""
        invoice_model = self._detected[found.position]["invoice_model"] if booked_on is None else FALLBACK
        is_free = self._parts.catalog[model].tier is ModelTier.EMBEDDED
        config = ExtractionConfig(
            pack=self._parts.prompts,
            invoice_model=invoice_model,
            context=CallContext(
                operation="extract",
                document=found.key,
                run_id=self._run_id,
                invoice_model=booked_on,
                force=self._params.force,
            ),
            second_reading=not is_free,
            sheet=sheet,
            asked=None if is_free else asked_of(sheet),
            prefix_is_cached=is_free or self._params.mode == "realtime",
            records=self._records,
            examples=() if is_free else self._parts.examples_of(known.read.labelled.invoice, self._begun),
            pictures=await self._pictures(found, known, model),
        )
        extraction = await LLMExtractor(self._client, model).extract_structured_data(known.read.text, config)
        return reading_of(extraction, invoice_model, known.read.structure.printed_rows)

    async def _pictures(self, found: FoundDocument, known: Kept, model: str) -> tuple[str, ...]:
        """The pages that were read by OCR, for a model that takes images. What OCR read is sent as well: a value still
        has to stand in it to be located."""
        if not self._parts.catalog[model].vision:
            return ()
        pages = zip(known.document.pages, known.numbers, strict=True)
        scanned = [number - 1 for page, number in pages if page.source == "ocr"][:MOST_PICTURES]
        if not scanned:
            return ()
        try:
            data = self._parts.files.get(found.sha256)
        except FileNotFoundError:
            return ()
        drawn = [await asyncio.to_thread(draw_page, data, index, dpi=PICTURE_DPI) for index in scanned]
        return tuple(data_uri(picture) for picture in drawn if picture)

    def _first_model(self, document: ReadDocument) -> str:
        return first_model(self._parts, self._params, pages=len(document.pages), length=_length(document))


def first_model(parts: Parts, params: RunParams, *, pages: int = 1, length: int = 0) -> str:
    """The model to ask first: the tier that was asked for, or the cheapest that fits."""
    if params.model_tier != "auto":
        return parts.selector.of_tier(params.model_tier)
    if not parts.has_endpoint:
        return parts.selector.of_tier(ModelTier.EMBEDDED)
    return parts.selector.select_model("medium" if pages >= COMPLEX_PAGES else "simple", length)


def _is_outage(error: Refused) -> bool:
    """True where the model said nothing at all, so that another one at the same endpoint will not either."""
    return not isinstance(error, RequestRejected | OddAnswer)


def _length(document: ReadDocument) -> int:
    return sum(len(row.text) for page in document.pages for row in page.rows)


def reading_of(extraction: Extraction, invoice_model: str, printed_rows: int | None) -> Reading:
    """The reading as it is kept: of the candidates on the page only those that somebody named."""
    chosen = keys_of(extraction.invoice, extraction.ballots)
    return Reading(
        invoice=extraction.invoice,
        evidence=extraction.evidence,
        confidence=extraction.confidence,
        field_count=extraction.field_count,
        printed_rows=printed_rows,
        invoice_model=invoice_model,
        llm_model=extraction.llm_model,
        prompt_version=extraction.prompt_version,
        ballots={one.path: one.folded(chosen[one.path]).to_json() for one in extraction.ballots},
        said_kind=extraction.said_kind,
        titled=extraction.titled,
    )


def _limited(reading: Reading) -> Reading:
    """The reading without texts that nobody could store, show or pay by."""
    invoice, evidence = within_limits(reading.invoice, reading.evidence)
    return reading.model_copy(update={"invoice": invoice, "evidence": evidence})


def _in_file(reading: Reading, known: Kept) -> Reading:
    """With the pages as the file counts them, and what was left out of it."""
    evidence = {
        path: spot if spot.page is None else spot.model_copy(update={"page": known.numbers[spot.page - 1]})
        for path, spot in reading.evidence.items()
    }
    told = {"evidence": evidence, "set_aside": known.set_aside, "in_doubt": known.cut.in_doubt}
    return reading.model_copy(update=told)
