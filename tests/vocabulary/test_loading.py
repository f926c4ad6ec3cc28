"""A language's file: complete, without contradictions, and told apart from a wrong one by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoice_llm.label_reader.revision import revision
from invoice_llm.vocabulary import sections
from invoice_llm.vocabulary.dates import find_dates, parse_date
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.label_table import label_table
from invoice_llm.vocabulary.language import roles_in
from invoice_llm.vocabulary.loading import FOLDER, VocabularyError, languages, read_language, vocabulary_files


def test_a_language_is_read_from_one_file_named_by_its_code() -> None:
    assert {path.stem for path in vocabulary_files()} == set(languages())
    assert next(iter(languages())) == "en"


@pytest.mark.parametrize("code", languages())
def test_a_language_has_every_section_and_every_key_that_is_required(code: str) -> None:
    language = languages()[code]
    assert set(language.titles) == set(sections.TITLES)
    assert set(language.status) == set(sections.STATUS)
    assert set(sections.WORDS) - sections.OPTIONAL_WORDS <= set(language.words)
    assert set(language.months) == set(range(1, 13))


@pytest.mark.parametrize("code", languages())
def test_every_name_of_a_month_is_read_as_that_month(code: str) -> None:
    for number, names in languages()[code].months.items():
        for name in names:
            for text in (f"12 {name} 2026", f"12. {name.capitalize()} 2026"):
                parsed = parse_date(text)
                assert parsed is not None, text
                assert (parsed.value.month, find_dates(text)) == (number, [(0, len(text))]), text


def test_a_key_that_is_missing_is_named_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"sv\.yaml: .*labels: due_date is missing"):
        read_language(_changed(tmp_path, "  due_date: [", "  delivery_date_: ["))


def test_a_key_that_is_unknown_is_named_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"sv\.yaml: .*words: nummber is no key of this section"):
        read_language(_changed(tmp_path, "\nwords:\n", "\nwords:\n  nummber: [no]\n"))


def test_a_section_that_is_missing_is_named_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"sv\.yaml: status: Field required"):
        read_language(_changed(tmp_path, "status:\n", "state:\n"))


def test_a_phrase_with_two_meanings_is_named_with_both(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"sv\.yaml: .*head: 'fakturanummer' stands under .*due_date"):
        read_language(_changed(tmp_path, "  due_date: [", "  due_date: [Fakturanummer, "))


def test_a_month_that_is_missing_or_named_twice_is_told(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"months: 3 is missing.*months: 'april' stands twice"):
        read_language(_changed(tmp_path, "  3: [mars", "  13: [april"))


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"sv\.yaml is no YAML"):
        read_language(_changed(tmp_path, "name: Swedish", "name: [Swedish"))


def test_words_are_folded_alike_however_a_file_spells_them() -> None:
    assert folded("FÖRFALLODATUM") == folded("förfallodatum") == "forfallodatum"
    assert ("forfallodatum",) in label_table("sv")
    assert ("splatnost",) in label_table("cs")
    assert ("elado",) in label_table("hu")


def test_a_phrase_of_two_languages_means_what_the_documents_language_says() -> None:
    assert label_table("ro")[("suma",)] == (("gross", False),)
    assert label_table("es")[("suma",)] == (("net", True),)
    assert dict(label_table(None)[("suma",)]) == {"net": True, "gross": False}


def test_a_phrase_that_others_disagree_on_does_not_count_in_a_language_without_it() -> None:
    assert ("suma",) not in label_table("de")
    assert ("forfallodatum",) in label_table("de")


def test_answers_kept_from_before_a_words_change_are_not_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    copied = tmp_path / "vocabulary"
    copied.mkdir()
    for path in FOLDER.iterdir():
        if path.is_file():
            (copied / path.name).write_bytes(path.read_bytes())
    revision.cache_clear()
    monkeypatch.setattr("invoice_llm.vocabulary.__file__", str(copied / "__init__.py"))
    try:
        before = revision()
        revision.cache_clear()
        (copied / "sv.yaml").write_text((copied / "sv.yaml").read_text("utf-8") + "\n", "utf-8")
        assert revision() != before
    finally:
        revision.cache_clear()


def _changed(folder: Path, old: str, new: str) -> Path:
    text = (FOLDER / "sv.yaml").read_text("utf-8")
    assert old in text
    path = folder / "sv.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


def test_every_key_has_words_in_some_language() -> None:
    known = languages().values()
    assert set().union(*sections.LABEL_GROUPS.values()) == set().union(*(roles_in(one.labels) for one in known))
    assert set(sections.COLUMNS) == set().union(*(roles_in(one.columns) for one in known))
    assert set(sections.WORDS) == set().union(*(one.words for one in known))
    assert set(sections.BESIDE) == set().union(*(one.beside for one in known))
