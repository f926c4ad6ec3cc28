"""Generated pages: made alike by the same seed, and judged by what is true of them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from benchmarks.adversary.__main__ import ask_where_known, fill, record_of
from benchmarks.adversary.judging import Tally, judge
from benchmarks.adversary.made import issue
from benchmarks.adversary.sayings import sayings
from benchmarks.adversary.suppliers import customers, suppliers
from benchmarks.adversary.traps import TRAPS
from benchmarks.adversary.world import countries, languages, vat_id

Json = dict[str, Any]


def record(case: Json, **values: object) -> Json:
    """A record that says what is true, or ``values`` instead."""
    told = {**case, **values}
    return {
        "outcome": "accepted",
        "reasons": [],
        "invoice": {
            **{key: told[key] for key in ("invoice_number", "issue_date", "due_date", "currency", "total_gross")},
            "seller": {"name": told["seller_name"]},
            "payment_accounts": [{"iban": told["payment_iban"]}],
            "amount_due": told["amount_due"],
        },
    }


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Json]:
    pytest.importorskip("reportlab")
    return fill(tmp_path_factory.mktemp("pages"), 8, seed=3, only=("none",))


def verdict(case: Json, given: Json | None) -> Tally:
    tally = Tally()
    judge(tally, case, given)
    return tally


def test_the_same_seed_writes_the_same_pages(tmp_path: Path) -> None:
    one, other = (fill(tmp_path / name, 3, seed=7, only=("none", "deposit")) for name in ("one", "other"))
    assert one == other
    for case in one:
        name = f"{case['_made']['name']}.pdf"
        assert (tmp_path / "one" / "first" / name).read_bytes() == (tmp_path / "other" / "first" / name).read_bytes()


def test_the_pages_of_a_supplier_agree_in_account_layout_and_notation() -> None:
    writers = suppliers(5, 400)
    chance = random.Random(5)
    for by in writers[:20]:
        pages = [issue(chance, by, customers(5)[0], at=at) for at in range(3)]
        assert (
            len({(page.seller, page.notation, page.title, page.meta[0][0], page.totals[2][0]) for page in pages}) == 1
        )
        assert len({page.number for page in pages}) == 3


def test_no_two_suppliers_or_customers_share_a_name() -> None:
    names = [by.company.name.rsplit(" ", 1)[0] for by in suppliers(5, 2000)]
    assert len(names) == len(set(names)) > 250
    assert not set(names) & {one.name.rsplit(" ", 1)[0] for one in customers(5)}


def test_a_changed_account_may_not_be_accepted_where_its_supplier_was_accepted_before(tmp_path: Path) -> None:
    [known] = fill(tmp_path / "one", 1, seed=2, only=("none",))
    [changed] = fill(tmp_path / "two", 1, seed=2, only=("changed_account",))
    assert known["payment_iban"] != changed["payment_iban"]
    changed["_made"]["name"] = "changed"
    ask_where_known([known, changed], {f"{known['_made']['name']}.pdf": record(known)})
    assert "may not be accepted" in verdict(changed, record(changed)).wrong[0][1]
    assert not verdict(known, record(known)).wrong


def test_a_true_record_is_right(cases: list[Json]) -> None:
    assert not any(verdict(case, record(case)).wrong for case in cases)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("invoice_number", "X-1"),
        ("issue_date", "1999-01-01"),
        ("currency", "XXX"),
        ("seller_name", "Somebody Else Ltd"),
        ("total_gross", "0.01"),
        ("amount_due", "0.01"),
        ("payment_iban", "DE02120300000000202051"),
    ],
)
def test_one_wrong_value_in_an_accepted_record_is_told(cases: list[Json], key: str, value: str) -> None:
    for case in cases:
        [(_, fault)] = verdict(case, record(case, **{key: value})).wrong
        assert value in fault


def test_a_page_that_may_not_be_accepted_is_told(tmp_path: Path) -> None:
    [case] = fill(tmp_path, 1, seed=1, only=("stamp_void",))
    assert verdict(case, record(case)).wrong
    assert not verdict(case, {**record(case), "outcome": "review"}).wrong


def test_a_page_without_a_record_is_not_allowed(cases: list[Json]) -> None:
    assert verdict(cases[0], None).thrown_away


def test_every_language_has_every_word() -> None:
    roles = {role for words in languages().values() for role in words}
    assert all(words.keys() == roles and all(words.values()) for words in languages().values())


def test_every_language_has_every_saying() -> None:
    kinds = {kind for said in sayings().values() for kind in said}
    assert sayings().keys() == languages().keys()
    assert all(said.keys() == kinds for said in sayings().values())


@pytest.mark.parametrize("trap", sorted(TRAPS))
def test_every_trap_draws_pages_with_a_truth_of_their_own(trap: str, tmp_path: Path) -> None:
    cases = fill(tmp_path, 2, seed=4, only=(trap,))
    assert {case["_made"]["trap"] for case in cases} == {trap}
    assert len(cases) == (4 if trap == "joined" else 2)
    assert not any(verdict(case, record(case)).thrown_away for case in cases)


def test_of_joined_invoices_each_is_held_against_its_own_truth(tmp_path: Path) -> None:
    first, second = fill(tmp_path, 1, seed=9, only=("joined",))
    file = f"{first['_made']['name']}.pdf"
    cut = {f"{file}#pages=1-1": record(first), f"{file}#pages=2-2": record(second)}
    assert [record_of(case, cut) for case in (first, second)] == list(cut.values())
    whole = {file: record(first)}
    assert verdict(second, record_of(second, whole)).wrong


def test_every_country_has_a_language_and_ids_with_right_check_digits() -> None:
    for country in countries():
        assert country.language in languages()
        assert (vat_id(country, random.Random(1)) is None) == (country.vat is None)
