"""All layouts by name: the import of what draws them registers them."""

from __future__ import annotations

from benchmarks.layouts import aegean, bookkeeping, eastern, german, kinds, nordic, shops, southern, western, worldwide
from benchmarks.layouts.programs import LAYOUTS

__all__ = [
    "LAYOUTS",
    "aegean",
    "bookkeeping",
    "eastern",
    "german",
    "kinds",
    "nordic",
    "shops",
    "southern",
    "western",
    "worldwide",
]
