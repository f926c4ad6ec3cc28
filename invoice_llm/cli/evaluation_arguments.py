"""Arguments of ``invoice-llm eval``."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_eval_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", metavar="FOLDER", nargs="?", type=Path, help="documents with <stem>.truth.json")
    routes = "text: ignore embedded XML; ocr: read every page as a picture"
    command.add_argument("--route", choices=("auto", "text", "ocr"), default="auto", help=routes)
    command.add_argument("--limit", type=int, help="only the first so many documents")
    command.add_argument("--out", type=Path, metavar="DIR", help="keep report.json, report.md and report.html there")
    against = "an earlier report to hold this one against"
    command.add_argument("--against", type=Path, metavar="REPORT", help=against)
    command.add_argument("--compare", nargs=2, type=Path, metavar=("BEFORE", "AFTER"), help="only compare two reports")
    command.add_argument("--fail-on-drop", action="store_true", help="exit code 1 if something got significantly worse")
