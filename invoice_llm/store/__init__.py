"""All that is kept in SQL: runs and their documents, the ledger of calls, the breakers; and the texts beside it."""

from invoice_llm.store.identities import Claim
from invoice_llm.store.migrating import SchemaStatus
from invoice_llm.store.opening import Store, open_store
from invoice_llm.store.runs import Found, Runs, Seen
from invoice_llm.store.spending import DocumentSpend, Spending
from invoice_llm.store.texts import TextStore

__all__ = [
    "Claim",
    "DocumentSpend",
    "Found",
    "Runs",
    "SchemaStatus",
    "Seen",
    "Spending",
    "Store",
    "TextStore",
    "open_store",
]
