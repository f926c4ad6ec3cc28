"""``invoice-llm supplier``: what is remembered of suppliers, to look at, to take along and to forget."""

from __future__ import annotations

import argparse
import json

from rich.console import Console
from rich.table import Table

from invoice_llm import app
from invoice_llm.cli.tables import terminal_text
from invoice_llm.errors import NotDecidable
from invoice_llm.invoice.field_names import spoken_name
from invoice_llm.review import ReviewService
from invoice_llm.review.supplier_memory import KnownSupplier, forget_supplier, known_supplier
from invoice_llm.settings import Settings

_SIDES = {"before": "before it", "left": "left of it", "above": "above it"}


def run_supplier(arguments: argparse.Namespace, console: Console) -> int:
    """Do one action."""
    actions = {"list": _list, "show": _show, "forget": _forget, "prompts": _prompts}
    with app.open_review(Settings.from_env()) as service:
        return actions[arguments.action](service, arguments, console)


def _list(service: ReviewService, arguments: argparse.Namespace, console: Console) -> int:
    rows = service.store.lessons.suppliers()
    if arguments.json:
        for row in rows:
            print(json.dumps({"key": row.key, "name": row.name, "taught": row.taught, "confirmed": row.confirmed}))
        return 0
    table = Table("key", "supplier", "decided", "accepted since", pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*map(terminal_text, (row.key, row.name or "", str(row.taught), str(row.confirmed))))
    console.print(table if rows else "Nothing is remembered yet; decide on an invoice first.")
    return 0


def _show(service: ReviewService, arguments: argparse.Namespace, console: Console) -> int:
    known = known_supplier(service.store, arguments.key)
    if known is None:
        raise NotDecidable(f"nothing is remembered of a supplier {arguments.key!r}; see 'invoice-llm supplier list'")
    if arguments.json:
        print(json.dumps(known.to_json(), ensure_ascii=False))
    else:
        _print_known(console, known)
    return 0


def _print_known(console: Console, known: KnownSupplier) -> None:
    table = Table("value", "words", "where", "form", pad_edge=False, header_style="bold")
    for one in known.fields:
        where = _SIDES.get(one.side or "", "by its place")
        table.add_row(*map(terminal_text, (spoken_name(one.path), one.label or "", where, one.form)))
    console.print(table)
    facts = {
        "decided invoices": str(known.taught),
        "accepted since": str(known.confirmed),
        "currency": ", ".join(known.currencies),
        "accounts that end in": ", ".join(known.accounts),
        "tax rates": ", ".join(known.rates),
        "largest total": "" if known.largest is None else f"{known.largest:,.2f}",
    }
    console.print("\n".join(f"{name}: {terminal_text(text)}" for name, text in facts.items() if text), highlight=False)


def _forget(service: ReviewService, arguments: argparse.Namespace, console: Console) -> int:
    gone = forget_supplier(service.store, arguments.key)
    if arguments.json:
        print(json.dumps({"key": arguments.key, "forgotten": gone}))
    else:
        console.print(f"Forgotten: what {gone} invoice{'' if gone == 1 else 's'} had taught.")
    return 0


def _prompts(service: ReviewService, arguments: argparse.Namespace, console: Console) -> int:
    made = service.prompt_folder(arguments.key)
    arguments.output.mkdir(parents=True, exist_ok=True)
    target = arguments.output / made.filename
    target.write_bytes(made.data)
    if arguments.json:
        print(json.dumps({"file": str(target), "examples": made.examples}))
    else:
        console.print(f"{target}: unpack it into prompts/.", soft_wrap=True, highlight=False)
    return 0
