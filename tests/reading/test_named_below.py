"""Companies at the foot of a page that may be its supplier."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.inboxes import fill, page, run, settings

TEXT = """\
{top}                                                     Invoice
Northgate Hotels Ltd
7 Castle Road                                     Invoice no: MK-20331
Leeds LS1 2AB                                     Invoice date: 4 March 2026
                                                  Due date: 18 March 2026

Description                         Qty    Unit price       Amount
Bath towel, white                    40          6.50       260.00
Hand towel, white                    25          3.20        80.00

                                          Subtotal         £340.00
                                          VAT 20%           £68.00
                                          Total            £408.00

Payment to IBAN GB33 BUKB 2020 1555 5555 55

{foot}
"""
GROUP = "Harrow Group plc\n1 Park Lane, London W1K 1AA\n\n"


@pytest.mark.parametrize(
    ("top", "foot"),
    [
        ("", "Alder & Finch Trading Ltd, Registered in England No. 0123456, 14 Wharf Street, Bristol BS1 4QA"),
        ("", "Registered office: 14 Wharf Street, Bristol. Alder & Finch Trading Ltd. VAT GB 823 4471 81"),
        ("", "www.alderfinch.example  accounts@alderfinch.example"),
        (GROUP, "Alder & Finch Trading Ltd, Registered in England No. 0123456, 14 Wharf Street, Bristol BS1 4QA"),
        (GROUP, "Alder & Finch is a trading name of Finch Holdings Ltd, company no 0123456"),
    ],
)
def test_one_that_only_the_small_print_names_is_asked_about(tmp_path: Path, top: str, foot: str) -> None:
    record = _read(tmp_path, top, foot)
    assert (record["outcome"], record["reasons"][0]) == ("review", "OTHER_LABELLED")


@pytest.mark.parametrize(
    "foot",
    [
        "Harrow Group plc, Registered in England No. 0123456, 1 Park Lane, London W1K 1AA",
        "Bank: Severn Bank plc, 1 Quay Street, Bristol",
        "Goods remain ours until paid. Delivered by Swiftline Couriers Ltd.",
        "www.harrowgroup.example",
    ],
)
def test_the_supplier_itself_its_bank_and_a_carrier_are_not(tmp_path: Path, foot: str) -> None:
    assert _read(tmp_path, GROUP, foot)["outcome"] == "accepted"


@pytest.mark.parametrize(
    "foot",
    [
        "Larkholt Joinery Inc.  84 Wharf Street  Portland, OR 97205",
        "Quillmoor Tools Co. 74 Mill Lane Portland",
        "Hexbarrow Electrical LLC\n60 Mill Lane\nPortland, OR 97205",
    ],
)
def test_a_foot_with_an_address_may_be_the_supplier_where_the_only_other_company_has_a_vat_id(
    tmp_path: Path, foot: str
) -> None:
    record = _read(tmp_path, "", foot, {"Leeds LS1 2AB": "Leeds LS1 2AB\nVAT No. GB823447181"})
    assert (record["outcome"], record["reasons"][0]) == ("review", "OTHER_LABELLED")


def _read(home: Path, top: str, foot: str, other: Mapping[str, str] | None = None) -> dict[str, Any]:
    text = TEXT.format(top=top, foot=foot)
    for one, more in (other or {}).items():
        text = text.replace(one, more)
    return run(settings(home, fill(home / "inbox", {"a.pdf": page(text)})), "monday")["a.pdf"]
