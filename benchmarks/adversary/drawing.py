"""Drafts drawn as PDF pages with reportlab."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from benchmarks.adversary.fonts import wide_font
from benchmarks.adversary.forms import field, is_form, without_appearances
from benchmarks.adversary.made import Draft, Line, spaced
from benchmarks.adversary.marking import MARKS
from benchmarks.adversary.programs import Column, Program
from benchmarks.adversary.suppliers import Company

WIDTH, HEIGHT = A4
LEFT, RIGHT = 56.0, WIDTH - 56
SIDEBAR, BESIDE = 165.0, 225.0
"""Widths of a bar at the side, and of texts beside the totals, in points."""
SHARES: dict[Column, float] = {
    "position": 0.5, "code": 1.0, "description": 3.2, "quantity": 0.9, "unit": 0.7, "unit_price": 1.4,
    "tax_rate": 0.8, "tax_amount": 1.2, "amount": 1.5,
}  # fmt: skip
UNITS = {"de": "Stk", "fr": "pce", "pl": "szt.", "it": "pz", "es": "ud.", "cs": "ks", "hu": "db", "sv": "st"}
TEXTUAL = frozenset({"position", "code", "description", "unit"})
ROLES = {"code": "position", "tax_amount": "tax_rate"}


def pdf(pages: Sequence[tuple[Draft, Program]]) -> bytes:
    """One file with a page for each draft."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4, invariant=True)
    for draft, program in pages:
        _Page(canvas, draft, program).draw()
        canvas.showPage()
    canvas.save()
    unseen = any(draft.form == "unseen" and is_form(draft) for draft, _ in pages)
    return without_appearances(made.getvalue()) if unseen else made.getvalue()


class _Page:
    """One page while it is drawn. ``y`` falls from the top, in points."""

    def __init__(self, canvas: Canvas, draft: Draft, program: Program) -> None:
        self.canvas, self.draft, self.program = canvas, draft, program
        self.regular, self.bold = self._fonts()
        self.size = program.size
        self.y, self.left = HEIGHT - 60, LEFT
        self.total_box = (RIGHT - 60, HEIGHT / 2)

    def draw(self) -> None:
        self._parties()
        self._meta()
        if not self.draft.is_letter:
            self._table()
            self._totals()
            self._table_below()
        self._footer()
        self._stamps()
        for mark in self.draft.marks:
            MARKS[mark](self.canvas, self.draft, self.total_box, self.regular)

    def _habit(self, of: str) -> random.Random:
        """Chance that falls alike on every page of the supplier."""
        return random.Random(f"{self.draft.wordy}/{of}")

    def _fonts(self) -> tuple[str, str]:
        draft = self.draft
        said = [draft.title, draft.buyer.name, draft.seller.name, *draft.footer, draft.seller.city, draft.buyer.city]
        said += [text for text, _ in draft.stamps] + draft.others
        said += [part for pair in (*draft.meta, *draft.totals) for part in pair]
        said += [word for words in draft.words.values() for word in words]
        if any(ord(letter) > 255 for text in said for letter in text if letter not in "€’\u202f\u00a0"):
            return wide_font()
        name = self._habit("font").choice(
            ("Helvetica", "Times-Roman", "Courier" if self.program.name == "typewriter" else "Helvetica")
        )
        return name, {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold", "Courier": "Courier-Bold"}[name]

    def _say(self, x: float, y: float, text: str, *, bold: bool = False, size: float = 0, right: bool = False) -> None:
        self.canvas.setFont(self.bold if bold else self.regular, size or self.size)
        text = text.replace("\u202f", "\u00a0")
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, y, text)

    def _value(
        self, x: float, y: float, text: str, *, bold: bool = False, size: float = 0, right: bool = False
    ) -> None:
        """A value of the head or of the totals, as text or as a field."""
        if is_form(self.draft):
            field(self.canvas, text, (x, y), (self.regular, size or self.size), right=right)
        else:
            self._say(x, y, text, bold=bold, size=size, right=right)

    def _block(self, x: float, y: float, lines: Sequence[str], *, first_bold: bool = False) -> float:
        for number, line in enumerate(lines):
            self._say(x, y, line, bold=first_bold and number == 0)
            y -= self.size + 3.5
        return y

    def _parties(self) -> None:
        draft, kind = self.draft, self.program.parties
        seller, buyer = self._seller(), self._buyer()
        top = self.y
        if kind == "sidebar":
            below = self._block(LEFT, top, seller, first_bold=True)
            self.meta_x, self.meta_y, self.left = LEFT, below - 20, LEFT + SIDEBAR
            self._say(self.left, top, draft.title, bold=True, size=18)
            self.y = self._block(self.left, top - 40, buyer) - 30
            return
        if kind == "columns":
            self._say(LEFT, top, draft.title, bold=True, size=18)
            top -= 40
            self.meta_x, self.meta_y = LEFT, top
            heights = {"left": 16.0 * (len(draft.meta) + 1), "stacked": (2 * self.size + 9) * len(draft.meta) + 20}
            top -= heights.get(self.program.meta, 70.0)
            below = self._block(LEFT, top, seller, first_bold=not self.program.labelled_parties)
            self.y = min(below, self._block(LEFT + 250, top, buyer)) - 24
            return
        below = self._block(LEFT, top, seller, first_bold=True)
        below = self._block(LEFT, below - (40 if kind == "letter" else 24), buyer)
        self._say(RIGHT, top, draft.title, bold=True, size=18, right=True)
        self.meta_x, self.meta_y = LEFT + 280, top - 60
        self.y = below - 24

    def _seller(self) -> list[str]:
        draft = self.draft
        if not draft.seller_on_top:
            return [] if self.program.parties == "letter" else [" "]
        label = [draft.word("seller")] if self.program.labelled_parties else []
        return [*label, *_address(draft.seller), *self._vat(draft.seller)]

    def _buyer(self) -> list[str]:
        draft = self.draft
        label = [draft.word("buyer")] if self.program.labelled_parties else []
        lines = [*label, *_address(draft.buyer)]
        if self._habit("buyer").random() < 0.4:
            lines += self._vat(draft.buyer)
        if draft.trap == "buyer_account" and draft.buyer.iban:
            lines.append(f"IBAN {spaced(draft.buyer.iban)}")
        return lines

    def _vat(self, company: Company) -> list[str]:
        if company.vat_id is None:
            return []
        return [f"{company.country.words['vat_id'][0]}: {company.vat_id}"]

    def _meta(self) -> None:
        kind, meta = self.program.meta, self.draft.meta
        if kind == "row":
            self._meta_row(meta)
        elif kind == "stacked":
            y = self.meta_y
            for label, value in meta:
                self._say(self.meta_x, y, label, bold=True, size=self.size - 1)
                self._value(self.meta_x, y - self.size - 2, value)
                y -= 2 * self.size + 9
            self.y = self.y if self.left > LEFT else min(self.y, y - 10)
        else:
            y = self.meta_y
            for label, value in meta:
                self._say(self.meta_x, y, label + (":" if kind == "right" else ""))
                self._value(self.meta_x + 128, y, value)
                y -= self.size + 5
            self.y = min(self.y, y - 14)

    def _meta_row(self, meta: Sequence[tuple[str, str]]) -> None:
        step, most = (RIGHT - self.left) / max(3, len(meta)), 1
        for number, (label, value) in enumerate(meta):
            x = self.left + number * step
            self._say(x, self.y, label, bold=True, size=self.size - 1.5)
            rows = self._wrapped(value, step - 6)
            for at, row in enumerate(rows, 1):
                self._value(x, self.y - at * self.size - 3, row, size=self.size - 0.5)
            most = max(most, len(rows))
        self.y -= (most + 1) * self.size + 24

    def _wrapped(self, value: str, width: float) -> list[str]:
        """A value in rows of its cell, with every second supplier; else one row that may run into the next cell."""
        wraps = self._habit("wrap").random() < 0.5 and not is_form(self.draft)
        return simpleSplit(value, self.regular, self.size - 0.5, width) if wraps else [value]

    def _table(self) -> None:
        places = self._places()
        for column, (left, right) in places.items():
            label = self.draft.word(ROLES.get(column, column))
            self._say(
                left if column in TEXTUAL else right,
                self.y,
                label,
                bold=True,
                size=self.size - 0.5,
                right=column not in TEXTUAL,
            )
        self._rule()
        for number, line in enumerate(self.draft.lines, 1):
            self.y -= self.size + 6
            for column, (left, right) in places.items():
                text = self._cell(column, number, line)
                self._say(left if column in TEXTUAL else right, self.y, text, right=column not in TEXTUAL)
        self._rule()
        self.y -= 10

    def _rule(self) -> None:
        self.y -= 5
        if self.program.rules:
            self.canvas.line(self.left, self.y, RIGHT, self.y)

    def _places(self) -> dict[Column, tuple[float, float]]:
        whole = sum(SHARES[column] for column in self.program.columns)
        places, x = {}, self.left
        for column in self.program.columns:
            width = (RIGHT - self.left) * SHARES[column] / whole
            places[column] = (x, x + width - 4)
            x += width
        return places

    def _cell(self, column: Column, number: int, line: Line) -> str:
        draft, notation = self.draft, self.draft.notation
        money = notation.money if self.program.money_in_rows else notation.amount
        rate = f"{notation.number(draft.rate)}%"
        tax = (line.total * draft.rate / 100).quantize(line.total)
        cells = {
            "position": str(number),
            "code": line.code,
            "description": line.description,
            "quantity": notation.number(line.quantity),
            "unit": UNITS.get(draft.country.language, "pcs"),
            "unit_price": money(line.unit_price),
            "tax_rate": rate,
            "tax_amount": money(tax),
            "amount": money(line.total),
        }
        return cells[column]

    def _totals(self) -> None:
        top = self.y
        widest = max((self._width(label) + self._width(value) for label, value in self.draft.totals), default=0.0)
        left = min(RIGHT - 190, RIGHT - 16 - widest)
        for number, (label, value) in enumerate(self.draft.totals):
            self.y -= self.size + 6
            self._say(left, self.y, label, bold=number == 2)
            self._value(RIGHT - 4, self.y, value, bold=number == 2, right=True)
            if number == 2:
                self.total_box = (RIGHT - 4 - self._width(value), self.y)
        self.y = top - self.size - 6 if self._is_foot_beside() else self.y - 26

    def _table_below(self) -> None:
        step = (RIGHT - self.left) / 4
        for number, row in enumerate(self.draft.table_below):
            for column, text in enumerate(row):
                self._say(
                    self.left + step * (column + 1) - 4, self.y, text, bold=number == 0, size=self.size - 1, right=True
                )
            self.y -= self.size + 5
        self.y -= 14 if self.draft.table_below else 0

    def _width(self, text: str) -> float:
        """Points of a text in bold, the wider of the two."""
        return float(pdfmetrics.stringWidth(text, self.bold, self.size))

    def _footer(self) -> None:
        draft, seller = self.draft, self.draft.seller
        for row in "\n".join(draft.footer).split("\n") if draft.footer else ():
            x = self.left
            for part in row.split("\t"):
                self._say_within(x, part)
                x += self._width(part) + 30
            self.y -= self.size + 5
        account = draft.seller_account or seller.iban
        if draft.show_account and account:
            shown = spaced(account)
            asks = self._habit("pay").random() < 0.5
            text = draft.words["pay"][0].format(account=shown) if asks else f"{draft.words['account'][0]}: {shown}"
            self._say_within(self.left, text)
            self.y -= self.size + 5
        if draft.foot_in_columns:
            self._foot_in_columns()
        elif not draft.seller_on_top:
            vat = " ".join(self._vat(seller))
            self._say(LEFT, 40, f"{seller.name} · {seller.street} · {seller.city} · {vat}", size=self.size - 2)

    def _foot_in_columns(self) -> None:
        draft, seller = self.draft, self.draft.seller
        bank = [f"{draft.words['account'][0]}:", spaced(seller.iban)] if seller.iban else []
        for number, lines in enumerate((_address(seller), bank, self._vat(seller))):
            for row, text in enumerate(lines):
                self._say(LEFT + 175 * number, 58 - row * self.size, text, size=self.size - 2)

    def _is_foot_beside(self) -> bool:
        return self.program.foot_beside and not self.draft.table_below

    def _say_within(self, x: float, text: str) -> None:
        """The text, in several rows where the totals stand beside it."""
        rows = simpleSplit(text, self.regular, self.size, BESIDE) if self._is_foot_beside() else [text]
        for number, row in enumerate(rows):
            self.y -= (self.size + 5) * bool(number)
            self._say(x, self.y, row)

    def _stamps(self) -> None:
        for text, turned in self.draft.stamps:
            self.canvas.saveState()
            self.canvas.setFillGray(0.55)
            self.canvas.setFont(self.bold, 44 if turned else 20)
            if turned:
                self.canvas.translate(WIDTH / 2, HEIGHT / 2)
                self.canvas.rotate(45)
                self.canvas.drawCentredString(0, 0, text)
            else:
                self.canvas.drawString(LEFT + 150, HEIGHT - 36, text)
            self.canvas.restoreState()


def _address(company: Company) -> list[str]:
    return [company.name, company.street, company.city]
