"""The README is short, counts the samples as they are, and shows a page."""

from __future__ import annotations

from tests.repository import ROOT, SAMPLES

README = (ROOT / "README.md").read_text("utf-8")


def test_it_is_read_in_five_minutes() -> None:
    assert len(README.split()) <= 1000


def test_it_counts_the_samples_as_they_are() -> None:
    documents = [path for path in SAMPLES.iterdir() if path.suffix in (".pdf", ".xml")]
    assert f"the {len(documents)} documents of invented companies" in " ".join(README.split())


def test_its_picture_is_small() -> None:
    picture = ROOT / "docs" / "pictures" / "review.png"
    assert f"({picture.relative_to(ROOT)})" in README
    assert picture.stat().st_size < 200_000
