"""Revision of a piece of code, so that what an older one made and kept is made anew."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType


def revision_of(paths: Iterable[Path]) -> str:
    """Hash of these files, in the order of their names: 12 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def sources(*modules: ModuleType) -> list[Path]:
    """Source files of these modules, for :func:`revision_of`: a module that moves keeps its place in the hash."""
    return [Path(inspect.getfile(module)) for module in modules]
