"""Writes ``configuration.md`` from the settings' own fields: ``python -m docs.configuration_page``.

Each row is a field of :class:`Settings` or :class:`AirflowSettings` with its variable, type, unit, range and default.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from invoice_llm.settings import Settings, setting_variables
from invoice_llm.variables import Variable
from invoice_llm_airflow.settings import AirflowSettings, airflow_variables

PAGE = Path(__file__).with_name("configuration.md")
_INTRODUCTION = """\
# Configuration

<!-- Written by `make docs` from the fields of Settings. Change them, not this page. -->

Everything is read once from the environment. A value that is no number, or out of its range, is an error that names the
variable. Empty counts as not set.

In Airflow, two connections take the place of variables that are not set: `invoice_llm_db` names the database, and
`openai_default` the endpoint (its password is the key; its extra `base_url`, or its host, is the address).
"""
_HEADING = "| variable | type | default | meaning |\n|---|---|---|---|\n"
_PARAMS = """
## What one run may change

The thresholds belong to a run, not to the environment: they are params of the DAG and options of `invoice-llm run`.
[operations.md](operations.md#params-of-the-dag) lists them.

`INVOICE_LLM_MODELS_FILE` names a YAML file; [operations.md](operations.md#models-and-prices) shows one.
"""
_TYPES = {
    str: "text",
    int: "whole number",
    float: "number",
    Decimal: "number",
    bool: "`true` or `false`",
    Path: "path",
    tuple[float, ...]: "numbers, parted by `,`",
    tuple[tuple[str, Decimal], ...]: "`name=number`, parted by `,`",
}


def configuration_page() -> str:
    """The whole page as Markdown, with a line feed at its end."""
    library, airflow = _table(Settings, setting_variables()), _table(AirflowSettings, airflow_variables())
    return f"{_INTRODUCTION}\n## Library and command\n\n{library}\n## Airflow alone\n\n{airflow}{_PARAMS}"


def _table(settings: type, variables: tuple[Variable, ...]) -> str:
    defaults = {spec.name: spec.default for spec in fields(settings)}
    return _HEADING + "".join(_row(variable, defaults[variable.field]) for variable in variables)


def _row(variable: Variable, default: Any) -> str:
    cells = (f"`{variable.name}`", _type(variable), _default(variable, default), variable.about.meaning)
    return f"| {' | '.join(cells)} |\n"


def _type(variable: Variable) -> str:
    about = variable.about
    if get_origin(variable.type) is Literal:
        return ", ".join(f"`{one}`" for one in get_args(variable.type))
    if about.parted_by:
        return f"texts, parted by `{about.parted_by}`"
    return ", ".join((_TYPES[variable.type], *_limits(variable)))


def _limits(variable: Variable) -> Iterator[str]:
    about = variable.about
    if about.unit:
        yield about.unit
    if about.least is not None:
        yield f"{about.least:g} or more"
    if about.above is not None:
        yield f"more than {about.above:g}"


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
