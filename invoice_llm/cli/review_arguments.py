"""Arguments of ``invoice-llm review``."""

from __future__ import annotations

import argparse

SORTS = ("due", "amount", "doubt", "age")
_Parser = argparse.ArgumentParser


def add_review(commands: argparse._SubParsersAction[_Parser]) -> None:
    """``review list|show|accept|correct|reject|not-an-invoice|duplicate|undo|write``."""
    review = commands.add_parser("review", help="decide on what waits for a person, as the pages do")
    actions = review.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_list(actions)
    _add_show(actions)
    accept = _add_decision(actions, "accept", "accept a document as it was read")
    _add_despite(accept)
    correct = _add_decision(actions, "correct", "change values and accept")
    correct.add_argument(
        "values", metavar="FIELD=VALUE", nargs="+", help="e.g. total_gross=119.00, due_date=2026-12-01"
    )
    correct.add_argument("--save", action="store_true", help="keep the values and leave it waiting")
    _add_despite(correct)
    _add_decision(actions, "reject", "an invoice, but not to be paid")
    _add_decision(actions, "not-an-invoice", "something else than an invoice")
    duplicate = _add_decision(actions, "duplicate", "the same invoice as another document")
    duplicate.add_argument("--of", required=True, metavar="RUN/POSITION", help="the document that came first")
    _add_decision(actions, "undo", "take the latest decision back")
    write = actions.add_parser("write", help="write the records of a run again")
    write.add_argument("run", metavar="RUN")
    _add_json(write)


def _add_list(actions: argparse._SubParsersAction[_Parser]) -> None:
    command = actions.add_parser("list", help="what waits for a person")
    command.add_argument(
        "--sort", choices=SORTS, default="due", help="due soonest, largest, least sure, or oldest first"
    )
    command.add_argument("--reason", metavar="CODE", help="only with this first reason, e.g. SUM_MISMATCH")
    command.add_argument("--run", metavar="RUN", help="only of this run")
    command.add_argument("--text", help="only with these words in number, supplier or file name")
    command.add_argument("--limit", type=int, default=50, metavar="N")
    _add_json(command)


def _add_show(actions: argparse._SubParsersAction[_Parser]) -> None:
    command = actions.add_parser("show", help="one document: values, checks and what was decided")
    _add_document(command)
    _add_json(command)


def _add_decision(actions: argparse._SubParsersAction[_Parser], name: str, help_: str) -> _Parser:
    command = actions.add_parser(name, help=help_)
    _add_document(command)
    command.add_argument(
        "--version", type=int, metavar="N", help="the version that was looked at; the latest if left out"
    )
    command.add_argument("--who", help="who decides; the user of the system if left out")
    command.add_argument("--note", help="why")
    _add_json(command)
    return command


def _add_document(command: _Parser) -> None:
    command.add_argument("document", metavar="RUN/POSITION", help="as 'review list' shows it")


def _add_despite(command: _Parser) -> None:
    command.add_argument("--despite", action="store_true", help="although checks fail; needs --note")
    command.add_argument(
        "--besides",
        metavar="RUN/POSITION",
        help="although this document was accepted as the same invoice; needs --note",
    )


def _add_json(command: _Parser) -> None:
    command.add_argument("--json", action="store_true", help="objects for machines on standard output")
