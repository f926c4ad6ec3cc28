"""A prompt folder made of what reviewers accepted of one supplier: ready to be unpacked into ``prompts/``.

Its examples are the supplier's own documents, each with the answer that is right for it: every value as it is printed,
found on the page again. A value that is not on the page is left out, as a reader has to leave it out.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.read_document import ReadDocument
from invoice_llm.errors import NotDecidable
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.prompt_pack import PromptPack
from invoice_llm.prompt_pack.pack import own_prompts
from invoice_llm.review.learning import ReviewedExample, examples
from invoice_llm.review.printing import printed
from invoice_llm.store import Store
from invoice_llm.store.blobs.texts import TextStore

_EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptFolder:
    """``data`` is a zip with one folder, ``name``, in it."""

    name: str
    filename: str
    data: bytes
    examples: int


def prompt_folder(
    store: Store, texts: TextStore, supplier_key: str, *, name: str | None = None, prompts: Path | None = None
) -> PromptFolder:
    """Make the folder and load it together with ``prompts`` (the project's own if ``None``), as a run would.

    Raises ``NotDecidable`` where nothing of the supplier was accepted by a person yet, or its texts are gone, and
    ``ConfigurationError`` if the folder would not load.
    """
    made = [
        (example, ReadDocument.from_json(text))
        for example in examples(store, supplier_key=supplier_key, limit=_EXAMPLES)
        if (text := texts.get(example.sha256)) is not None
    ]
    made = [(example, document) for example, document in made if layout_text(document.pages).strip()]
    if not made:
        raise NotDecidable("no reviewed document of this supplier is kept; accept or correct one of its invoices first")
    answers = [(layout_text(document.pages), printed(example, document)) for example, document in made]
    title = made[0][0].invoice.seller.name or supplier_key
    name = name or f"{_slug(title)}_v1"
    files = dict(_files(title, [example for example, _ in made], answers))
    _load(name, files, prompts or own_prompts())
    return PromptFolder(name=name, filename=f"{name}.zip", data=_zipped(name, files), examples=len(answers))


def _files(
    title: str, made: Sequence[ReviewedExample], answers: Sequence[tuple[str, PrintedInvoice]]
) -> Iterator[tuple[str, str]]:
    """The folder's files, by their paths in it."""
    spec: dict[str, Any] = {
        "title": title,
        "description": f"Invoices of {title}, as people accepted them.",
        "hints": _hints([answer for _, answer in answers]),
    }
    if notes := _notes(made):
        spec["notes"] = notes
    yield "model.yaml", yaml.safe_dump(spec, allow_unicode=True, sort_keys=False, width=100)
    for number, (text, answer) in enumerate(answers, start=1):
        yield f"examples/{number}.txt", text + "\n"
        yield f"examples/{number}.json", json.dumps(answer.model_dump(), ensure_ascii=False, indent=1) + "\n"


def _hints(answers: Sequence[PrintedInvoice]) -> dict[str, list[str]]:
    """Hints that identify the supplier, as printed."""
    found = {
        "vat_ids": [answer.seller.vat_id for answer in answers],
        "ibans": [answer.iban for answer in answers],
        "names": [answer.seller.name for answer in answers],
    }
    return {kind: list(dict.fromkeys(one for one in some if one)) for kind, some in found.items() if any(some)}


def _notes(made: Sequence[ReviewedExample]) -> dict[str, str]:
    """Notes on corrections that people clicked on the page: how it is printed, and what that means."""
    notes = {}
    for example in reversed(made):
        for path, (value, quote) in example.given.items():
            if "[" not in path:
                notes[path] = f'"{quote}" is {value}.' if quote != value else f'Printed as "{quote}".'
    return notes


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40] or "supplier"


def _load(name: str, files: Mapping[str, str], prompts: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        everything = Path(folder) / "prompts"
        shutil.copytree(prompts, everything)
        shutil.rmtree(everything / name, ignore_errors=True)
        for path, text in files.items():
            target = everything / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        PromptPack.load(everything)


def _zipped(name: str, files: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(f"{name}/{path}", text.encode())
    return out.getvalue()
