"""Questions collected into batch files, and their answers taken in.

A question whose answer is kept is answered at once. Any other is noted and ends the document's step for now
(:class:`AwaitsBatch`); ``submit`` puts what was noted into files, and ``take_in`` keeps what has come of them, so that
the step, done again, finds its answers. Between those two anything may be killed: what stands in the store says what
was held, and the endpoint is asked by the file's key what it was sent. Nothing is sent twice, since a file that the
endpoint may have is never made again, only found.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from invoice_llm.calls import BatchFile, BatchRequest, CallEnd, CallIntent, StoredAnswer
from invoice_llm.errors import AwaitsBatch, BudgetReached, InvoiceLLMError, OddAnswer
from invoice_llm.llm import wire
from invoice_llm.llm.answer import ODD_ENDS, read_body, usage_in
from invoice_llm.llm.batch.lines import ResultLine, custom_id_of, in_files, request_line, result_lines
from invoice_llm.llm.batch.ports import BatchStore
from invoice_llm.llm.guard.attempts import Arrived, Attempts
from invoice_llm.llm.models.catalog import CatalogModel
from invoice_llm.llm.models.prices import BATCH, cost_micros
from invoice_llm.llm.ports import Ledger
from invoice_llm.llm.questions import Question
from invoice_llm.llm.usages import plausible

log = logging.getLogger(__name__)
MOST_FILES = 2
"""Files that a question is put into; what came back from none of them is asked in real time."""
HELD_FOR = timedelta(hours=30)
"""A batch ends within 24 hours; its holds outlast it."""
GRACE = timedelta(minutes=15)
"""For a batch that was cancelled at the deadline to end; after that nobody waits for it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightPlan:
    """``scope``: whose files these are. After ``deadline`` what is missing is asked in real time. ``lease``: how long
    a file's maker may take for one request to the endpoint."""

    scope: str
    deadline: datetime
    lease: timedelta = timedelta(minutes=2)
    most_requests: int = 50_000
    most_bytes: int = 200_000_000


class BatchNight:
    """Collects the questions of one step and takes in the answers; for one event loop. ``endpoint`` and ``spec`` are
    looked up by a model's name."""

    def __init__(
        self,
        plan: NightPlan,
        store: BatchStore,
        *,
        ledger: Ledger,
        attempts: Attempts,
        endpoint: Callable[[str], wire.Endpoint],
        spec: Callable[[str], CatalogModel],
        now: Callable[[], datetime],
    ) -> None:
        self._plan = plan
        self._store = store
        self._ledger = ledger
        self._attempts = attempts
        self._endpoint = endpoint
        self._spec = spec
        self._now = now
        self._noted: dict[str, Question] = {}
        self._sent: set[str] = set()
        self._refused: dict[str, BudgetReached] = {}
        self._in_real_time: set[str] = set()
        self._passes = 0

    @property
    def waiting(self) -> int:
        """Questions that stand in files which have not ended, or wait for somebody else's answer."""
        return len(self._sent) + len(self._noted)

    def takes(self, question: Question) -> bool:
        """False for what is answered in this process, and for what no file may wait for any more."""
        late = self._now() >= self._plan.deadline and question.key not in self._sent
        return question.spec.endpoint != "embedded" and question.key not in self._in_real_time and not late

    async def arrive(self, question: Question) -> Arrived:
        """The answer that is kept. Raises ``AwaitsBatch`` until there is one, ``BudgetReached`` where no file may hold
        the question."""
        if kept := await self._attempts.kept_answer(question):
            return kept
        if error := self._refused.get(question.key):
            raise error
        if question.key not in self._sent:
            self._noted[question.key] = question
        raise AwaitsBatch(f"{question.context.operation} waits for a batch file")

    async def submit(self) -> bool:
        """Put what was noted into files. True where doing the step again leads further at once: an answer was there,
        the budget has no room, or a question has been in files enough."""
        noted, self._noted = self._noted, {}
        tries = await self._store.tries(self._plan.scope, list(noted))
        spent = {key for key in noted if tries.get(key, 0) >= MOST_FILES}
        self._in_real_time |= spent
        again = bool(spent)
        by_model: dict[str, list[Question]] = {}
        for key, question in noted.items():
            if key not in spent:
                by_model.setdefault(question.spec.name, []).append(question)
        for model, questions in by_model.items():
            again |= await self._submit_model(model, questions)
        self._passes += 1
        return again

    async def _submit_model(self, model: str, questions: Sequence[Question]) -> bool:
        named = {custom_id_of(question.context, question.key): question for question in questions}
        lines = ((name, request_line(name, self._attempts.batch_body(one))) for name, one in named.items())
        again = False
        for part in in_files(lines, most_requests=self._plan.most_requests, most_bytes=self._plan.most_bytes):
            again |= await self._submit_file(model, {name: named[name] for name, _ in part}, dict(part))
        return again

    async def _submit_file(self, model: str, named: Mapping[str, Question], lines: Mapping[str, bytes]) -> bool:
        now = self._now()
        file = BatchFile(
            key=uuid4().hex,
            scope=self._plan.scope,
            model=model,
            state="uploading",
            made_at=now,
            claimed_until=now + 5 * self._plan.lease,
        )
        intents = [(name, self._intent(question)) for name, question in named.items()]
        limit = self._attempts.intents.day_limit(intents[0][1])
        decided = await asyncio.shield(self._store.begin(file, intents, limit_micros=limit))
        held = []
        again = elsewhere = False
        for (name, question), got in zip(named.items(), decided, strict=True):
            if isinstance(got, str):
                held.append(name)
                self._sent.add(question.key)
            elif isinstance(got, BudgetReached):
                self._refused[question.key] = got
                again = True
            elif isinstance(got, StoredAnswer):
                again = True
            else:
                self._noted[question.key] = question
                elsewhere = True
        if elsewhere:
            again |= await self.take_in_left_over()
        if held:
            await self._send(file, [lines[name] for name in held])
        return again

    def _intent(self, question: Question) -> CallIntent:
        return self._attempts.intents.of_batch(question, until=self._now() + HELD_FOR)

    async def _send(self, file: BatchFile, lines: Sequence[bytes]) -> None:
        """Upload, then have it worked off. Whatever goes wrong on the way is found out by ``take_in`` later."""
        endpoint = self._endpoint(file.model)
        try:
            uploaded = await wire.upload(endpoint, f"{file.key}.jsonl", lines)
            until = self._now() + self._plan.lease
            if not await self._store.move(file.key, was="uploading", now="creating", until=until):
                return
            async with asyncio.timeout(self._plan.lease.total_seconds() / 2):
                remote = await wire.create(endpoint, uploaded, file.key)
        except (InvoiceLLMError, TimeoutError) as error:
            log.warning("the batch file %s of %d requests: %s", file.key, len(lines), error)
            return
        await self._store.move(file.key, was="creating", now="sent", remote=remote)
        log.info("batch %s has %d requests of %s", remote, len(lines), file.model)

    async def take_in(self) -> list[BatchFile]:
        """Keep what has come of the scope's files; returns those that have not ended."""
        left = []
        self._sent.clear()
        for file in await self._store.open_files(self._plan.scope):
            if not await self._has_ended(file):
                self._sent |= {request.key for request in await self._store.requests(file.key)}
                left.append(file)
        return left

    async def take_in_left_over(self) -> bool:
        """Keep what has come of files that others left: a run that was killed, or did not wait. True where a file of
        theirs has ended."""
        files = [file for file in await self._store.open_files(None) if file.scope != self._plan.scope]
        return any([await self._has_ended(file) for file in files])

    async def has_news(self) -> bool:
        """True where a file has ended or is to be looked after; also where there is none to wait for."""
        files = await self._store.open_files(self._plan.scope)
        return not files or any([await self._is_due(file) for file in files])

    async def _is_due(self, file: BatchFile) -> bool:
        if file.state != "sent" or file.remote is None or self._now() >= self._plan.deadline:
            return self._now() >= file.claimed_until
        try:
            view = await wire.look(self._endpoint(file.model), file.remote)
        except InvoiceLLMError as error:
            log.warning("batch %s: %s; looking again later", file.remote, error)
            return False
        return self._now() >= file.claimed_until if view is None else view.has_ended

    async def _has_ended(self, file: BatchFile) -> bool:
        try:
            if await self._go_on(file):
                return True
        except InvoiceLLMError as error:
            log.warning("batch file %s: %s; looking again later", file.key, error)
        return await self._lose(file, "batch without end") if self._is_overdue(file) else False

    def _is_overdue(self, file: BatchFile) -> bool:
        """True of a batch that would have ended by now if it ever did."""
        until = file.made_at + HELD_FOR
        if file.scope == self._plan.scope:
            until = min(until, self._plan.deadline + GRACE)
        return file.state == "sent" and self._now() >= until

    async def _go_on(self, file: BatchFile) -> bool:
        """Bring a file nearer to its end; true where it is there."""
        if file.state == "uploading":
            return await self._give_up(file) if self._now() >= file.claimed_until else False
        if file.state == "creating":
            return await self._find_again(file)
        assert file.remote is not None
        endpoint = self._endpoint(file.model)
        view = await wire.look(endpoint, file.remote)
        if view is None and self._now() < file.claimed_until:
            return False  # a new batch may take a while to be known everywhere
        if (view := view or await self._listed(file)) is None:
            return await self._lose(file, "batch forgotten by its endpoint")
        if not view.has_ended:
            if self._now() >= self._plan.deadline and view.status != "cancelling":
                await wire.cancel(endpoint, view.batch)
            return False
        await self._settle(file, view)
        return True

    async def _give_up(self, file: BatchFile) -> bool:
        """The file never came to be worked off: its holds go back, and its questions into another file."""
        return await self._end_all(file, CallEnd(status="failed", cost_micros=0, error="batch never sent"))

    async def _lose(self, file: BatchFile, why: str) -> bool:
        """Nothing will come of the file any more. What it cost nobody can tell: it is charged at its estimate."""
        log.warning("%s: %s; it is charged at its estimate and asked again", why, file.remote)
        return await self._end_all(file, CallEnd(status="failed", cost_micros=None, error=why))

    async def _end_all(self, file: BatchFile, end: CallEnd) -> bool:
        if await self._store.move(file.key, was=file.state, now="ended"):
            for request in await self._store.requests(file.key):
                await self._end(request, end)
        return True

    async def _listed(self, file: BatchFile) -> wire.BatchView | None:
        """What the endpoint's list tells of a batch that is not there under its name."""
        view = await wire.find(self._endpoint(file.model), file.key, since=file.made_at)
        if view is not None and view.batch != file.remote:
            await self._store.move(file.key, was="sent", now="sent", remote=view.batch)
        return view

    async def _find_again(self, file: BatchFile) -> bool:
        """Look for the batch of a maker who is gone, or did not hear the answer."""
        if self._now() < file.claimed_until:
            return False
        view = await wire.find(self._endpoint(file.model), file.key, since=file.made_at)
        if view is None:
            return await self._give_up(file)
        await self._store.move(file.key, was="creating", now="sent", remote=view.batch)
        return False

    async def _settle(self, file: BatchFile, view: wire.BatchView) -> None:
        """Every request of the file settled by its line. Of those without one, as many as the batch says were answered
        are charged at their estimate: their answers are lost, not free."""
        endpoint, spec = self._endpoint(file.model), self._spec(file.model)
        texts = [await wire.download(endpoint, one) for one in view.files]
        lines = _by_id(line for text in texts for line in result_lines(text))
        requests = await self._store.requests(file.key)
        answered = sum(one.custom_id in lines and lines[one.custom_id].status == 200 for one in requests)
        lost = max(view.done - answered, 0)
        for request in requests:
            line = lines.get(request.custom_id)
            if line is not None:
                await self._end(request, *_outcome(line, request, spec, self._now()))
                continue
            cost = None if lost > 0 else 0
            lost -= 1
            await self._end(request, CallEnd(status="failed", cost_micros=cost, error=f"batch {view.status}"))
        await self._store.move(file.key, was="sent", now="ended")
        level = logging.INFO if answered == len(requests) else logging.WARNING
        told = (view.batch, view.status, answered, len(requests), view.why)
        log.log(level, "batch %s is %s: %d of %d answered %s", *told)

    async def _end(self, request: BatchRequest, end: CallEnd, answer: StoredAnswer | None = None) -> None:
        await asyncio.shield(self._ledger.settle(request.hold, end, answer))


def _by_id(lines: Iterable[ResultLine]) -> dict[str, ResultLine]:
    """One line a request: an answer counts more than an error, the first one more than its copies."""
    told: dict[str, ResultLine] = {}
    for line in lines:
        known = told.get(line.custom_id)
        if known is None or (known.status != 200 and line.status == 200):
            told[line.custom_id] = line
    return told


def _outcome(
    line: ResultLine, request: BatchRequest, spec: CatalogModel, now: datetime
) -> tuple[CallEnd, StoredAnswer | None]:
    """End of an attempt, and the answer that it brought."""
    day = now.date()
    try:
        if line.status != 200:
            raise OddAnswer(f"status {line.status}")
        completion = read_body(line.body)
    except OddAnswer:
        usage = plausible(usage_in(line.body), spec)
        cost = 0 if usage is None else cost_micros(spec, usage, day=day, service_tier=BATCH)
        if line.status == 200 and usage is None:
            return CallEnd(status="odd", cost_micros=None, error="no answer in the line"), None
        return CallEnd(
            status="failed", cost_micros=cost, usage=usage, error=line.error or f"status {line.status}"
        ), None
    usage = plausible(completion.usage, spec)
    known = None if usage is None else cost_micros(spec, usage, day=day, service_tier=BATCH)
    odd = completion.finish_reason in ODD_ENDS or completion.refusal
    end = CallEnd(
        status="odd" if odd else "ok",
        cost_micros=known,
        finish_reason=completion.finish_reason,
        usage=usage,
        served_model=completion.model,
        service_tier=BATCH,
        error=f"finish_reason {completion.finish_reason}" if odd else None,
    )
    answer = StoredAnswer(
        key=request.key,
        model=spec.name,
        body=line.body,
        usage=usage,
        cost_micros=known or 0,
        standing=request.standing,
    )
    return end, answer
