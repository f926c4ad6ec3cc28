"""Output of the command with ``--json``."""

from __future__ import annotations

import json
from typing import Any

import pytest


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """One object a line, of what was printed since the last look."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]
