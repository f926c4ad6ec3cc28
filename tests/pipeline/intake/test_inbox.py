import hashlib
from pathlib import Path

import pytest

from invoice_llm.errors import ConfigurationError
from invoice_llm.pipeline.intake.inbox import Inbox, resolve


def test_documents_are_all_files_but_truths_tables_and_notes(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.xml", "a.truth.json", "list.csv", "README.md", ".hidden", "sub/c.bin"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
    assert [file.name for file in Inbox(resolve(str(tmp_path), [str(tmp_path)])).documents()] == [
        "a.xml",
        "b.pdf",
        "sub/c.bin",
    ]


def test_an_inbox_outside_the_allowed_folders_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "inbox"
    inside.mkdir()
    with pytest.raises(ConfigurationError, match="outside the allowed folders"):
        resolve(str(tmp_path), [str(inside)])
    with pytest.raises(ConfigurationError, match="outside the allowed folders"):
        resolve(str(inside / ".."), [str(inside)])


def test_a_folder_whose_name_only_begins_like_an_allowed_one_is_outside(tmp_path: Path) -> None:
    (tmp_path / "inbox-secret").mkdir()
    with pytest.raises(ConfigurationError, match="outside"):
        resolve(str(tmp_path / "inbox-secret"), [str(tmp_path / "inbox")])


def test_a_link_out_of_the_inbox_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not yours")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "link.pdf").symlink_to(secret)
    assert list(Inbox(resolve(str(inbox), [str(inbox)])).documents()) == []


def test_links_that_lead_to_no_file_are_no_documents(tmp_path: Path) -> None:
    (tmp_path / "round.pdf").symlink_to("round.pdf")
    (tmp_path / "nowhere.pdf").symlink_to("gone.pdf")
    assert list(Inbox(resolve(str(tmp_path), [str(tmp_path)])).documents()) == []


def test_a_missing_inbox_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="create it"):
        resolve(str(tmp_path / "none"), [str(tmp_path)])


def test_an_inbox_that_is_a_link_in_circles_is_named(tmp_path: Path) -> None:
    (tmp_path / "inbox").symlink_to("inbox")
    with pytest.raises(ConfigurationError, match=r"inbox.* (circles|is not a folder)"):
        resolve(str(tmp_path / "inbox"), [str(tmp_path)])


def test_of_a_giant_that_nobody_will_read_only_the_beginning_is_hashed(tmp_path: Path) -> None:
    for name, size in (("a.pdf", 2**40), ("b.pdf", 2**40), ("c.pdf", 2**40 + 1), ("d.pdf", 100)):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)  # on the disk it takes no room
    a, b, c, d = Inbox(resolve(str(tmp_path), [str(tmp_path)]), most=1_000).documents()
    assert (a.size, c.size, d.size) == (2**40, 2**40 + 1, 100)
    assert a.sha256 == b.sha256 != c.sha256
    assert d.sha256 == hashlib.sha256(bytes(100)).hexdigest()


def test_what_the_program_itself_has_put_into_the_inbox_is_none_of_it(tmp_path: Path) -> None:
    for name in ("a.pdf", "out/monday/invoices.jsonl", "kept/files/ab/abc", "outer/b.pdf"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    inbox = Inbox(resolve(str(tmp_path), [str(tmp_path)]), own=(str(tmp_path / "out"), f"{tmp_path}/./kept", "s3://x"))
    assert [file.name for file in inbox.documents()] == ["a.pdf", "outer/b.pdf"]
