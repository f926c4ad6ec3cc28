"""The night under Airflow's real scheduler, beside what else one would build in Airflow, and how it grows.

    python -m benchmarks.scheduler [--documents 200] [--designs ours plain llm] [--llm-documents 60] [--chunk 100]
                                   [--latency-ms 1000] [--env FOLDER] [--picture FILE] [--json]

``ours`` is the nightly DAG, read with a model (every fourth document asks for its layout as well); ``plain`` a chunked
DAG without guarantees that makes the same calls; ``llm`` a mapped ``@task.llm`` an invoice. Each has an Airflow of its
own on Postgres, LocalExecutor with 8 slots, one after the other. Run ours with growing ``--documents`` for the growth.
The environment with the rivals is built at the first run (uv and a package index). Ratios within one run mean more
than absolute figures.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

from benchmarks.chaos.documents import pdf
from benchmarks.run_cost.invoices import paper_invoices
from benchmarks.run_cost.truthful import truthful_endpoint
from benchmarks.scheduler.environment import benchmark_python, go_on_in
from benchmarks.scheduler.night import LLM, OURS, PLAIN, Night, Scene, night
from benchmarks.scheduler.picture import picture
from benchmarks.support.serving import serving
from invoice_llm.pipeline.intake.discovery import Cut
from tests.store.postgres import find_binaries, running

DESIGNS = {"ours": OURS, "plain": PLAIN, "llm": LLM}
IN_FLIGHT = 32


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--designs", nargs="+", choices=DESIGNS, default=list(DESIGNS))
    parser.add_argument("--llm-documents", type=int, default=60)
    parser.add_argument("--chunk", type=int, help="documents of a chunk; as ours cuts them by default")
    parser.add_argument("--latency-ms", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience-s", type=float, default=3000)
    parser.add_argument("--env", type=Path, default=Path(tempfile.gettempdir()) / "invoice-llm-scheduler-env")
    parser.add_argument("--picture", type=Path, help="an SVG file: where the CPU goes, a bar a design")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    go_on_in(benchmark_python(arguments.env.absolute()), "benchmarks.scheduler")
    if (binaries := find_binaries()) is None:
        raise SystemExit("Postgres is needed: initdb and pg_ctl (Debian: apt-get install postgresql)")
    nights = []
    with tempfile.TemporaryDirectory() as folder, running(binaries) as postgres:
        for name in arguments.designs:
            count = arguments.llm_documents if name == "llm" else arguments.documents
            with _scene(Path(folder) / name, count, name, arguments) as (inbox, given):
                scene = Scene(
                    folder=Path(folder),
                    postgres=postgres,
                    inbox=inbox,
                    documents=count,
                    given=given,
                    conf={"model_tier": "basic"},
                    patience_s=arguments.patience_s,
                )
                nights.append(night(DESIGNS[name], scene))
            print(_told(nights[-1]) if not arguments.json else json.dumps(asdict(nights[-1])), flush=True)
    if arguments.picture:
        arguments.picture.write_text(picture(nights))
    if not arguments.json:
        for other in nights[1:]:
            _compare(nights[0], other)


@contextmanager
def _scene(folder: Path, count: int, name: str, arguments: argparse.Namespace) -> Iterator[tuple[Path, dict[str, str]]]:
    """The inbox, and the variables of Airflow's processes while an endpoint serves."""
    inbox, answers = folder / "inbox", folder / "answers.json"
    inbox.mkdir(parents=True)
    made = list(paper_invoices(count, seed=arguments.seed))
    for one in made:
        (inbox / f"{one.number}.pdf").write_bytes(pdf(one.page))
    answers.write_text(json.dumps({one.number: one.answer for one in made}))
    with ExitStack() as stack:
        if name == "ours":
            url = stack.enter_context(truthful_endpoint(answers, arguments.latency_ms))
        else:
            url = stack.enter_context(serving(json.dumps(made[0].answer), arguments.latency_ms))
        yield inbox, _given(url, arguments.chunk or Cut(None).length(count))


def _given(url: str, chunk: int) -> dict[str, str]:
    connection = {
        "conn_type": "pydanticai",
        "host": url,
        "password": "none",
        "extra": {"model": "openai-chat:gpt-6-luna"},
    }
    return {
        "OPENAI_API_KEY": "none",
        "OPENAI_BASE_URL": url,
        "AIRFLOW_CONN_LLM": json.dumps(connection),
        "BENCHMARK_CHUNK": str(chunk),
        "BENCHMARK_IN_FLIGHT": str(IN_FLIGHT),
        "BENCHMARK_DETECTED_EVERY": "4",
        "INVOICE_LLM_CHUNK_SIZE": str(chunk),
        "INVOICE_LLM_CONCURRENCY": str(IN_FLIGHT),
        "INVOICE_LLM_PROVIDER": "openai",
        "INVOICE_LLM_OCR": "off",
        "INVOICE_LLM_SETTLE_S": "0",
    }


def _told(one: Night) -> str:
    parts = [f"{1000 * used / one.documents:8.1f} ms {part}" for part, used in one.parts.items()]
    line = (
        f"{one.design:<20} {one.documents} documents, {one.state}: {one.wall_s:.0f} s, {one.a_minute:.0f} a minute, "
        f"{one.cpu_ms_each:.0f} ms CPU a document, peak {one.peak_mib:.0f} MiB, {one.tasks} tasks, "
        f"{one.calls} calls, {one.outcomes}"
    )
    return "\n".join([line, *parts])


def _compare(first: Night, other: Night) -> None:
    cpu, speed = first.cpu_ms_each / other.cpu_ms_each, first.a_minute / other.a_minute
    print(f"{first.design} : {other.design} = CPU {cpu:.2f}, throughput {speed:.2f}")


if __name__ == "__main__":
    main()
