"""The steps of a run. Each may be stopped at any point and done again: it only does what is not done yet."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from upath import UPath

from invoice_llm.errors import AwaitsBatch, ConfigurationError
from invoice_llm.invoice.record import Record
from invoice_llm.llm.models.catalog import ModelTier
from invoice_llm.pipeline import deciding, detecting, extracting, validating
from invoice_llm.pipeline.batching import BatchSteps, chunk_size_of, require_batches, until_news
from invoice_llm.pipeline.believing import Believer
from invoice_llm.pipeline.endings import Ended, ended_by, is_passing
from invoice_llm.pipeline.gates import is_confident, needs_validation
from invoice_llm.pipeline.intake import inbox, registering
from invoice_llm.pipeline.intake.discovery import Cut
from invoice_llm.pipeline.intake.file_names import escaped_name
from invoice_llm.pipeline.intake.left_out import LeftOut
from invoice_llm.pipeline.intake.listing import Settling
from invoice_llm.pipeline.loops import run_to_end
from invoice_llm.pipeline.outages import Outages
from invoice_llm.pipeline.params import OWN_COLUMNS, RunParams
from invoice_llm.pipeline.parts import Parts
from invoice_llm.pipeline.reading import Reading, Strength, strengths
from invoice_llm.pipeline.records import delivering, recording
from invoice_llm.pipeline.stops import keep_stop, left_undecided, telling_why
from invoice_llm.store import FoundDocument
from invoice_llm.store.runs.records import readable

if TYPE_CHECKING:
    from invoice_llm.llm.client import ResilientLLMClient

Json = dict[str, Any]
OnProgress = Callable[[int, int], object]
"""Chunks done, and chunks in all."""
Step = Callable[[FoundDocument], Awaitable[Ended | None]]
log = logging.getLogger(__name__)
WAITING = "waiting"
"""The count, in a step's result, of questions that wait for batch files; left out where none do."""


class Pipeline:
    """Discover, then for each chunk detect, extract, accept, validate and route, then summarize.

    Between the steps everything stands in the store; what is returned is ids and counts.
    """

    def __init__(self, parts: Parts, *, patient: bool = False) -> None:
        self._parts = parts
        self._runs = parts.store.runs
        self._patient = patient

    def patiently(self) -> Pipeline:
        """The same, but a service that is down ends the step, not the documents: who calls will do the step again."""
        return Pipeline(self._parts, patient=True)

    def _client(self, run_id: str) -> AbstractAsyncContextManager[ResilientLLMClient]:
        return telling_why(self._runs, run_id, self._parts.open_client())

    def discover(self, run_id: str, params: RunParams, *, max_chunks: int | None = None) -> list[int]:
        """Register every document of the inbox; returns the chunks that need reading, at most ``max_chunks``."""
        parts = self._parts
        wanted = params.inbox or parts.inbox
        folder = inbox.resolve(wanted, parts.inbox_roots)
        most = inbox.LARGEST * parts.max_bytes
        listed = inbox.Inbox(folder, Settling(parts.settle_s), most=most, own=parts.own_folders)
        return self._register(run_id, params, wanted, listed, max_chunks)

    def discover_files(self, run_id: str, params: RunParams, files: Sequence[Path]) -> list[int]:
        """Register single files, wherever they are."""
        return self._register(
            run_id, params, "files", [inbox.describe(UPath(path), escaped_name(str(path))) for path in files]
        )

    async def detect_models(self, run_id: str, chunk: int) -> Json:
        """Open every document and find its invoice model; ends those that cannot or need not be read."""
        parts = self._parts
        async with parts.open_reader() as reader, self._client(run_id) as client:
            todo = self._unfinished(run_id, chunk)
            look = parts.dedupe and not self._params(run_id).force
            opened = await detecting.open_all(parts, reader, run_id, todo, self._ender(run_id), look=look)
            detecting.end_duplicates(parts, run_id, opened, self._ender(run_id))
            left = self._unfinished(run_id, chunk)
            params, outages = self._params(run_id), self._outages(run_id)
            model = extracting.first_model(parts, params)

            async def detect() -> None:
                done = self._runs.steps(run_id, "detected", chunk)
                new = {found: document for found, document in opened.items() if found.position not in done}
                detector = detecting.Detector(parts, client, run_id, new, model, outages=outages, force=params.force)
                try:
                    await self._each(run_id, left, detector)
                finally:
                    detector.keep()

            waiting = await self._batches(run_id, chunk).do(client, detect)
        models = Counter(step["invoice_model"] for step in self._runs.steps(run_id, "detected", chunk).values())
        return {"chunk": chunk, "documents": len(left), "models": dict(models), **_told(waiting)}

    async def extract(self, run_id: str, chunk: int) -> Json:
        """Read the values; returns confidence and field count of each document, and the best of them."""
        parts, params, believer = self._parts, self._params(run_id), Believer(self._parts, run_id, chunk)
        new: dict[int, Reading] = {}
        async with self._client(run_id) as client:

            async def read() -> None:
                outages = self._outages(run_id)
                extractor = extracting.Extractor(parts, client, run_id, chunk, params, outages=outages, new=new)
                await self._each(run_id, self._unfinished(run_id, chunk), extractor)

            try:
                waiting = await self._batches(run_id, chunk).do(client, read)
            except BaseException:
                believer.keep(new)
                raise
        if waiting:
            believer.keep(new)
        else:
            believer.settle(new)
        rows = [
            {"position": f.position, "confidence": r.confidence, "field_count": r.field_count}
            for f, r in self._strengths(run_id, chunk)
        ]
        known = [row for row in rows if row["confidence"] is not None]
        best: Json = max(known, key=lambda row: row["confidence"], default={})
        return {
            "chunk": chunk,
            "confidence": best.get("confidence"),
            "field_count": best.get("field_count"),
            "documents": rows,
            **_told(waiting),
        }

    async def accept(self, run_id: str, chunk: int) -> Json:
        """Mark the documents that reach the confidence threshold; only those can be accepted."""
        threshold = self._params(run_id).confidence_threshold
        confident = [f for f, r in self._strengths(run_id, chunk) if is_confident(r.confidence, threshold)]
        self._runs.put_steps(run_id, "confident", {found.position: {} for found in confident})
        return {"chunk": chunk, "documents": len(confident)}

    async def validate(self, run_id: str, chunk: int) -> Json:
        """Have the doubtful documents checked a second time."""
        params = self._params(run_id)
        threshold, fewest = params.validation_threshold, params.min_fields
        doubtful = [
            f
            for f, r in self._strengths(run_id, chunk)
            if needs_validation(r.confidence, r.field_count, threshold=threshold, fewest=fewest)
        ]
        if not doubtful and params.mode == "realtime":
            return {"chunk": chunk, "documents": 0}
        async with self._client(run_id) as client:
            outages = self._outages(run_id)

            async def look() -> None:
                second = validating.SecondLook(self._parts, client, run_id, chunk, params, outages=outages)
                await self._each(run_id, doubtful, second)

            waiting = await self._batches(run_id, chunk).do(client, look)
        return {"chunk": chunk, "documents": len(doubtful), **_told(waiting)}

    async def route(self, run_id: str, chunk: int) -> Json:
        """Give every document of the chunk that is left its outcome."""
        left = self._unfinished(run_id, chunk)
        await self._each(run_id, left, deciding.Router(self._parts, run_id, chunk, left))
        return {"chunk": chunk, **Counter(self._runs.decided(run_id, chunk).values())}

    async def process(self, run_id: str, chunk: int) -> bool:
        """All steps of one chunk, with the gates between them, as the DAG chains them. False where the chunk waits for
        batch files and is to be processed again."""
        for step in (self.detect_models, self.extract):
            if WAITING in await step(run_id, chunk):
                return False
        await self.accept(run_id, chunk)
        if WAITING in await self.validate(run_id, chunk):
            return False
        await self.route(run_id, chunk)
        return True

    async def has_news(self, run_id: str, chunk: int) -> bool:
        """True where a step of this chunk that waits for batch files may go on."""
        return await self._batches(run_id, chunk).has_news()

    async def process_all(self, run_id: str, chunks: Sequence[int], on_progress: OnProgress) -> None:
        """All chunks one after the other, with one reader of documents for all of them: its processes start once."""
        async with self._parts.open_reader() as reader:
            pipeline = Pipeline(replace(self._parts, open_reader=lambda: nullcontext(reader)), patient=self._patient)
            left = list(chunks)
            while left:
                waiting = []
                for chunk in left:
                    on_progress(len(chunks) - len(left), len(chunks))
                    if not await pipeline.process(run_id, chunk):
                        waiting.append(chunk)
                if left := waiting:
                    looks = [self._batches(run_id, chunk) for chunk in left]
                    await until_news(looks, poll=self._parts.batch_poll)
        on_progress(len(chunks), len(chunks))

    def end_leftovers(self, run_id: str) -> None:
        """Give every document that no step has decided an outcome."""
        left = left_undecided(self._runs, run_id)
        registering.end_leftovers(self._parts, run_id, left, self._ender(run_id))

    def summarize(self, run_id: str) -> Json:
        """End what is left, deliver it to the run's records, and what earlier runs left to theirs; returns the counts.

        Records that cannot be written are told in the summary (``undelivered`` documents and ``delivery_error``), and
        are written by the next run.
        """
        self.end_leftovers(run_id)
        store, output = self._parts.store, self._parts.output
        exports = self._parts.exports
        late = delivering.deliver_late(store, output, before=run_id, exports=exports)
        folder = delivering.folder_of_run(store, run_id, output)
        self._runs.end(run_id, {**self._counts(run_id), **delivering.summed_up(late), **folder})
        own = delivering.try_to_deliver(store, run_id, output, whole=True, exports=exports)
        return {**(self._runs.summary(run_id) or {}), "undelivered": own.undelivered, "delivery_error": own.error}

    def _counts(self, run_id: str) -> Json:
        stored = self._parts.store.deliveries.stored(run_id)
        records = (record for _, one in stored if (record := readable(one)) is not None)
        outcomes = {str(outcome): count for outcome, count in self._runs.outcomes(run_id).items() if outcome}
        spent = self._parts.store.spending.run(run_id)
        return {
            "documents": sum(outcomes.values()),
            "outcomes": outcomes,
            **asdict(LeftOut.kept(self._runs, run_id)),
            **recording.tallied(records, free=self._parts.selector.of_tier(ModelTier.EMBEDDED)),
            "calls": spent.calls,
            "cost_usd": f"{spent.cost_micros / 1_000_000:.6f}",
        }

    def records(self, run_id: str) -> list[Record]:
        """The written line of every document of the run."""
        return self._runs.records(run_id)

    def _register(
        self,
        run_id: str,
        params: RunParams,
        wanted: str,
        files: inbox.Inbox | Sequence[inbox.InboxFile],
        max_chunks: int | None = None,
    ) -> list[int]:
        if params.mode == "batch":
            run_to_end(require_batches(self._parts, params))
        self._require_served(params.model_tier)
        self._runs.begin(run_id, inbox=wanted, params=self._stored(params))
        cut = Cut(chunk_size_of(params, self._parts.chunk_size), max_chunks=max_chunks, limit=params.limit)
        look = self._parts.dedupe and not params.force
        return registering.register(self._parts, run_id, files, cut, look=look, end=self._ender(run_id))

    def _outages(self, run_id: str) -> Outages:
        return Outages(self._parts, run_id, patient=self._patient)

    def _require_served(self, tier: str) -> None:
        """Refuse a tier that nobody serves before the first document, rather than with each of them."""
        if tier not in ("auto", ModelTier.EMBEDDED) and not self._parts.has_endpoint:
            raise ConfigurationError(
                f"model tier {tier} needs an endpoint; set OPENAI_API_KEY (and OPENAI_BASE_URL for one of your own), "
                "or use the tier auto or embedded"
            )

    def _batches(self, run_id: str, chunk: int) -> BatchSteps:
        return BatchSteps(self._parts, run_id, chunk, self._params(run_id))

    def _params(self, run_id: str) -> RunParams:
        return RunParams.of_stored(self._runs.params(run_id))

    def _stored(self, params: RunParams) -> Json:
        """With what later writers of the records need to know of this run."""
        return {**params.to_mapping(), OWN_COLUMNS: list(self._parts.prompts.own_names)}

    def _unfinished(self, run_id: str, chunk: int) -> list[FoundDocument]:
        done = self._runs.decided(run_id, chunk)
        return [found for found in self._runs.found(run_id, chunk) if found.position not in done]

    def _strengths(self, run_id: str, chunk: int) -> list[tuple[FoundDocument, Strength]]:
        kept = strengths(self._parts, run_id, chunk)
        return [(f, kept[f.position]) for f in self._unfinished(run_id, chunk) if f.position in kept]

    def _ender(self, run_id: str) -> Callable[[FoundDocument, Ended], None]:
        return lambda found, ended: recording.end(self._parts, run_id, found, ended)

    async def _each(self, run_id: str, documents: Sequence[FoundDocument], step: Step) -> None:
        """Do a step for many documents at once. One document's error ends that document; a cause that no document can
        cure, or that time may, is raised after the others have come to rest."""
        limit = asyncio.Semaphore(self._parts.concurrency)
        is_batch = self._params(run_id).mode == "batch"
        incurable: list[Exception] = []
        passing: list[Exception] = []

        async def one(found: FoundDocument) -> None:
            async with limit:
                if incurable:
                    return
                try:
                    ended = await step(found)
                except AwaitsBatch as error:
                    if is_batch:
                        return
                    ended = ended_by(error)
                except Exception as error:
                    if self._patient and is_passing(error):
                        passing.append(error)
                        return
                    ended = ended_by(error)
                    if ended is None:
                        incurable.append(error)
                        return
                    log.warning("document %s ended: %s", found.name, type(error).__name__)
                if ended is not None:
                    recording.end(self._parts, run_id, found, ended)

        await asyncio.gather(*(one(found) for found in documents))
        if incurable:
            keep_stop(self._runs, run_id, incurable[0])
        if causes := [*incurable, *passing]:
            raise causes[0]


def _told(waiting: int) -> Json:
    return {WAITING: waiting} if waiting else {}
