"""``invoice-llm eval``: score a labelled folder, keep it, hold it against an earlier one."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from rich.console import Console

from invoice_llm.cli import evaluation_tables
from invoice_llm.errors import ConfigurationError
from invoice_llm.evaluation import Progress, Report, evaluate
from invoice_llm.evaluation.comparing import compare_reports
from invoice_llm.evaluation.comparison import Comparison
from invoice_llm.evaluation.keeping import load_report, save_report
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings

ShowsProgress = Callable[[str], AbstractContextManager[Progress]]


def run_evaluation(arguments: argparse.Namespace, params: RunParams, console: Console, progress: ShowsProgress) -> int:
    """Either reads a folder or, with ``--compare``, only two reports. Fails on a drop where that was asked for."""
    if arguments.compare:
        if arguments.folder or arguments.against or arguments.out:
            raise ConfigurationError("--compare takes two reports and nothing else")
        before, after = map(load_report, arguments.compare)
        comparison = compare_reports(before, after)
        _say_comparison(arguments, console, comparison)
        return _exit_code(arguments, comparison)
    if arguments.folder is None:
        raise ConfigurationError("name a labelled folder, or two reports with --compare")
    return _score(arguments, params, console, progress)


def _score(arguments: argparse.Namespace, params: RunParams, console: Console, progress: ShowsProgress) -> int:
    earlier = load_report(arguments.against) if arguments.against else None
    with progress("reading") as step:
        report = evaluate(
            arguments.folder,
            Settings.from_env(),
            params=params,
            route=arguments.route,
            limit=arguments.limit,
            on_progress=step,
        )
    comparison = compare_reports(earlier, report) if earlier else None
    files = save_report(report, arguments.out, folder=arguments.folder, against=comparison) if arguments.out else []
    _say_report(arguments, console, report, comparison)
    for file in files:
        print(file, file=sys.stderr if arguments.json else sys.stdout)
    if lost := [document.name for document in report.documents if not document.was_read]:
        count = f"{len(lost)} of {len(report.documents)} documents were deferred or failed"
        print(f"invoice-llm: {count} and count as not read: {', '.join(lost[:5])}", file=sys.stderr)
    return int(bool(lost)) or _exit_code(arguments, comparison)


def _say_report(arguments: argparse.Namespace, console: Console, report: Report, comparison: Comparison | None) -> None:
    if arguments.json:
        found: dict[str, Any] = report.to_json()
        print(json.dumps(found | ({"comparison": comparison.to_json()} if comparison else {})))
        return
    evaluation_tables.print_evaluation(console, report.to_json())
    if comparison:
        evaluation_tables.print_comparison(console, comparison)


def _say_comparison(arguments: argparse.Namespace, console: Console, comparison: Comparison) -> None:
    if arguments.json:
        print(json.dumps(comparison.to_json()))
    else:
        evaluation_tables.print_comparison(console, comparison)


def _exit_code(arguments: argparse.Namespace, comparison: Comparison | None) -> int:
    return int(bool(arguments.fail_on_drop and comparison and comparison.drops))
