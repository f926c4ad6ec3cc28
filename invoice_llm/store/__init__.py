"""All that is kept in SQL: runs and their documents, the ledger of calls, the breakers; and the texts beside it."""

from invoice_llm.store.blobs.texts import TextStore
from invoice_llm.store.opening import Store, open_store
from invoice_llm.store.queries.overview import Overview
from invoice_llm.store.queries.review_queue import FilterChoices, QueueFilters, QueueNeighbours, QueueOrder
from invoice_llm.store.queries.run_list import RunDetails, RunRow
from invoice_llm.store.queries.spending import DocumentSpend, Spending
from invoice_llm.store.queries.suppliers import SupplierPage, SupplierRow
from invoice_llm.store.runs.decisions import NewDecision, Reviewed
from invoice_llm.store.runs.documents import DocumentPlace, DocumentRow, Search, SearchResult, StoredDocument
from invoice_llm.store.runs.found import EarlierOutcome, FoundDocument
from invoice_llm.store.runs.history import DecisionRow, History
from invoice_llm.store.runs.identities import Claim
from invoice_llm.store.runs.runs import Runs
from invoice_llm.store.sql.migrate import SchemaStatus

__all__ = [
    "Claim",
    "DecisionRow",
    "DocumentPlace",
    "DocumentRow",
    "DocumentSpend",
    "EarlierOutcome",
    "FilterChoices",
    "FoundDocument",
    "History",
    "NewDecision",
    "Overview",
    "QueueFilters",
    "QueueNeighbours",
    "QueueOrder",
    "Reviewed",
    "RunDetails",
    "RunRow",
    "Runs",
    "SchemaStatus",
    "Search",
    "SearchResult",
    "Spending",
    "Store",
    "StoredDocument",
    "SupplierPage",
    "SupplierRow",
    "TextStore",
    "open_store",
]
