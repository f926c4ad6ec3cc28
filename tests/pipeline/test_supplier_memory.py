"""A supplier is asked about once: what a person decided reads its next invoice, and nobody else's."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks.repeat_suppliers.nights import Place, decide, is_right, review, run
from benchmarks.repeat_suppliers.page import pdf
from benchmarks.repeat_suppliers.suppliers import (
    Issued,
    Layout,
    Supplier,
    customer,
    invent,
    issue,
    other_account,
    other_currency,
    other_layout,
)
from invoice_llm import app
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from invoice_llm.invoice.checks.company_names import bare_name
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice, Party, PaymentAccount
from invoice_llm.pipeline.remembering import Recall, departed, learn
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.memory.lesson import Lesson
from invoice_llm.reading.memory.supplier_keys import squeezed_key
from invoice_llm.review import Change, Edits, Person
from invoice_llm.store import DocumentPlace, open_store
from invoice_llm.store.runs.lessons import NewLesson
from tests.pipeline.databases import database

LAYOUT = Layout(
    heading="footer",
    meta="pairs",
    totals="rows",
    columns=("description", "quantity", "unit_price", "amount"),
    labelled_buyer=False,
    colons=True,
    due="label",
    order=False,
    size=9.5,
    title_first=False,
)
"""The customer's block first, and the supplier in the footer alone."""
BUYER = customer(1)
ANNA = Person(who="anna", note="as the page shows it")


def in_language(code: str) -> Supplier:
    """A supplier whose words are of this language, with a plain layout."""
    found = (one for seed in range(20) for one in invent(seed, 24) if one.country.language == code)
    return replace(next(found), layout=LAYOUT, shape="A{y}{n:04d}")


ESTONIAN = in_language("et")


class Desk:
    """Nights of one installation, and its person."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.place = Place(home / "database", home, tier="embedded")
        self.truths: dict[str, dict[str, Any]] = {}

    def night(self, name: str, **issued: Issued) -> dict[str, Record]:
        folder = self.home / name
        folder.mkdir()
        for stem, one in issued.items():
            self.truths[stem] = one.truth()
            (folder / f"{stem}.pdf").write_bytes(pdf(one))
        return run(self.place, folder, name)

    def decide_all(self) -> int:
        return review(self.place, self.truths)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def nth(number: int, supplier: Supplier = ESTONIAN) -> Issued:
    return issue(supplier, BUYER, number, seed=5)


def test_a_layout_in_a_language_that_nobody_taught_is_read_from_the_second_invoice_on(desk: Desk) -> None:
    assert desk.night("one", first=nth(0))["first"].outcome == "review"
    assert desk.decide_all() == 1
    records = desk.night("two", second=nth(1), third=nth(2))
    assert [records[name].outcome for name in ("second", "third")] == ["accepted", "accepted"]
    assert all(is_right(records[name], desk.truths[name]) for name in records)


def test_nothing_is_remembered_without_a_decision(desk: Desk) -> None:
    desk.night("one", first=nth(0))
    assert desk.night("two", second=nth(1))["second"].outcome == "review"


def test_a_supplier_with_the_same_program_gets_nothing_of_another_ones_memory(desk: Desk) -> None:
    other = next(one for one in invent(77, 24) if one.country.language == "et" and one.vat_id != ESTONIAN.vat_id)
    twin = replace(ESTONIAN, name="Teine Firma AS", vat_id=other.vat_id, iban=other.iban, site="www.teine.example")
    desk.night("one", first=nth(0))
    desk.decide_all()
    learned = desk.night("two", stranger=nth(1, twin))["stranger"]
    fresh = Desk(desk.home / "elsewhere")
    fresh.home.mkdir()
    alone = fresh.night("two", stranger=nth(1, twin))["stranger"]
    assert learned.outcome == "review"
    assert (learned.invoice, learned.reasons) == (alone.invoice, alone.reasons)


@pytest.mark.parametrize(
    ("change", "reason"),
    [(other_account, "ACCOUNT_CHANGED"), (other_currency, "CURRENCY_CHANGED"), (other_layout, "LAYOUT_CHANGED")],
)
def test_what_departs_from_the_decided_invoices_goes_to_a_person_with_the_reason(
    desk: Desk, change: Any, reason: str
) -> None:
    desk.night("one", first=nth(0))
    desk.decide_all()
    record = desk.night("two", changed=change(nth(1), random.Random(3)))["changed"]
    assert record.outcome == "review"
    assert reason in record.reasons


def test_a_number_in_another_form_goes_to_a_person(desk: Desk) -> None:
    desk.night("one", first=nth(0))
    desk.decide_all()
    record = desk.night("two", odd=replace(nth(1), number="77-B/2026"))["odd"]
    assert (record.outcome, "NUMBER_UNUSUAL" in record.reasons) == ("review", True)


def test_ten_times_the_largest_total_goes_to_a_person_once_three_are_known(desk: Desk) -> None:
    desk.night("one", first=nth(0))
    desk.decide_all()
    records = desk.night("two", second=nth(1), third=nth(2))
    assert {record.outcome for record in records.values()} == {"accepted"}
    most = max(nth(number).gross for number in range(3))
    factor = Decimal(int(20 * most / nth(3).net) + 1)
    lines = tuple(
        replace(line, unit_price=line.unit_price * factor, total=line.total * factor) for line in nth(3).lines
    )
    net = nth(3).net * factor
    tax = (net * nth(3).rate / 100).quantize(Decimal("0.01"))
    large = replace(nth(3), lines=lines, net=net, tax=tax, gross=net + tax)
    assert desk.night("three", large=large)["large"].reasons == ("AMOUNT_UNUSUAL",)


def test_a_credit_note_in_the_same_layout_is_not_taken_for_an_invoice(desk: Desk) -> None:
    desk.night("one", first=nth(0))
    desk.decide_all()
    words = ESTONIAN.words | {"title": "KREEDITARVE"}
    record = desk.night("two", credit=nth(1, replace(ESTONIAN, words=words)))["credit"]
    assert record.outcome == "review"


def test_a_decision_that_is_taken_back_teaches_no_more(desk: Desk) -> None:
    desk.night("one", first=nth(0))
    desk.decide_all()
    with app.open_review(desk.place.settings) as service:
        seen = service.store.documents.get("one", 0)
        assert seen is not None
        service.decisions.undo(DocumentPlace("one", 0), seen.row.version, ANNA)
    assert desk.night("two", second=nth(1))["second"].outcome == "review"


def test_a_correction_unlearns_what_an_earlier_decision_taught(desk: Desk) -> None:
    """The first decision takes the due date for the day of issue; the second one corrects that."""
    issued = [nth(number) for number in range(4)]
    desk.night("one", first=issued[0])
    wrong = issued[0].truth() | {"issue_date": issued[0].truth()["due_date"], "due_date": None}
    with app.open_review(desk.place.settings) as service:
        decide(service, DocumentPlace("one", 0), wrong)
    read = desk.night("two", second=issued[1])["second"]
    assert read.invoice is not None
    assert read.invoice.issue_date == issued[1].due
    with app.open_review(desk.place.settings) as service:
        seen = service.store.documents.get("two", 0)
        assert seen is not None
        days = {"issue_date": Change(issued[1].day.isoformat()), "due_date": Change(issued[1].due.isoformat())}
        service.decisions.correct(
            DocumentPlace("two", 0), seen.row.version, ANNA, Edits(fields=days), despite=seen.row.outcome == "review"
        )
    third = desk.night("three", third=issued[2])["third"]
    assert third.invoice is not None
    assert (third.invoice.issue_date, third.invoice.due_date) == (issued[2].day, issued[2].due)


@pytest.mark.parametrize(("seller_id", "asked"), [("EE100200307", False), (None, True)])
def test_an_id_on_the_page_is_somebody_elses_where_the_supplier_has_one_of_its_own(
    tmp_path: Path, seller_id: str | None, asked: bool
) -> None:
    page = PageReading.of(read_bytes(pdf(nth(0)), Limits()).pages)
    known = Lesson(accounts=("DE89370400440532013000",))
    keys = {squeezed_key(BUYER.name): "vat_id"}
    taught = NewLesson(supplier_key="x", supplier="Another", taught_by="accepted", lesson=known.to_json(), keys=keys)
    account = PaymentAccount(iban=ESTONIAN.iban)
    invoice = Invoice(seller=Party(name="Stranger", vat_id=seller_id), payment_accounts=(account,))
    with database("sqlite", tmp_path) as url, open_store(url) as store:
        store.lessons.put(DocumentPlace("one", 0), taught)
        found = departed(Recall(store), invoice, {}, page)
    assert [one.reason for one in found] == ([Reason.ACCOUNT_CHANGED] if asked else [])


IMPOSTORS: dict[str, Callable[[str], str]] = {
    "letters of another script": lambda name: name.replace("a", "\u0430").replace("e", "\u0435").replace("o", "\u043e"),
    "a doubled letter": lambda name: name[:2] + name[1] + name[2:],
    "another form": lambda name: f"{bare_name(name).title()} Trading"[: len(bare_name(name))] + " Ltd",
    "a word behind it": lambda name: name.replace("Aed", "Aeds International"),
    "another last letter": lambda name: name.replace("Aed", "Aet"),
    "a letter more": lambda name: name.replace("Kol", "Kohl"),
    "a sign for a word": lambda name: name.replace("Kolmeton", "Kolmeton &"),
    "digits for letters": lambda name: name.replace("o", "0").replace("l", "1"),
}


@pytest.mark.parametrize("kind", IMPOSTORS)
@pytest.mark.parametrize("is_new", [True, False])
def test_a_new_account_under_a_name_that_looks_like_a_suppliers_is_for_a_person(
    kind: str, is_new: bool, tmp_path: Path
) -> None:
    known = Invoice(
        seller=Party(name="Kolmeton Aed OÜ", vat_id="EE100594102"),
        payment_accounts=(PaymentAccount(iban="EE382200221020145685"),),
    )
    name = IMPOSTORS[kind]("Kolmeton Aed OÜ")
    account = "EE471000001020145685" if is_new else "EE382200221020145685"
    forged = Invoice(seller=Party(name=name), payment_accounts=(PaymentAccount(iban=account),))
    with database("sqlite", tmp_path) as url, open_store(url) as store:
        learn(Recall(store), DocumentPlace("one", 0), known, None, {}, by="person")
        said = departed(Recall(store), forged, {}, None)
        unknown = forged.model_copy(update={"seller": Party(name="Kolmeton Ehitus OÜ")})
        assert [one.reason for one in said] == ([Reason.ACCOUNT_CHANGED] if is_new else [])
        if is_new:
            assert not departed(Recall(store), unknown, {}, None)


def test_a_supplier_that_looks_like_another_one_is_asked_about_once(tmp_path: Path) -> None:
    first, second = (
        Invoice(seller=Party(name=name, vat_id=vat_id), payment_accounts=(PaymentAccount(iban=account),))
        for name, vat_id, account in (
            ("Kolmeton Aed OÜ", "EE100594102", "EE382200221020145685"),
            ("Kolmeton Aed AS", "EE100931558", "EE471000001020145685"),
        )
    )
    with database("sqlite", tmp_path) as url, open_store(url) as store:
        learn(Recall(store), DocumentPlace("one", 0), first, None, {}, by="person")
        assert [one.reason for one in departed(Recall(store), second, {}, None)] == [Reason.ACCOUNT_CHANGED]
        learn(Recall(store), DocumentPlace("one", 1), second, None, {}, by="person")
        assert not departed(Recall(store), second, {}, None)
        assert not departed(Recall(store), first, {}, None)
