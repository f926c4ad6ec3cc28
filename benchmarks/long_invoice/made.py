"""Invoice of many pages, with 15 lines on each, whose names are printed once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

ON_A_PAGE = 15
KNOWN_WORDS = ("Description", "Qty", "Unit price", "Amount")
STRANGE_WORDS = ("Flumo", "Dek", "Ruvi", "Sant")
"""Heads of columns that no vocabulary has, so that the lines are left to a model."""
Line = tuple[str, Decimal, Decimal]
"""What was sold, how many, and the price of one."""
_HEAD = """\
Alder & Finch Trading Ltd                                  INVOICE
14 Wharf Street
Bristol BS1 4QA
VAT Reg No GB 823 4471 81

Bill to:                              Invoice no:      AF-2026-00900
Northgate Hotels Ltd                  Invoice date:    2 March 2026
7 Castle Road                         Due date:        1 May 2026
Leeds LS1 2AB
"""


@dataclass(frozen=True)
class LongInvoice:
    """``words`` head the columns of the table, again on every page. ``too_much`` is added to its total."""

    pages: int
    words: tuple[str, str, str, str]
    too_much: Decimal = Decimal(0)

    @cached_property
    def lines(self) -> list[Line]:
        numbers = range(1, self.pages * ON_A_PAGE + 1)
        return [(f"Article {n} towel", Decimal(n % 9 + 1), Decimal(100 + 7 * n % 900) / 100) for n in numbers]

    @property
    def total(self) -> Decimal:
        return sum((quantity * price for _, quantity, price in self.lines), Decimal(0))

    def pdf(self) -> bytes:
        target = io.BytesIO()
        canvas = Canvas(target, pagesize=A4, invariant=True)
        for text in self._page_texts():
            drawn = canvas.beginText(40, 790)
            drawn.setFont("Courier", 9)
            drawn.textLines(text)
            canvas.drawText(drawn)
            canvas.showPage()
        canvas.save()
        return target.getvalue()

    def _page_texts(self) -> Iterator[str]:
        name, quantity, price, amount = self.words
        columns = f"{name:34}{quantity:>5}{price:>14}{amount:>13}"
        carried = Decimal(0)
        for page in range(self.pages):
            turned = f"Alder & Finch Trading Ltd   Invoice AF-2026-00900   page {page + 1} of {self.pages}\n"
            rows = [turned if page else _HEAD, columns]
            for name, count, each in self.lines[ON_A_PAGE * page : ON_A_PAGE * (page + 1)]:
                carried += count * each
                rows.append(f"{name:34}{count:5}{each:14}{count * each:13}")
            yield "\n".join([*rows, "", *self._foot(page, carried)])

    def _foot(self, page: int, carried: Decimal) -> list[str]:
        if page < self.pages - 1:
            return [f"{'Carried forward':52}{carried:14}"]
        tax = (carried / 5).quantize(Decimal("0.01"))
        sums = {"Subtotal": carried, "VAT 20%": tax, "Total": carried + tax + self.too_much}
        shown = [f"{'':42}{label:10}{amount:14}" for label, amount in sums.items()]
        return [*shown, "", "IBAN GB33 BUKB 2020 1555 5555 55"]
