"""Checks of this machine: Python, a document read for real, the certificates that are trusted."""

from __future__ import annotations

import asyncio
import os
import platform
from collections.abc import Iterator
from pathlib import Path

from invoice_llm import app
from invoice_llm.doctor.checking import Entry, entry
from invoice_llm.documents.ocr.installed import HOW_TO_INSTALL, installed_engine
from invoice_llm.documents.ocr.trial import TRIAL_TEXT, trial_picture
from invoice_llm.documents.page import Page
from invoice_llm.settings import Settings

_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Variables of other programs that name files or folders of certificates."""


def python(_: Settings) -> Iterator[Entry]:
    yield entry("python", "ok", platform.python_version())


def reading(settings: Settings) -> Iterator[Entry]:
    """Have a small picture read in the processes and within the limits of a run."""
    engine = installed_engine(settings.ocr)
    pages = asyncio.run(_read(settings))
    if engine is None:
        yield entry("reading", "ok", "documents can be opened")
        why = "off" if settings.ocr == "off" else f"not installed; {' or '.join(HOW_TO_INSTALL.values())}"
        yield entry("ocr", "warning", f"OCR is {why}: scans and words that are pictures go to a person unread")
        return
    read = " ".join(word.text for page in pages for row in page.rows for word in row.words)
    if TRIAL_TEXT in read:
        yield entry("ocr", "ok", f"{engine} reads a picture")
    else:
        yield entry("ocr", "error", f"{engine} does not read a picture of the word {TRIAL_TEXT}; install it anew")


async def _read(settings: Settings) -> tuple[Page, ...]:
    async with app.open_reader(settings) as reader:
        return (await reader.read(trial_picture())).pages


def certificates(_: Settings) -> Iterator[Entry]:
    """Look at the files and folders that are named, and load what calls would load."""
    named = {name: os.environ[name] for name in _CERTIFICATES if os.environ.get(name)}
    missing = {name: place for name, place in named.items() if not Path(place).exists()}
    for name, place in missing.items():
        yield entry("certificates", "error", f"{name}={place!r} does not exist; name a file that does or unset it")
    if missing:
        return
    from invoice_llm.llm.wire.streams import trust

    trust()
    about = ", ".join(f"{name}={place}" for name, place in named.items()) or "those of the system"
    yield entry("certificates", "ok", f"trusted are {about}")
