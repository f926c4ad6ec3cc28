"""Small invoices for a chaos run: one page each, all different, made without a library, thousands in seconds."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

_PLACES = (("Bristol", "BS1 4QA"), ("Leeds", "LS1 2AB"), ("York", "YO1 7HH"), ("Bath", "BA1 1LT"))
_TRADES = ("Meadow Tools", "Harbour Linen", "Copper Lane Supplies", "Northern Paper", "Sable Catering", "Elm Lighting")
_WORDS = ("Bath towel", "Desk lamp", "Copy paper", "Hand soap", "Steel bracket", "Coffee beans", "Door handle", "Rope")
_PAGE = """\
{seller:<38}INVOICE
{number_of} Wharf Street
{city} {code}
VAT No: GB {vat}

Bill to:                              Invoice number: CH-{number:06d}
Northgate Hotels Ltd                  Invoice date: {day} {month} 2026
7 Castle Road                         Your order: PO-{order}
Leeds LS1 2AB

Description                         Qty    Unit price       Amount
{lines}

                                          Net total       {net:>10}
                                          VAT 20%         {tax:>10}
                                          Total       GBP {gross:>10}

Payment within 30 days.
{carrier}"""
_CARRIER = "Delivered by Alder & Finch Trading Ltd\n"
"""A supplier's name that a folder of prompts knows, where it proves nothing: the model has to be asked which it is."""


def fill(folder: Path, count: int, *, seed: int) -> dict[str, Decimal]:
    """Write ``count`` invoices; the same seed writes the same. Returns the totals by invoice number, which is the
    file's name."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    totals = {}
    for number in range(count):
        text, total = invoice(number, chance)
        totals[f"CH-{number:06d}"] = total
        (folder / f"CH-{number:06d}.pdf").write_bytes(pdf(text))
    return totals


def invoice(number: int, chance: random.Random) -> tuple[str, Decimal]:
    """One invoice whose sums are right, and its total. Each has a supplier and a number of its own."""
    amounts = [(chance.randint(1, 40), Decimal(chance.randint(100, 9_999)) / 100) for _ in range(chance.randint(1, 4))]
    net = sum((quantity * price for quantity, price in amounts), Decimal(0))
    tax = (net / 5).quantize(Decimal("0.01"))
    city, code = chance.choice(_PLACES)
    text = _PAGE.format(
        seller=f"{chance.choice(_TRADES)} {number} Ltd",
        number_of=chance.randint(1, 99),
        city=city,
        code=code,
        vat=vat_number(number),
        number=number,
        day=chance.randint(1, 28),
        month=chance.choice(("January", "February", "March")),
        order=chance.randint(10_000, 99_999),
        lines="\n".join(_line(chance.choice(_WORDS), *amount) for amount in amounts),
        net=net,
        tax=tax,
        gross=net + tax,
        carrier=_CARRIER if number % 4 == 0 else "",
    )
    return text, net + tax


def _line(word: str, quantity: int, price: Decimal) -> str:
    return f"{word:<33}{quantity:>6}{price:>14}{quantity * price:>13}"


def vat_number(number: int) -> str:
    """A British VAT number with its check digits."""
    digits = f"{1_000_000 + number % 9_000_000:07d}"
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True))
    return f"{digits[:3]} {digits[3:]} {-weighed % 97:02d}"


def pdf(page: str) -> bytes:
    """A PDF of one page that shows the text in a fixed pitch.."""
    shown = "".join(f"({_escaped(line)}) '\n" for line in page.splitlines())
    content = f"BT /F 9 Tf 11 TL 40 790 Td\n{shown}ET".encode("latin-1")
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, part)
    references = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, references)
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, len(out))
    return out + table + trailer


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
