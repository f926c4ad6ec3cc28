"""Every text of ours that a page can show, for a catalogue: ``python -m invoice_llm_airflow.pages.web.gathering``
prints those that each language lacks."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from invoice_llm.invoice.field_names import title_of
from invoice_llm.invoice.fields import FIELDS
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.paths import bare
from invoice_llm.invoice.statements import PHRASES, Statement
from invoice_llm_airflow.pages.text import units
from invoice_llm_airflow.pages.text.language import DEFAULT, catalogue, page_languages
from invoice_llm_airflow.pages.text.markup import template_texts
from invoice_llm_airflow.pages.web.request import TEMPLATES, environment
from invoice_llm_airflow.pages.web.script_words import texts_of_scripts

_PLUGIN = Path(__file__).resolve().parents[2]
_SHOWN_BY = ("t", "_")


def texts_of_library() -> set[str]:
    """Outcomes, reasons, statements, and names of fields and units."""
    found = {one.label for one in Outcome} | {text for one in Reason for text in (one.short, one.sentence)}
    found |= {one.sentence for one in Statement} | set(PHRASES.values()) | {" and ", " or ", " of line "}
    found |= {*units.WORDS.values()}
    found |= {field.spoken for field in FIELDS} | {title_of(bare(field.path)) for field in FIELDS}
    return {text for text in found if text.strip()}


def texts_of_pages() -> set[str]:
    """Texts of templates, texts that functions hand to ``t``, and the words that stand in tables beside them."""
    made = environment()
    found = {text for path in TEMPLATES.glob("*.html") for text in template_texts(path.read_text("utf-8"), made)}
    for path in sorted((_PLUGIN / "pages").rglob("*.py")):
        found |= set(_in_code(ast.parse(path.read_text("utf-8"))))
    return found


def _in_code(tree: ast.Module) -> Iterator[str]:
    """Texts in calls of ``t``, all of a table that such a call reads, and those of the other constants of a module that
    uses it: a capital letter, or two words."""
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    if "t" not in names:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _SHOWN_BY:
            yield from _constants(node)
    tables = _read_by_t(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            is_read = node in tree.body and not tables.isdisjoint(_assigned(node))
            yield from (text for text in _values(node.value) if is_read or _is_said(text))


def _read_by_t(tree: ast.Module) -> set[str]:
    """Names in the arguments of calls of ``t``."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    said = (
        call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in _SHOWN_BY and call.args
    )
    return {one.id for argument in said for one in ast.walk(argument) if isinstance(one, ast.Name)}


def _assigned(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {one.id for one in targets if isinstance(one, ast.Name)}


def _values(node: ast.expr) -> Iterator[str]:
    """The strings of a constant; of a table its values, since its keys are codes."""
    for value in node.values if isinstance(node, ast.Dict) else [node]:
        yield from _constants(value)


def _constants(node: ast.AST) -> Iterator[str]:
    parts = {part for one in ast.walk(node) if isinstance(one, ast.JoinedStr) for part in ast.walk(one)}
    found = (one for one in ast.walk(node) if isinstance(one, ast.Constant) and one not in parts)
    return (one.value for one in found if isinstance(one.value, str))


def _is_spoken(text: str) -> bool:
    """True for a text with a word in it that is no style sheet."""
    return re.search(r"[a-z]{2}", re.sub(r"&\w+;", "", text)) is not None and "{font:" not in text


def _is_said(text: str) -> bool:
    return "filename=" not in text and (" " in text.strip() or (text[:1].isupper() and text[1:].islower()))


def lacking(language: str) -> list[str]:
    """Texts that a language has no words for."""
    known = catalogue(language)
    texts = texts_of_library() | texts_of_pages() | set(texts_of_scripts())
    return sorted(text for text in texts if text not in known and text.strip() not in known and _is_spoken(text))


if __name__ == "__main__":
    for one in page_languages():
        sys.stdout.writelines(f"{one}: {text}\n" for text in (() if one == DEFAULT else lacking(one)))
