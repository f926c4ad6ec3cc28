"""Sentences that older versions stored are concerns after the update, and nothing of them is lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.record import Record
from invoice_llm.store import open_store
from invoice_llm.store.migrations.old_details import concerns_of, with_concerns, with_detail
from invoice_llm.store.sql.database import Database
from tests.store.sql.test_documents_migration import downgrade_to, upgrade_to

OLD: dict[str, tuple[list[str], str | None, list[Concern]]] = {
    "checks, and one word more": (
        ["SUM_MISMATCH", "WEAK_LABEL"],
        "The amounts on the page do not add up: net 107.50 and tax 21.50 make 129.00, the total is 139.00 (BR-CO-15), "
        "nothing on the page confirms the total. A value was found, but no label beside it says what it is: total, "
        "amount of line 3.",
        [
            Concern(
                Reason.SUM_MISMATCH,
                (),
                {
                    "says": "gross_sum",
                    "net": "107.50",
                    "tax": "21.50",
                    "made": "129.00",
                    "total": "139.00",
                    "rule": "BR-CO-15",
                },
            ),
            Concern(Reason.SUM_MISMATCH, (), {"says": "total_unconfirmed"}),
            Concern(Reason.WEAK_LABEL, ("total_gross",)),
            Concern(Reason.WEAK_LABEL, ("lines[2].line_total",)),
        ],
    ),
    "pages, a copy and weak evidence": (
        ["POSSIBLE_DUPLICATE", "HIDDEN_TEXT", "LOW_CONFIDENCE"],
        "Under another number, but the same supplier and total as a b.pdf in run monday, which is not accepted. "
        f"Page 1, 3: {Reason.HIDDEN_TEXT.sentence} "
        "The evidence is too weak to accept it without a person: invoice date.",
        [
            Concern(Reason.POSSIBLE_DUPLICATE, (), {"says": "same_total_open", "document": "a b.pdf", "run": "monday"}),
            Concern(Reason.HIDDEN_TEXT, (), {"says": "pages", "pages": ("1", "3")}),
            Concern(Reason.LOW_CONFIDENCE, ("issue_date",)),
        ],
    ),
    "a copy": (
        ["DUPLICATE_INVOICE"],
        "Supplier, number and year are those of a b.pdf in run monday.",
        [Concern(Reason.DUPLICATE_INVOICE, (), {"says": "same_number", "document": "a b.pdf", "run": "monday"})],
    ),
    "a doubt": (
        ["VALIDATION_DOUBTS"],
        "The second check of the values found a doubt: total (it reads “£9.00, net”), invoice date.",
        [
            Concern(
                Reason.VALIDATION_DOUBTS,
                ("total_gross",),
                {"says": "doubted", "field": "total_gross", "printed": "£9.00, net"},
            ),
            Concern(Reason.VALIDATION_DOUBTS, ("issue_date",), {"says": "doubted", "field": "issue_date"}),
        ],
    ),
    "an error": (
        ["INTERNAL_ERROR"],
        f"{Reason.INTERNAL_ERROR.sentence} (ValueError)",
        [Concern(Reason.INTERNAL_ERROR, (), {"says": "error", "error": "ValueError"})],
    ),
    "accounts": (
        ["BAD_CHECK_DIGIT"],
        "A bank account or tax number fails its check digits: the IBAN that ends in 3412: its check digits are wrong, "
        "the IBAN that ends in XX: it is not built like one (X-IBAN).",
        [
            Concern(
                Reason.BAD_CHECK_DIGIT,
                (),
                {
                    "says": "iban_wrong",
                    "ends": ("3412", "XX"),
                    "problem": ("iban_checksum", "iban_structure"),
                    "rule": "X-IBAN",
                },
            )
        ],
    ),
    "nothing more than the reason": (["NO_TEXT"], None, [Concern(Reason.NO_TEXT)]),
    "words of nobody": (["NO_TEXT"], "Odd words.", [Concern(Reason.NO_TEXT, (), {"text": "Odd words."})]),
    "nothing": ([], None, []),
}
by_name = pytest.mark.parametrize("name", list(OLD))


def old_record(name: str) -> dict[str, Any]:
    """A record as revision 0004 stores it."""
    reasons, detail, _ = OLD[name]
    return {"document": name, "sha256": "00", "outcome": "review", "reasons": reasons, "detail": detail, "calls": 0}


@by_name
def test_an_old_detail_is_read_as_concerns_that_say_the_same(name: str) -> None:
    record = old_record(name)
    assert concerns_of(record) == OLD[name][2]
    turned = with_concerns(record)
    assert list(turned) == ["document", "sha256", "outcome", "reasons", "concerns", "calls"]
    assert Record.from_json(turned).written()["detail"] == record["detail"]
    assert with_concerns(turned) == turned


@by_name
def test_an_update_that_is_taken_back_leaves_the_sentences(name: str) -> None:
    record = old_record(name)
    back = with_detail(with_concerns(record))
    assert list(back) == list(record)
    assert back["detail"] == record["detail"] or (record["detail"] is None and name == "nothing more than the reason")


def test_what_a_person_did_is_known_by_the_name_in_the_record() -> None:
    record = old_record("nothing") | {"reviewed_by": "A. Clerk", "detail": "Accepted by A. Clerk. It is. So be it."}
    record |= {"reasons": ["ROWS_DIFFER"], "outcome": "accepted"}
    did = Concern(None, (), {"says": "accepted_by", "who": "A. Clerk", "note": "It is. So be it."})
    assert concerns_of(record) == [did, Concern(Reason.ROWS_DIFFER)]
    said = "The same invoice as b.pdf in run monday (document 4), said by A. Clerk."
    refused = record | {"reasons": ["DUPLICATE_INVOICE"], "detail": said}
    (concern,) = concerns_of(refused)
    assert (concern.reason, concern.values["document"], concern.values["run"]) == (
        Reason.DUPLICATE_INVOICE,
        "b.pdf",
        "monday",
    )
    assert concern.values["position"] == "4"


def test_rows_of_the_revision_before_are_turned_in_every_table(empty_url: str) -> None:
    database = Database(empty_url)
    upgrade_to(database, "0004")
    names = [name for name in OLD for _ in range(180)]
    with database.transaction(write=True) as connection:
        found = text(
            "INSERT INTO invoice_llm_found (run_id, position, name, sha256, size, chunk, version, outcome, record)"
            " VALUES ('monday', :position, 'a.pdf', 'aa', 1, 0, 0, :outcome, :record)"
        )
        rows = [
            {"position": at, "outcome": "review", "record": json.dumps(old_record(name))}
            for at, name in enumerate(names)
        ]
        connection.execute(found, [*rows, {"position": len(names), "outcome": None, "record": None}])
        decided = text(
            "INSERT INTO invoice_llm_decisions"
            " (run_id, position, version, who, at, action, shown, corrected, before, after)"
            " VALUES ('monday', 0, 0, 'clerk', :at, 'accept', 0, 0, :before, :after)"
        )
        after = old_record("nothing") | {"reviewed_by": "clerk", "detail": "Accepted by clerk."}
        before = json.dumps(old_record("a copy"))
        connection.execute(decided, {"at": datetime.now(UTC), "before": before, "after": json.dumps(after)})
    with open_store(empty_url) as store:
        store.migrate()
        turned = store.runs.records("monday")
        (decision,) = store.decisions.of(store.documents.get("monday", 0).row.place)  # type: ignore[union-attr]
    assert [list(record.concerns) for record in turned] == [OLD[name][2] or [] for name in names]
    assert not [record for record in turned if "detail" in record.to_json()]
    assert list(decision.before.concerns) == OLD["a copy"][2]
    assert decision.after.concerns[0].values == {"says": "accepted_by", "who": "clerk"}
    downgrade_to(database, "0004")
    with database.transaction(write=True) as connection:
        kept = connection.execute(text("SELECT record FROM invoice_llm_found WHERE position = 0")).scalar_one()
    assert (json.loads(kept) if isinstance(kept, str) else kept) == old_record(names[0])
    database.close()
