"""The page of the settings is what the settings say, and no variable is read that it does not name."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from docs.configuration_page import PAGE, configuration_page
from invoice_llm.airflow_settings import airflow_variables
from invoice_llm.settings import Settings, known_names, setting_variables
from tests.repository import ROOT

_VARIABLE = re.compile(r"\bINVOICE_LLM_[A-Z][A-Z_]*[A-Z]\b")


def test_the_page_is_what_is_generated_from_the_settings() -> None:
    assert PAGE.read_text("utf-8") == configuration_page(), "write it again: python -m docs.configuration_page"


def test_every_setting_has_a_meaning_in_a_sentence() -> None:
    variables = setting_variables()
    assert [variable.field for variable in variables] == [spec.name for spec in fields(Settings)]
    for variable in (*variables, *airflow_variables()):
        assert re.fullmatch(r"[A-Z].+\.", variable.about.meaning), variable.name


def test_every_variable_that_is_named_anywhere_is_a_setting() -> None:
    named = {name: path for path in sources() for name in _VARIABLE.findall(path.read_text("utf-8"))}
    assert {name: path.name for name, path in named.items() if name not in known_names()} == {}


def sources() -> list[Path]:
    """The code, the pages and the files of the installation."""
    code = [path for folder in ("invoice_llm", "plugins", "dags") for path in (ROOT / folder).rglob("*.py")]
    return [*code, *ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "docker-compose.yaml", ROOT / ".env.example"]
