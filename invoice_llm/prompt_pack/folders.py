"""One folder an invoice model: ``model.yaml`` and ``examples/<n>.txt`` with the right answer in ``<n>.json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.own_fields import OwnField
from invoice_llm.invoice.printed import PrintedInvoice

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOT_PRINTED = ("doc_type", "language", "kind")
"""Keys of an answer that are judged, not copied from the page."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Hints(_Part):
    """Marks of a supplier's invoices, each as printed; case and blanks do not count.

    A VAT id or an IBAN decides alone; of names, phrases and the heads of the table's ``columns``, which have to stand
    in one row in that order, every one that is found counts.
    """

    vat_ids: tuple[str, ...] = ()
    ibans: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.vat_ids or self.ibans or self.names or self.phrases or self.columns)


class _ModelFile(_Part):
    title: str
    description: str
    hints: Hints = Hints()
    notes: Mapping[str, str] = Field(default_factory=dict)
    fields: tuple[OwnField, ...] = ()

    @field_validator("fields")
    @classmethod
    def _once(cls, fields: tuple[OwnField, ...]) -> tuple[OwnField, ...]:
        names = [field.name for field in fields]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"{twice!r} is declared twice")
        return fields


class Example(_Part):
    """A text as the reader gives it, and the answer that is right for it."""

    text: str
    answer: PrintedInvoice


class ModelFolder(_Part):
    """One invoice model. ``notes`` are remarks by field: where this supplier prints it, what it is not. ``own`` are the
    fields that its ``model.yaml`` adds to the catalogue's."""

    name: str
    title: str
    description: str
    hints: Hints
    notes: Mapping[str, str]
    examples: tuple[Example, ...]
    own: tuple[OwnField, ...] = ()


def load_folder(folder: Path) -> ModelFolder:
    """Read and check one folder. Raises ``ConfigurationError`` naming the file and what is wrong in it."""
    path = folder / "model.yaml"
    spec = _validated(_ModelFile, _yaml(path), path)
    examples = tuple(_example(text) for text in sorted((folder / "examples").glob("*.txt")))
    return ModelFolder(
        name=folder.name,
        title=spec.title,
        description=spec.description,
        hints=spec.hints,
        notes=spec.notes,
        examples=examples,
        own=spec.fields,
    )


def _example(path: Path) -> Example:
    answer_path = path.with_suffix(".json")
    text = read_text(path).rstrip("\n")
    try:
        answer = PrintedInvoice.model_validate_json(read_text(answer_path))
    except ValidationError as error:
        raise ConfigurationError(f"{answer_path}: {_first(error)}") from None
    page = _folded(text)
    for place, value in _strings(answer.model_dump()):
        if _folded(value) not in page:
            raise ConfigurationError(f"{answer_path}: {place} is {value!r}, which does not stand in {path.name}")
    return Example(text=text, answer=answer)


def _strings(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every string of an answer that must be printed, with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, child in value.items():
            if key not in _NOT_PRINTED:
                yield from _strings(child, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _strings(child, f"{place}[{index}]")


def _folded(text: str) -> str:
    return " ".join(text.split())


def read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise ConfigurationError(f"{path} is missing") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from None


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(read_text(path), Loader=_LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path} is no YAML: {error}") from None


def _validated(kind: type[_ModelFile], data: Any, path: Path) -> _ModelFile:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise ConfigurationError(f"{path}: {_first(error)}") from None


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    return f"{'.'.join(str(part) for part in problem['loc']) or 'the file'}: {problem['msg']}"
