"""Bank accounts of a document, each with whose it is: the supplier's, the buyer's, or that of somebody paid instead.

The payer's account stands in the buyer's block, in a sentence about 'your account' or beside the words of a direct
debit; a factor's account in or below a sentence that the claim was assigned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from invoice_llm.invoice.currency import CODES
from invoice_llm.label_reader.grid import Grid, GridCell
from invoice_llm.label_reader.parties.account_purposes import Purpose, purpose_of
from invoice_llm.label_reader.parties.blocks import PartyBlock
from invoice_llm.label_reader.parties.ids import ibans_in
from invoice_llm.label_reader.parties.likeness import alike, from_capital, is_short_for
from invoice_llm.label_reader.parties.names import has_form, is_contact, is_place, name_in
from invoice_llm.label_reader.parties.printed_ibans import ibans_on
from invoice_llm.label_reader.parties.recipients import is_address_line
from invoice_llm.label_reader.parties.seller_and_buyer import Parties, account_holder_in
from invoice_llm.label_reader.passages import passages_of
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words, pattern, printed_words, status_words

_PERSON = re.compile(
    r"[^\W\d_a-z][^\W\d_]*\.?(?: (?:van|von|der|den|de|da|di|del|della|dos|das|do|la|le|du|zu|af|av|el|bin))*"
    r"(?:[ -](?:d')?[^\W\d_A-Z]?[^\W\d_a-z][^\W\d_]*\.?){1,3}"
)
"""Two to four words in capitals or with one, small words of names between them, and nothing else."""
Owner = Literal["supplier", "buyer", "factor", "other", "superseded"] | Purpose
"""``other``: somebody else is named as its holder. ``superseded``: the supplier's own, where the claim is another's.
``set_apart``: for a deposit or a donation. ``closed``: the page says that it is."""
_MOST_ROWS = 5
"""Rows above an account that may say whose it is."""
_ADDRESS_ROWS = 9
_FLUSH = 2
_FEWEST_WORDS, _LABEL = 5, 24
"""Words of a sentence at the least; letters before an account that are its label."""


@dataclass(frozen=True, slots=True)
class PrintedAccount:
    """An IBAN as printed, with its ``row``. ``holder`` is who is named as its owner, where somebody is; ``currency`` is
    the code of the one currency that its row names, as lists of accounts do."""

    iban: str
    row: int
    owner: Owner
    holder: str | None = None
    currency: str | None = None

    @property
    def plain(self) -> str:
        """The account without blanks."""
        return re.sub(r"\s", "", self.iban).upper()


def accounts_of(
    grid: Grid, blocks: Sequence[PartyBlock], parties: Parties, table: frozenset[int]
) -> tuple[PrintedAccount, ...]:
    """Every account from the top; ``table`` are the rows of the lines."""
    page = _Page(grid, blocks, parties.seller.name, parties.buyer.name, min(table, default=0))
    found = tuple(_account(page, cell, iban) for cell, iban in ibans_on(grid))
    found = tuple(replace(one, currency=_currency_of(grid.rows[one.row].text, one.iban)) for one in found)
    return tuple(map(_superseded, found)) if found and _is_assigned(grid, table) else found


def suppliers_account(accounts: Sequence[PrintedAccount], currency: str | None = None) -> PrintedAccount | None:
    """The account that is to be paid to: a factor's before the supplier's own; of several the first one for the
    invoice's ``currency``, else the first one."""
    factor = next((one for one in accounts if one.owner == "factor"), None)
    own = [one for one in accounts if one.owner in ("supplier", "other")]
    fitting = next((one for one in own if currency and one.currency == currency), None)
    return factor or fitting or next(iter(own), None)


def _currency_of(row: str, iban: str) -> str | None:
    """``USD: IBAN ...``, ``IBAN ... (USD)``: the code that stands in the row of an account, where it is one alone."""
    codes = {code for code in re.findall(r"(?<![\w-])[A-Z]{3}(?![\w-])", row.replace(iban, " ")) if code in CODES}
    return codes.pop() if len(codes) == 1 else None


def _is_assigned(grid: Grid, table: frozenset[int]) -> bool:
    """A sentence says that the claim is somebody else's; one that states a rule for contracts does not."""
    return any(is_assignment(passage.text) for passage in passages_of(grid, table))


def is_assignment(text: str) -> bool:
    """A sentence that the claim was assigned: an account follows, or it states no rule."""
    plain = folded(text)
    found = _assigned().search(plain)
    if found is None:
        return False
    named = any(plain.find(folded(iban)) > found.start() for iban in ibans_in(text))
    return named or not pattern("rule").search(_assigned().sub(" ", plain))


def _superseded(account: PrintedAccount) -> PrintedAccount:
    return replace(account, owner="superseded") if account.owner in ("supplier", "other") else account


@dataclass(frozen=True, slots=True)
class _Page:
    """Surroundings of an account: the parties' blocks and names, and the row in which the table begins."""

    grid: Grid
    blocks: Sequence[PartyBlock]
    seller: str | None
    buyer: str | None
    table: int


def _account(page: _Page, cell: GridCell, iban: str) -> PrintedAccount:
    above = _rows_above(page.grid, cell)
    sentence = " ".join([*above[:3][::-1], cell.text])
    if _assigned().search(folded(sentence)):
        return PrintedAccount(iban, cell.row, "factor", _payee_named(sentence, (page.seller, page.buyer)))
    debited = _is_debited(page.grid, cell, above, iban)
    holder = None if debited else _holder(page.grid, cell) or _payee(page, cell)
    other = holder is not None and page.seller is not None and _is_anothers(page, holder, page.seller)
    if debited or (_is_buyers(page, cell, above) and not (other and cell.row > page.table)):
        return PrintedAccount(iban, cell.row, "buyer")
    if purpose := purpose_of(page.grid, cell, iban, above):
        return PrintedAccount(iban, cell.row, purpose)
    return PrintedAccount(iban, cell.row, "other" if other else "supplier", holder)


def _is_anothers(page: _Page, holder: str, seller: str) -> bool:
    """The account of another company; or of a person whom the page does not name again, where the seller is a company.
    A person may hold the account of the business that is his own."""
    if alike(holder, seller):
        return False
    if has_form(holder):
        return True
    text = " ".join(row.text for row in page.grid.rows)
    return bool(_PERSON.fullmatch(holder)) and has_form(seller) and folded(text).count(folded(holder)) == 1


def _is_debited(grid: Grid, cell: GridCell, above: Sequence[str], iban: str) -> bool:
    """A sentence about the payer's account or a direct debit, or a label that says whose it is: ``Customer IBAN``."""
    near = folded(" ".join([*above[:2][::-1], cell.text, *_row_below(grid, cell)]))
    label = " ".join([*(other.text for other in grid.left_of(cell)[-1:]), cell.text]).split(iban)[0]
    return bool(_debited().search(near) or pattern("theirs").search(folded(label[-_LABEL:])))


def _rows_above(grid: Grid, cell: GridCell) -> list[str]:
    """Texts flush with the cell right above it, nearest first, up to a gap."""
    found = []
    for index in range(cell.row - 1, max(cell.row - _MOST_ROWS, -1), -1):
        if grid.rows[index + 1].gap:
            break
        flush = next((one for one in grid.rows[index].cells if abs(one.start - cell.start) <= 2), None)
        if flush is None or _ends_sentence(flush.text) or re.search(r"\bIBAN\b", flush.text):
            break
        found.append(flush.text)
    return found


def _ends_sentence(text: str) -> bool:
    """A sentence that is over, rather than a company's form with a point."""
    return len(text.split()) > _FEWEST_WORDS and text.rstrip().endswith(".")


def _row_below(grid: Grid, cell: GridCell) -> list[str]:
    """The next row where the cell's sentence may go on; an account after its label is no sentence."""
    words = [word for word in cell.text.split() if word.isalpha()]
    goes_on = len(words) >= _FEWEST_WORDS and not cell.text.rstrip().endswith(".")
    return [one.text for one in grid.below(cell, 1) if goes_on and not grid.rows[one.row].gap]


def _is_buyers(page: _Page, cell: GridCell, above: Sequence[str]) -> bool:
    """In the block of the buyer, or in an address under the buyer's name or under nobody's that sells."""
    home = next((block for block in page.blocks if block.holds(cell)), None)
    if home is not None:
        return home.kind == "buyer"
    named = _named_above(page, cell)
    return named == "buyer" or (named is None and cell.row < page.table and _is_under_another(above, page.seller))


def _named_above(page: _Page, cell: GridCell) -> Owner | None:
    """The party whose name stands nearest above, in the same column."""
    for index in range(cell.row, max(cell.row - _ADDRESS_ROWS, -1), -1):
        texts = [
            one.text for one in page.grid.rows[index].cells if one.row == cell.row or abs(one.start - cell.start) <= 2
        ]
        if page.seller and any(alike(text, page.seller) for text in texts):
            return "supplier"
        if page.buyer and any(alike(text, page.buyer) for text in texts):
            return "buyer"
        if page.grid.rows[index].gap and index != cell.row - 1:
            return None
    return None


def _is_under_another(above: Sequence[str], seller: str | None) -> bool:
    """In an address above the table that names somebody else than the supplier."""
    if seller is None or not any(map(is_address_line, above)) or any(map(is_contact, above)):
        return False
    names = [name for text in above if (name := name_in(text)) and not is_place(text)]
    return bool(names) and not any(alike(one, seller) for one in names)


def _holder(grid: Grid, cell: GridCell) -> str | None:
    """The holder named in the rows around an account, beside its label or below it."""
    rows = grid.rows[max(cell.row - 3, 0) : cell.row + 4]
    found = (account_holder_in("  ".join(one.text for one in row.cells)) for row in rows)
    beside = next((name_in(name) for name in found if name), None)
    return beside or _named_below(grid, cell, _label_of("account_holder"))


def _payee(page: _Page, cell: GridCell) -> str | None:
    """Who is paid by the words beside an account; the buyer of the page's head is called a recipient as well."""
    label = _label_of("payee")
    rows = page.grid.rows[max(cell.row - 2, 0) : cell.row + 3]
    cells = [one for row in rows for one in row.cells if row.index >= page.table]
    told = ((one, found[1]) for one in cells if (found := label.fullmatch(one.text)))
    beside = (name_in(name or next((right.text for right in page.grid.right_of(one)), "")) for one, name in told)
    below = _named_below(page.grid, cell, label)
    head = [one.text for row in page.grid.rows[: page.table] for one in row.cells]
    buyer = page.buyer if page.buyer and any(alike(text, page.buyer) for text in head) else None
    return next((name for name in (*beside, below) if name and not (buyer and is_short_for(name, buyer))), None)


def _named_below(grid: Grid, cell: GridCell, label: re.Pattern[str]) -> str | None:
    """The name under a label that ends its cell, right below it or below the account, as on a Swiss payment part."""
    for row in grid.rows[max(cell.row - 3, 0) : cell.row + 2]:
        for one in row.cells:
            said = label.fullmatch(one.text)
            if said is None or said[1] or abs(one.start - cell.start) > _FLUSH:
                continue
            under = [below.text for below in grid.below(one, 2) if abs(below.start - one.start) <= _FLUSH]
            names = (name_in(text) for text in under if not any(ibans_in(text)))
            return next((name for name in names if name), None)
    return None


@cache
def _label_of(words: str) -> re.Pattern[str]:
    """A cell that begins with one of these words, or has them behind the word for an account, with what follows."""
    return re.compile(rf"(?:[^\W\d_]+ ?/ ?)?{printed_words(words)}\.?(?:\s*:\s*|\s+|$)([^:]{{3,60}})?", re.IGNORECASE)


def _payee_named(text: str, parties: tuple[str | None, str | None]) -> str | None:
    """The company that a sentence names besides the parties of the invoice."""
    for part in re.split(r"[,;:]|\.\s|\bIBAN\b", text):
        words = part.split()
        for at in range(len(words)):
            name = " ".join(words[at:])
            if words[at][:1].isupper() and has_form(name) and not any(one and alike(name, one) for one in parties):
                return from_capital(words[at:])
    return None


@cache
def _assigned() -> re.Pattern[str]:
    return re.compile(alternatives(status_words("assigned")))


@cache
def _debited() -> re.Pattern[str]:
    return re.compile(alternatives([*status_words("direct_debit"), *listed_words("own_account")]))
