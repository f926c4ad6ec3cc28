"""An endpoint in a process of its own that answers every call from the truth of the document it is shown.

    python -m benchmarks.run_cost.truthful ANSWERS [--latency-ms 200]

``ANSWERS`` is a JSON file from invoice number to extraction answer. The address is printed on standard output; the
server ends with its standard input.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.support.serving import completion, serve
from invoice_llm.invoice.answers import DETECT, EXTRACT, VALIDATE
from invoice_llm.invoice.answers.short_answer import ShortAnswer
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.label_reader.endpoint.prompt import EndpointRequest, asked

_NUMBER = re.compile(r"Invoice number: (\S+)")
_ASKED = re.compile(r"^Asked for: (.*)$", re.MULTILINE)
_ROOT = Path(__file__).parents[2]


@contextmanager
def truthful_endpoint(answers: Path, latency_ms: int) -> Iterator[str]:
    """The base URL of a truthful endpoint, until the block ends."""
    command = [sys.executable, "-m", "benchmarks.run_cost.truthful", str(answers), "--latency-ms", str(latency_ms)]
    server = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/v1"
    finally:
        server.stdin.close()
        server.wait(10)
        server.stdout.close()


def truthful(answers: Mapping[str, Any]) -> Callable[[bytes], bytes]:
    """From a request's body to the response."""

    def respond(body: bytes) -> bytes:
        question = asked(body)
        return completion(json.dumps(_answer(question, answers)))

    return respond


def _answer(question: EndpointRequest, answers: Mapping[str, Any]) -> dict[str, Any]:
    match question.schema_name:
        case name if name == DETECT:
            return {"model_type": "generic_fallback", "confidence": 0.9, "reasoning": "no candidate's layout"}
        case name if name == EXTRACT:
            answer = answers[_number(question.document)]
            if "v" in question.schema["properties"]:
                return short_answer(question.prompt, answer)
            # Another checkout may ask for fewer values, and refuses what it did not ask for.
            return {key: answer.get(key) for key in question.schema["properties"]}
        case name if name == VALIDATE and "v" in question.schema["properties"]:
            return {"v": [f"{field}=ok" for field in question.extraction]}
        case name if name == VALIDATE:
            return {"verdicts": [_verdict(field) for field in question.extraction]}
        case name:
            raise ValueError(f"no answer for schema {name!r}")


def short_answer(prompt: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the last question in ``prompt`` asks for, in the short form."""
    words = _ASKED.findall(prompt)[-1].split(", ")
    read = ShortAnswer.model_validate(PrintedInvoice.model_validate(answer))
    values = [one for one in read.v if one.partition("=")[0] in words]
    return {"v": values, "rows": read.rows} if "rows" in words else {"v": values}


def _number(document: str) -> str:
    found = _NUMBER.search(document)
    assert found is not None, document
    return found[1]


def _verdict(field: str) -> dict[str, str | None]:
    return {"field": field, "verdict": "correct", "printed": None, "reason": "printed in this role"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--latency-ms", type=int, default=200)
    arguments = parser.parse_args()
    answers = json.loads(arguments.answers.read_text())
    asyncio.run(serve(truthful(answers), arguments.latency_ms / 1000))


if __name__ == "__main__":
    main()
