"""Pages as small pictures for a report.

A document is hostile input, so each page is drawn in a process of its own, with limits on memory and time and without
any secret. That process runs this file alone, without the package around it: ``python -P pictures.py INDEX``, the
document on standard input, the picture on standard output.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path

DPI = 92.0
"""A4 becomes 760 pixels wide: print can be read, and a page of it has about 60 kB."""
MOST_BYTES = 1_500_000
"""Of all pictures of one report together."""
_TIMEOUT_S = 20.0
_MEMORY_MB = 1024
_PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "TEMP", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


def pictures(pages: Iterable[tuple[str, Path, int]], *, most_bytes: int = MOST_BYTES) -> Mapping[str, str]:
    """Data URIs by key, of (key, file, page from 1); what cannot be drawn or is too much in all is left out."""
    found: dict[str, str] = {}
    left = most_bytes
    for key, path, number in pages:
        picture = draw(path, number - 1)
        if picture and len(picture) <= left:
            left -= len(picture)
            kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
            found[key] = f"data:image/{kind};base64,{b64encode(picture).decode()}"
    return found


def draw(path: Path, index: int) -> bytes | None:
    """One page as PNG or JPEG; ``None`` whatever goes wrong with it."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(str(Path(place).resolve()) for place in sys.path)
    command = [sys.executable, "-P", __file__, str(index)]
    try:
        data = path.read_bytes()
        done = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=_TIMEOUT_S, env=environment, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None


def main(index: int) -> None:
    """Draw the page of the file on standard input; as PNG or JPEG, whichever is smaller."""
    _limit()
    from invoice_llm.documents.rendering import render

    picture, _ = render(sys.stdin.buffer.read(), index, dpi=DPI)
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
    main(int(sys.argv[1]))
