"""Prompts for one document: the constant part first, so that providers can cache it, the document last."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from invoice_llm.invoice.answers.short_answer import EVERY_WORD, WIRE_KEYS, ShortAnswer
from invoice_llm.invoice.own_fields import OwnField
from invoice_llm.prompt_pack.folders import Example
from invoice_llm.prompt_pack.pack import FALLBACK, PromptPack, prompts_in

_UNSEEN = re.compile(
    "[\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f"
    "\\ufe00-\\ufe0f\\ufeff\\ufff9-\\ufffb\\U000e0000-\\U000e01ff]"
)
"""Control characters, joiners, marks of direction, selectors and tags: no eye sees them, and models read them."""
_DELIMITER = re.compile(
    r"[<\uff1c\u2039\ufe64](?=\s*(?:/?\s*(?:document|extraction|example)\b|[|\uff5c]|<?/?sys>|/?s>|/?[be]os>"
    r"|(?:start|end)_of_|/?think))|\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS)\])",
    re.IGNORECASE,
)
"""Our own, and the control tokens of chat templates."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Two messages and the version of what they were made from."""

    system: str
    user: str
    version: str

    @property
    def messages(self) -> list[dict[str, str]]:
        return [{"role": "system", "content": self.system}, {"role": "user", "content": self.user}]

    def __str__(self) -> str:
        return f"{self.system}\n\n{self.user}"

    def __contains__(self, text: str) -> bool:
        return text in str(self)

    def __len__(self) -> int:
        return len(str(self))


def as_data(text: str) -> str:
    """Text that cannot close or open a delimiter: a document's ``</document>`` becomes ``‹/document>``, and so with the
    control tokens of chat templates (``<|im_start|>``), which some local servers act on. What cannot be seen is left
    out."""
    return _DELIMITER.sub("‹", _UNSEEN.sub("", text))


class PromptBuilder:
    """Builds extraction prompts for one invoice model."""

    def __init__(self, pack: PromptPack | None = None, invoice_model: str = FALLBACK) -> None:
        self._pack = pack or prompts_in(None)
        self._model = self._pack.model(invoice_model)

    @property
    def examples(self) -> tuple[Example, ...]:
        """The model's own examples."""
        return self._model.examples

    def build_extraction_prompt(
        self,
        raw_text: str,
        examples: Sequence[Example] | None = None,
        schema: type[BaseModel] | Mapping[str, Any] | None = None,
        *,
        asked: str | None = None,
        only_asked: bool = False,
    ) -> Prompt:
        """The prompt for one document's text. ``asked`` names the values of a short question; without it the whole
        invoice is asked for. With ``only_asked`` a short question explains no other value: fewer tokens, but no two
        documents share a prefix.

        ``examples`` are the model's own unless others are given. The schema travels in the request's response format;
        one given here as a mapping is written into the instructions as well, for endpoints that know no such format.
        """
        used = self._model.examples if examples is None else examples
        operation, shown = ("extract", _shown) if asked is None else ("ask", _shown_short)
        values = {**self._about(), "examples": [shown(example) for example in used]}
        if asked is not None:
            values["notes"] = {WIRE_KEYS.get(key, key): note for key, note in values["notes"].items()}
        version = self._pack.version(operation, values)
        of_the_document: dict[str, Any] = {"document": as_data(raw_text)}
        if asked is not None:
            of_the_document |= {"asked": asked, "told": asked.split(", ") if only_asked else EVERY_WORD}
        system, user = self._pack.render(operation, {**values, **of_the_document})
        if isinstance(schema, Mapping):
            system += f"\n\nAnswer with JSON that meets this schema:\n{json.dumps(schema, ensure_ascii=False)}"
        return Prompt(system, user, version)

    @property
    def own(self) -> tuple[OwnField, ...]:
        """The model's own fields, those of the fallback included."""
        return self._pack.own_fields(self._model.name)

    def _about(self) -> dict[str, Any]:
        """Title, description and notes of the model; an own field is a note."""
        told = {field.name: field.note for field in self.own} | dict(self._model.notes)
        return {"title": self._model.title, "description": self._model.description, "notes": told}


class ValidationPromptBuilder:
    """Builds prompts that ask for a second look at values that were read."""

    def __init__(self, pack: PromptPack | None = None, invoice_model: str = FALLBACK) -> None:
        self._pack = pack or prompts_in(None)
        self._model = self._pack.model(invoice_model)

    def build_validation_prompt(
        self,
        original_text: str,
        extraction_result: BaseModel | Mapping[str, Any],
        complaints: Mapping[str, str] | None = None,
    ) -> Prompt:
        """``extraction_result`` maps field paths to the values as they were read, ``complaints`` field paths to the
        check that fails."""
        values: dict[str, Any] = {"notes": dict(self._model.notes)}
        version = self._pack.version("validate", values)
        failing = {field: as_data(sentence) for field, sentence in (complaints or {}).items()}
        extraction = as_data(_json(extraction_result))
        given = {**values, "complaints": failing, "extraction": extraction, "document": as_data(original_text)}
        return Prompt(*self._pack.render("validate", given), version)


class DetectionPromptBuilder:
    """Builds prompts that ask which invoice model a document follows."""

    def __init__(self, pack: PromptPack | None = None) -> None:
        self._pack = pack or prompts_in(None)

    def build_detection_prompt(self, raw_text: str, candidates: Sequence[str] | None = None) -> Prompt:
        """``candidates`` are names of models; all of them if left out."""
        models = [self._pack.models[name] for name in candidates or self._pack.models]
        rows = [{"name": m.name, "title": m.title, "description": m.description} for m in models]
        values: dict[str, Any] = {"candidates": rows, "document": ""}
        version = self._pack.version("detect", values)
        return Prompt(*self._pack.render("detect", {**values, "document": as_data(raw_text)}), version)


def _shown_short(example: Example) -> dict[str, str]:
    return {"text": as_data(example.text), "answer": _json(ShortAnswer.model_validate(example.answer))}


def _shown(example: Example) -> dict[str, str]:
    return {"text": as_data(example.text), "answer": _json(example.answer)}


def _json(value: BaseModel | Mapping[str, Any]) -> str:
    data = value.model_dump(mode="json") if isinstance(value, BaseModel) else dict(value)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
