"""Writes the settings into ``docker-compose.yaml`` and ``.env.example``, between their two marks:
``python -m docs.stack_settings``.

So a setting that is new to the code is passed on by the stack, and its user is told what it means.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

from invoice_llm.airflow_settings import airflow_variables
from invoice_llm.settings import setting_variables
from invoice_llm.variables import Variable, takes

_ROOT = Path(__file__).parent.parent
COMPOSE = _ROOT / "docker-compose.yaml"
EXAMPLE = _ROOT / ".env.example"
FIRST = (
    "# Settings, written by `python -m docs.stack_settings` from the fields of Settings. Change them, not these lines."
)
LAST = "# End of the settings."
FIXED = {
    "INVOICE_LLM_DATABASE_URL": "postgresql+psycopg://airflow:${POSTGRES_PASSWORD}@postgres/invoices",
    "INVOICE_LLM_STORAGE": "/data/storage",
    "INVOICE_LLM_INBOX": "/data/inbox",
    "INVOICE_LLM_OUTPUT": "/data/output",
}
"""Settings that are the stack's own; the folders behind them are chosen by ``INBOX_DIR`` and ``OUTPUT_DIR``."""


def compose_block() -> str:
    """A line for each setting: fixed, or as ``.env`` has it. Empty counts as not set."""
    lines = (f"{one.name}: {FIXED.get(one.name, f'${{{one.name}:-}}')}" for one in _variables())
    return "".join(f"  {line}\n" for line in (FIRST, *lines, LAST))


def example_block() -> str:
    """Each setting that ``.env`` may have, switched off, with what it means and takes."""
    chosen = (one for one in _variables() if one.name not in FIXED)
    lines = [line for one in chosen for line in _example(one)]
    return "".join(f"{line}\n" for line in (FIRST, *lines, LAST))


def with_block(text: str, block: str) -> str:
    """The text of a file with its old block replaced. Raises ``ValueError`` if it has none."""
    indent = len(block) - len(block.lstrip())
    begin = text.index(FIRST) - indent
    end = text.index(LAST, begin) + len(LAST) + 1
    return text[:begin] + block + text[end:]


def _variables() -> tuple[Variable, ...]:
    return (*setting_variables(), *airflow_variables())


def _example(variable: Variable) -> Iterator[str]:
    about = variable.about
    told = f"{about.meaning.replace('`', '')} Takes {takes(variable)}."
    yield from (f"# {line}" for line in wrap(told, 116))
    yield f"#{variable.name}="


if __name__ == "__main__":
    for path, block in ((COMPOSE, compose_block()), (EXAMPLE, example_block())):
        path.write_text(with_block(path.read_text("utf-8"), block), encoding="utf-8")
