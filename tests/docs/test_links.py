"""Every relative link of the pages leads to a file, and to a heading of it where it names one."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.docs.markdown import PAGES, anchors, links, name_of
from tests.repository import ROOT

LINKS = [
    (page, link)
    for page in PAGES
    for link in dict.fromkeys(links(page.read_text("utf-8")))
    if not urlsplit(link).scheme
]


def test_the_pages_link_to_one_another() -> None:
    assert len(LINKS) > 60
    linked = {(page.parent / link.partition("#")[0]).resolve() for page, link in LINKS}
    assert {page for page in PAGES if page.parent == ROOT / "docs"} <= linked


@pytest.mark.parametrize(("page", "link"), LINKS, ids=[f"{name_of(page)}-{link}" for page, link in LINKS])
def test_a_link_leads_somewhere(page: Path, link: str) -> None:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    assert target.exists()
    assert target.is_relative_to(ROOT)
    if anchor:
        assert anchor in anchors(target.read_text("utf-8"))
