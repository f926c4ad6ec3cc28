"""Texts by the sha256 of their file."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from upath import UPath

from invoice_llm.errors import StoreUnavailable
from invoice_llm.store import TextStore
from tests.processes import fork_all
from tests.store.calls import SHA_A, SHA_B

DOCUMENT = {"kind": "pdf", "pages": [{"rows": ["Größe \x00 \udcff", 1.5, None]}]}


def test_a_text_comes_back_as_it_was_put(tmp_path: Path) -> None:
    texts = TextStore(str(tmp_path / "not" / "yet" / "there"))
    texts.put(SHA_A, DOCUMENT)
    assert texts.get(SHA_A) == DOCUMENT
    assert texts.get(SHA_B) is None


def test_the_latest_text_stays(tmp_path: Path) -> None:
    texts = TextStore(str(tmp_path))
    texts.put(SHA_A, {"n": 1})
    texts.put(SHA_A, {"n": 2})
    assert texts.get(SHA_A) == {"n": 2}


def test_an_address_of_remote_storage_works_like_a_folder() -> None:
    texts = TextStore(f"memory://bucket-{uuid4().hex}/texts")
    assert texts.get(SHA_A) is None
    texts.put(SHA_A, DOCUMENT)
    assert texts.get(SHA_A) == DOCUMENT


@pytest.mark.parametrize("damage", [b"", b"\x1f\x8b\x08", b"plain text"])
def test_a_damaged_file_counts_as_none_so_that_it_is_made_again(tmp_path: Path, damage: bytes) -> None:
    texts = TextStore(str(tmp_path))
    texts.put(SHA_A, DOCUMENT)
    [file] = tmp_path.rglob("*.gz")
    for data in (damage, file.read_bytes()[:-12]):
        file.write_bytes(data)
        assert texts.get(SHA_A) is None
    texts.put(SHA_A, DOCUMENT)
    assert texts.get(SHA_A) == DOCUMENT


def test_the_same_text_is_the_same_bytes_and_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        TextStore(str(tmp_path / folder)).put(SHA_A, DOCUMENT)
    first, second = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert first.read_bytes() == second.read_bytes()


def test_a_name_that_is_no_sha256_is_refused(tmp_path: Path) -> None:
    for name in ("../" + "a" * 61, "a" * 63, "A" * 64, SHA_A + "\n"):
        with pytest.raises(ValueError, match="64 hex"):
            TextStore(str(tmp_path)).put(name, DOCUMENT)


def test_a_folder_that_is_a_file_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreUnavailable, match="file"):
        TextStore(str(tmp_path / "file")).put(SHA_A, DOCUMENT)


def test_a_reader_never_sees_half_a_text_while_others_write_it(tmp_path: Path) -> None:
    texts = TextStore(str(tmp_path))
    big = {"rows": [str(UPath(n)) for n in map(str, range(3000))]}
    texts.put(SHA_A, big)

    def write_and_read() -> bool:
        for _ in range(5):
            texts.put(SHA_A, big)
            if texts.get(SHA_A) != big:
                return False
        return True

    assert fork_all(write_and_read, [()] * 3) == [True] * 3
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [f"{SHA_A}.json.gz"]
