"""The likelier value of each field taken into a reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from invoice_llm.invoice.checks.company_names import folded_name
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.posterior.ballots import Ballot
from invoice_llm.reading.posterior.kinds import KINDS
from invoice_llm.reading.posterior.posterior import DocumentPosterior, FieldPosterior
from invoice_llm.vocabulary.company_spelling import is_same_company

SURE = 0.75
"""From this probability on a candidate that a reading has takes the place of what another one read."""
SURE_UNREAD = 0.9
"""The same for a candidate that no reading has."""


def keys_of(invoice: Invoice, ballots: Iterable[Ballot]) -> dict[str, str | None]:
    """The candidates that an invoice's values are, by path."""
    own = {ballot.path: [option.key for option in ballot.options] for ballot in ballots}
    said = {kind: kind.claimed(invoice) for kind in KINDS if kind.path in own}
    return {kind.path: None if key is None else kind.same(key, own[kind.path]) for kind, key in said.items()}


def likelier_readers(
    ballots: Iterable[Ballot], posterior: DocumentPosterior, model: str
) -> dict[str, Literal["model", "labels", "both"]]:
    """For each field the one of two readings whose value is the likeliest candidate; a field where neither's is has no
    entry."""
    told: dict[str, Literal["model", "labels", "both"]] = {}
    for ballot in ballots:
        best, ours = posterior.fields[ballot.path].best, ballot.claims.get(model)
        if best is not None and best in (ours, ballot.label_reader):
            told[ballot.path] = "both" if ours == ballot.label_reader else "model" if best == ours else "labels"
    return told


def with_likeliest(
    printed: PrintedInvoice,
    invoice: Invoice,
    ballots: Sequence[Ballot],
    posterior: DocumentPosterior,
    readings: Iterable[tuple[Invoice, PrintedInvoice]] = (),
    *,
    own: Iterable[str] = (),
) -> PrintedInvoice:
    """``printed`` with every value replaced for which a better candidate is sure: in the words of a reading that has
    it, else as the page prints it. ``invoice`` is what ``printed`` was parsed into. ``own`` are
    the names of the company that receives the invoices."""
    now = keys_of(invoice, ballots)
    others = [(keys_of(read, ballots), words) for read, words in readings]
    better: dict[str, str] = {}
    for ballot in ballots:
        best = _sure(posterior.fields[ballot.path], ballot)
        if best is None or best == now[ballot.path]:
            continue
        shown = next(option.printed for option in ballot.options if option.key == best)
        said = (_get(words, ballot.path) for keys, words in others if keys[ballot.path] == best)
        better[ballot.path] = next((text for text in said if text), shown)
    return _with(printed, better, _exchanged(invoice, better, others, own)) if better else printed


def _sure(posterior: FieldPosterior, ballot: Ballot) -> str | None:
    best = posterior.best
    is_read = best in (*ballot.claims.values(), ballot.label_reader)
    return best if posterior.of(best) >= (SURE if is_read else SURE_UNREAD) else None


def _exchanged(
    invoice: Invoice,
    better: Mapping[str, str],
    others: Iterable[tuple[Mapping[str, str | None], PrintedInvoice]],
    own: Iterable[str],
) -> str | None:
    """The buyer's name, where it was read as the supplier's and another reading has it as the buyer's, or where we
    were read as the supplier. Two others do not change places by their names alone: their ids may have as well."""
    seller, was, buyer = better.get("seller.name"), invoice.seller.name, invoice.buyer.name
    is_free = not buyer or is_same_company(seller or "", buyer)
    if seller and was and is_free and any(is_same_company(was, name) for name in own):
        return was
    read = folded_name(invoice.seller.name)
    names = [words.buyer.name for _, words in others if words.buyer.name]
    wanted = "seller.name" in better and not invoice.buyer.name and bool(read)
    return next((name for name in names if folded_name(name) == read), None) if wanted else None


def _get(printed: PrintedInvoice, path: str) -> str | None:
    value = printed.seller.name if path == "seller.name" else getattr(printed, path)
    return None if value is None else str(value)


def _with(printed: PrintedInvoice, values: Mapping[str, str], buyer: str | None) -> PrintedInvoice:
    """The reading with other values for these paths, and with this buyer where one is given."""
    changes: dict[str, object] = {path: value for path, value in values.items() if path != "seller.name"}
    if name := values.get("seller.name"):
        changes["seller"] = printed.seller.model_copy(update={"name": name})
    if buyer is not None:
        changes["buyer"] = printed.buyer.model_copy(update={"name": buyer})
    return printed.model_copy(update=changes)
