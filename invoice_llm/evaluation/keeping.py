"""An evaluation as files: ``report.json`` to be compared later, ``report.md`` and ``report.html`` for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from invoice_llm.errors import ConfigurationError
from invoice_llm.evaluation.comparison import Comparison
from invoice_llm.evaluation.markdown import markdown
from invoice_llm.evaluation.page import html
from invoice_llm.evaluation.report import Report

if TYPE_CHECKING:
    from upath import UPath

NAME = "report.json"


class Readable(Protocol):
    """The part of a path, here or in object storage, that reading takes."""

    def read_text(self, encoding: str) -> str: ...


def save_report(
    report: Report, target: Path | UPath, *, folder: Path | None = None, against: Comparison | None = None
) -> list[Path | UPath]:
    """Write the three files into ``target``; ``folder`` is where the documents are, for their pictures."""
    target.mkdir(parents=True, exist_ok=True)
    texts = {
        NAME: json.dumps(report.to_json(), indent=1, ensure_ascii=False) + "\n",
        "report.md": markdown(report, against),
        "report.html": html(report, folder=folder, against=against),
    }
    for name, text in texts.items():
        (target / name).write_text(text, encoding="utf-8")
    return [target / name for name in texts]


def load_report(path: Path) -> Report:
    """The report in a file, or in a folder that :func:`save_report` wrote. Raises ``ConfigurationError``."""
    file = path / NAME if path.is_dir() else path
    if not file.is_file():
        raise ConfigurationError(f"{path} holds no {NAME}; 'invoice-llm eval FOLDER --out DIR' makes one")
    return parse_report(file)


def parse_report(file: Readable) -> Report:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}") from None
    if not isinstance(data, dict):
        raise ConfigurationError(f"{file} is no report")
    return Report.from_json(data)
