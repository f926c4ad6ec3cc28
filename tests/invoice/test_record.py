"""The written record: what comes back of a JSON line, of an older one and of a newer one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from invoice_llm.invoice import paths
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice, LineItem, Party

WRITTEN: dict[str, Any] = Record(
    document="a.pdf",
    sha256="00",
    outcome=Outcome.REVIEW,
    reasons=("SUM_MISMATCH",),
    pages=(2, 3),
    set_aside={4: "terms"},
    confidence=0.5,
    invoice=Invoice(invoice_number="R-7", lines=(LineItem(description="Rolls"),), seller=Party(name="Müller")),
).to_json()


def test_a_written_object_comes_back_as_it_was_key_for_key() -> None:
    line = json.dumps(WRITTEN)
    assert json.dumps(Record.from_json(json.loads(line)).to_json()) == line


def test_a_decided_object_comes_back_as_it_was_key_for_key() -> None:
    line = json.dumps({**WRITTEN, "version": 2, "reviewed_by": "ann", "reviewed_at": "2026-11-28T16:00:07+00:00"})
    assert json.dumps(Record.from_json(json.loads(line)).to_json()) == line


def test_nobody_has_reviewed_what_nobody_decided_on() -> None:
    assert not {"version", "reviewed_by", "reviewed_at"} & set(WRITTEN)


def test_a_key_that_an_older_version_did_not_write_has_its_default() -> None:
    older = {name: value for name, value in WRITTEN.items() if name not in ("set_aside", "kind", "tokens")}
    record = Record.from_json(older)
    assert (record.set_aside, record.kind, record.tokens.input) == ({}, None, 0)


def test_a_key_that_this_version_does_not_know_is_kept_and_written_again() -> None:
    newer = {**WRITTEN, "delivery": {"to": "erp"}}
    assert Record.from_json(newer).to_json() == newer


@pytest.mark.parametrize("wrong", [{"outcome": "lost"}, {"invoice": {"invoice_nr": "R-7"}}, {"confidence": 7}])
def test_an_object_that_is_no_record_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Record.from_json({**WRITTEN, **wrong})


def test_the_same_path_leads_into_a_model_and_into_its_json() -> None:
    invoice = Record.from_json(WRITTEN).invoice
    for path, value in {"seller.name": "Müller", "lines[0].description": "Rolls", "lines[1].description": None}.items():
        assert paths.get(invoice, path) == paths.get(WRITTEN["invoice"], path) == value
