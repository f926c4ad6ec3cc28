"""Texts of our scripts in the reader's language: what stands in ``t("...")`` in a script."""

from __future__ import annotations

import re
from functools import cache

from invoice_llm_airflow.pages.text.language import catalogue
from invoice_llm_airflow.pages.web.assets import FOLDER

_SAID = re.compile(r"""\bt\("([^"]+)"\)""")


@cache
def texts_of_scripts() -> frozenset[str]:
    """Every text that a script shows."""
    return frozenset(text for path in FOLDER.glob("*.js") for text in _SAID.findall(path.read_text("utf-8")))


@cache
def script_words(language: str) -> dict[str, str]:
    """Translations by text; a script shows what is not among them as it is."""
    known = catalogue(language)
    return {text: known[text] for text in sorted(texts_of_scripts()) if text in known}
