"""Commands of ``invoice-llm``. Every function takes the parsed arguments and returns the exit code."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from upath import UPath

from invoice_llm import app, doctor, lookups
from invoice_llm.cli import calibration_tables, review_tables, spend_tables, tables
from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.record import Record
from invoice_llm.pipeline import Pipeline, RunParams
from invoice_llm.pipeline.exports.writing import json_line
from invoice_llm.pipeline.intake.left_out import LeftOut
from invoice_llm.pipeline.intake.listing import list_files
from invoice_llm.pipeline.records.delivering import told_deliveries
from invoice_llm.settings import Settings
from invoice_llm.variables.faults import location_fault


def read_inbox(arguments: argparse.Namespace) -> int:
    """Read a folder from end to end; fails when a document was left over for the next run."""
    inbox = arguments.inbox or Settings.from_env().inbox
    if fault := location_fault(inbox):
        raise ConfigurationError(f"inbox {inbox!r} {fault}; name a folder or a URI that fsspec opens")
    settings = Settings.from_env(inbox=inbox, inbox_roots=(inbox,), output=arguments.output)
    given = {name: getattr(arguments, name) for name in ("limit", "force", "mode", "batch_deadline_h")}
    params = RunParams(**_reading_params(arguments), inbox=inbox, **given)
    run_id = _new_run_id("run")
    with app.open_pipeline(settings) as pipeline:
        summary = _work(pipeline, run_id, params)
        records = pipeline.records(run_id)
    if arguments.json:
        _print_lines(records)
    else:
        console = _console()
        _print_run(console, settings, records)
        told = [tables.where_records_are(summary["jsonl"]), *LeftOut.of(summary).sentences()]
        console.print("\n".join(told), soft_wrap=True, highlight=False)
    return max(_exit_code(records), _tell_of_delivery(summary))


def read_files(arguments: argparse.Namespace) -> int:
    """Read single files, or all of a folder, and print their records; of a few, every value."""
    files = list(_files_of(arguments.files))
    params = RunParams(**_reading_params(arguments), force=True)
    run_id = _new_run_id("extract")
    with app.open_pipeline(Settings.from_env(), dedupe=False) as pipeline:
        summary = _work_on_files(pipeline, run_id, params, files)
        records = pipeline.records(run_id)
    if arguments.json:
        _print_lines(records)
    else:
        console = _console()
        if len(records) > _SHOWN_WHOLE:
            tables.print_run(console, records)
        for record in records[:_SHOWN_WHOLE] if len(records) <= _SHOWN_WHOLE else ():
            review_tables.print_record(console, record)
    return max(_exit_code(records), _tell_of_delivery(summary))


def evaluate_folder(arguments: argparse.Namespace) -> int:
    """Score a labelled folder, or compare two reports."""
    from invoice_llm.cli.evaluating import run_evaluation

    params = RunParams(**_reading_params(arguments), force=True)
    return run_evaluation(arguments, params, _console(), _progress)


def recalibrate(arguments: argparse.Namespace) -> int:
    """Refit the confidences; fails when there is too little to learn from, and then changes nothing."""
    from invoice_llm.evaluation import calibrating

    settings = Settings.from_env()
    with _progress("reading") as step:
        calibrated = calibrating.calibrate_on(
            settings, arguments.folder, model_tier=arguments.model_tier, on_progress=step
        )
    target = arguments.output or Path(settings.output) / "calibration.json"
    files = [str(path) for path in calibrating.write_calibration(calibrated, target)]
    if arguments.json:
        print(json.dumps({**calibrated.to_json(), "files": files}))
    else:
        calibration_tables.print_calibration(_console(), calibrated.to_json(), files)
    return int(calibrated.model is None)


def print_spend_report(arguments: argparse.Namespace) -> int:
    """Print the spend of a day, of several days or of a run."""
    if arguments.last and not arguments.first:
        raise ConfigurationError("--to needs --from, the first day")
    settings = Settings.from_env()
    until = arguments.first and (arguments.last or app.today(settings))
    report = lookups.spend_report(settings, arguments.first or arguments.day, until=until, run_id=arguments.run)
    if arguments.json:
        print(json.dumps(report))
    else:
        spend_tables.print_spend(_console(), report, by=arguments.by)
    return 0


def print_run_records(arguments: argparse.Namespace) -> int:
    """The table of a run that has been made, by Airflow or by hand, or one document of it with every value."""
    settings = Settings.from_env()
    if arguments.run and arguments.run.rpartition("/")[2].isdecimal():
        return _print_document(settings, arguments)
    run_id, records, summary = lookups.run_result(settings, (arguments.run or "").removesuffix("/") or None)
    if arguments.json:
        _print_lines(records)
        return 0
    console = _console()
    _print_run(console, settings, records)
    if summary:
        console.print(f"Run {run_id}. {tables.where_records_are(summary['jsonl'])}", soft_wrap=True, highlight=False)
    return 0


def _print_document(settings: Settings, arguments: argparse.Namespace) -> int:
    record = lookups.record_named(settings, arguments.run)
    if arguments.json:
        _print_lines([record])
    else:
        review_tables.print_record(_console(), record)
    return 0


def list_runs(arguments: argparse.Namespace) -> int:
    """The runs over an inbox, the latest first."""
    runs = lookups.runs_made(Settings.from_env(), most=arguments.limit)
    if arguments.json:
        for run in runs:
            times = {"started_at": run.started_at.isoformat(), "ended_at": run.ended_at and run.ended_at.isoformat()}
            print(json.dumps({**asdict(run), **times}))
    else:
        tables.print_runs(_console(), runs)
    return 0


def review_documents(arguments: argparse.Namespace) -> int:
    """The queue of documents that wait for a person, and decisions on them."""
    from invoice_llm.cli.review import run_review

    return run_review(arguments, _console())


def remembered_suppliers(arguments: argparse.Namespace) -> int:
    """The supplier memory's subcommands: list, show, forget, take along."""
    from invoice_llm.cli.supplier import run_supplier

    return run_supplier(arguments, _console())


def export_documents(arguments: argparse.Namespace) -> int:
    """Write a run's documents in another form; fails where none of them has it."""
    files = app.export_run(Settings.from_env(), arguments.run, arguments.form, arguments.to)
    if arguments.json:
        print(json.dumps({"files": [str(file) for file in files]}))
    else:
        _console().print(f"{len(files)} files in {arguments.to}", highlight=False, markup=False)
    return int(not files)


def deliver_runs(arguments: argparse.Namespace) -> int:
    """Deliver what is decided to the records of its run; fails where something is left."""
    done = app.deliver_records(Settings.from_env(output=arguments.output), arguments.run)
    left = sum(one.undelivered for one in done)
    if arguments.json:
        print(json.dumps({"undelivered": left, "runs": [one.to_json() for one in done]}))
    else:
        tables.print_deliveries(_console(), done)
    for one in done:
        if one.error:
            print(f"invoice-llm: {one.error}", file=sys.stderr)
    return int(left > 0 or any(one.error for one in done))


def purge_old_runs(arguments: argparse.Namespace) -> int:
    """Take away old runs, or say what would be taken; fails where some have to stay."""
    settings = Settings.from_env()
    before = datetime.combine(arguments.before, time(), settings.zone)
    if before > datetime.now(settings.zone):
        raise ConfigurationError(f"--before {arguments.before} is a day to come; name one that is past")
    with app.open_purge(settings) as purge:
        planned = purge.plan(before)
        taken = purge.take(planned) if arguments.yes else purge.look(planned)
    if arguments.json:
        held = {"held": dict(planned.held), "taken_runs": list(planned.runs)}
        print(json.dumps({"before": str(arguments.before), "done": arguments.yes, **taken.to_json(), **held}))
    else:
        tables.print_purge(_console(), planned, taken, done=arguments.yes)
    return int(bool(planned.held))


def check_installation(arguments: argparse.Namespace) -> int:
    """Fails when a check fails; a note does not."""
    checks = doctor.diagnose_environment(os.environ, migrate=arguments.migrate, ping=arguments.ping)
    if arguments.json:
        print(json.dumps({"ok": all(check["status"] != "error" for check in checks), "checks": checks}))
    else:
        tables.print_checks(_console(), checks)
    return int(any(check["status"] == "error" for check in checks))


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "run": read_inbox,
    "extract": read_files,
    "eval": evaluate_folder,
    "calibrate": recalibrate,
    "spend": print_spend_report,
    "show": print_run_records,
    "runs": list_runs,
    "review": review_documents,
    "supplier": remembered_suppliers,
    "deliver": deliver_runs,
    "export": export_documents,
    "purge": purge_old_runs,
    "doctor": check_installation,
}
"""The function of each subcommand of ``invoice-llm``."""


_SHOWN_WHOLE = 3
"""Documents of which every value is printed; of more, a line each."""


def _files_of(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named, and the documents in the folders named. Raises ``ConfigurationError`` for what is not there."""
    if missing := [str(path) for path in paths if not path.exists()]:
        raise ConfigurationError(f"no such file: {', '.join(missing)}")
    for path in paths:
        if path.is_dir():
            yield from sorted(path / listed.name for listed in list_files(UPath(path)) if not listed.is_unfinished)
        else:
            yield path


def _print_run(console: Console, settings: Settings, records: list[Record]) -> None:
    """The table of a run. Where all of it was read before, the results of then say more than as many duplicates."""
    if records and all(Reason.SEEN_BEFORE in record.reasons for record in records):
        before = lookups.read_before(settings, records)
        runs = sorted({one.duplicate_of.run_id for one in records if one.duplicate_of})
        console.print(f"As it was read in {', '.join(runs)}:", soft_wrap=True, highlight=False)
        tables.print_run(console, records, before)
        return
    tables.print_run(console, records)


def _console() -> Console:
    """Standard output. A file or a pipe has no width; the 80 columns assumed for it would break every cell."""
    unknown = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    return Console(width=180) if unknown else Console()


def _reading_params(arguments: argparse.Namespace) -> dict[str, Any]:
    names = ("confidence_threshold", "validation_threshold", "min_fields", "model_tier")
    return {name: getattr(arguments, name) for name in names}


def _new_run_id(command: str) -> str:
    return f"{command}__{datetime.now(UTC):%Y-%m-%dT%H-%M-%S.%f}"


def _work(pipeline: Pipeline, run_id: str, params: RunParams) -> Mapping[str, Any]:
    return _work_chunks(pipeline, run_id, pipeline.discover(run_id, params))


def _work_on_files(pipeline: Pipeline, run_id: str, params: RunParams, files: list[Path]) -> Mapping[str, Any]:
    return _work_chunks(pipeline, run_id, pipeline.discover_files(run_id, params, files))


def _work_chunks(pipeline: Pipeline, run_id: str, chunks: list[int]) -> Mapping[str, Any]:
    """Process the chunks. However the work ends, every document found gets an outcome and a written record."""
    try:
        with _progress("chunks") as step:
            asyncio.run(pipeline.process_all(run_id, chunks, step))
    finally:
        summary = pipeline.summarize(run_id)
    return summary


@contextmanager
def _progress(label: str) -> Iterator[Any]:
    """A bar on standard error, where that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _print_lines(records: list[Record]) -> None:
    for record in records:
        print(json_line(record), end="")


def _tell_of_delivery(summary: Mapping[str, Any]) -> int:
    """Say on standard error what was delivered late, and what could not be; 1 if something of this run could not."""
    for sentence in told_deliveries(summary):
        print(f"invoice-llm: {sentence}", file=sys.stderr)
    return int(bool(summary.get("delivery_error") or summary.get("undelivered")))


def _exit_code(records: list[Record]) -> int:
    return int(any(not record.outcome.is_final for record in records))
