"""A company at the foot of a page that is neither party of the reading: it may be the one who sells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from invoice_llm.documents.page import Page, TextRow
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.bullets import BULLETS
from invoice_llm.label_reader.parties.likeness import alike, from_capital
from invoice_llm.label_reader.parties.names import has_form, is_place, name_in
from invoice_llm.label_reader.parties.recipients import is_address_line
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import pattern

_MARKS = rf"\s[-–—/]\s|\s*[{BULLETS};]\s*|,\s|\s{{2,}}|: "
_PART, _WITH_POINTS = re.compile(rf"{_MARKS}|\.\s"), re.compile(_MARKS)
"""Between the parts of a row; a point may end a part or the form of a company."""
_OTHERS = re.compile(r"ban[kcq]|kasse|pank|copyright|©|τραπεζ", re.IGNORECASE)
"""Banks, and who wrote the form."""
_SITE = re.compile(r"(?:@|www\.|https?://(?:www\.)?)([\w-]{3,})\.|([\w.-]+)@", re.IGNORECASE)
_SHORTEST = 4
"""Letters of a word of a name that an address on the web shows."""
_MOST_WORDS = 8
_ADDRESS_ROWS = 2
_FLUSH = 0.012


def named_below(invoice: Invoice, evidence: Mapping[str, Evidence], pages: Sequence[Page]) -> Iterator[Concern]:
    """Where the supplier at the top has no VAT id of its own: a company in the small print below the total with the
    marks of one who sells, or, where no buyer was read either, any company there and any other site than its own. Also
    one with an address beside its name, where the only party that was read may be the buyer."""
    seller, buyer = invoice.seller, invoice.buyer
    names = [name for party in (seller, buyer) for name in (party.name, party.trading_name) if name]
    if not seller.name or invoice.payee is not None:
        return
    alone = buyer.name is None and seller.vat_id is None
    for row, under in _below_total(evidence, pages):
        named = next((name for name in companies_in(row.text) if not any(alike(name, one) for one in names)), None)
        is_sender = buyer.name is None and named and _is_addressed(row, named, under)
        if named and (alone or is_sender or (_is_imprint(row.text) and not _has_id_elsewhere(invoice, row.text))):
            yield Concern(Reason.OTHER_LABELLED, ("seller.name",))
            return
    if alone and _is_anothers_site(names, " ".join(row.text for page in pages for row in page.rows)):
        yield Concern(Reason.OTHER_LABELLED, ("seller.name",))


def _below_total(
    evidence: Mapping[str, Evidence], pages: Sequence[Page]
) -> Iterator[tuple[TextRow, Sequence[TextRow]]]:
    """Each row below the total, with those under it."""
    spot = evidence.get("total_gross")
    if spot is None or spot.page is None or spot.bbox is None:
        return
    for at, page in enumerate(pages, 1):
        below = [row for row in page.rows if (at, row.words[0].box[1]) > (spot.page, spot.bbox[3])]
        yield from ((row, below[number + 1 : number + 1 + _ADDRESS_ROWS]) for number, row in enumerate(below))


def companies_in(text: str) -> Iterator[str]:
    """Companies with a legal form that a text names, but for banks and who wrote the form."""
    for part in (*_PART.split(text), *_WITH_POINTS.split(text)):
        name = from_capital((name_in(part) or part).split()) if has_form(part) else None
        if name and has_form(name) and len(name.split()) <= _MOST_WORDS and not _OTHERS.search(name):
            yield name


def _is_addressed(row: TextRow, name: str, under: Sequence[TextRow]) -> bool:
    """An address follows the name in its row, or begins where it does in one of the rows under it."""
    if _has_address(row.text.partition(name)[2]):
        return True
    starts = [cell[0].box[0] for cell in row.cells if name in " ".join(word.text for word in cell)]
    flush = (cell for below in under for cell in below.cells if any(abs(cell[0].box[0] - x) < _FLUSH for x in starts))
    return any(is_address_line(" ".join(word.text for word in cell)) for cell in flush)


def _has_address(text: str) -> bool:
    return any(is_address_line(part.strip()) for part in (text, *_PART.split(text)))


def _is_imprint(text: str) -> bool:
    """The row has a number of a tax office or a register, or an address."""
    plain = folded(text)
    return bool(pattern("tax_id", "register", "tax_number", "registered").search(plain)) or any(
        map(is_place, _PART.split(text))
    )


def _has_id_elsewhere(invoice: Invoice, text: str) -> bool:
    """The supplier's own VAT id stands somewhere else than in this row."""
    number = re.sub(r"\W", "", invoice.seller.vat_id or "")
    return bool(number) and number not in re.sub(r"\W", "", text)


def _is_anothers_site(names: Sequence[str], text: str) -> bool:
    """Sites and addresses of mail are shown, and none has a word of a name, or its first letters, in it."""
    sites = [folded(found[1] or found[2]) for found in _SITE.finditer(text)]
    words = [word for name in names for word in re.findall(r"[^\W\d_]+", folded(name))]
    begun = "".join(word[0] for word in words)
    squeezed = "".join(words)
    known = [word[:_SHORTEST] for word in words if len(word) >= _SHORTEST]
    return bool(sites) and not any(
        site[:_SHORTEST] in squeezed or any(one in site for one in known) or begun[:3] in site for site in sites
    )
