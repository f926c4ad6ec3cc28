"""The endpoint in a process of its own, as benchmarks use it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx2

from tests.faults.account import load

REPOSITORY = Path(__file__).parents[2]
QUESTION = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}


def test_it_tells_its_address_serves_until_it_is_ended_and_leaves_its_account(tmp_path: Path) -> None:
    path = tmp_path / "account.jsonl"
    command = [sys.executable, "-m", "tests.faults.serve", "--latency-ms", "0", "--jitter-ms", "0", "--rpm", "2"]
    command += ["--price", "m:1:0.5:2", "--account", str(path)]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        with httpx2.Client(base_url=address) as client:
            statuses = [client.post("/chat/completions", json=QUESTION).status_code for _ in range(3)]
        process.terminate()
        totals = json.loads(process.stdout.readline())
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
    assert statuses == [200, 200, 429]
    entries = load(path)
    assert [entry.fault for entry in entries] == [None, None, "over_the_limit"]
    assert totals["billed_micros"] == sum(entry.cost_micros or 0 for entry in entries) > 0
