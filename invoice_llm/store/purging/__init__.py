"""Taking away what is old: whole runs, and the contents that no other run has seen."""

from invoice_llm.store.purging.planning import PurgePlan
from invoice_llm.store.purging.purge import Blobs, Purge, Taken

__all__ = ["Blobs", "Purge", "PurgePlan", "Taken"]
