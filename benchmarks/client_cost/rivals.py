"""Our guarded call beside instructor and pydantic-ai: the same call to the same server, in one run.

    .venv/bin/python -m benchmarks.client_cost.rivals [--in-flight 32] [--calls 256] [--latency-ms 200] [--repeat 3]
                                                      [--env FOLDER] [--json]

The libraries cannot be installed together with ours, so each gets an environment of its own (built at the first run;
needs uv and a package index) and is compared with the bare SDK in that same environment as well. Ours keeps budget,
breaker and every answer in SQLite; theirs keep no record. Each repeat measures all, the next one in reverse order;
medians of figures and ratios taken within one repeat.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.client_cost.__main__ import Way, bare, calls_in, guarded, one_round, stores
from benchmarks.client_cost.workload import answer_json
from benchmarks.support.serving import serving
from benchmarks.support.timing import Cost

ROOT = Path(__file__).parents[2]
PINNED = {
    "instructor": ("instructor==1.17.0", "openai==3.3.0", "pydantic==2.14.3"),
    "pydantic-ai": ("pydantic-ai-slim[openai]==2.68.0", "openai==3.54.0", "pydantic==2.14.3"),
}
OURS = "invoice-llm"


@dataclass(frozen=True, slots=True)
class Pair:
    """A library's call and the bare SDK's in the same environment, measured one after the other."""

    openai: str
    bare: Cost
    library: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``bare`` is the SDK in the library's own environment."""

    library: str
    openai: str
    cpu_ms: float
    per_second: float
    bare_cpu_ms: float
    cpu_to_bare: float
    throughput_to_bare: float
    cpu_to_ours: float
    throughput_to_ours: float


def environment(folder: Path, library: str) -> Path:
    """The Python of the library's environment, built unless it is there with the same pins."""
    home, python = folder / library, folder / library / "bin" / "python"
    note, pins = home / "pins.json", json.dumps(PINNED[library])
    if note.exists() and note.read_text() == pins:
        return python
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if uv is None:
        raise SystemExit("uv is needed to build the environments of the other libraries")
    subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, str(home)], check=True)
    subprocess.run([uv, "pip", "install", "-q", "--python", str(python), *PINNED[library]], check=True)
    note.write_text(pins)
    return python


@contextmanager
def started(folder: Path, library: str, url: str, arguments: argparse.Namespace) -> Iterator[subprocess.Popen[str]]:
    """A process of the library's environment, which measures what it is told."""
    python = environment(folder, library)
    command = [
        str(python),
        "-m",
        "benchmarks.client_cost.rival_calls",
        library,
        url,
        f"--in-flight={arguments.in_flight}",
    ]
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [*command, f"--calls={arguments.calls}"],
        cwd=ROOT,
        env=path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process


def theirs(process: subprocess.Popen[str], library: str, *, last_first: bool) -> Pair:
    assert process.stdin is not None
    assert process.stdout is not None
    found = {}
    for name in (library, "bare") if last_first else ("bare", library):
        process.stdin.write(f"{name}\n")
        process.stdin.flush()
        found[name] = json.loads(process.stdout.readline())
    return Pair(found["bare"]["openai"], Cost(**found["bare"]["cost"]), Cost(**found[library]["cost"]))


def ours(way: Way, url: str, arguments: argparse.Namespace, *, last_first: bool) -> Pair:
    ways = [bare, way]
    measured = {
        one: asyncio.run(one_round(one, url, calls=arguments.calls, in_flight=arguments.in_flight))
        for one in (reversed(ways) if last_first else ways)
    }
    return Pair(version("openai"), measured[bare], measured[way])


def one_repeat(
    processes: dict[str, subprocess.Popen[str]], way: Way, url: str, arguments: argparse.Namespace, *, last_first: bool
) -> dict[str, Pair]:
    found: dict[str, Pair] = {}
    names = [OURS, *processes]
    for name in reversed(names) if last_first else names:
        if name == OURS:
            found[name] = ours(way, url, arguments, last_first=last_first)
        else:
            found[name] = theirs(processes[name], name, last_first=last_first)
    return found


def rows(found: list[dict[str, Pair]]) -> Iterator[Row]:
    for name in (OURS, *PINNED):
        pairs = [each[name] for each in found]
        beside = [(each[name].library, each[OURS].library) for each in found]
        yield Row(
            library=name,
            openai=pairs[0].openai,
            cpu_ms=median(pair.library.cpu_ms for pair in pairs),
            per_second=median(pair.library.per_second for pair in pairs),
            bare_cpu_ms=median(pair.bare.cpu_ms for pair in pairs),
            cpu_to_bare=median(pair.library.cpu_ms / pair.bare.cpu_ms for pair in pairs),
            throughput_to_bare=median(pair.library.per_second / pair.bare.per_second for pair in pairs),
            cpu_to_ours=median(one.cpu_ms / our.cpu_ms for one, our in beside),
            throughput_to_ours=median(one.per_second / our.per_second for one, our in beside),
        )


def show(row: Row) -> str:
    return (
        f"{row.library:12s} {row.openai:8s}{row.cpu_ms:8.2f}{row.per_second:9.1f}{row.bare_cpu_ms:9.2f}"
        f"{row.cpu_to_bare:9.2f}{row.throughput_to_bare:8.2f}{row.cpu_to_ours:9.2f}{row.throughput_to_ours:8.2f}"
    )


def main() -> None:
    arguments = _arguments()
    load = os.getloadavg()[0]
    with stores(["sqlite"]) as found, serving(answer_json(), arguments.latency_ms) as url, ExitStack() as stack:
        processes = {name: stack.enter_context(started(arguments.env, name, url, arguments)) for name in PINNED}
        way = guarded(found["sqlite"])
        repeats = [
            one_repeat(processes, way, url, arguments, last_first=number % 2 == 1) for number in range(arguments.repeat)
        ]
    if arguments.json:
        for row in rows(repeats):
            print(json.dumps(asdict(row)))
        return
    print(f"load {load:.1f} on {os.cpu_count()} processors, {arguments.in_flight} in flight, {arguments.calls} calls")
    print(f"{'':43s}   to its own bare      to ours")
    print("library      openai    ms CPU  calls/s  bare ms      CPU    rate      CPU    rate")
    for row in rows(repeats):
        print(show(row))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--in-flight", type=int, default=32)
    parser.add_argument("--calls", type=int, default=256)
    parser.add_argument("--latency-ms", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--env", type=Path, default=Path(tempfile.gettempdir()) / "invoice-llm-rivals")
    parser.add_argument("--json", action="store_true", help="one object a line")
    arguments = parser.parse_args()
    arguments.calls = calls_in(arguments.calls, arguments.in_flight, arguments.latency_ms)
    return arguments


if __name__ == "__main__":
    main()
