"""What kind of document it is and in which language, by the words it prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import yaml

from invoice_llm.invoice.amounts import find_amounts
from invoice_llm.invoice.schema import DocType
from invoice_llm.label_reader.grid import Cell, Grid
from invoice_llm.label_reader.labels import folded

_INVOICE_WORD = re.compile(
    r"\binvoice|rechnung|\bfacture|factuur|\bfactura|fattura|faktur|\bfatura|credit note|gutschrift|\bavoir\b",
    re.IGNORECASE,
)
_WORDS = {
    "en": "the and invoice date total of amount your for due payment number bill description",
    "de": "und der die rechnung datum betrag menge summe ust mwst fur preis nr zahlbar gesamtbetrag bezeichnung",
    "fr": "et le la les facture montant de du total tva prix date reglement echeance client designation",
    "nl": "en de het factuur bedrag btw aantal totaal van prijs factuurnummer betaling datum",
    "es": "y el la los factura importe iva fecha cantidad precio de total cliente vencimiento",
    "it": "e il la fattura importo iva data quantita prezzo totale di del scadenza cliente imponibile",
    "pl": "i do faktura kwota vat data ilosc cena razem netto brutto sprzedawca nabywca zaplaty",
    "pt": "e o a fatura valor iva data quantidade preco total de do vencimento cliente",
}  # fmt: skip
_TOP_ROWS = 25
_AMOUNTS_OF_AN_INVOICE = 2
_SPECIAL: frozenset[DocType] = frozenset({"credit_note", "debit_note", "proforma", "reminder", "statement"})
_BEHIND_TITLE = re.compile(
    r"(?:no|nr|n|number|nummer|numero|num|id|copy|original|for|de|zur?)\b|(?:[^\W\d_]{1,5} )?\S*[0-9]"
)


def doc_type_of(grid: Grid) -> DocType:
    """By the title near the top; a document that says nowhere what it is counts as ``other``.

    A more special title counts for more than ``Invoice``: a reminder and a credit note name the invoice as well.
    """
    titles = list(_titles(grid))
    for wanted in (_SPECIAL, frozenset[DocType]({"invoice"}), frozenset[DocType]({"other"})):
        if named := next((kind for kind in titles if kind in wanted), None):
            return named
    text = " ".join(row.text for row in grid.rows)
    if _INVOICE_WORD.search(text) and len(find_amounts(text)) >= _AMOUNTS_OF_AN_INVOICE:
        return "invoice"
    return "receipt" if "receipt" in titles else "other"


def _titles(grid: Grid) -> Iterator[DocType]:
    for row in grid.rows[:_TOP_ROWS]:
        for cell in row.cells:
            plain = " ".join(re.findall(r"\w+", folded(cell.text)))
            for kind, words in _title_words():
                found = words.match(plain)
                if (
                    found
                    and _is_title(plain[found.end() :].strip())
                    and not (kind != "invoice" and _has_value(grid, cell))
                ):
                    yield kind


def _has_value(grid: Grid, cell: Cell) -> bool:
    """Whether it is a label rather than a title: ``Credit note   -5.00``, ``Purchase order`` above a number."""
    close = [other for other in grid.below(cell, 1) if not grid.rows[other.row].gap]
    others = [*grid.right_of(cell), *close]
    return cell.text.endswith(":") or any(re.search(r"[0-9]", other.text) for other in others)


def language_of(text: str) -> str | None:
    words = re.findall(r"[^\W\d_]+", folded(text))
    counted = {language: sum(word in known for word in words) for language, known in _KNOWN.items()}
    (first, most), (_, next_most) = sorted(counted.items(), key=lambda one: -one[1])[:2]
    return first if most >= 3 and most > next_most else None


def _is_title(rest: str) -> bool:
    """A title is a line of its own, with no more than a number behind it."""
    return len(rest) < 40 and (not rest or bool(_BEHIND_TITLE.match(rest)))


@cache
def _title_words() -> Sequence[tuple[DocType, re.Pattern[str]]]:
    source = files("invoice_llm.label_reader").joinpath("titles.yaml").read_text("utf-8")
    titles: dict[DocType, list[str]] = yaml.safe_load(source)
    return tuple((kind, re.compile(rf"(?:{'|'.join(words)})(?!\w)")) for kind, words in titles.items())


_KNOWN = {language: frozenset(word for word in words.split() if len(word) > 1) for language, words in _WORDS.items()}
