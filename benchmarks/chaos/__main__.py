"""A whole run while calls fail and workers are killed, held against an account that the provider keeps.

    .venv/bin/python -m benchmarks.chaos --documents 500 --workers 6 --faults 0.2 --kill-every 3 --store postgres

Documents that end deferred or failed are taken up by the next round. Fails if a promise is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.chaos import scene
from benchmarks.chaos.documents import fill
from benchmarks.chaos.evidence import Evidence, gather
from benchmarks.chaos.fleet import Fleet
from benchmarks.chaos.outage import Outage, Switch
from benchmarks.chaos.promises import Promise, hold_against
from benchmarks.chaos.queue import ChunkQueue
from benchmarks.chaos.report import figures, show
from benchmarks.chaos.scene import Home
from benchmarks.chaos.worker import TUNING
from invoice_llm import app
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.pipeline import Pipeline, RunParams
from tests.faults.account import load

_OPEN_BUDGET = 1_000_000_000
_SAMPLE = 8
"""Documents that are read undisturbed to learn what one costs."""
_PAUSE_S = 3.0
"""Between runs, so that a circuit which is open may let a probe out."""
_LEFT = tuple(str(one) for one in Outcome if not one.is_final)


@dataclass(frozen=True, slots=True)
class Course:
    """Course of a chaos run: the runs it took, and what the fleet met."""

    run_ids: tuple[str, ...]
    seconds: float
    finished: bool
    left_behind: tuple[int, ...]


def main() -> None:
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    promises, told = _run(options, folder)
    if options.json:
        print(json.dumps(told))
    else:
        show(told, promises)
    broken = any(promise.broken for promise in promises)
    if broken or options.keep:
        print(f"all files are kept in {folder}", file=sys.stderr)
    else:
        shutil.rmtree(folder)
    sys.exit(int(broken))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--workers", type=int, default=6)
    parser.add_argument("--concurrency", type=int, default=16, help="calls under way in one worker")
    parser.add_argument("--chunk-size", type=int, default=25)
    parser.add_argument("--faults", type=float, default=0.2, help="the share of calls that go wrong")
    parser.add_argument("--kinds", help="only these faults, with weights: reset_mid,hang=3")
    parser.add_argument("--kill-every", type=float, default=3, help="seconds between kills of a worker, 0 for none")
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--budget-share", type=float, help="a budget of that share of what all would cost undisturbed")
    parser.add_argument("--outage", type=Outage.parse, metavar="MODE:AT:SECONDS", help="outage_503:20:15")
    parser.add_argument("--rounds", type=int, default=12, help="runs at most, until nothing is left over")
    parser.add_argument("--latency-ms", type=float, default=50)
    parser.add_argument("--rpm", type=int, help="requests in any sliding minute that the endpoint allows")
    parser.add_argument("--tpm", type=int, help="tokens in any sliding minute that the endpoint allows")
    parser.add_argument("--timeout", type=float, default=2.5, help="seconds that a call may take")
    parser.add_argument("--minutes", type=float, default=10, help="after so long the run counts as not finished")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", action="store_true", help="keep the folder with all that was written")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _run(options: argparse.Namespace, folder: Path) -> tuple[list[Promise], dict[str, Any]]:
    budget = _OPEN_BUDGET
    if options.budget_share is not None:
        budget = int(options.budget_share * options.documents * _cost_of_one(options, folder / "sample"))
    totals = fill(folder / "inbox", options.documents, seed=options.seed)
    with _home(options, folder, _adversity(options), budget) as home:
        queue = ChunkQueue(folder / "queue")
        fleet = Fleet(
            size=options.workers,
            folder=folder,
            queue=queue,
            environment=home.environment,
            kill_every_s=options.kill_every,
            chance=random.Random(options.seed),
        )
        course = _work(options, home, queue, fleet)
        evidence = gather(
            totals=totals,
            run_ids=course.run_ids,
            url=home.database_url,
            folder=folder,
            limit=budget,
            is_limited=options.budget_share is not None,
        )
    promises = [*hold_against(evidence), *_of_the_course(course, fleet, queue)]
    if options.outage:
        promises.append(options.outage.promise(evidence.entries, options.workers * options.concurrency))
    met = {
        "kills": fleet.kills,
        "chunks_taken_back": fleet.taken_back,
        "circuit_opened": fleet.logged(" is open"),
        "chunk_errors": [error.strip().splitlines()[-1] for error in queue.errors()],
        "broken": {promise.name: promise.broken for promise in promises if promise.broken},
    }
    return promises, _told(options, evidence, course, met)


def _adversity(options: argparse.Namespace) -> list[str]:
    """Command-line arguments that tell the endpoint its faults and limits."""
    given = {name: getattr(options, name) for name in ("faults", "kinds", "rpm", "tpm")}
    return [part for name, value in given.items() if value is not None for part in (f"--{name}", str(value))]


@contextmanager
def _home(options: argparse.Namespace, folder: Path, adversity: list[str], budget: int) -> Iterator[Home]:
    """Everything that workers need, for the length of a block."""
    more = ["--seed", str(options.seed), "--latency-ms", str(options.latency_ms)]
    with ExitStack() as stack:
        yield Home(
            folder=folder,
            database_url=stack.enter_context(scene.database(options.store, folder)),
            base_url=stack.enter_context(scene.endpoint(folder, [*adversity, *more])),
            budget_micros=budget,
            concurrency=options.concurrency,
            chunk_size=options.chunk_size,
            timeout_s=options.timeout,
        )


def _cost_of_one(options: argparse.Namespace, folder: Path) -> float:
    """Cost of a document in micro-USD where nothing goes wrong, by the provider's account."""
    fill(folder / "inbox", _SAMPLE, seed=options.seed)
    sample = argparse.Namespace(**{**vars(options), "store": "sqlite"})
    with _home(sample, folder, [], _OPEN_BUDGET) as home, app.open_pipeline(home.settings) as pipeline:
        for chunk in pipeline.discover("sample", RunParams(model_tier="basic")):
            asyncio.run(pipeline.process("sample", chunk))
    return sum(entry.cost_micros or 0 for entry in load(folder / "account.jsonl")) / _SAMPLE


def _work(options: argparse.Namespace, home: Home, queue: ChunkQueue, fleet: Fleet) -> Course:
    """Run after run, until nothing is left over, nothing changes any more, or the time is up."""
    started = time.monotonic()
    until = started + 60 * options.minutes
    course, left = Course((), 0.0, True, ()), options.documents
    switch = Switch(options.outage, home.base_url) if options.outage else lambda: None
    with app.open_pipeline(home.settings, tuning=TUNING) as pipeline:
        while course.finished and left and len(course.run_ids) < options.rounds:
            run_id = f"chaos-{len(course.run_ids) + 1}"
            queue.put(run_id, pipeline.discover(run_id, RunParams(model_tier="basic")))
            course = replace(
                course, run_ids=(*course.run_ids, run_id), finished=fleet.work(until=until, meanwhile=switch)
            )
            before, left = left, _left(pipeline, run_id)
            print(f"{run_id}: {left} left after {time.monotonic() - started:.1f} s", file=sys.stderr)
            if left == before and options.budget_share is not None:
                break
            time.sleep(_PAUSE_S if left else 0)
        seconds = time.monotonic() - started
        return replace(course, seconds=seconds, left_behind=tuple(fleet.close()))


def _left(pipeline: Pipeline, run_id: str) -> int:
    outcomes = pipeline.summarize(run_id)["outcomes"]
    return sum(outcomes.get(outcome, 0) for outcome in _LEFT)


def _of_the_course(course: Course, fleet: Fleet, queue: ChunkQueue) -> list[Promise]:
    return [
        Promise("the run ends in time", () if course.finished else ("it did not",)),
        Promise("no chunk fails for good and no worker ends by itself", (*queue.given_up(), *fleet.crashes)),
        Promise("a killed worker leaves no process behind", tuple(f"group {group}" for group in course.left_behind)),
    ]


def _told(options: argparse.Namespace, evidence: Evidence, course: Course, met: dict[str, Any]) -> dict[str, Any]:
    return {
        "options": {name: value for name, value in vars(options).items() if name not in ("json", "keep", "outage")},
        "seconds": round(course.seconds, 2),
        "runs": len(course.run_ids),
        **met,
        **figures(evidence, course.seconds),
    }


if __name__ == "__main__":
    main()
