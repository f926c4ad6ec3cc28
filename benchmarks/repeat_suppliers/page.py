"""One invoice drawn as a PDF page, as its supplier sets it."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from benchmarks.adversary.fonts import wide_font
from benchmarks.repeat_suppliers.suppliers import Issued, Sold

WIDTH, HEIGHT = A4
LEFT, RIGHT = 54.0, WIDTH - 54
SHARES = {
    "position": 0.5, "description": 3.4, "quantity": 0.9, "unit": 0.7, "unit_price": 1.3, "net": 1.3, "gross": 1.3,
    "amount": 1.4,
}  # fmt: skip
WORDY = frozenset({"position", "description", "unit"})
SECOND = {"EUR": ("USD", "1.0842"), "PLN": ("EUR", "0.2341")}
"""A currency in which the total is shown again, for reference."""


def pdf(issued: Issued) -> bytes:
    """The file."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4, invariant=True)
    _InvoicePage(canvas, issued).draw()
    canvas.showPage()
    canvas.save()
    return made.getvalue()


class _InvoicePage:
    """One page while it is drawn. ``y`` falls from the top, in points."""

    def __init__(self, canvas: Canvas, issued: Issued) -> None:
        self.canvas, self.issued = canvas, issued
        self.supplier = issued.supplier
        self.layout, self.words, self.notation = self.supplier.layout, self.supplier.words, self.supplier.notation
        self.regular, self.bold = wide_font()
        self.size = self.layout.size
        self.y = HEIGHT - 56

    def draw(self) -> None:
        self._heading()
        self._meta()
        self._table()
        getattr(self, f"_totals_{self.layout.totals}")()
        self._closing()
        self._footer()

    def _say(self, x: float, y: float, text: str, *, bold: bool = False, size: float = 0, right: bool = False) -> None:
        self.canvas.setFont(self.bold if bold else self.regular, size or self.size)
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, y, text.replace("\u202f", "\u00a0"))

    def _block(self, x: float, lines: Sequence[str], *, bold: bool = False, right: bool = False) -> float:
        y = self.y
        for number, line in enumerate(lines):
            self._say(x, y, line, bold=bold and number == 0, right=right, size=self.size + (3 * (bold and number == 0)))
            y -= self.size + 4
        return float(y)

    def _label(self, role: str) -> str:
        return self.words[role] + (":" if self.layout.colons else "")

    def _buyer(self) -> list[str]:
        buyer = self.issued.buyer
        label = [self._label("buyer")] if self.layout.labelled_buyer else []
        return [*label, buyer.name, buyer.street, buyer.city]

    def _heading(self) -> None:
        own = [self.supplier.name, self.supplier.street, self.supplier.city]
        if self.layout.title_first:
            self._say(LEFT, self.y, self._title(), bold=True, size=17)
            self.y -= 34
        if self.layout.heading == "footer":
            self.y = self._block(LEFT, self._buyer()) - 22
        elif self.layout.heading == "left":
            self.y = self._block(LEFT, own, bold=True) - 26
            self.y = self._block(LEFT, self._buyer()) - 20
        else:
            low = self._block(RIGHT, own, bold=True, right=True)
            self.y -= 62
            self.y = min(low, self._block(LEFT, self._buyer())) - 20
        if not self.layout.title_first:
            self._say(LEFT, self.y, self._title(), bold=True, size=17)
            self.y -= 28

    def _title(self) -> str:
        return f"{self.words['title']} {self.issued.number}" if self.layout.meta == "city_date" else self.words["title"]

    def _fields(self) -> list[tuple[str, str]]:
        issued, words = self.issued, self.words
        fields = [(words["number"], issued.number), (words["date"], self.notation.day(issued.day))]
        if self.layout.due == "label":
            fields.append((words["due"], self.notation.day(issued.due)))
        if issued.order and words["order"]:
            fields.append((words["order"], issued.order))
        return fields

    def _meta(self) -> None:
        kind, fields = self.layout.meta, self._fields()
        colon = ":" if self.layout.colons else ""
        if kind in ("city_date", "one_row"):
            town = self.supplier.city.split(" ")[-1]
            day = self.notation.day(self.issued.day)
            if kind == "city_date":
                self._say(RIGHT, self.y, f"{town}, {day}" if self.layout.colons else f"{town} {day}", right=True)
            else:
                self._say(LEFT, self.y, f"{self.issued.number} {day}")
            self.y -= self.size + 8
            fields = fields[2:]
        if kind == "above":
            for number, (label, value) in enumerate(fields):
                self._say(LEFT + 122 * number, self.y, label, bold=True, size=self.size - 1)
                self._say(LEFT + 122 * number, self.y - self.size - 3, value)
            self.y -= 2 * self.size + 20
            return
        for label, value in fields:
            if kind == "stacked":
                self._say(WIDTH / 2 - 60, self.y, label + colon, size=self.size - 1)
                self._say(WIDTH / 2 - 60, self.y - self.size - 2, value, bold=True)
                self.y -= self.size + 5
            elif kind == "inline":
                self._say(LEFT, self.y, f"{label}{colon} {value}")
            else:
                self._say(RIGHT - 210, self.y, label + colon)
                self._say(RIGHT, self.y, value, right=True)
            self.y -= self.size + 6
        self.y -= 14

    def _table(self) -> None:
        places = self._places()
        self._row({name: self._head(name) for name in places}, places, bold=True)
        self.canvas.line(LEFT, self.y + self.size - 2, RIGHT, self.y + self.size - 2)
        self.y -= 3
        for number, line in enumerate(self.issued.lines, 1):
            self._row(self._cells(number, line), places)
        self.y -= 12

    def _head(self, name: str) -> str:
        roles = {"position": "#", "net": self.words["net"], "gross": self.words["gross"]}
        return roles.get(name) or self.words[name]

    def _row(self, cells: dict[str, str], places: dict[str, tuple[float, float]], *, bold: bool = False) -> None:
        for name, (left, right) in places.items():
            wordy = name in WORDY
            size = self.size - 0.5
            while self.canvas.stringWidth(cells[name], self.bold, size) > right - left - 4 and size > 4.5:
                size -= 0.5
            self._say(left if wordy else right, self.y, cells[name], right=not wordy, bold=bold, size=size)
        self.y -= self.size + 6

    def _places(self) -> dict[str, tuple[float, float]]:
        whole = sum(SHARES[name] for name in self.layout.columns)
        places: dict[str, tuple[float, float]] = {}
        x = LEFT
        for name in self.layout.columns:
            width = (RIGHT - LEFT) * SHARES[name] / whole
            places[name] = (x, x + width - 5)
            x += width
        return places

    def _cells(self, number: int, line: Sold) -> dict[str, str]:
        notation = self.notation
        gross = (line.total * (100 + self.issued.rate) / 100).quantize(line.total)
        return {
            "position": str(number),
            "description": line.description,
            "quantity": notation.number(line.quantity),
            "unit": "x",
            "unit_price": notation.amount(line.unit_price),
            "net": notation.amount(line.total),
            "gross": notation.amount(gross),
            "amount": notation.amount(line.total),
        }

    def _sum(self, label: str, value: str, *, bold: bool = False) -> None:
        self._say(RIGHT - 275, self.y, label, bold=bold)
        self._say(RIGHT - 2, self.y, value, bold=bold, right=True)
        self.y -= self.size + 6

    def _tax_label(self) -> str:
        return self.words["tax"].format(rate=self.notation.number(self.issued.rate))

    def _gross_label(self) -> str:
        bare = "{c}" not in self.notation.money_form and "{s}" not in self.notation.money_form
        return f"{self.words['gross']} ({self.supplier.country.currency})" if bare else self.words["gross"]

    def _totals_rows(self) -> None:
        issued, money = self.issued, self.notation.money
        self._sum(self.words["net"], money(issued.net))
        self._sum(self._tax_label(), money(issued.tax))
        self._sum(self._gross_label(), money(issued.gross), bold=True)

    def _totals_sentence(self) -> None:
        """The tax in one row with its base, as in 'zzgl. 19,0% MwSt. aus 100,00 EUR'."""
        issued, money = self.issued, self.notation.money
        self._sum(self.words["net"], money(issued.net))
        self._sum(f"+ {self._tax_label()} / {money(issued.net)}", money(issued.tax))
        self._sum(self._gross_label(), money(issued.gross), bold=True)

    def _totals_columns(self) -> None:
        issued, money = self.issued, self.notation.money
        pairs = [(self.words["net"], issued.net), (self._tax_label(), issued.tax), (self._gross_label(), issued.gross)]
        for number, (label, value) in enumerate(pairs):
            x = LEFT + 235 + number * 126
            self._say(x, self.y, label, bold=True, size=self.size - 2, right=True)
            self._say(x, self.y - self.size - 3, money(value), right=True)
        self.y -= 2 * self.size + 12

    def _totals_second_currency(self) -> None:
        self._totals_rows()
        code, rate = SECOND.get(self.supplier.country.currency, ("EUR", "0.0871"))
        value = (self.issued.gross * type(self.issued.gross)(rate)).quantize(self.issued.rate.__class__("0.01"))
        self._sum(f"({code}, 1 {self.supplier.country.currency} = {rate})", f"{code} {self.notation.amount(value)}")

    def _closing(self) -> None:
        self.y -= 16
        if self.layout.due == "sentence":
            self._say(LEFT, self.y, f"{self.words['due']} {self.notation.day(self.issued.due)}.")
            self.y -= self.size + 5

    def _footer(self) -> None:
        own, shown = (
            self.supplier,
            " ".join(self.supplier.iban[i : i + 4] for i in range(0, len(self.supplier.iban), 4)),
        )
        self._say(LEFT, 74, f"{self.words['account']}: {shown}", size=self.size - 1.5)
        vat = f"{self.words['vat_id']}: {own.vat_id}"
        if self.layout.heading == "footer":
            self._say(LEFT, 60, f"{own.name} · {own.street} · {own.city}", size=self.size - 1.5)
            self._say(LEFT, 48, f"{vat} · {own.site}", size=self.size - 1.5)
        else:
            self._say(LEFT, 60, vat, size=self.size - 1.5)
            self._say(LEFT, 48, f"{own.name} · {own.site}", size=self.size - 1.5)
