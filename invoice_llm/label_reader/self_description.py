"""States that a document says it is in: void, a draft, paid, ..., as a stamp, a title or a sentence about itself.

A word alone proves nothing: it may speak of an order, a fee or another invoice. It counts as a stamp or title where its
cell says nothing else, and in a sentence where that names the document and states no rule. Rows with amounts and rows
of the table are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from invoice_llm.invoice.amounts import find_amounts
from invoice_llm.label_reader.grid import Grid, GridCell, GridRow
from invoice_llm.label_reader.labelled_states import labelled_states
from invoice_llm.label_reader.parties.accounts import is_assignment
from invoice_llm.label_reader.parties.names import has_form
from invoice_llm.label_reader.passages import Passage, Torn, names_an_amount, passages_of, torn_in
from invoice_llm.label_reader.self_statement import SelfStatement
from invoice_llm.label_reader.settlement import UNCLEAR, is_asked, is_of_something_else, methods_in, settled_by
from invoice_llm.label_reader.state_words import (
    STATES,
    any_state,
    credit_words,
    fillers,
    in_language,
    stamp_of_tests,
    state_phrases,
    words_of,
)
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.sections import STATUS
from invoice_llm.vocabulary.words import pattern, words_in

_ALONE = frozenset({"void", "draft", "proforma", "paid", "no_payment", "nothing_due", "copy", "overdue", "doubted"})
_SHOUTED = frozenset({"void", "draft"})
_SENTENCES = frozenset({"doubtful", "credited", "deduct"})
"""States of phrases rather than words: what stands around them has to be short, or no rule."""
_OF_THEMSELVES = frozenset({"no_payment", "nothing_due", "assigned", "direct_debit", *_SENTENCES})
"""States whose words are about this document without naming it."""
_PAIRS = (
    ("bank_words", "change_words", "doubtful"),
    ("offer_words", "accept_words", "doubtful"),
    ("credit_rest", "credit_verb", "credited"),
)
"""Two lists of words, and the state that they tell together."""
_MOST_STAMP = 60
_FOOTNOTE = re.compile(r"(?:\*{1,3}|[†‡¹²³]) ?[^\W_].*[^*]$")
"""A note to what is marked so, not to the document."""
_LONGEST_NOTE, _SHORT_NOTE = 25, 6
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+", re.IGNORECASE)
_SIGNS_OF_ADDRESS = ("@", "www.", "://")
_SPACED = re.compile(r"[^\W\d_](?: [^\W\d_]){3,}")
_INITIALS = re.compile(r"[\s/,-][^\W\d_]{2,3}\.?$")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_LONGEST_DOUBTFUL = 30
"""Words beside a phrase that makes a document doubtful: what is longer, is terms of business."""
_LONGEST_DOUBTED = 14
_SHORT = 12
"""A sentence of so few words states no rule, whatever words it has."""
_MOST_SHOUTED = 5
_LONGEST_PAID = 12
"""Words beside those that say paid: longer sentences are terms of payment or of delivery."""


def said_by(grid: Grid, table: frozenset[int]) -> tuple[SelfStatement, ...]:
    """Every state that the document says it is in, from the top, and of equals a sentence before what was put together
    from rows; ``table`` are the rows of its lines."""
    stamps = [one for row in grid.rows for cell in row.cells for one in _stamped(grid, row, cell, table)]
    passages = list(passages_of(grid, table))
    said = [one for passage in passages for one in _sentenced(passage, grid.language)]
    said += [one for passage in passages for one in _paired(passage, grid.language)]
    said += [one for passage in passages for one in settled_by(passage, grid.language)]
    said += [one for torn in torn_in(grid, table) for one in _across(torn, grid.language)]
    found = dict.fromkeys([*stamps, *said, *labelled_states(grid, table), *methods_in(grid, table)])
    return tuple(sorted(found, key=lambda one: (one.row, one.state, not one.alone)))


def noted_in(text: str) -> tuple[SelfStatement, ...]:
    """States in a note that came with the document: it speaks of the document, whether it names it or not. A rule, as
    terms of payment are, says nothing of this one."""
    told: list[SelfStatement] = []
    for sentence in filter(None, map(str.strip, _SENTENCE_END.split(text))):
        plain = folded(sentence)
        found = ((state, state_phrases()[state].search(plain)) for state in STATES)
        told += [
            SelfStatement(state, match[0], sentence, 0, alone=False)
            for state, match in found
            if match and not _is_rule(state, f"{plain[: match.start()]} , {plain[match.end() :]}")
        ]
    sure = tuple(one for one in told if one.state != "doubted")
    return sure or tuple(told)


def _is_rule(state: str, around: str) -> bool:
    words = len(around.split())
    if words > _LONGEST_NOTE:
        return True
    certain = state in _OF_THEMSELVES and state != "doubtful"
    return words > _SHORT_NOTE and not certain and bool(pattern("rule").search(around))


def _stamped(grid: Grid, row: GridRow, cell: GridCell, table: frozenset[int]) -> Iterator[SelfStatement]:
    text = _unspaced(cell.text)
    across = row.index in table or _within(row.index, table)
    if across and (text != text.upper() or len(row.cells) > 1):
        return
    if len(text) > _MOST_STAMP or _FOOTNOTE.match(text) or names_an_amount(row, cell):
        return
    if not has_form(text) and not _is_label(grid, cell):
        yield from _alone(text, row.index, grid.language)


def _alone(text: str, row: int, language: str | None) -> Iterator[SelfStatement]:
    """States of a text that says no more than them."""
    plain = folded(text)
    if text == text.upper() and stamp_of_tests(language or "en").fullmatch(re.sub(r"^\W+|\W+$", "", plain)):
        yield SelfStatement("draft", text, text, row, alone=True)
    for state in _ALONE if any_state().search(plain) else ():
        found = state_phrases()[state].search(plain)
        if found is None or (state == "void" and _is_credit_title(plain)):
            continue
        if _is_foreign(state, found[0], text, language):
            continue
        if state == "paid" and _is_not_of_this(plain, found, language):
            continue
        if _says_no_more(plain, text) or (state in _SHOUTED and _is_shouted(text, found)):
            words = text[found.start() : found.end()] or text
            told = UNCLEAR if state == "paid" and _goes_on(text) else state
            yield SelfStatement(told, words, text, row, alone=True)


def _goes_on(text: str) -> bool:
    """The rest of a sentence that began in another row, where it may say that the money will be fetched."""
    return not text.isupper() and not text[:1].isupper() and text.endswith(".")


def _is_credit_title(plain: str) -> bool:
    """``Factura storno``: what a credit note is called, in more than the one word that stamps have."""
    return " " in plain and bool(credit_words().fullmatch(plain.strip(" .:")))


def _says_no_more(plain: str, text: str) -> bool:
    """``True`` where nothing but the state is said; initials behind it are of the one who wrote it."""
    left = re.findall(r"[^\W\d_]+", _leftover(plain))
    return not left or (len(left) == 1 and bool(_INITIALS.search(text)))


def _is_foreign(state: str, words: str, text: str, language: str | None) -> bool:
    """A word alone that is doubtful in one language may be an everyday one in another, as may one for a sample that is
    not in capitals."""
    if state == "draft":
        everyday = bool(language) and " " not in words and text != text.upper()
        return everyday and not in_language(state, language or "en").fullmatch(words)
    return state == "doubted" and not (language and in_language(state, language).fullmatch(words))


def _is_shouted(text: str, found: re.Match[str]) -> bool:
    """``DRAFT for approval``: a short text that begins with the state in capitals, and names no company."""
    words = text[: found.end()]
    return found.start() == 0 and words == words.upper() and len(text.split()) <= _MOST_SHOUTED


def _within(index: int, table: frozenset[int]) -> bool:
    return bool(table) and min(table) < index < max(table)


def _leftover(plain: str) -> str:
    """The text without words of states, of documents and between them, and without what has a digit."""
    bare = any_state().sub(" ", plain)
    bare = pattern("document", "invoice").sub(" ", bare)
    return re.sub(r"\S*[0-9]\S*", " ", fillers().sub(" ", bare))


def _is_label(grid: Grid, cell: GridCell) -> bool:
    """``Draft:  harbour plan``, ``Cancelled by  Ann Smith``: the words name what stands beside them."""
    if not any(grid.right_of(cell)):
        return False
    last = folded(cell.text).rstrip(" .:").split()[-1:]
    return cell.text.rstrip().endswith(":") or bool(last and fillers().fullmatch(last[0]))


def _across(torn: Torn, language: str | None) -> Iterator[SelfStatement]:
    """States whose words stand on both sides of a gap, or of the end of a row, or on one side of a sentence."""
    parts = [folded(part) for part in torn.parts]
    if torn.is_sentence and len(torn.passage.text) <= _MOST_STAMP and not has_form(torn.passage.text):
        yield from _alone(torn.passage.text, torn.passage.row, language)
    for said in _sentenced(torn.passage, language):
        if torn.is_sentence or not any(said.words in part for part in parts):
            yield said


def _spoken(text: str) -> str:
    """The text without addresses of mail and of the web: ``www.draft.example Invoice`` is no draft invoice."""
    lowered = text.lower()
    return folded(_ADDRESS.sub(" , ", text) if any(sign in lowered for sign in _SIGNS_OF_ADDRESS) else text)


def _sentenced(passage: Passage, language: str | None) -> Iterator[SelfStatement]:
    plain = _spoken(passage.text)
    if not any_state().search(plain) or _FOOTNOTE.match(passage.text):
        return
    if _is_credit_title(plain) or words_in(language, "if_already").search(plain):
        return
    named = bool(pattern("document").search(plain))
    for state in STATUS:
        for found in state_phrases()[state].finditer(plain):
            around = f"{plain[: found.start()]} , {plain[found.end() :]}"
            if state == "assigned" and not is_assignment(passage.text):
                break
            if language and " " not in found[0] and not in_language(state, language).fullmatch(found[0]):
                continue
            if state == "paid" and _is_not_of_this(plain, found, language):
                continue
            if state == "assigned" or _counts(state, found[0], around, named=named):
                told = UNCLEAR if state == "paid" and " " not in found[0] else state
                yield SelfStatement(told, found[0], passage.text, passage.row, alone=False)
                break


def _is_not_of_this(plain: str, found: re.Match[str], language: str | None) -> bool:
    """``Must be paid``, ``Paid by: ____``, ``VAT is paid by the recipient``: words of payment that tell of none."""
    return is_asked(plain, language) or is_of_something_else(plain[found.end() :], plain, language)


def _paired(passage: Passage, language: str | None) -> Iterator[SelfStatement]:
    """Two words that make a sentence doubtful together, in the document's language or in English: another account, or
    an offer that is accepted by paying it."""
    plain = _spoken(passage.text)
    if len(plain.split()) > _LONGEST_DOUBTFUL or pattern("rule").search(plain):
        return
    for subject, said, state in _PAIRS:
        for code in dict.fromkeys((language or "en", "en")):
            found = words_of(said, code).search(plain)
            if found and words_of(subject, code).search(plain):
                yield SelfStatement(state, found[0], passage.text, passage.row, alone=False)
                break


def _counts(state: str, words: str, around: str, *, named: bool) -> bool:
    if state in ("replaces", "direct_debit") or (state == "paid" and _opens_note(words, around)):
        return True
    is_imprint = state == "draft" and pattern("imprint").search(around)
    if is_imprint or (state in _SENTENCES and not _is_said(state, words, around)):
        return False
    if state == "doubted":
        return _is_doubted(around, named=named)
    is_short = state in _SENTENCES and (named or len(around.split()) <= _SHORT)
    if not is_short and pattern("rule").search(around):
        return False
    if state == "paid":
        return len(around.split()) <= (_LONGEST_PAID if " " in words else _LONGEST_PAID // 2)
    return state in _OF_THEMSELVES or named


def _is_said(state: str, words: str, around: str) -> bool:
    if _is_cut_off(words, around) or len(around.split()) > _LONGEST_DOUBTFUL:
        return False
    return state != "deduct" or _names_what_to_deduct(around)


def _names_what_to_deduct(around: str) -> bool:
    """``our credit note CN-12 of 150.00``: a credit or an amount, and no discount for those who pay early."""
    if "%" in around or pattern("early_discount").search(around):
        return False
    return bool(find_amounts(around) or credit_words().search(around))


def _opens_note(words: str, around: str) -> bool:
    """``Received with thanks on 5 May in cash``: a short note that begins with what it says."""
    return " " in words and around.startswith(" ,") and len(around.split()) <= _SHORT_NOTE


def _is_doubted(around: str, *, named: bool) -> bool:
    """In a short sentence about the document or its payment that states no rule."""
    speaks_of_it = named or bool(pattern("invoice", "pay").search(around))
    return speaks_of_it and len(around.split()) <= _LONGEST_DOUBTED and not pattern("rule").search(around)


def _is_cut_off(words: str, around: str) -> bool:
    """``Cancelled by``: a label of what stands beside it."""
    return not around.strip(" ,") and bool(fillers().fullmatch(words.rsplit(maxsplit=1)[-1]))


def _unspaced(text: str) -> str:
    """``D R A F T`` as a word."""
    return text.replace(" ", "") if text[1:2] == " " and _SPACED.fullmatch(text) else text
