"""The process that draws one page: ``python -m invoice_llm_airflow.pages.images.drawing INDEX DPI KIND``.

A document is hostile input, so each picture is drawn by a process of its own, with limits on memory and time and
without any secret. The file comes in on standard input, the picture goes out on standard output.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Sequence
from threading import BoundedSemaphore
from typing import Literal

from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason

Kind = Literal["png", "jpeg"]
"""PNG keeps print sharp and small; a scan is smaller as JPEG."""
TIMEOUT_S = 20.0
MEMORY_MB = 1024
_AT_ONCE = BoundedSemaphore(2)
_PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "TEMP", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


def draw(data: bytes, index: int, *, dpi: int, kind: Kind) -> bytes:
    """The picture of the page at ``index`` (from 0). Raises ``UnreadableDocument``, whatever the file does."""
    return run_apart(__name__, [str(index), str(dpi), kind], data)


def run_apart(module: str, arguments: Sequence[str], data: bytes) -> bytes:
    """Output of a module that looks at a file, run in a process of its own. Raises ``UnreadableDocument`` where it says
    nothing."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path)), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", module, *arguments]
    with _AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603
                command, input=data, capture_output=True, timeout=TIMEOUT_S, env=environment, check=False
            )
        except subprocess.TimeoutExpired:
            raise UnreadableDocument("drawing it took too long", reason=Reason.PARSE_TIMEOUT) from None
    if done.returncode or not done.stdout:
        raise UnreadableDocument("this page cannot be drawn", reason=Reason.UNREADABLE_FILE)
    return done.stdout


def main(arguments: list[str]) -> int:
    index, dpi, kind = int(arguments[0]), int(arguments[1]), arguments[2]
    limit()
    from invoice_llm.documents.rendering import render

    picture, _ = render(sys.stdin.buffer.read(), index, dpi=dpi)
    made = io.BytesIO()
    if kind == "png":
        picture.save(made, "PNG", compress_level=6)
    else:
        picture.save(made, "JPEG", quality=80)
    sys.stdout.buffer.write(made.getvalue())
    return 0


def limit() -> None:
    """No more memory and time than a page takes."""
    try:
        import resource
    except ImportError:
        return
    for which, most in (
        (resource.RLIMIT_AS, MEMORY_MB << 20),
        (resource.RLIMIT_CPU, int(TIMEOUT_S)),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(which)[1]
        try:
            resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        except (ValueError, OSError):
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
