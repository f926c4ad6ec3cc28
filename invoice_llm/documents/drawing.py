"""A page as a small picture, for a report or for a model that takes images.

A document is hostile input, so each page is drawn in a process of its own, with limits on memory and time and without
any secret. That process runs this file alone, without the package around it: ``python -P drawing.py INDEX DPI``, the
document on standard input, the picture on standard output.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

_TIMEOUT_S = 20.0
_MEMORY_MB = 1024
_PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "TEMP", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


def draw_page(data: bytes, index: int, *, dpi: float) -> bytes | None:
    """One page, from 0, in grey as PNG or JPEG, whichever is smaller; ``None`` whatever goes wrong with it."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(str(Path(place).resolve()) for place in sys.path)
    command = [sys.executable, "-P", __file__, str(index), str(dpi)]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=_TIMEOUT_S, env=environment, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None


def data_uri(picture: bytes) -> str:
    """The picture as an address that needs nothing else."""
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(picture).decode()}"


def main(index: int, dpi: float) -> None:
    """Draw the page of the file on standard input."""
    _limit()
    from invoice_llm.documents.rendering import render

    picture, _ = render(sys.stdin.buffer.read(), index, dpi=dpi)
    sharp, soft = io.BytesIO(), io.BytesIO()
    picture.quantize(16).save(sharp, "PNG", optimize=True)
    picture.save(soft, "JPEG", quality=55, optimize=True)
    sys.stdout.buffer.write(min(sharp.getvalue(), soft.getvalue(), key=len))


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return
    for which, most in ((resource.RLIMIT_AS, _MEMORY_MB << 20), (resource.RLIMIT_CPU, int(_TIMEOUT_S))):
        hard = resource.getrlimit(which)[1]
        resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
