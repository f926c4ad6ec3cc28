"""One folding of company names for everything that compares them: duplicates, parties, our own company."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "đ": "d", "ı": "i", "&": " and ", "+": " and "})
_LONG_FORMS: Mapping[str, str] = {
    "private limited": "pvt ltd",
    "public limited company": "plc",
    "limited liability company": "llc",
    "limited liability partnership": "llp",
    "limited": "ltd",
    "incorporated": "inc",
    "corporation": "corp",
    "company": "co",
    "proprietary": "pty",
    "gesellschaft mit beschrankter haftung": "gmbh",
    "aktiengesellschaft": "ag",
    "kommanditgesellschaft": "kg",
    "societe a responsabilite limitee": "sarl",
    "societe par actions simplifiee": "sas",
    "societe anonyme": "sa",
    "sociedad de responsabilidad limitada": "sl",
    "sociedad limitada": "sl",
    "sociedad anonima": "sa",
    "societa a responsabilita limitata": "srl",
    "societa per azioni": "spa",
    "sociedade anonima": "sa",
    "limitada": "lda",
    "ltda": "lda",
    "besloten vennootschap": "bv",
    "naamloze vennootschap": "nv",
    "spolka z ograniczona odpowiedzialnoscia": "sp zoo",
    "sp z oo": "sp zoo",
    "spolka akcyjna": "sa",
    "spolecnost s rucenim omezenym": "sro",
    "spol s ro": "sro",
    "akciova spolecnost": "as",
    "korlatolt felelossegu tarsasag": "kft",
    "zartkoruen mukodo reszvenytarsasag": "zrt",
    "societate cu raspundere limitata": "srl",
    "aktiebolag": "ab",
    "aktiebolaget": "ab",
    "aktieselskab": "as",
    "aksjeselskap": "as",
    "anpartsselskab": "aps",
    "osakeyhtio": "oy",
    "julkinen osakeyhtio": "oyj",
    "anonim sirketi": "as",
    "limited sirketi": "ltd sti",
}
"""Legal forms written out, as they are written short. Different forms are different companies."""
_OTHER_FORMS = """se ug ohg ev eg eu nv spa sas sarl srl ab oy aps kft zrt bt doo sro sasu eurl slu sau ou uab sia ead
eood ood"""
_SHORT_FORMS = sorted({*_LONG_FORMS.values(), *_OTHER_FORMS.split(), "gmbh and co kg"}, key=len, reverse=True)
"""Legal forms as :func:`folded_name` spells them."""
_FORM_AT_END = re.compile(rf"(?: (?:{'|'.join(_SHORT_FORMS)}))+$")
_JOINING = frozenset({"and", "und", "et", "y", "e", "og", "och", "en", "ja", "ve"})
_WORD, _ACCENT_OR_POINT = re.compile(r"\w+"), re.compile(r"[\u0300-\u036f.]")
_FORM = re.compile(r"\b(?:" + "|".join(sorted(_LONG_FORMS, key=len, reverse=True)) + r")\b")


@lru_cache(maxsize=4_096)
def folded_name(name: str | None) -> str:
    """A company's name without case, accents, punctuation and spelling of its legal form."""
    plain = unicodedata.normalize("NFKD", name or "").casefold().translate(_LETTERS)
    words = _WORD.findall(_ACCENT_OR_POINT.sub("", plain))
    return _FORM.sub(lambda form: _LONG_FORMS[form[0]], " ".join(words))


def bare_name(name: str | None) -> str:
    """The folded name without the legal form at its end; the whole name where nothing else is in it."""
    plain = folded_name(name)
    return _FORM_AT_END.sub("", plain) or plain


def company_key(name: str | None) -> str:
    """The folded name in one word, whether joined with ``&`` or ``and``, spelled with ``ü`` or ``ue``."""
    words = (word for word in folded_name(name).split() if word not in _JOINING)
    return re.sub(r"(?<=[aou])e", "", "".join(words))
