"""All prompts of a folder: the templates of the three operations and one folder an invoice model."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, UndefinedError, meta
from jinja2.sandbox import SandboxedEnvironment

from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.own_fields import OwnField, merged_own
from invoice_llm.prompt_pack.folders import ModelFolder, load_folder, read_text

FALLBACK = "generic_fallback"
VARIABLES: Mapping[str, frozenset[str]] = {
    "detect": frozenset({"candidates", "document"}),
    "extract": frozenset({"title", "description", "notes", "examples", "document"}),
    "ask": frozenset({"title", "description", "notes", "examples", "told", "asked", "document"}),
    "validate": frozenset({"notes", "complaints", "extraction", "document"}),
}
"""Variables of each operation's two templates, ``system.md`` and ``user.md``: all they may use, and have to use."""

_OF_THE_DOCUMENT = ("document", "extraction", "complaints", "asked", "told")


@dataclass(frozen=True, slots=True)
class Templates:
    """The two messages of one operation, as text with variables."""

    system: str
    user: str


class PromptPack:
    """Checked prompts: every variable is declared and used, every example's answer stands in its text."""

    def __init__(self, templates: Mapping[str, Templates], models: Mapping[str, ModelFolder]) -> None:
        self._templates = templates
        self.models = models
        self._environment = SandboxedEnvironment(
            undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False
        )
        self._compiled: dict[str, Template] = {}

    @classmethod
    def load(cls, folder: Path | None = None) -> PromptPack:
        """Read a folder of prompts; ``None`` takes the project's own. Raises ``ConfigurationError`` naming the file."""
        root = folder or own_prompts()
        if not root.is_dir():
            raise ConfigurationError(f"the prompts folder {root} does not exist; see INVOICE_LLM_PROMPTS_DIR")
        templates = {operation: _templates(_folder(root, operation), names) for operation, names in VARIABLES.items()}
        folders = sorted(path for path in root.iterdir() if path.is_dir() and path.name not in VARIABLES)
        models = {path.name: load_folder(path) for path in folders if not path.name.startswith((".", "_"))}
        if FALLBACK not in models:
            raise ConfigurationError(f"{root} has no folder {FALLBACK}, which every unknown supplier needs")
        return cls(templates, models)

    def model(self, name: str) -> ModelFolder:
        """The folder of an invoice model; the fallback's for a name that has none."""
        return self.models.get(name, self.models[FALLBACK])

    def own_fields(self, name: str | None) -> tuple[OwnField, ...]:
        """Own fields of an invoice model: those of the fallback's folder, which every invoice may have, and its own."""
        return merged_own((*self.models[FALLBACK].own, *self.model(name or FALLBACK).own))

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """Names of the own fields of all invoice models, those of the fallback first."""
        every = (field.name for name in (FALLBACK, *self.models) for field in self.models[name].own)
        return tuple(dict.fromkeys(every))

    def render(self, operation: str, values: Mapping[str, Any]) -> tuple[str, str]:
        """The system and the user message. Raises ``ConfigurationError`` for a variable that is not given."""
        templates = self._templates[operation]
        try:
            system = self._template(templates.system).render(values)
            user = self._template(templates.user).render(values)
        except (UndefinedError, TemplateError) as error:
            raise ConfigurationError(f"prompts/{operation}: {error}") from None
        return system, user

    def _template(self, text: str) -> Template:
        """Compiled once: that costs more than a rendering."""
        if text not in self._compiled:
            self._compiled[text] = self._environment.from_string(text)
        return self._compiled[text]

    def version(self, operation: str, values: Mapping[str, Any]) -> str:
        """Hash of all that makes the prompt but the document itself: 12 hexadecimal digits."""
        templates = self._templates[operation]
        constant = {name: value for name, value in values.items() if name not in _OF_THE_DOCUMENT}
        text = "\x1f".join([operation, templates.system, templates.user, repr(sorted(constant.items()))])
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def prompts_in(folder: Path | None) -> PromptPack:
    """The pack of a folder, loaded when it is first asked for, and again once a file in it has changed."""
    root = folder or own_prompts()
    return _loaded(root, tuple(_states(root)))


@lru_cache(maxsize=4)
def _loaded(root: Path, _: tuple[tuple[str, int, int], ...]) -> PromptPack:
    return PromptPack.load(root)


def _states(root: Path) -> Iterator[tuple[str, int, int]]:
    """Every file below a folder with its time and size."""
    for folder, _, names in os.walk(root):
        for path in (os.path.join(folder, name) for name in names):
            with suppress(FileNotFoundError):
                told = os.stat(path)
                yield path, told.st_mtime_ns, told.st_size


def own_prompts() -> Path:
    """``prompts/`` of the checkout this file stands in, or the copy that was installed with the package."""
    package = Path(__file__).resolve().parent.parent
    checkout = package.parent / "prompts"
    in_checkout = checkout.is_dir() and (package.parent / "pyproject.toml").is_file()
    return checkout if in_checkout else package / "_prompts"


def _folder(root: Path, operation: str) -> Path:
    """The short question came later than folders of prompts that people keep; one without it gets the project's."""
    return own_prompts() / operation if operation == "ask" and not (root / "ask").is_dir() else root / operation


def _templates(folder: Path, declared: frozenset[str]) -> Templates:
    templates = Templates(read_text(folder / "system.md"), read_text(folder / "user.md"))
    used: set[str] = set()
    for name, text in (("system.md", templates.system), ("user.md", templates.user)):
        used |= _variables(folder / name, text, declared)
    if unused := declared - used:
        raise ConfigurationError(f"{folder}: {', '.join(sorted(unused))} is not used by system.md or user.md")
    return templates


def _variables(path: Path, text: str, declared: frozenset[str]) -> set[str]:
    try:
        used = meta.find_undeclared_variables(SandboxedEnvironment().parse(text))
    except TemplateError as error:
        raise ConfigurationError(f"{path}: {error}") from None
    if unknown := used - declared:
        raise ConfigurationError(
            f"{path}: variable {', '.join(sorted(unknown))} is not declared; there are {', '.join(sorted(declared))}"
        )
    return used
