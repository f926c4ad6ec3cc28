"""Which version of the reader this is, so that answers of an older one are not taken for its own."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path


@cache
def revision() -> str:
    """Hash of the reader's code and vocabulary, and of the parsing it rests on: 12 hexadecimal digits."""
    package = Path(__file__).parent
    parsing = (package.parent / "invoice" / name for name in ("amounts.py", "dates.py", "currency.py"))
    digest = hashlib.sha256()
    for path in sorted([*package.glob("*.py"), *package.glob("*.yaml"), *parsing]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
