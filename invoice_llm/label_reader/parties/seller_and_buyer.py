"""Seller and buyer: by the label of their block, the sender's line, the company's form, the top of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from invoice_llm.invoice.printed import PrintedParty
from invoice_llm.label_reader.bullets import BULLETS
from invoice_llm.label_reader.grid import Grid, GridCell
from invoice_llm.label_reader.parties.blocks import PartyBlock
from invoice_llm.label_reader.parties.ids import VatId, tax_number_of
from invoice_llm.label_reader.parties.imprint import imprint_name
from invoice_llm.label_reader.parties.letterheads import TOP_ROWS, free_cells, letterhead_of
from invoice_llm.label_reader.parties.names import completed_form, has_form, is_contact, is_place, is_title, name_in
from invoice_llm.label_reader.parties.own_ids import bears_the_only_id
from invoice_llm.label_reader.parties.recipients import address_below, unlabelled_recipient
from invoice_llm.label_reader.parties.senders import shown_sender
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words, pattern, printed_words

_SENDER = re.compile(rf"\s[-–—/*]\s|\s*[{BULLETS}]\s*|,\s")
_TOP_ROWS_OF_ADDRESS = 20


@dataclass(frozen=True, slots=True)
class Parties:
    """``passed_over``: a company on top of the page without an address, an id or a contact of its own, where another
    one has them."""

    seller: PrintedParty
    buyer: PrintedParty
    passed_over: str | None = None


@cache
def _company_lead() -> re.Pattern[str]:
    """A line that says no more than ``Firma``."""
    return re.compile(rf"{alternatives(listed_words('company_lead'), anchored=True)}\W*")


@cache
def _holder() -> re.Pattern[str]:
    """The holder of a bank account behind its label."""
    return re.compile(rf"{printed_words('account_holder')}\.?\s*:?\s+([^:]{{3,60}}?)(?= {{2,}}|[,;]|$)", re.IGNORECASE)


def parties_of(grid: Grid, blocks: Sequence[PartyBlock], ids: Sequence[VatId], skipped: frozenset[int]) -> Parties:
    """``ids`` are the VAT ids of the page; ``skipped`` rows (tables) hold no party."""
    sender = _sender_line(grid, skipped)
    buyer_block = _first(blocks, "buyer")
    buyer = _block_name(buyer_block)
    if buyer is None and buyer_block is None:
        buyer = (_recipient(grid, sender) if sender else None) or _addressed(grid, skipped)
    seller = _seller(grid, blocks, sender, buyer, skipped)
    seller, passed_over = (
        (seller, None) if _block_name(_first(blocks, "seller")) else shown_sender(grid, blocks, seller, buyer, skipped)
    )
    if seller and buyer and _same(seller, buyer):
        seller = None if _block_name(_first(blocks, "seller")) is None else seller
        buyer = None if seller else buyer
    if buyer is None and seller is not None and (found := unlabelled_recipient(grid, blocks, seller, skipped)):
        buyer = found.name
    seller, buyer = (name and _with_form_below(grid, name, skipped) for name in (seller, buyer))
    ours, theirs = _vat(grid, blocks, ids, buyer)
    return Parties(
        PrintedParty(
            name=seller, vat_id=ours, tax_id=_tax_number(grid, blocks), address=_address(_first(blocks, "seller"))
        ),
        PrintedParty(name=buyer, vat_id=theirs, tax_id=None, address=_address(buyer_block)),
        passed_over,
    )


def _with_form_below(grid: Grid, name: str, skipped: frozenset[int]) -> str:
    """A name whose company's form goes on, or stands, in the next line: ``Acme Polska Sp. z`` above ``o.o.``."""
    for row in grid.rows:
        for cell in row.cells if row.index not in skipped else ():
            if not cell.text.rstrip(" ,").endswith(name):
                continue
            below = next((one for one in grid.below(cell, 1) if abs(one.start - cell.start) <= 1), None)
            if below is not None and (whole := completed_form(name, below.text)):
                return whole
    return name


def _first(blocks: Sequence[PartyBlock], kind: str) -> PartyBlock | None:
    of_kind = [block for block in blocks if block.kind == kind]
    return next((block for block in of_kind if _block_name(block)), next(iter(of_kind), None))


def _block_name(block: PartyBlock | None) -> str | None:
    """The line with a company's form among the first three, else the first that can be a name."""
    lines = [cell for cell in (block.cells[:4] if block else ()) if not cell.text.endswith(":")]
    names = [(cell, name) for cell in lines if (name := name_in(cell.text))]
    names = [(cell, name) for cell, name in names if not is_place(name) or has_form(name)][:3]
    for (_, name), (below, _) in pairwise(names):
        if whole := completed_form(name, below.text):
            return whole
    with_form = next((name for _, name in names if has_form(name)), None)
    return with_form or (names[0][1] if names else None)


def _seller(
    grid: Grid, blocks: Sequence[PartyBlock], sender: GridCell | None, buyer: str | None, skipped: frozenset[int]
) -> str | None:
    if name := _block_name(_first(blocks, "seller")):
        return name
    if sender and (name := name_in(_SENDER.split(sender.text)[0])) and not _same(name, buyer):
        return name
    head = letterhead_of(grid, blocks, skipped)
    top = _top_name(grid, blocks, buyer or (head.recipient.name if head and head.recipient else None), skipped)
    known = buyer or (head and head.recipient)
    again = top if top and _is_named_again(grid, top) else None
    for name in (_account_holder(grid), again, imprint_name(grid, skipped), None if known else top):
        if name and not _same(name, buyer):
            return name
    for cell in free_cells(grid, blocks, skipped):
        if head and head.is_other(grid, cell):
            continue
        if has_form(cell.text) and not _same(cell.text, buyer) and (name := _form_name(cell)):
            return None if _goes_on(grid, cell, name) else name
    return top or (head.name if head else None) or _brand(grid, buyer)


def account_holder_in(text: str) -> str | None:
    """The holder of a bank account that a row names behind a label."""
    found = _holder().search(text)
    return found[1] if found else None


def _account_holder(grid: Grid) -> str | None:
    """Holder of the bank account, if the page names the same one again."""
    for row in grid.rows:
        holder = account_holder_in("  ".join(cell.text for cell in row.cells))
        name = name_in(holder) if holder else None
        if name and not is_place(name) and _is_named_again(grid, name):
            return name
    return None


def _brand(grid: Grid, buyer: str | None) -> str | None:
    """The name at the top beside the title of the page: ``Acme      INVOICE``."""
    cells = grid.rows[0].cells if grid.rows else ()
    name = (
        name_in(cells[0].text) if len(cells) == 2 and is_title(cells[1].text) and not is_title(cells[0].text) else None
    )
    return name if name and not is_place(name) and not _same(name, buyer) else None


def _goes_on(grid: Grid, cell: GridCell, name: str) -> bool:
    """``True`` where the line above may be the first half of the name: at the top, flush, without a word in common."""
    row = grid.rows[cell.row]
    above = grid.rows[cell.row - 1].cells if cell.row in (1, 2) and not row.gap else ()
    flush = [name_in(one.text) for one in above if one.start == cell.start and not is_title(one.text)]
    words = set(name.casefold().split())
    return any(one and not has_form(one) and not words & set(one.casefold().split()) for one in flush)


def _form_name(cell: GridCell) -> str | None:
    """A company's name that is a line of its own or begins one; no sentence that mentions a company."""
    name = name_in(cell.text)
    if name is None or not has_form(name) or len(name.split()) > 8 or is_title(name):
        return None
    return name if name[0].isupper() or name[0].isdigit() else None


def _top_name(grid: Grid, blocks: Sequence[PartyBlock], buyer: str | None, skipped: frozenset[int]) -> str | None:
    """The first line of the page that can be a name, with an address or a way of contact right below it. Behind one
    that may be part of a logo, a name of several words."""
    passed = False
    for cell in free_cells(grid, blocks, skipped):
        if cell.row >= TOP_ROWS:
            return None
        name = name_in(cell.text)
        if any(other.text.startswith(":") for other in grid.right_of(cell)):
            continue
        if name is None or is_title(cell.text) or is_place(name) or _same(name, buyer):
            continue
        below = [one for one in grid.below(cell, 2) if not any(block.holds(one) for block in blocks)]
        beside = list(grid.right_of(cell))
        if any(is_place(one.text) or is_contact(one.text) for one in [*below, *beside]):
            shown = _is_named_again(grid, name) or (not passed and bears_the_only_id(grid, cell))
            if (buyer and not passed) or ((not passed or " " in name) and shown):
                return _with_second_line(name, below)
            passed = True
    return None


def _is_named_again(grid: Grid, name: str) -> bool:
    """``True`` where the name, or a long word of it in a mail or web address, stands elsewhere on the page."""
    text = " ".join(row.text for row in grid.rows).casefold()
    sites = " ".join(re.findall(r"\S+@\S+|www\.\S+|https?:\S+", text))
    words = re.findall(r"[^\W\d_]{4,}", name.casefold())
    return text.count(name.casefold()) > 1 or any(word in sites for word in words)


def _with_second_line(name: str, below: Sequence[GridCell]) -> str:
    """A long name goes on in the next line, which then ends with the company's form."""
    second = name_in(below[0].text) if below else None
    return f"{name} {second}" if second and has_form(second) and not has_form(name) else name


def _sender_line(grid: Grid, skipped: frozenset[int]) -> GridCell | None:
    """``Acme GmbH - Weg 1 - 12345 Stadt`` in one line above the recipient, as on letters in German."""
    for row in grid.rows[:20]:
        for cell in row.cells if row.index not in skipped else ():
            if ":" in cell.text or len(cell.text) >= 110:
                continue
            parts = [part for part in _SENDER.split(cell.text) if part.strip()]
            if len(parts) >= 3 and any(
                re.match(r"^(?:[A-Z]{1,2}-? ?)?[0-9]{4,5} [^\W\d_]", part.strip()) for part in parts[1:]
            ) and (name := name_in(parts[0])) and not is_place(name):  # fmt: skip
                return cell
    return None


def _recipient(grid: Grid, sender: GridCell) -> str | None:
    """Name under the sender's line, if a town with its code follows within the block."""
    page = grid.rows[sender.row].page
    lines: list[str] = []
    for row in grid.rows[sender.row + 1 : sender.row + 9]:
        if row.page != page:
            break
        lines += [
            cell.text for cell in row.cells if abs(cell.start - sender.start) <= 10 and cell.start < grid.width / 2
        ]
    names = [name for line in lines[:3] if (name := name_in(line)) and not is_place(name)]
    return names[0] if names and any(is_place(line) for line in lines[1:]) else None


def _addressed(grid: Grid, skipped: frozenset[int]) -> str | None:
    """Name right under a line that says no more than ``Firma`` or ``An``, as on letters in German."""
    for row in grid.rows[:_TOP_ROWS_OF_ADDRESS]:
        for cell in row.cells if row.index not in skipped else ():
            if _company_lead().fullmatch(folded(cell.text)):
                below = next((other for other in grid.below(cell, 1) if abs(other.start - cell.start) <= 2), None)
                beside = next(grid.right_of(cell), None) if cell.text.endswith(":") else None
                said = beside or below
                name = name_in(said.text) if said and not said.text.endswith(":") else None
                if name and not is_place(name):
                    return name
    return None


def _vat(
    grid: Grid, blocks: Sequence[PartyBlock], ids: Sequence[VatId], buyer: str | None
) -> tuple[str | None, str | None]:
    ours: list[str] = []
    theirs: list[str] = []
    addressed = address_below(grid, buyer if ids else None)
    for found in ids:
        home = next((block for block in blocks if block.holds(found.cell)), None)
        label = found.cell.text.split(found.text)[0] + " ".join(cell.text for cell in grid.left_of(found.cell)[-1:])
        if home is not None and home.kind == "other_party":
            continue
        is_buyers = home.kind == "buyer" if home is not None else found.cell in addressed
        if is_buyers or pattern("theirs").search(folded(label)):
            theirs.append(found.text)
        else:
            ours.append(found.text)
    return next(iter(ours), None), next(iter(theirs), None)


def _tax_number(grid: Grid, blocks: Sequence[PartyBlock]) -> str | None:
    return tax_number_of(grid, lambda cell: any(block.kind != "seller" and block.holds(cell) for block in blocks))


def _address(block: PartyBlock | None) -> str | None:
    lines = [cell.text for cell in (block.cells if block else ())][1:5]
    places = [line for line in lines if not is_contact(line) and ":" not in line]
    return ", ".join(places) or None


def _same(one: str | None, other: str | None) -> bool:
    def plain(text: str) -> str:
        return " ".join(re.findall(r"\w+", text.casefold()))

    return bool(one and other and (plain(one).startswith(plain(other)) or plain(other).startswith(plain(one))))
