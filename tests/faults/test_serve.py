"""The endpoint in a process of its own, as benchmarks use it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import httpx2

from tests.faults.account import load
from tests.processes import HANG_S
from tests.repository import ROOT

QUESTION = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}


def test_it_tells_its_address_serves_until_it_is_ended_and_leaves_its_account(tmp_path: Path) -> None:
    path = tmp_path / "account.jsonl"
    command = [sys.executable, "-m", "tests.faults.serve", "--latency-ms", "0", "--jitter-ms", "0", "--rpm", "2"]
    command += ["--price", "m:1:0.5:2", "--account", str(path)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        with httpx2.Client(base_url=address) as client:
            statuses = [client.post("/chat/completions", json=QUESTION).status_code for _ in range(3)]
        process.terminate()
        totals = json.loads(process.stdout.readline())
        assert process.wait(HANG_S) == 0
    finally:
        process.kill()
        process.wait()
    assert statuses == [200, 200, 429]
    entries = load(path)
    assert [entry.fault for entry in entries] == [None, None, "over_the_limit"]
    assert totals["billed_micros"] == sum(entry.cost_micros or 0 for entry in entries) > 0


def test_it_ends_with_the_process_that_started_it() -> None:
    code = "import subprocess, sys; p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE); p.stdout.readline()"
    served = [sys.executable, "-m", "tests.faults.serve", "--with-parent"]
    parent = subprocess.Popen(
        [sys.executable, "-c", code + "; print(p.pid, flush=True)", *served],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    number, _ = parent.communicate(timeout=HANG_S)
    give_up = time.monotonic() + HANG_S
    while _runs(int(number)) and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not _runs(int(number))


def _runs(process: int) -> bool:
    """Not a zombie that nobody has waited for, either."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
