"""Files on a server with folders, which is neither this machine's disk nor an object store."""

from __future__ import annotations

from pathlib import Path

import pytest
from fsspec import register_implementation
from fsspec.implementations.local import LocalFileSystem
from upath import UPath

from invoice_llm.store.blobs.places import entries, is_folder
from invoice_llm.store.blobs.whole import write_whole

pytestmark = pytest.mark.filterwarnings("ignore:UPath 'folders' filesystem not explicitly implemented")


class _Folders(LocalFileSystem):  # type: ignore[misc]  # fsspec is not typed
    protocol = "folders"


@pytest.fixture(scope="module", autouse=True)
def _registered() -> None:
    register_implementation("folders", _Folders, clobber=True)


def test_a_folder_that_is_not_there_is_no_empty_one(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    assert is_folder(UPath(f"folders://{tmp_path}/there"))
    missing = UPath(f"folders://{tmp_path}/mistyped")
    assert not is_folder(missing)
    with pytest.raises((FileNotFoundError, NotADirectoryError)):
        list(entries(missing))


def test_a_reader_never_sees_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = UPath(f"folders://{tmp_path}/file")
    write_whole(path, b"first")
    seen: list[bytes] = []

    def move(self: _Folders, source: str, target: str, **options: object) -> None:
        seen.append(Path(target).read_bytes())
        Path(source).replace(target)

    monkeypatch.setattr(_Folders, "mv", move)
    write_whole(path, b"second")
    assert (seen, path.read_bytes(), [one.name for one in tmp_path.iterdir()]) == ([b"first"], b"second", ["file"])
