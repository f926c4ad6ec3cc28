"""Language of a page: every text of ours is English in the code, and looked up in the reader's catalogue when shown.

A catalogue is ``locale/<language>/LC_MESSAGES/pages.po``, and all that a further language takes. A text that it lacks
stays English; a test finds such texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parents[2] / "locale"
DEFAULT = "en"
_NOW: ContextVar[str] = ContextVar("language", default=DEFAULT)
_OF_LINE = re.compile(r"(.+) of line (\d+)")
_NUMBERED = re.compile(r"(.+) (\d+)")
_OUTER = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


def page_languages() -> tuple[str, ...]:
    """Languages that there is a catalogue for, and English."""
    return (DEFAULT, *sorted(path.parts[-3] for path in FOLDER.glob("*/LC_MESSAGES/pages.po")))


def choose(language: str) -> None:
    """Set the language of the request that is being answered; English where there is no catalogue."""
    _NOW.set(language if language in page_languages() else DEFAULT)


def current_language() -> str:
    """Language of the request that is being answered."""
    return _NOW.get()


def t(text: str, /, **values: object) -> str:
    """A text of ours in the language of the request, with its values put in."""
    said = _translated(text, _NOW.get())
    return said.format(**values) if values else said


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Translations by text."""
    if language == DEFAULT:
        return {}
    with (FOLDER / language / "LC_MESSAGES" / "pages.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id and one.string}


@cache
def _translated(text: str, language: str) -> str:
    known = catalogue(language)
    if language == DEFAULT or text in known:
        return known.get(text, text)
    outer = _OUTER.fullmatch(text)
    assert outer
    if outer[2] in known:
        return f"{outer[1]}{known[outer[2]]}{outer[3]}"
    if (found := _OF_LINE.fullmatch(text)) and found[1] in known:
        return f"{known[found[1]]}{known.get(' of line ', ' of line ')}{found[2]}"
    if (found := _NUMBERED.fullmatch(text)) and found[1] in known:
        return f"{known[found[1]]} {found[2]}"
    return text
