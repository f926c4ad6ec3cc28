"""All that is kept in SQL: runs and their documents, the ledger of calls, the breakers; and the texts beside it."""

from invoice_llm.store.blobs.texts import TextStore
from invoice_llm.store.opening import Store, open_store
from invoice_llm.store.queries.overview import Overview
from invoice_llm.store.queries.review_queue import Around, Choices, Filters, Sort
from invoice_llm.store.queries.run_list import RunPage, RunRow
from invoice_llm.store.queries.spending import DocumentSpend, Spending
from invoice_llm.store.queries.suppliers import SupplierPage, SupplierRow
from invoice_llm.store.runs.decisions import Reviewed, Ruling
from invoice_llm.store.runs.documents import Document, Page, Place, Row, Search
from invoice_llm.store.runs.found import Found, Seen
from invoice_llm.store.runs.history import Decision, History
from invoice_llm.store.runs.identities import Claim
from invoice_llm.store.runs.runs import Runs
from invoice_llm.store.sql.migrate import SchemaStatus

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
