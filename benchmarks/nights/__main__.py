"""Nights in which processes are killed, disks fill up, become read-only or forbidden, and database and endpoint go
away; after each an undisturbed one. Fails where a promise is broken then.

    .venv/bin/python -m benchmarks.nights --nights 20 --store sqlite --seed 1

Takes root: the disks are small file systems in a mount namespace of this process's own.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.nights.disks import set_apart
from benchmarks.nights.home import Server, nights_home, quiet_home
from benchmarks.nights.trial import TrialResult, run_trial, tail
from benchmarks.nights.worker import warm_up
from tests.store.postgres import find_binaries, running


def main() -> None:
    options = _options()
    set_apart()
    results: list[TrialResult] = []
    with tempfile.TemporaryDirectory(prefix="nights-warm-") as folder, quiet_home(Path(folder), documents=8) as home:
        warm_up(home.settings)
    with _server(options.store) as server:
        for seed in range(options.seed, options.seed + options.nights):
            results.append(_one(options, seed, server))
    print(json.dumps(_told(options, results)))
    sys.exit(int(any(result.broken for result in results)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nights", type=int, default=20)
    parser.add_argument("--documents", type=int, default=60, help="in each night")
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1, help="of the first night; the others follow")
    return parser.parse_args()


@contextmanager
def _server(store: str) -> Iterator[Server | None]:
    if store == "sqlite":
        yield None
        return
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("there are no PostgreSQL binaries on this machine")
    with running(binaries) as cluster:
        cluster.folder.chmod(0o755)  # the nights obey mode bits, and have to reach its socket
        yield Server(cluster, binaries)


def _one(options: argparse.Namespace, seed: int, server: Server | None) -> TrialResult:
    folder, began = Path(tempfile.mkdtemp(prefix=f"nights-{seed}-")), time.monotonic()
    with nights_home(folder, documents=options.documents, seed=seed, server=server) as home:
        result = run_trial(home, seed)
        log = tail(folder / "nights.log")
    told = f"seed {seed}: {time.monotonic() - began:.0f} s, {dict(result.met)}, {result.codes}, {dict(result.outcomes)}"
    print(f"{told}, broken: {result.broken}" if result.broken else told, file=sys.stderr, flush=True)
    if result.broken:
        print(log, f"files are kept in {folder}", sep="\n", file=sys.stderr, flush=True)
    else:
        shutil.rmtree(folder)
    return result


def _told(options: argparse.Namespace, results: list[TrialResult]) -> dict[str, object]:
    broken = Counter(name for result in results for name in result.broken)
    return {
        "store": options.store,
        "nights": len(results),
        "documents": options.documents * len(results),
        "troubles": dict(sum((result.met for result in results), Counter())),
        "ended_well_at_last": sum(result.codes[-1] == 0 for result in results),
        "broken": dict(broken),
        "seeds_with_broken_promises": [result.seed for result in results if result.broken],
    }


if __name__ == "__main__":
    main()
