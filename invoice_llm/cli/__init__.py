# PYTHON_ARGCOMPLETE_OK
"""The console command ``invoice-llm``: the same pipeline without Airflow.

Standard output carries the answer alone (with ``--json`` objects and nothing else); progress and messages go to
standard error. The exit code is 0 only if everything asked for was done.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import get_args

import argcomplete

from invoice_llm import __version__
from invoice_llm.cli.evaluation_arguments import add_eval_arguments
from invoice_llm.cli.review_arguments import add_review
from invoice_llm.cli.supplier_arguments import add_supplier
from invoice_llm.collecting import collect_seldom
from invoice_llm.errors import InvoiceLLMError
from invoice_llm.pipeline.params import Mode, RunParams

TIERS = ("auto", "embedded", "basic", "advanced", "premium")
SPEND_GROUPS = ("model", "invoice_model", "operation", "run", "day")

_CLIENT_WITH_AIOHTTP = "openai._vendor.httpx_aiohttp"
"""A client of the SDK that is not used here: where aiohttp is installed, loading it takes a tenth of a second."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = build_parser()
    argcomplete.autocomplete(parser)
    arguments = parser.parse_args(argv)
    gc.disable()  # imports make many objects and few circles
    sys.modules.setdefault(_CLIENT_WITH_AIOHTTP, None)  # type: ignore[arg-type]  # Python's way to say: not there
    from invoice_llm.cli import commands

    gc.freeze()  # what was imported stays: no collection has to look through it again
    gc.enable()
    collect_seldom()
    try:
        return commands.COMMANDS[arguments.command](arguments)
    except InvoiceLLMError as error:
        print(f"invoice-llm: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("invoice-llm: stopped; run the same command again to go on", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 141


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="invoice-llm", description="Turn supplier invoices into checked, structured records at a known cost."
    )
    parser.add_argument("--version", action="version", version=f"invoice-llm {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_run(commands)
    _add_extract(commands)
    _add_eval(commands)
    _add_calibrate(commands)
    _add_spend(commands)
    _add_show(commands)
    _add_runs(commands)
    add_review(commands)
    add_supplier(commands)
    _add_deliver(commands)
    _add_export(commands)
    _add_purge(commands)
    _add_doctor(commands)
    return parser


_Commands = argparse._SubParsersAction
_DEFAULTS = RunParams()


def _add_run(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("run", help="read a folder, as the nightly DAG does")
    command.add_argument(
        "inbox", metavar="INBOX", nargs="?", help="folder or URI with the documents; INVOICE_LLM_INBOX if left out"
    )
    command.add_argument("--limit", type=int, help="at most so many documents not seen before")
    command.add_argument("--force", action="store_true", help="read again what was seen before")
    command.add_argument("--mode", choices=get_args(Mode), default=_DEFAULTS.mode, help="batch: half price, hours")
    command.add_argument(
        "--batch-deadline-h",
        type=float,
        default=_DEFAULTS.batch_deadline_h,
        metavar="HOURS",
        help="after so many hours what no batch file has brought is asked in real time",
    )
    command.add_argument("--output", help="folder for the written records")
    _add_reading_options(command)


def _add_extract(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("extract", help="read files or a folder; nothing goes into the duplicate index")
    command.add_argument("files", metavar="FILE", nargs="+", type=Path, help="a file or a folder")
    _add_reading_options(command)


def _add_reading_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--confidence-threshold", type=float, default=_DEFAULTS.confidence_threshold, metavar="0..1")
    command.add_argument("--validation-threshold", type=float, default=_DEFAULTS.validation_threshold, metavar="0..1")
    command.add_argument("--min-fields", type=int, default=_DEFAULTS.min_fields, metavar="N")
    command.add_argument("--model-tier", choices=TIERS, default="auto")
    _add_json(command)


def _add_eval(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("eval", help="score a folder of documents with <stem>.truth.json beside them")
    add_eval_arguments(command)
    _add_reading_options(command)


def _add_calibrate(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "calibrate", help="refit how sure a value is to reviewers' decisions and to labelled documents"
    )
    command.add_argument("folder", metavar="FOLDER", nargs="?", type=Path, help="documents with <stem>.truth.json")
    command.add_argument("--output", type=Path, metavar="FILE", help="OUTPUT/calibration.json if left out")
    command.add_argument("--model-tier", choices=TIERS, default="auto")
    _add_json(command)


def _add_spend(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("spend", help="what a day, several days or a run cost, and what for")
    which = command.add_mutually_exclusive_group()
    which.add_argument("--day", type=_date, help="YYYY-MM-DD; today if left out")
    which.add_argument("--from", dest="first", type=_date, metavar="DAY", help="the first of several days")
    which.add_argument("--run", metavar="RUN_ID", help="one run, on whatever days it spent")
    command.add_argument("--to", dest="last", type=_date, metavar="DAY", help="the last day; today if left out")
    command.add_argument("--by", choices=SPEND_GROUPS, help="the rows of the table; --json has them all")
    _add_json(command)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write YYYY-MM-DD") from None


def _add_show(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("show", help="the table of a run, or one document of it with every value")
    command.add_argument(
        "run",
        metavar="WHICH",
        nargs="?",
        help="N: document N of the latest run; 12/N: of run 12; 12/ or a run id: all of a run; the latest if left out",
    )
    _add_json(command)


def _add_runs(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("runs", help="the runs, the latest first")
    command.add_argument("--limit", type=int, default=20, metavar="N")
    _add_json(command)


def _add_deliver(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("deliver", help="write what is decided and missing in the records of its run")
    command.add_argument("run", metavar="RUN", nargs="?", help="run id; every run that lacks something if left out")
    command.add_argument("--output", help="folder for the written records")
    _add_json(command)


def _add_export(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("export", help="write a run's documents in another form: UBL, Factur-X, tables")
    command.add_argument("form", metavar="FORM", help="csv, jsonl, ubl, facturx, originals, or one of another package")
    command.add_argument("--run", default="", help="number or id of the run; the latest if left out")
    command.add_argument("--to", metavar="FOLDER", required=True, help="folder for the files")
    _add_json(command)


def _add_purge(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("purge", help="take away old runs with their documents; without --yes only say what")
    command.add_argument("--before", type=_date, required=True, metavar="DATE", help="runs that began before this day")
    command.add_argument("--yes", action="store_true", help="take it away; it cannot be had back")
    _add_json(command)


def _add_doctor(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("doctor", help="check database, prompts, models, prices and folders")
    command.add_argument("--migrate", action="store_true", help="bring the database up to date first")
    command.add_argument("--ping", action="store_true", help="make one tiny call a model and show what it cost")
    _add_json(command)


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="objects for machines on standard output")
