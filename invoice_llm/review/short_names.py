"""Short names of documents: ``12/15`` is position 15 of run number 12, ``15`` of the latest run. Positions count from
0, as in the records."""

from __future__ import annotations

from collections.abc import Mapping

from invoice_llm.errors import ConfigurationError
from invoice_llm.store import DocumentPlace, Store


def place_named(store: Store, text: str) -> DocumentPlace:
    """The place that a short name or ``RUN/POSITION`` means. Raises ``ConfigurationError`` for what names none."""
    run, _, position = text.rpartition("/")
    if not position.isdecimal():
        raise ConfigurationError(
            f"{text!r} names no document; write RUN/POSITION, as 'invoice-llm review list' shows it"
        )
    return DocumentPlace(run_named(store, run), int(position))


def run_named(store: Store, text: str) -> str:
    """Run id of a run's number, of its id, or of the latest run where nothing is given."""
    if text and not text.isdecimal():
        return text
    run_id = store.nights.run_of_number(int(text or 0))
    if run_id is None:
        which = f"no run {text}" if text else "no run yet"
        raise ConfigurationError(f"there is {which}; 'invoice-llm runs' lists them")
    return run_id


def short_name(place: DocumentPlace, numbers: Mapping[str, int]) -> str:
    """The short name of a document; its long one where its run has no number."""
    return f"{numbers.get(place.run_id, place.run_id)}/{place.position}"
