"""Python processes of a test's own, and what they print."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from typing import Any, Final

from tests.repository import ROOT

CPU_LIMIT_S: Final = 120
"""Seconds of CPU that a process may use: a hundred times what any of these needs, so that only a hang meets it."""
HANG_S: Final = 600.0
"""Seconds to wait for something that another process does at once: only a hang lasts as long, on any machine."""
_LIMITED = f"import resource; resource.setrlimit(resource.RLIMIT_CPU, ({CPU_LIMIT_S}, {CPU_LIMIT_S}))\n"


def printed_by(code: str, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Standard output of the code, run in the project's folder. ``env`` is added to the environment.

    Fails where the process fails or uses more than ``CPU_LIMIT_S``.
    """
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED + code, *arguments],
        cwd=ROOT,
        env=os.environ | (env or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"exit code {done.returncode} after {done.stdout!r}\n{done.stderr[-3000:]}"
    return done.stdout


def json_printed_by(code: str, *arguments: str, env: Mapping[str, str] | None = None) -> Any:
    """The last line of the code's output, decoded; libraries print what they like before it."""
    return json.loads(printed_by(code, *arguments, env=env).splitlines()[-1])


def fork_all(work: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Run ``work`` in one forked process for each tuple, all at once; their results, or the exit code of one killed."""
    context = get_context("fork")
    results = context.Queue()
    start = context.Barrier(len(arguments))

    def child(number: int, values: tuple[Any, ...]) -> None:
        start.wait(timeout=HANG_S)
        results.put((number, work(*values)))

    processes = [context.Process(target=child, args=pair) for pair in enumerate(arguments)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=HANG_S)
    codes: list[Any] = [process.exitcode for process in processes]
    for process in processes:
        process.kill()
    assert all(code is not None and code <= 0 for code in codes), f"a child raised, or hung (None): {codes}"
    for _ in range(codes.count(0)):
        number, result = results.get(timeout=HANG_S)
        codes[number] = result
    return codes
