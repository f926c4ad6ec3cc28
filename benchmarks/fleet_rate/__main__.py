"""A fleet of worker processes against a provider's rate limit, and through an outage, by the provider's own account.

    .venv/bin/python -m benchmarks.fleet_rate rate [--rpm 600] [--tpm 200000] [--words 60] [--told] [--store postgres]
    .venv/bin/python -m benchmarks.fleet_rate outage [--mode outage_503] [--before 20] [--outage 60] [--after 40]

``rate`` fails if a sliding minute held more than the limit, or less than 90 % of what the nearest limit allows was
used. With ``--told`` the workers do not know the limits and learn them from the answers' headers. ``outage`` fails if
more than 40 calls reached the provider before the first probe, more than 3 probes were out at once, or the old speed
was not reached within 10 s of its end. The policies are those of production.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.chaos import scene
from benchmarks.chaos.evidence import MODEL
from benchmarks.chaos.fleet import ROOT
from benchmarks.chaos.scene import Home
from tests.faults.account import Entry, load
from tests.faults.windows import most_in_a_window

QUIET_S = 15.0
"""So long without a call: what comes after it in an outage is a probe."""
WARM_UP_S = 8.0


def main() -> None:
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="fleet-"))
    with ExitStack() as stack:
        home = Home(
            folder=folder,
            database_url=stack.enter_context(scene.database(options.store, folder)),
            base_url=stack.enter_context(scene.endpoint(folder, _endpoint(options))),
            budget_micros=10**12,
            concurrency=options.concurrency,
            chunk_size=1,
            timeout_s=options.timeout,
        )
        seconds = options.seconds if options.scenario == "rate" else options.before + options.outage + options.after
        workers = _start(options, home, seconds)
        started = time.monotonic()
        began = ended = started
        if options.scenario == "outage":
            time.sleep(options.before)
            began = _switch(home, options.mode)
            time.sleep(options.outage)
            ended = _switch(home, "normal")
        told = sum((Counter(json.loads(worker.communicate()[0])) for worker in workers), Counter())
    entries = load(folder / "account.jsonl")
    fleet = f"{options.workers} processes x {options.concurrency}, {options.store}"
    if options.scenario == "rate":
        print(f"{fleet}, {len(entries)} calls")
        broken = show_rate(options, entries)
    else:
        print(f"{fleet}, {options.mode} for {ended - began:.0f} s")
        broken = show_outage(entries, began, ended)
    print(f"the workers were told: {dict(told)}")
    for promise in broken:
        print(f"BROKEN  {promise}")
    sys.exit(bool(broken))


def show_rate(options: argparse.Namespace, entries: Sequence[Entry]) -> list[str]:
    """The busiest minute against the limits, and how much of them was used once all workers were there."""
    first, last = entries[0].arrived, max(entry.arrived for entry in entries)
    steady = [entry for entry in entries if entry.arrived >= first + WARM_UP_S]
    minutes = (last - first - WARM_UP_S) / 60
    most = {
        "requests": most_in_a_window((entry.arrived, 1) for entry in entries),
        "tokens": most_in_a_window((entry.arrived, entry.tokens) for entry in entries),
    }
    used = {
        "requests": len(steady) / minutes / options.rpm,
        "tokens": sum(entry.tokens for entry in steady) / minutes / options.tpm,
    }
    limits = {"requests": options.rpm, "tokens": options.tpm}
    print(f"refused by the provider: {sum(entry.status == 429 for entry in entries)}")
    for kind, limit in limits.items():
        print(f"{kind:9s} limit {limit:7d}  busiest minute {most[kind]:7d}  used {used[kind]:.1%}")
    broken = [f"a minute held {most[kind]} {kind}" for kind, limit in limits.items() if most[kind] > limit]
    return broken + ([f"only {max(used.values()):.1%} was used"] if max(used.values()) < 0.9 else [])


def show_outage(entries: Sequence[Entry], began: float, ended: float) -> list[str]:
    """Lines on the calls that reached the provider while it was down, and on how fast the old speed came back."""
    met = sorted((entry for entry in entries if began <= entry.arrived < ended), key=lambda entry: entry.arrived)
    gap = next((i for i in range(1, len(met)) if met[i].arrived - met[i - 1].arrived > QUIET_S), len(met))
    before, probes = met[:gap], met[gap:]
    first_after = min((entry.arrived for entry in entries if entry.arrived >= ended), default=ended)
    speed = sum(began - 10 <= entry.arrived < began for entry in entries) / 10
    back = _back_at_speed(entries, ended, speed)
    print(f"calls a second before: {speed:.1f}")
    print(
        f"calls that reached it before the first probe: {len(before)}, the last one after {_span(before, began):.1f} s"
    )
    print(f"probes while it was down: {len(probes)} at {[round(probe.arrived - began, 1) for probe in probes]}")
    print(f"most probes at once: {_at_once(probes)}")
    print(f"first call after the end: {first_after - ended:.1f} s; full speed after {back} s")
    broken = []
    if len(before) > 40:
        broken.append(f"{len(before)} calls reached the provider before the first probe")
    if _at_once(probes) > 3:
        broken.append("more than 3 probes at once")
    if back is None or back > 10:
        broken.append(f"full speed after {back} s")
    return broken


def _span(entries: Sequence[Entry], began: float) -> float:
    return entries[-1].arrived - began if entries else 0.0


def _at_once(entries: Sequence[Entry]) -> int:
    """The most that were under way at the same moment."""
    return max((sum(o.arrived <= entry.arrived < o.ended for o in entries) for entry in entries), default=0)


def _back_at_speed(entries: Sequence[Entry], ended: float, speed: float) -> float | None:
    """Seconds until 90 % of the speed before, over 3 s, was there again."""
    for tenth in range(600):
        start = ended + tenth / 10
        if sum(start <= entry.arrived < start + 3 for entry in entries) >= 0.9 * 3 * speed:
            return tenth / 10
    return None


def _switch(home: Home, mode: str) -> float:
    """Returns when it was done."""
    url = home.base_url.removesuffix("/v1") + "/admin/mode"
    request = urllib.request.Request(url, json.dumps({"mode": mode}).encode(), method="POST")
    urllib.request.urlopen(request, timeout=10).close()
    return time.monotonic()


def _start(options: argparse.Namespace, home: Home, seconds: float) -> list[subprocess.Popen[str]]:
    """All workers; what they know of the limits stands in the models file."""
    environment = home.environment
    if options.scenario == "rate" and not options.told:
        path = home.folder / "models.yaml"
        models = json.loads(path.read_text())
        models["models"][MODEL] |= {"requests_per_minute": options.rpm, "tokens_per_minute": options.tpm}
        path.write_text(json.dumps(models))
    command = [sys.executable, "-m", "benchmarks.fleet_rate.worker"]
    return [
        subprocess.Popen(
            [*command, f"w{number}", str(options.concurrency), str(seconds), str(options.words)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(options.workers)
    ]


def _endpoint(options: argparse.Namespace) -> list[str]:
    common = ["--latency-ms", str(options.latency_ms), "--jitter-ms", str(options.latency_ms / 4)]
    if options.scenario == "rate":
        return [*common, "--rpm", str(options.rpm), "--tpm", str(options.tpm)]
    return common


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", choices=("rate", "outage"))
    parser.add_argument("--workers", type=int, default=6)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--latency-ms", type=float, default=1000)
    parser.add_argument("--timeout", type=float, default=30)
    parser.add_argument("--words", type=int, default=60, help="the size of a question")
    parser.add_argument("--seconds", type=float, default=150, help="rate: how long")
    parser.add_argument("--rpm", type=int, default=600)
    parser.add_argument("--tpm", type=int, default=200_000)
    parser.add_argument("--told", action="store_true", help="rate: the workers learn the limits from the answers")
    parser.add_argument("--mode", choices=("outage_503", "outage_reset", "outage_hang"), default="outage_503")
    parser.add_argument("--before", type=float, default=20)
    parser.add_argument("--outage", type=float, default=60)
    parser.add_argument("--after", type=float, default=40)
    return parser.parse_args()


if __name__ == "__main__":
    main()
