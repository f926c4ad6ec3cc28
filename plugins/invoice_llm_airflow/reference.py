"""Whether an evaluation is worse than the figures kept from an earlier one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from upath import UPath

FIGURES = ("header_accuracy", "accepted_precision")


def drops(report: Mapping[str, Any], reference: Mapping[str, Any], tolerance: float) -> list[str]:
    """A sentence for each figure (0-1) that fell by more than ``tolerance``; one that is gone has fallen."""
    found = []
    for name in FIGURES:
        before, now = reference.get(name), report.get(name)
        if before is not None and (now is None or now < before - tolerance):
            found.append(f"{name} fell from {before:.4f} to {'nothing' if now is None else f'{now:.4f}'}")
    return found


def read_reference(path: UPath) -> dict[str, Any] | None:
    """The kept figures, or ``None`` before the first evaluation."""
    if not path.is_file():
        return None
    kept = json.loads(path.read_text())
    return {name: kept.get(name) for name in FIGURES}


def keep_reference(path: UPath, report: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({name: report.get(name) for name in FIGURES}, indent=2) + "\n")
