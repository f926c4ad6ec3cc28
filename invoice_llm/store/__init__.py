"""All that is kept in SQL: runs and their documents, the ledger of calls, the breakers; and the texts beside it."""

from invoice_llm.store.decisions import Reviewed, Ruling
from invoice_llm.store.documents import Document, Page, Place, Row, Search
from invoice_llm.store.found import Found, Seen
from invoice_llm.store.histories import Decision, History
from invoice_llm.store.identities import Claim
from invoice_llm.store.migrating import SchemaStatus
from invoice_llm.store.nights import RunPage, RunRow
from invoice_llm.store.opening import Store, open_store
from invoice_llm.store.overview import Overview
from invoice_llm.store.runs import Runs
from invoice_llm.store.spending import DocumentSpend, Spending
from invoice_llm.store.suppliers import SupplierPage, SupplierRow
from invoice_llm.store.texts import TextStore
from invoice_llm.store.waiting import Around, Choices, Filters, Sort

__all__ = [
    "Around",
    "Choices",
    "Claim",
    "Decision",
    "Document",
    "DocumentSpend",
    "Filters",
    "Found",
    "History",
    "Overview",
    "Page",
    "Place",
    "Reviewed",
    "Row",
    "Ruling",
    "RunPage",
    "RunRow",
    "Runs",
    "SchemaStatus",
    "Search",
    "Seen",
    "Sort",
    "Spending",
    "Store",
    "SupplierPage",
    "SupplierRow",
    "TextStore",
    "open_store",
]
