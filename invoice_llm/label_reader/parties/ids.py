"""Identifiers with a shape of their own: VAT ids, IBANs, BICs, as printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from invoice_llm.label_reader.grid import Grid, GridCell
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words, printed_words

_S = r"[ .\-]?"
_SHAPES = (
    rf"AT{_S}U[0-9]{{8}}",
    rf"BE{_S}[01]?[0-9]{{3}}{_S}[0-9]{{3}}{_S}[0-9]{{3}}",
    rf"(?:DE|PT|EE|EL)(?:{_S}[0-9]){{9}}",
    rf"FR{_S}[A-HJ-NP-Z0-9]{{2}}(?:{_S}[0-9]){{9}}",
    rf"NL{_S}[0-9]{{3}}{_S}?[0-9]{{3}}{_S}?[0-9]{{3}}{_S}?B{_S}[0-9]{{2}}",
    rf"(?:IT|LV)(?:{_S}[0-9]){{11}}",
    rf"ES{_S}(?:[A-Z]{_S}[0-9]{{8}}|[A-Z]{_S}[0-9]{{7}}[A-Z]|[0-9]{{8}}[A-Z])",
    rf"(?:PL|SK)(?:{_S}[0-9]){{10}}",
    rf"GB(?:{_S}[0-9]){{9}}(?:(?:{_S}[0-9]){{3}})?",
    rf"(?:LU|DK|HU|FI|SI|MT)(?:{_S}[0-9]){{8}}",
    rf"CHE{_S}[0-9]{{3}}{_S}[0-9]{{3}}{_S}[0-9]{{3}}(?: ?(?:MWST|TVA|IVA))?",
    rf"SE(?:{_S}[0-9]){{12}}",
    rf"(?:NO{_S})?[0-9]{{3}}{_S}[0-9]{{3}}{_S}[0-9]{{3}}{_S}MVA",
    r"CZ[0-9]{8,10}|IE[0-9][0-9A-Z][0-9]{5}[A-Z]{1,2}|RO[0-9]{6,10}|BG[0-9]{9,10}|HR[0-9]{11}|CY[0-9]{8}[A-Z]",
)
_VAT = re.compile(r"(?<![\w-])(?:" + "|".join(_SHAPES) + r")(?![\w])")
_DIGITS_OF_ID, _DIGITS_AT_OFFICE = re.compile(r"(?:[0-9][^0-9]*){6}"), re.compile(r"(?:[0-9][^0-9]*){8}")
"""The fewest digits of a VAT id and of a number at a tax office, by which most texts are told from them."""
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9*])")
_IBAN_LOOSE = re.compile(r"IBAN\W{0,4}([A-Z]{2}[0-9]{2}[A-Z0-9 ]{10,36}[A-Z0-9])")
_IBAN_LABELLED = re.compile(r"IBAN\W{0,6}([A-Z]{2}[0-9]{2}(?: ?(?!BIC|SWIFT)[A-Z0-9]{2,4}){2,8})(?![A-Za-z0-9*])")
_BIC = re.compile(
    r"(?:BIC|SWIFT)(?:[ /-]?(?:BIC|SWIFT|Code|code))?\W{0,6}([A-Z]{4} ?[A-Z]{2} ?[A-Z0-9]{2} ?(?:[A-Z0-9]{3})?)\b"
)
_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24,
    "XK": 20,
}  # fmt: skip
"""Signs of an IBAN by country, of the registry of ISO 13616."""
_SHORTEST_IBAN = 14
_UNLABELLED = frozenset({"DE", "FR", "NL", "BE", "ES", "IT", "PL", "PT", "GB", "AT", "CH", "LU", "IE"})
"""Countries whose accounts are so common that one with wrong check digits is one, also without a label."""
_BEGUN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{1,4}){0,8}$")
_REST = re.compile(r"[A-Z0-9]{1,4}(?: [A-Z0-9]{1,4})*(?![A-Za-z0-9])|[A-Z0-9]{5,}(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class VatId:
    text: str
    cell: GridCell


@cache
def _labelled() -> re.Pattern[str]:
    """A number behind a name of the value added tax, or of a number for tax."""
    return re.compile(
        rf"{printed_words('vat', 'tax_id')}[^0-9\n:%€$£]{{0,28}}?[:#]?\s{{0,3}}"
        r"(?P<id>(?:[A-Z]{2,3}[ \-]?)?[A-Z]?[0-9](?:[ .\-]?[0-9]){6,11}[A-Z]?)(?![\w%]|[.,][0-9])",
        re.IGNORECASE,
    )


@cache
def _tax_number() -> re.Pattern[str]:
    """A number behind its label of the tax office, in folded text."""
    labels = alternatives(listed_words("tax_number"))
    return re.compile(rf"(?<![\w.-]){labels}\W{{0,4}}([0-9](?:[ /-]?[0-9]){{7,13}})(?![\w/-])")


def vat_ids(grid: Grid) -> Iterator[VatId]:
    """Every VAT id with the cell it stands in, from the top; one only labelled as such counts as well."""
    for row in grid.rows:
        if not _DIGITS_OF_ID.search(row.text):
            continue
        for cell in row.cells:
            if not _DIGITS_OF_ID.search(cell.text):
                continue
            found = _VAT.search(cell.text)
            if (
                found
                and not re.search(r"IBAN\W*$", cell.text[: found.start()])
                and not _is_iban(cell.text[found.start() :])
                and not any(iban_over_rows(cell.text, [below.text]) for below in grid.below(cell, 1))
            ):
                yield VatId(found[0], cell)
            elif (labelled := _labelled().search(cell.text)) and not _is_number_of_invoice(cell.text, labelled):
                yield VatId(labelled["id"], cell)
        yield from _over_two_cells(row.cells)


def _is_number_of_invoice(text: str, labelled: re.Match[str]) -> bool:
    """``Faktura VAT 2607826``: what an invoice with the tax is called, before its own number."""
    return not labelled["id"][:1].isalpha() and bool(_invoice_before().search(folded(text[: labelled.start()])))


@cache
def _invoice_before() -> re.Pattern[str]:
    return re.compile(rf"{alternatives(listed_words('invoice_name'))}\W*$")


def ibans_in(text: str) -> Iterator[str]:
    """Every IBAN in a text with the length its country has."""
    seen: set[str] = set()
    labelled = [match[1] for match in _IBAN_LOOSE.finditer(text)]
    for found in [*(match[0] for match in _IBAN.finditer(text)), *labelled]:
        fitting = _cut_to_length(found, surely=found in labelled)
        if fitting and fitting not in seen:
            seen.add(fitting)
            yield fitting


def iban_over_rows(upper: str, below: Iterable[str]) -> str | None:
    """An IBAN that begins at the end of one text and ends in the next one below, or in the one after that; its check
    digits hold."""
    begun = _BEGUN.search(upper)
    if begun is None:
        return None
    whole, length = begun[0], _LENGTHS.get(begun[0][:2], 0)
    for text in below if len(_squeezed(whole)) < length else ():
        rest = _REST.match(text)
        if rest is None:
            return None
        if fitting := _cut(f"{whole} {rest[0]}", length):
            return fitting if _checks(_squeezed(fitting)) else None
        if rest[0] != text.strip():
            return None
        whole = f"{whole} {rest[0]}"
    return None


def _squeezed(iban: str) -> str:
    return iban.replace(" ", "")


def wrong_iban_of(grid: Grid) -> str | None:
    """Text labelled as an IBAN, whatever it is."""
    texts = (" ".join(cell.text for cell in row.cells) for row in grid.rows)
    return next((match[1].strip() for text in texts if (match := _IBAN_LABELLED.search(text))), None)


def tax_number_of(grid: Grid, theirs: Callable[[GridCell], bool]) -> str | None:
    """The seller's number at its tax office, which is no VAT id; ``theirs`` tells the cells of the buyer."""
    for row in grid.rows:
        if not _DIGITS_AT_OFFICE.search(folded(row.text)):
            continue
        for at, cell in enumerate(row.cells):
            beside = row.cells[at + 1].text if at + 1 < len(row.cells) else ""
            found = _tax_number().match(folded(f"{cell.text} {beside}")) or _tax_number().search(folded(cell.text))
            if found and not theirs(cell):
                return found[1]
    return None


def bic_of(grid: Grid, near: int | None = None) -> str | None:
    """The first BIC; with ``near``, that of the account in this row: the nearest one."""
    found = [
        (row.index, match[1].strip())
        for row in grid.rows
        if (match := _BIC.search(" ".join(cell.text for cell in row.cells)))
    ]
    if not found:
        return None
    return found[0][1] if near is None else min(found, key=lambda one: abs(one[0] - near))[1]


def _over_two_cells(cells: tuple[GridCell, ...]) -> Iterator[VatId]:
    """A label in one cell, the number alone in the next."""
    for label, value in pairwise(cells):
        found = _labelled().search(f"{label.text} {value.text}")
        if found is None or _VAT.search(value.text) or _labelled().search(label.text):
            continue
        if value.text.strip(" :").startswith(found["id"][:4]):
            yield VatId(found["id"], value)


def _is_iban(text: str) -> bool:
    """``True`` where a text begins with an IBAN, whatever stands behind it: ``PL71 4947 ... 2832 SWIFT: ...``."""
    found = _IBAN.match(text)
    whole = found and (_cut(found[0], _LENGTHS.get(text[:2], 0)) or found[0]).replace(" ", "")
    return bool(whole and len(whole) > _SHORTEST_IBAN and _checks(whole))


def _cut_to_length(text: str, *, surely: bool) -> str | None:
    """An account of the length of its country; where nothing says that it is one, its check digits have to hold."""
    length = _LENGTHS.get(text[:2])
    if length is None:
        return text if 15 <= len(text.replace(" ", "")) <= 34 and _checks(text.replace(" ", "")) else None
    fitting = _cut(text, length)
    if fitting is None or surely or text[:2] in _UNLABELLED or _checks(fitting.replace(" ", "")):
        return fitting
    return None


def _cut(text: str, length: int) -> str | None:
    """So many signs of a text, blanks not counted; ``None`` where it has fewer."""
    counted = 0
    for at, sign in enumerate(text):
        counted += sign != " "
        if counted == length:
            return text[: at + 1]
    return None


def has_check_digits(iban: str) -> bool:
    """ISO 7064 mod 97-10 of an account, with blanks or without."""
    return _checks(_squeezed(iban))


def _checks(iban: str) -> bool:
    """ISO 7064 mod 97-10."""
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1
