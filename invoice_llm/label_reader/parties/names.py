"""Names of companies: what can be one and what never is."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from invoice_llm.invoice.amounts import find_amounts
from invoice_llm.label_reader.bullets import BULLETS
from invoice_llm.label_reader.labels import is_label, labels_at
from invoice_llm.vocabulary.dates import find_dates
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import company_forms, leading, listed_words, pattern, printed_words

_CONTACT = re.compile(r"@|www\.|https?:|\+[0-9]{2}|�|✉|☎", re.IGNORECASE)
_PLACE = re.compile(r"^(?:[A-Z]{1,2}-)?[0-9]{4,5}\b|\b[0-9]{1,4}[a-z]?$|^[0-9]+[,\s]", re.IGNORECASE)
_PARTING = re.compile(rf"\s+[-–—*/]\s+(?=[^-–—]*[0-9@])|\s*[{BULLETS}]\s*|\s{{2,}}")
_NEVER_FIRST = frozenset({"Co.", "Company"})
_SHORT_FORM = 2
_KEPT = 8192
"""Texts that are remembered: every cell of a page is asked several times whether it names a company."""
_KINDS = (
    "seller", "buyer", "other_party", "invoice_number", "issue_date", "due_date", "other_date", "delivery_date",
    "purchase_order",
    "customer_number", "other_number", "net", "tax", "gross", "due", "paid", "col_description", "col_quantity",
    "col_price", "shipping",
)  # fmt: skip
_NEVER_INSIDE = ("invoice_number", "issue_date", "due_date", "customer_number")
_LONG_WORD = 6
"""Letters of a word that is no part of a name by chance."""
_LONGEST_FORM = 20
_CODE = re.compile(r"^[^:]{2,40}\s?:\s*\S")


@cache
def _form() -> re.Pattern[str]:
    """A company's form as printed: ``Ltd(.)`` with its point or without, blanks where they stand or none."""
    forms = sorted(company_forms(), key=len, reverse=True)
    spelled = (re.escape(form).replace(r"\(\.\)", r"\.?").replace(r"\ ", " ?") for form in forms)
    return re.compile(rf"(?<![\w&])(?<![0-9] )(?:{'|'.join(spelled)})(?![\w&])")


@cache
def _heading() -> re.Pattern[str]:
    whole, first = listed_words("heading"), listed_words("heading_start")
    begun = alternatives([f"{phrase}*" for phrase in first], anchored=True)
    return re.compile(rf"\W*(?:{alternatives(whole, anchored=True)}|{begun}.*)(?!\w)\W*")


@cache
def _attention() -> re.Pattern[str]:
    """``Attn.`` or ``Name:`` before a name."""
    lead, name = printed_words("attention"), printed_words("name", "attention")
    return re.compile(rf"^{lead}\.?\s*:?\s+(?=\S)|^{name}\.?\s*:\s*", re.IGNORECASE)


@cache
def _numbered() -> re.Pattern[str]:
    """A number of a register or of a customer, with its label before it."""
    taxes, labels = (
        alternatives(listed_words("vat", "tax", "tax_id"), anchored=True),
        listed_words("numbered", "tax_number"),
    )
    numbers = r"(?:id(?:ent)?|reg|no|nr|nummer|number)"
    of_tax = rf"{taxes}[ .-]*{numbers}[ .-]*(?:no|nr|nummer|number)?\b"
    return re.compile(rf"(?:{alternatives(labels, anchored=True)}|{of_tax})[.:]*(?:\s+[0-9]|$)")


@cache
def _salutation() -> re.Pattern[str]:
    return re.compile(rf"{alternatives(listed_words('salutation'), anchored=True)}[.:]*")


@cache
def _cut_words() -> re.Pattern[str]:
    return re.compile(rf"\s*,|\s+(?:[-–(]|[0-9]|{printed_words('customer_part')})")


@lru_cache(maxsize=_KEPT)
def has_form(text: str) -> bool:
    """``True`` where a company's form stands in a text; two letters alone at its beginning are none."""
    found = _form().search(text)
    return bool(found and not (found.start() == 0 and (len(found[0]) == _SHORT_FORM or found[0] in _NEVER_FIRST)))


@lru_cache(maxsize=_KEPT)
def completed_form(name: str, below: str) -> str | None:
    """Both texts as one name, where the second is no more than the end of the form of a company."""
    second = below.strip(" ,")
    if len(second) > _LONGEST_FORM or re.search(r"[0-9]", second):
        return None
    whole = f"{name} {second}"
    found = list(_form().finditer(whole))
    reaches = bool(found) and found[-1].end() >= len(whole.rstrip(".")) and found[-1].start() <= len(name) + 1
    return whole if reaches and not (has_form(name) and found[-1].start() > len(name)) else None


@lru_cache(maxsize=_KEPT)
def name_in(text: str) -> str | None:
    """The name of a company or a person that a line of an address begins with, or ``None``."""
    if text.startswith(":"):
        return None
    text = _attention().sub("", text.strip()).strip(f" ,;:*-–{BULLETS}")
    text = _PARTING.split(text, maxsplit=1)[0].strip(" ,;:")
    if form := _form().search(text):
        text = _cut_behind(text, form.end())
    if re.match(r"^[0-9.,]+ \S{1,4}$", text):
        return None
    if not 2 < len(text) <= 70 or not re.search(r"[^\W\d_]{2}", text):
        return None
    if is_contact(text) or _CODE.match(text) or is_label(text, _KINDS) or find_dates(text):
        return None
    return None if _is_no_name(folded(text)) or _holds_label(text) else text


def _holds_label(text: str) -> bool:
    """``True`` where a label stands inside a text, as where two columns are printed over each other."""
    behind = [text[found.end() :] for found in re.finditer(r"\S+ ", text)]
    labels = (label for rest in behind for label in labels_at(rest, _NEVER_INSIDE) if label.strong)
    return any(label.size > 1 or (label.kind == "due_date" and len(label.text) >= _LONG_WORD) for label in labels)


def _is_no_name(plain: str) -> bool:
    """``True`` for a salutation, a heading, a numbered label and the number of a page, in folded text."""
    if _salutation().fullmatch(plain) or _heading().fullmatch(plain) or _numbered().match(plain):
        return True
    page = leading("page").match(plain)
    return bool(page and plain[page.end() : page.end() + 1] == " ")


@lru_cache(maxsize=_KEPT)
def is_place(text: str) -> bool:
    """``True`` for a line that looks like a street, a town with its code, or the like."""
    return bool(_PLACE.search(text) or pattern("street").search(folded(text))) or bool(
        re.search(r"[0-9]", text) and not find_amounts(text) and not has_form(text)
    )


def is_company(name: str) -> bool:
    """``True`` of a name with a legal form, in capitals or not: ``MUSTERLIEFERANT GMBH``."""
    words = folded(name).replace(".", "").split()
    return any(folded(form).replace(".", "").replace("()", "") in words for form in company_forms())


def can_name(text: str) -> bool:
    """``True`` for no street and no town, unless it says that it is a company: ``Tallow Lane Electrical Ltd``."""
    return has_form(text) or not is_place(text)


def is_title(text: str) -> bool:
    """``True`` where a text begins with a word that heads papers and names nobody."""
    return bool(_heading().match(folded(text)))


@lru_cache(maxsize=_KEPT)
def is_contact(text: str) -> bool:
    """``True`` where a text names a way of contact: an address of mail or web, a telephone."""
    return bool(_CONTACT.search(text) or pattern("contact").search(folded(text)))


def _cut_behind(text: str, end: int) -> str:
    """``Acme GmbH, Weg 1``: what stands behind the form after a comma is the address, as are a house and a town with
    their numbers."""
    behind = text[end:]
    has_town = re.search(r"[0-9]{4}", behind) and pattern("street").search(folded(behind))
    is_address = len(text[:end].split()) > 1 and (has_town or _is_house_and_town(behind))
    if _cut_words().match(behind) or is_address:
        return text[:end]
    return text


def _is_house_and_town(text: str) -> bool:
    """``Weg 1 12345 Stadt``: two numbers, words before them, and no form of a company."""
    numbers = re.findall(r"(?<!\S)[A-Z]{0,2}[0-9][0-9A-Z/-]*(?!\S)", text.replace(",", " "))
    return len(numbers) > 1 and bool(re.match(r"\W*[^\W\d]{2}", text)) and not has_form(text)
