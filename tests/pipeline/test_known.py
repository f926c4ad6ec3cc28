"""What is known beforehand: this supplier's bank account, and our own company."""

from __future__ import annotations

from pathlib import Path

from tests.pipeline.inboxes import INVOICE, fill, invoice, page, run, settings

ACCOUNT = b"GB33 BUKB 2020 1555 5555 55"
ANOTHER = b"GB94 BARC 1020 1530 0934 59"


def test_an_invoice_that_names_another_account_than_the_accepted_ones_goes_to_a_person(tmp_path: Path) -> None:
    first = settings(tmp_path, fill(tmp_path / "first", {"a.pdf": invoice("AF-1")}))
    assert run(first, "monday")["a.pdf"]["outcome"] == "accepted"
    changed = drawn_with(ANOTHER, "AF-2")
    files = {"same.pdf": invoice("AF-3"), "changed.pdf": changed}
    records = run(settings(tmp_path, fill(tmp_path / "second", files)), "tuesday")
    assert records["same.pdf"]["outcome"] == "accepted"
    assert (records["changed.pdf"]["outcome"], records["changed.pdf"]["reasons"]) == ("review", ["ACCOUNT_CHANGED"])
    again = fill(tmp_path / "third", {"again.pdf": drawn_with(ANOTHER, "AF-4")})
    assert run(settings(tmp_path, again), "wednesday")["again.pdf"]["outcome"] == "review"


def test_an_invoice_from_our_own_company_goes_to_a_person(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice("AF-1")})
    own = settings(tmp_path, inbox, own_names=("ALDER & FINCH TRADING LIMITED",))
    record = run(own, "monday")["a.pdf"]
    assert (record["outcome"], record["reasons"]) == ("review", ["SELLER_IS_US"])


def drawn_with(account: bytes, number: str) -> bytes:
    text = INVOICE.replace(ACCOUNT.decode(), account.decode())
    return page(text.format(number=number, date="2 March 2026", total="408.00", more=""))
