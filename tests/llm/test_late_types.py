"""The SDK's types are loaded when they are asked for, and are then all there."""

from __future__ import annotations

import pytest

from tests.processes import json_printed_by

PACKAGES = ("openai.types", "openai.types.responses")
LOADED = """
import json, sys
import invoice_llm.llm.wire
from openai import AsyncOpenAI
AsyncOpenAI(api_key="-").chat.completions
print(json.dumps("openai.types.responses.response" in sys.modules))
"""
NAMES = """
import json, sys
from importlib import import_module
if {late}:
    import invoice_llm.llm.wire
package = import_module({package!r})
try:
    package.nothing_of_this_name
except AttributeError:
    print(json.dumps({{name: repr(thing) for name, thing in vars(package).items() if not name.startswith("_")}}))
"""


def test_calls_are_made_without_the_types_of_other_interfaces() -> None:
    assert json_printed_by(LOADED) is False


@pytest.mark.parametrize("package", PACKAGES)
def test_whoever_asks_for_a_type_finds_what_the_sdk_has(package: str) -> None:
    late, at_once = (json_printed_by(NAMES.format(late=late, package=package)) for late in (True, False))
    assert late == at_once
    assert len(late) > 100


def test_a_star_takes_them_all() -> None:
    code = "import json, invoice_llm.llm.wire\nfrom openai.types import *\nprint(json.dumps([Batch.__name__, 'chat']))"
    assert json_printed_by(code) == ["Batch", "chat"]
