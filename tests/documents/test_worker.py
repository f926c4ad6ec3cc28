from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict

import pytest

from invoice_llm.documents.frames import LONGEST_ANSWER, BrokenFrame, frame, read_frame, receive_frame
from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.documents.worker import answer, serve
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason
from tests.processes import json_printed_by

LIMITS = Limits(memory_mb=512)
IMAGE = {"document": ReadDocument("image").to_json()}


def refusing(error: Exception) -> dict[str, object]:
    def read(data: bytes, limits: Limits) -> ReadDocument:
        raise error

    return answer(b"", LIMITS, read)


def test_a_document_is_answered_as_json() -> None:
    assert answer(b"", LIMITS, lambda data, limits: ReadDocument("image")) == IMAGE


def test_a_refusal_keeps_its_reason() -> None:
    refusal = refusing(UnreadableDocument("locked", reason=Reason.ENCRYPTED))
    assert refusal == {"unreadable": "ENCRYPTED", "message": "locked"}


def test_memory_that_runs_out_is_a_crash_that_says_so() -> None:
    assert refusing(MemoryError()) == {"unreadable": "PARSE_CRASHED", "message": "more than 512 MB were needed"}


def test_of_any_other_fault_only_the_type_is_told() -> None:
    assert refusing(ValueError("IBAN DE00")) == {
        "unreadable": "PARSE_CRASHED",
        "message": "reading it raised ValueError",
    }


def test_the_worker_says_that_it_is_ready_and_answers_in_order() -> None:
    answers = io.BytesIO()
    serve(io.BytesIO(frame(b"a") + frame(b"bc")), answers, lambda data: {"size": len(data)})
    answers.seek(0)
    assert read_frame(answers) == b""
    assert [json.loads(read_frame(answers) or b"") for _ in range(2)] == [{"size": 1}, {"size": 2}]
    assert read_frame(answers) is None


def test_an_answer_beyond_reason_is_replaced_by_a_refusal() -> None:
    answers = io.BytesIO()
    serve(io.BytesIO(frame(b"a")), answers, lambda data: {"text": "x" * 200}, longest=100)
    answers.seek(0)
    assert read_frame(answers) == b""
    assert json.loads(read_frame(answers) or b"")["unreadable"] == "TOO_LARGE"


def run_worker(*documents: bytes) -> subprocess.CompletedProcess[bytes]:
    """The worker as a process, without a parent that watches the clock."""
    limits = json.dumps(asdict(Limits(timeout_s=0, memory_mb=512)))
    command = [sys.executable, "-m", "invoice_llm.documents.worker", limits, "tests.documents.misbehaving_readers:read"]
    path = {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
    return subprocess.run(command, input=b"".join(map(frame, documents)), capture_output=True, env=path, check=False)


def test_a_worker_ends_when_there_is_nobody_left_to_ask_it() -> None:
    ended = run_worker(b"fine")
    assert ended.returncode == 0
    answers = io.BytesIO(ended.stdout)
    assert read_frame(answers) == b""
    assert json.loads(read_frame(answers) or b"")["document"]["kind"] == "pdf"


def test_a_document_that_computes_for_ever_ends_even_when_the_parent_is_gone() -> None:
    assert run_worker(b"burn").returncode == -signal.SIGXCPU


@pytest.mark.parametrize("cut", [4, 10])
def test_a_message_that_breaks_off_is_not_taken_for_a_shorter_one(cut: int) -> None:
    with pytest.raises(BrokenFrame):
        read_frame(io.BytesIO(frame(b"a document")[:cut]))


def test_a_length_beyond_reason_is_not_waited_for() -> None:
    async def receive() -> bytes:
        reader = asyncio.StreamReader()
        reader.feed_data((LONGEST_ANSWER + 1).to_bytes(8, "big"))
        return await receive_frame(reader)

    with pytest.raises(BrokenFrame):
        asyncio.run(receive())


def test_a_process_that_reads_a_pdf_loads_no_schema_and_no_event_loop() -> None:
    code = (
        "import json, sys; from pathlib import Path; from invoice_llm.documents import worker, reader;"
        "reader.read_bytes(Path(sys.argv[1]).read_bytes(), reader.Limits());"
        "print(json.dumps([name for name in ('pydantic', 'asyncio') if name in sys.modules]))"
    )
    assert json_printed_by(code, "samples/inbox/en-clean-services.pdf") == []
