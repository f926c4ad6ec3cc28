"""Which version of a piece of code made something that is kept, so that a newer one makes it anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def revision_of(paths: Iterable[Path]) -> str:
    """Hash of these files, in the order of their names: 12 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
