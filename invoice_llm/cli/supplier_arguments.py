"""Arguments of ``invoice-llm supplier``."""

from __future__ import annotations

import argparse
from pathlib import Path

_Parser = argparse.ArgumentParser


def add_supplier(commands: argparse._SubParsersAction[_Parser]) -> None:
    """``supplier list|show|forget|prompts``."""
    supplier = commands.add_parser("supplier", help="what people's decisions taught about suppliers")
    actions = supplier.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="the suppliers of which something is remembered")
    for name, told in (
        ("show", "what is remembered of one"),
        ("forget", "forget one; its next invoice is read as the first one was"),
        ("prompts", "write a prompt folder made of its decided invoices, as a ZIP"),
    ):
        action = actions.add_parser(name, help=told)
        action.add_argument("key", metavar="SUPPLIER", help="its key, as the list shows it")
        if name == "prompts":
            action.add_argument("--output", type=Path, metavar="FOLDER", default=Path(), help="here if left out")
        action.add_argument("--json", action="store_true", help="objects on standard output and nothing else")
    listed.add_argument("--json", action="store_true", help="objects on standard output and nothing else")
