"""Writes ``licences.md`` from what the installed packages say of themselves: ``python -m docs.licences_page``.

A package's own words count: its licence expression, else its classifiers, else its licence field. One whose words are
not known here stops the page, so that somebody looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

PAGE = Path(__file__).with_name("licences.md")
PINNED = Path(__file__).parents[1] / "requirements" / "runtime.txt"
OPTIONAL = ("factur-x",)
"""What extras bring besides. An OCR engine is not part of this environment: rapidocr is Apache-2.0, onnxruntime MIT."""
KNOWN = {
    *("MIT", "MIT-0", "MIT-CMU", "ISC", "Apache-2.0", "Apache", "BSD", "BSD-2-Clause", "BSD-3-Clause", "3-Clause BSD"),
    *("PSF-2.0", "Python Software Foundation", "The Unlicense", "CNRI-Python", "Mozilla Public License 2.0"),
    *("ISC License", "Artistic License"),
}
"""Licences under which a package may be used and passed on with a notice."""
WEAK_COPYLEFT = {"LGPL-3.0-only", "LGPL-2.1-only", "GNU Lesser General Public License v2 or later"}
"""Licences that ask for the source of the package itself where it is changed; it is imported as it is."""
_INTRODUCTION = """\
# Licences

<!-- Written by `make docs` from the installed packages. -->

This project is under the Apache License 2.0. The packages that its wheel may bring with it, with Airflow and Postgres,
are pinned in [`requirements/runtime.txt`](../requirements/runtime.txt). None of them is changed or copied.
"""


class UnknownLicence(Exception):
    """A package whose words name no licence that is known here."""


def page() -> str:
    """The page as Markdown. Raises ``UnknownLicence``."""
    by_licence: dict[str, list[str]] = {}
    for name, said in sorted(licences()):
        by_licence.setdefault(said, []).append(name)
    rows = (f"| {said} | {', '.join(names)} |" for said, names in sorted(by_licence.items()))
    return f"{_INTRODUCTION}\n| licence | packages |\n|---|---|\n" + "\n".join(rows) + "\n"


def licences() -> Iterator[tuple[str, str]]:
    """Name and licence of each package that is installed here; those for other systems are not."""
    for name in (*_pinned(), *OPTIONAL):
        try:
            said = licence_of(distribution(name))
        except PackageNotFoundError:
            continue
        if not is_allowed(said):
            raise UnknownLicence(f"{name} says {said!r}; look at it, and put it among the known ones or do without it")
        yield name, said


def licence_of(package: Distribution) -> str:
    """The package's own words, in one line."""
    told = package.metadata
    classified = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier", []) if one.startswith("License")]
    expression, field = (next(iter(told.get_all(name, [])), "") for name in ("License-Expression", "License"))
    words = expression or " OR ".join(one for one in classified if one != "OSI Approved")
    return _plain(words or field.strip().split("\n")[0])


def is_allowed(said: str) -> bool:
    """One of the offered licences suffices; all of them are needed where they are joined by ``AND``."""
    return any(all(one in KNOWN | WEAK_COPYLEFT for one in re.split(r" AND |, ", way)) for way in said.split(" OR "))


def _plain(words: str) -> str:
    """Without ``License`` and what a classifier adds to a name."""
    plain = re.sub(r"\s*\((?:MPL 2\.0|ISCL|Unlicense|LGPLv2\+|GPLv2\+|GPL)\)", "", words)
    plain = plain.replace("Apache Software License", "Apache").replace("ISC License", "ISC")
    plain = re.sub(r"\b(MIT|BSD) License", r"\1", plain).replace("Python Software Foundation License", "PSF-2.0")
    return plain.replace(", dependency licenses", "").strip()


def _pinned() -> Iterator[str]:
    for line in PINNED.read_text("utf-8").splitlines():
        if found := re.match(r"[A-Za-z0-9][\w.-]*", line):
            yield found[0]


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
