"""The documents themselves, by sha256: what was found is kept, whatever happens to the inbox afterwards."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from datetime import datetime

from upath import UPath

from invoice_llm.errors import StoreUnavailable
from invoice_llm.store.blobs.unfinished import remove_unfinished
from invoice_llm.store.blobs.whole import write_whole

log = logging.getLogger(__name__)


class FileStore:
    """Bytes under their sha256 below a folder or URI that every worker can reach.

    A file whose content is not that of its name, as a power cut leaves it, is none: the next put writes it anew.
    """

    def __init__(self, folder: str) -> None:
        self._folder = UPath(folder)

    def put(self, sha256: str, data: bytes) -> None:
        """Write once; a second put of the same content changes nothing. A reader never sees half a file. Raises
        ``StoreUnavailable``."""
        path = self._path(sha256)
        try:
            if path.exists() and path.stat().st_size == len(data):
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        except OSError as error:
            raise StoreUnavailable(f"cannot write to {self._folder}: {error.strerror or error}") from None

    def get(self, sha256: str) -> bytes:
        """The content; raises ``FileNotFoundError`` for one that was never put or is damaged, and
        ``StoreUnavailable``."""
        try:
            data = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StoreUnavailable(f"cannot read {self._folder}: {error.strerror or error}") from None
        if hashlib.sha256(data).hexdigest() != sha256:
            log.warning("the kept file %s is damaged, and is taken away", sha256)
            with suppress(StoreUnavailable):
                self.remove(sha256)
            raise FileNotFoundError(sha256)
        return data

    def has(self, sha256: str) -> bool:
        """True for content that was put."""
        return bool(self._path(sha256).exists())

    def remove(self, sha256: str) -> bool:
        """Take the content away; false where there is none. Raises ``StoreUnavailable``."""
        path = self._path(sha256)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StoreUnavailable(f"cannot remove from {self._folder}: {error.strerror or error}") from None
        return True

    def sweep(self, before: datetime) -> int:
        """Remove what a killed process left unfinished before this time; how many files that was."""
        return remove_unfinished(str(self._folder), before)

    def _path(self, sha256: str) -> UPath:
        return self._folder / sha256[:2] / sha256
