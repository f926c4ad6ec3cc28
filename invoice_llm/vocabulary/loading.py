"""The languages of the vocabulary, read once from the files in this folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from invoice_llm.errors import ConfigurationError
from invoice_llm.vocabulary.language import Language

FOLDER = Path(__file__).parent


class VocabularyError(ConfigurationError):
    """A language's file that cannot be used. The message names the file and the key."""


def vocabulary_files() -> list[Path]:
    """The files of all languages, in the order of their names."""
    return sorted(FOLDER.glob("*.yaml"))


@cache
def languages() -> Mapping[str, Language]:
    """Every language by its code (ISO 639-1), English first and the others in the order of their codes."""
    read = {path.stem: read_language(path) for path in vocabulary_files()}
    return dict(sorted(read.items(), key=lambda one: (one[0] != "en", one[0])))


def read_language(path: Path) -> Language:
    """One language from its file. Raises :class:`VocabularyError`."""
    try:
        # All scalars stay text: "no" is a word here, and no truth value.
        data = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise VocabularyError(f"{path.name} is no YAML: {error}") from error
    try:
        return Language.model_validate(data)
    except ValidationError as error:
        told = "; ".join(f"{' > '.join(map(str, one['loc'])) or 'the file'}: {one['msg']}" for one in error.errors())
        raise VocabularyError(f"{path.name}: {told}") from error
