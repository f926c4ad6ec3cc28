"""The licences of all dependencies are listed, and each is one under which they may be used."""

from __future__ import annotations

import pytest

from docs import licences_page
from docs.licences_page import is_allowed


def test_the_page_is_what_the_installed_packages_say() -> None:
    assert licences_page.PAGE.read_text("utf-8") == licences_page.page(), "run 'make docs'"


@pytest.mark.parametrize("said", ["", "Proprietary", "GPL-3.0-only", "AGPL-3.0", "MIT AND GPL-2.0", "UNKNOWN"])
def test_a_licence_that_nobody_looked_at_stops_the_page(said: str) -> None:
    assert not is_allowed(said)


@pytest.mark.parametrize("said", ["MIT", "MIT AND PSF-2.0", "GPL-2.0 OR Artistic License", "Apache-2.0"])
def test_one_way_to_use_a_package_suffices(said: str) -> None:
    assert is_allowed(said)
