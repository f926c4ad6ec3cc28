"""The values of a document that a model is asked for: those that nothing on the page has proven yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from invoice_llm.invoice.answers.short_answer import ROWS, WIRE_KEYS, ShortAnswer, ShortValues
from invoice_llm.invoice.checks import ARITHMETIC, Finding
from invoice_llm.invoice.field import InvoiceField
from invoice_llm.invoice.fields import FIELDS
from invoice_llm.invoice.paths import get, top
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.reading.sheet import Seen, Sheet
from invoice_llm.vocabulary.dates import find_dates
from invoice_llm.vocabulary.folding import folded, plain_words
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import role_labels, strong_labels, titles_of, weak_labels

PROVEN = 0.95
"""Probability of the label reader's value from which no model is asked for it: that among all that the page offers
where it is known, else that of its signals."""
_ALWAYS = ("doc_type",)
_WITH_LINES = ("prices_include_tax", "sum_lines_net")
_BESIDES = (*_WITH_LINES, "preceding_invoice")
_ASKED = tuple(
    field
    for field in FIELDS
    if field.answer in WIRE_KEYS and (field.truth or field.located or field.answer in _BESIDES)
)
"""Values that matter to somebody; addresses and terms of payment are long and stay the label reader's."""
_WHOLE = tuple(field for field in FIELDS if field.answer and (field.fused in (None, "lines") or field.in_rows))
_SILENT = frozenset(key for field in _WHOLE if (key := str(field.answer).partition("[")[0]) in WIRE_KEYS)
"""Values that the fusion takes from one reading, all of them or none; a model that was not asked may not blank them."""
_TOTALS = frozenset(field.path for field in FIELDS if field.fused == "amounts")
_OF_AMOUNTS = frozenset(
    {str(field.answer) for field in FIELDS if field.answer and field.path in _TOTALS}
    | {"taxes", "allowances_charges", "currency", *_WITH_LINES}
)
_CARRYING = tuple(field.path for field in FIELDS if field.path in _TOTALS and field.rank in ("required", "main"))

_ACCOUNT = re.compile(r"[A-Z](?<=\b[A-Z])[A-Z] ?[0-9]{2}(?: ?[0-9A-Z]){11}")
_WITH_COUNTRY = re.compile(r"\b[A-Z]{2,3}[ .:-]{0,2}(?:[A-Z]?[ .-]?[0-9]){6}", re.IGNORECASE)
_FORMS = {"iban": _ACCOUNT, "seller.vat_id": _WITH_COUNTRY, "buyer.vat_id": _WITH_COUNTRY}
"""The least that a number of each kind has: an IBAN two letters, two digits and eleven more characters, a VAT id a
country and six digits."""


_STEM, _SHORTEST_NOUN = 5, 3
_REFERENCES = tuple(
    (str(field.answer), str(field.role)) for field in FIELDS if field.answer in ("customer_number", "delivery_note_ref")
)
"""References whose labels have a noun of their own, with their roles. Orders are named in too many ways."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Answer keys to ask for, in the catalogue's order, whether the lines belong to them, and names of own fields."""

    keys: tuple[str, ...]
    lines: bool
    own: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The question as the prompt puts it."""
        return ", ".join([*(WIRE_KEYS[key] for key in self.keys), *self.own, *([ROWS] if self.lines else ())])

    @property
    def amounts(self) -> bool:
        """Whether an amount outside the table, or its currency, is asked for."""
        return self.lines or not _OF_AMOUNTS.isdisjoint(self.keys)

    @property
    def answer(self) -> type[ShortValues]:
        """Class of the answer."""
        return ShortAnswer if self.lines else ShortValues

    def printed(self, answer: ShortValues, labels: PrintedInvoice) -> PrintedInvoice:
        """The answer as a whole reading. What was not asked for is no reading: it is silent there, except for values
        that come from one reading as a whole."""
        whole = answer.printed(labels, _SILENT - set(self.keys)).model_copy(update={"own": answer.own(self.own)})
        return whole if self.lines else whole.model_copy(update={"lines": labels.lines})


def asked_of(sheet: Sheet) -> Asked:
    """Values that the label reader's reading of this page leaves open."""
    seen = sheet.weighed(sheet.labels.printed, {}, {})
    failing = _failing(seen.findings)
    lines = not _are_proven(seen, sheet)
    believed = {**seen.weighed.fields, **sheet.believed}
    totals = not _is_sum_proven(seen, believed, failing)
    keys = [
        field.answer for field in _ASKED if field.answer and not _is_settled(field, believed, failing, totals=totals)
    ]
    printed = _printed_kinds(sheet) | _printed_apart(sheet, open_keys=set(map(str, keys)))
    with_rows = [key for key in keys if (lines or key not in _WITH_LINES) and printed.get(key, True)]
    return Asked((*with_rows, *_sums(seen, failing)), lines, sheet.own_open)


def _printed_kinds(sheet: Sheet) -> dict[str, bool]:
    """Answer keys of numbers that cannot be on the page where nothing on it has their form; nothing is said of pages
    whose letters may be misread."""
    if any(page.source != "text" for page in sheet.read.pages):
        return {}
    return {key: form.search(sheet.read.text) is not None for key, form in _FORMS.items()}


def _printed_apart(sheet: Sheet, *, open_keys: set[str]) -> dict[str, bool]:
    """Answer keys of other days than that of the invoice, of references, and of the invoice that it corrects: they
    cannot be on a page without another day, without a word of their labels in any language, or without one by which a
    paper corrects another. Nothing is said of pages whose letters may be
    misread, whose language nobody here knows, or whose own day is not proven."""
    text, labels = sheet.read.text, sheet.labels.printed
    if labels.language is None or any(page.source != "text" for page in sheet.read.pages):
        return {}
    plain = folded(text)
    told = {key: nouns.search(plain) is not None for key, nouns in _nouns().items()}
    told["preceding_invoice"] = labels.doc_type != "invoice" or _correcting().search(plain) is not None
    if "issue_date" in open_keys:
        return told
    others = sum(len(find_dates(line)) for line in text.splitlines()) - 1
    return told | {"due_date": others > 0, "delivery_date": others > ("due_date" not in open_keys)}


@cache
def _nouns() -> Mapping[str, re.Pattern[str]]:
    """By the answer key of a reference, the beginnings of the words that its labels have and the number's own do not:
    ``customer`` and ``client``, not ``number``. A label that nobody knows has one of them as well."""
    common = _beginnings("invoice_number")
    nouns = {key: _beginnings(role) - common for key, role in _REFERENCES}
    return {key: re.compile(alternatives(f"*{one}*" for one in own)) for key, own in nouns.items()}


def _beginnings(role: str) -> set[str]:
    labels = (*role_labels(role), *titles_of(role))
    return {word[:_STEM] for label in labels for word in plain_words(label).split() if len(word) >= _SHORTEST_NOUN}


@cache
def _correcting() -> re.Pattern[str]:
    """Titles of papers that correct an invoice, and labels of the invoice that is corrected."""
    labels = strong_labels("preceding_invoice"), weak_labels("preceding_invoice")
    return re.compile(alternatives([*titles_of("credit_note", "debit_note"), *labels[0], *labels[1]]))


def _is_settled(field: InvoiceField, believed: Mapping[str, float], failing: frozenset[str], *, totals: bool) -> bool:
    """Totals are asked for together: which of them are right shows in their sums."""
    return not totals if field.path in _TOTALS else _is_proven(field, believed, failing)


def _is_sum_proven(seen: Seen, believed: Mapping[str, float], failing: frozenset[str]) -> bool:
    said = {finding.rule: finding.ok for finding in seen.findings if finding.rule in ARITHMETIC}
    proven = all(believed.get(path, 0.0) >= PROVEN for path in _CARRYING)
    return proven and said.get("BR-CO-15") is True and not failing & _TOTALS


def _is_proven(field: InvoiceField, believed: Mapping[str, float], failing: frozenset[str]) -> bool:
    """Names are never proven by one reading: a page has many, and what is one is a matter of reading."""
    if field.answer in _ALWAYS or field.type == "name":
        return False
    return field.first_path not in failing and believed.get(field.first_path, 0.0) >= PROVEN


def _failing(findings: Sequence[Finding]) -> frozenset[str]:
    """Values in a sum that does not hold."""
    broken = (finding for finding in findings if finding.ok is False and finding.severity != "info")
    return frozenset(top(path) if "[" in path else path for finding in broken for path in finding.fields)


def _are_proven(seen: Seen, sheet: Sheet) -> bool:
    """Lines that add up to a total of the page, none of which contradicts itself, as many as the page has rows."""
    rows = sheet.read.structure.printed_rows
    said = {finding.rule: finding.ok for finding in seen.findings if finding.rule in ARITHMETIC}
    complete = rows is None or rows == len(seen.assembled.invoice.lines)
    return complete and said.get("BR-CO-10") is True and said.get("X-QTY") is not False


def _sums(seen: Seen, failing: frozenset[str]) -> Iterator[str]:
    """Taxes and charges, where the sums do not show that the label reader has them."""
    said = {finding.rule: finding.ok for finding in seen.findings}
    if said.get("BR-CO-14") is not True or said.get("BR-CO-17") is False or "taxes" in failing:
        yield "taxes"
    if said.get("BR-CO-13") is not True or get(seen.assembled.invoice, "allowances_charges"):
        yield "allowances_charges"
