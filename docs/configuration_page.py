"""Writes ``configuration.md`` from the settings' own fields: ``python -m docs.configuration_page``.

Each row is a field of :class:`Settings` or :class:`AirflowSettings` with its variable, type, unit, range and default.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from invoice_llm.airflow_settings import AirflowSettings, airflow_variables
from invoice_llm.settings import Settings, setting_variables
from invoice_llm.variables import Variable, takes

PAGE = Path(__file__).with_name("configuration.md")
_INTRODUCTION = """\
# Configuration

<!-- Written by `make docs` from the fields of Settings. Change them, not this page. -->

Everything is read once from the environment. A value that is not taken is an error that names the variable and what it
takes; so is a name beginning with `INVOICE_LLM_` that is not listed here. Empty counts as not set.

In Airflow, two connections take the place of variables that are not set: `invoice_llm_db` names the database, and
`openai_default` the endpoint (its password is the key; its extra `base_url`, or its host, is the address).
"""
_HEADING = "| variable | takes | default | meaning |\n|---|---|---|---|\n"
_PARAMS = """
## What one run may change

The thresholds belong to a run, not to the environment: they are params of the DAG and options of `invoice-llm run`.
[operations.md](operations.md#params-of-the-dag) lists them.

`INVOICE_LLM_MODELS_FILE` names a YAML file; [operations.md](operations.md#models-and-prices) shows one.
"""


def configuration_page() -> str:
    """The whole page as Markdown, with a line feed at its end."""
    library, airflow = _table(Settings, setting_variables()), _table(AirflowSettings, airflow_variables())
    return f"{_INTRODUCTION}\n## Library and command\n\n{library}\n## Airflow alone\n\n{airflow}{_PARAMS}"


def _table(settings: type, variables: tuple[Variable, ...]) -> str:
    defaults = {spec.name: spec.default for spec in fields(settings)}
    return _HEADING + "".join(_row(variable, defaults[variable.field]) for variable in variables)


def _row(variable: Variable, default: Any) -> str:
    cells = (f"`{variable.name}`", takes(variable), _default(variable, default), variable.about.meaning)
    return f"| {' | '.join(cells)} |\n"


def _default(variable: Variable, default: Any) -> str:
    if default is MISSING or default is None or default == ():
        return variable.about.unset or "none"
    values = default if isinstance(default, tuple) else (default,)
    return ",".join(f"`{_spelled(one)}`" for one in values)


def _spelled(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    PAGE.write_text(configuration_page(), encoding="utf-8")
