"""Compare gates on one model's answers: what each accepts, and how much of that is right.

    .venv/bin/python -m benchmarks.gate FOLDER ANSWERS.jsonl [--json] [--mistakes]

ANSWERS are collected by ``benchmarks.gate.answers``. Ours is the shipped code: the answer and the label reader's
reading held against the page, made into one, checked, weighed and routed at the default threshold, with a confidence
model that was fitted without the document's supplier. Beside it: the same model with its own word for how sure it is,
and the same answers behind a simple gate (the five filled, every value on the page, seller is not buyer, no sum that
fails).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.gate.readings import TODAY, Case, cases, labelled_values
from benchmarks.gate.rivals import from_threshold, self_reported, simple_gate, threshold_for
from benchmarks.gate.table import Judged, figures, printed
from invoice_llm.evaluation.scoring import score_document
from invoice_llm.evaluation.truth import TRUTH_PATHS
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.telling import as_sentences
from invoice_llm.pipeline.gates import is_confident
from invoice_llm.pipeline.params import RunParams
from invoice_llm.reading.confidence import Calibration
from invoice_llm.reading.confidence.calibration import calibrate, folds
from invoice_llm.reading.extraction import Extraction, ExtractionConfig, examine
from invoice_llm.reading.routing import route

ALONE = "ours without the model, over all documents with a text"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--mistakes", action="store_true", help="every wrong value in an accepted document")
    arguments = parser.parse_args()
    every = cases(arguments.folder, arguments.answers)
    asked = [case for case in every if case.asked]
    ours, alone = our_gate(every, asked), our_gate(every, [replace(case, answer=None) for case in every])
    rows = {"ours": figures(ours), **_rivals(asked, ours), ALONE: figures(alone)}
    folders = {name: figures(one for one in ours if one.folder == name) for name in sorted({o.folder for o in ours})}
    model = next((case.model for case in asked if case.model), "none")
    if arguments.json:
        print(json.dumps({"model": model, "gates": rows, "folders": folders}))
        return
    print(f"Model: {model}; {len(asked)} documents of {len({case.supplier for case in asked})} suppliers\n")
    print(printed(rows), "\n\nOurs, by folder:\n", printed(folders), sep="\n")
    if arguments.mistakes:
        _print_mistakes(ours)
        print(f"\n{ALONE}:\n")
        _print_mistakes(alone)


def our_gate(every: Sequence[Case], asked: Sequence[Case]) -> list[Judged]:
    """Each document behind the shipped gate, with a confidence model that has not seen its supplier."""
    values = {case.document.name: list(labelled_values(case)) for case in every}
    judged: dict[str, Judged] = {}
    for _, outside in folds([case.supplier for case in asked]):
        held = {asked[index].supplier for index in outside}
        known = [value for case in every if case.supplier not in held for value in values[case.document.name]]
        calibration = calibrate(known)
        judged |= {asked[index].document.name: _judged(asked[index], calibration) for index in outside}
    return [judged[case.document.name] for case in asked]


def _judged(case: Case, calibration: Calibration) -> Judged:
    """Judge as the pipeline does: where the model's answer is of no use, the label reader's reading stands alone."""
    extraction = examined(case, calibration)
    confident = is_confident(extraction.confidence, RunParams().confidence_threshold)
    decision = route(extraction.invoice, extraction.evidence, extraction.findings, confident=confident)
    confidence = {
        key: extraction.evidence[path].confidence for key, path in TRUTH_PATHS.items() if path in extraction.evidence
    }
    return Judged(
        case.document.name,
        score_document(extraction.invoice, case.document, page_only=True),
        decision.outcome is Outcome.ACCEPTED,
        {key: value for key, value in confidence.items() if value is not None},
        least=extraction.confidence,
        reasons=as_sentences(decision.concerns),
    )


def examined(case: Case, calibration: Calibration) -> Extraction:
    config = ExtractionConfig(
        pages=case.pages, second_reading=case.answer is not None, today=TODAY, calibration=calibration
    )
    return examine(
        case.answer or case.labels,
        case.text,
        config,
        llm_model=case.model or "-",
        prompt_version="-",
        sureness=case.sureness,
    )


def _rivals(asked: Sequence[Case], ours: Sequence[Judged]) -> dict[str, Mapping[str, Any]]:
    rows: dict[str, Mapping[str, Any]] = {}
    reported = self_reported(case for case in asked if case.self_reported)
    if reported:
        same = threshold_for(reported, round(sum(one.accepted for one in ours) * len(reported) / len(ours)))
        rows[f"self-reported, from {same:.2f} (as many as ours)"] = figures(from_threshold(reported, same))
        rows["self-reported, from 0.90"] = figures(from_threshold(reported, 0.9))
    rows["simple gate"] = figures(simple_gate(case) for case in asked)
    return rows


def _print_mistakes(judged: Sequence[Judged]) -> None:
    for one in judged:
        wrong = [v for v in one.header if v.verdict != "correct"]
        said = "; ".join(f"{v.key} {v.verdict}: {v.expected} / {v.found}" for v in wrong)
        print(f"{'accepted' if one.accepted else 'review  '} {one.least} {one.name}: {said} | {one.reasons}")


if __name__ == "__main__":
    main()
