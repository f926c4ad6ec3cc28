"""The two steps of the evaluation DAG."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoice_llm_airflow.reference import fallen, not_read, read_reference, reference_path
from invoice_llm_airflow.settings import airflow_settings

if TYPE_CHECKING:
    from invoice_llm.evaluation import Report

log = logging.getLogger("airflow.task.invoice_llm")
FIGURES = ("header_accuracy", "line_f1", "accepted_share", "accepted_precision", "accepted_right", "cost_usd")


def evaluation_figures(run_id: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Evaluate the folder and write the report; returns the figures (0-1 or ``None``), the number of documents and the
    paths of what was written."""
    from upath import UPath

    from invoice_llm.evaluation import evaluate
    from invoice_llm.evaluation.comparing import compare_reports
    from invoice_llm.evaluation.keeping import save_report
    from invoice_llm.pipeline import RunParams
    from invoice_llm.pipeline.intake.inbox import resolve

    settings = airflow_settings()
    folder = Path(str(resolve(params["folder"] or settings.inbox, (settings.inbox, *settings.inbox_roots))))
    asked = RunParams(force=True, model_tier=params["model_tier"], confidence_threshold=params["confidence_threshold"])
    report = evaluate(folder, settings, params=asked, route=params["route"], limit=params["limit"])
    before = read_reference(reference_path(UPath(settings.output), report.route))
    against = compare_reports(before, report) if before and _in_common(before, report) else None
    target = UPath(settings.output) / re.sub(r"[^A-Za-z0-9._-]+", "_", run_id)
    json_path, _, html_path = save_report(report, target, folder=folder, against=against)
    figures = report.to_json()
    told = {"documents": figures["documents"]} | {name: figures[name] for name in FIGURES}
    log.info("evaluated: %s", told)
    return told | {"report": str(json_path), "page": str(html_path)}


def compare_with_reference(written: Mapping[str, Any], params: Mapping[str, Any]) -> None:
    """Fail on a significant drop, and where documents could not be read; the first complete evaluation, and one that is
    asked to be kept, becomes the reference."""
    from airflow.sdk.exceptions import AirflowFailException
    from upath import UPath

    from invoice_llm.evaluation.comparing import compare_reports
    from invoice_llm.evaluation.keeping import parse_report, save_report
    from invoice_llm.evaluation.wording import basis, conclusion

    report = parse_report(UPath(written["report"]))
    if lost := not_read(report):
        raise AirflowFailException(
            f"{len(lost)} labelled documents were deferred or failed, so that nothing can be said: {_named(lost)}"
        )
    path = reference_path(UPath(airflow_settings().output), report.route)
    before = read_reference(path)
    if before is None or params["keep_as_reference"]:
        save_report(report, path.parent)
        log.info("kept as the reference in %s", path)
        return
    if not _in_common(before, report):
        raise AirflowFailException(f"The reference in {path} is of other documents; run with keep_as_reference once")
    comparison = compare_reports(before, report)
    if sentences := fallen(comparison):
        raise AirflowFailException(f"{'; '.join(sentences)}. {basis(comparison)} The report is {written['page']}")
    log.info("%s %s", conclusion(comparison), basis(comparison))


def _in_common(before: Report, report: Report) -> bool:
    """True where there is a labelled document that both have read."""
    read = [
        {document.name for document in one.documents if document.score and document.was_read}
        for one in (before, report)
    ]
    return bool(read[0] & read[1])


def _named(documents: list[str]) -> str:
    return ", ".join(documents[:5]) + (f" and {len(documents) - 5} more" if len(documents) > 5 else "")
