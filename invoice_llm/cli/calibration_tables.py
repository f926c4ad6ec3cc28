"""Terminal output of a calibration: how far it can be believed, and which threshold keeps what promise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from invoice_llm.evaluation.wording import kept_right


def print_calibration(console: Console, report: Mapping[str, Any], files: Sequence[str]) -> None:
    if report.get("thresholds"):
        console.print(f"{report['thresholds']['documents']} decided or labelled documents, read from pages:")
        console.print(_curve(report["thresholds"]["curve"]))
        for share, point in report["thresholds"]["keeping"].items():
            console.print(kept_right(share, point), highlight=False)
    counted = f"{report['labels']} labelled values, {report['wrong']} of them wrong, {report['suppliers']} suppliers"
    if report["status"] == "uncalibrated":
        needed = report["needed"]
        console.print(f"uncalibrated: {counted}. Nothing was changed.")
        console.print(
            f"It takes {needed['labels']} values, {needed['wrong']} of them wrong, of {needed['suppliers']} suppliers."
        )
        return
    console.print(f"calibrated ({report['calibrator']}): {counted}")
    console.print(_bins(report["refitted"]))
    for name, label in (("in_use", "in use until now"), ("refitted", "refitted, on suppliers it has not seen")):
        one = report[name]
        console.print(f"{label}: ECE {one['ece']:.3f}, Brier {one['brier']:.3f}")
    console.print(_promise(report["refitted"]["promise"]))
    for path in files:
        console.print(path, soft_wrap=True, highlight=False)
    console.print(_advice(report), highlight=False)


def _advice(report: Mapping[str, Any]) -> str:
    """The Brier score decides: it counts both how far off the probabilities are and how well they tell apart."""
    if report["refitted"]["brier"] < report["in_use"]["brier"]:
        return "Set INVOICE_LLM_CALIBRATION_FILE to the first to use it."
    return "The one in use judges these values at least as well: keep it until there are more labels."


def _bins(report: Mapping[str, Any]) -> Table:
    table = Table(pad_edge=False, header_style="bold")
    for name in ("values", "expected right", "right"):
        table.add_column(name, justify="right")
    for one in report["bins"]:
        table.add_row(str(one["count"]), f"{100 * one['expected']:.1f} %", f"{100 * one['is_right']:.1f} %")
    return table


def _curve(points: Sequence[Mapping[str, Any]]) -> Table:
    """Documents that would be accepted at each threshold, by their confidence alone, and those of them right."""
    table = Table(pad_edge=False, header_style="bold")
    for name in ("threshold", "reach it", "of these right", "95 % interval"):
        table.add_column(name, justify="right")
    for one in points:
        right = "-" if one["share_right"] is None else f"{100 * one['share_right']:.1f} %"
        between = f"{100 * one['low']:.1f} to {100 * one['high']:.1f} %"
        table.add_row(f"{one['threshold']:.2f}", f"{100 * one['share']:.1f} %", right, between)
    return table


def _promise(promise: Mapping[str, Any] | None) -> str:
    if promise is None:
        return "No threshold keeps 99 % of the values right."
    share, precision = 100 * promise["accepted"], 100 * promise["precision"]
    between = f"{100 * promise['low']:.1f} to {100 * promise['high']:.1f} %"
    return f"From {promise['least']:.3f} on, {share:.1f} % of the values, {precision:.1f} % are right ({between})."
