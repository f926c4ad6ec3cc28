"""The tables, as SQLAlchemy sees them. Every change here needs a migration; a test compares the two.

All names start with ``invoice_llm_``, so that the tables can live in Airflow's own Postgres database. Money is integer
micro-USD, times are UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from invoice_llm.store.sql.columns import AnyText, SortedText, UtcTime

HEAD = "0014"
"""The revision these tables are at; a test compares it with the migrations."""

PREFIX = "invoice_llm_"
VERSION_TABLE = PREFIX + "alembic_version"

_WAITING = text("outcome = 'review'")
_LACKING = text("outcome IS NOT NULL AND delivered_at IS NULL")
_QUEUED = (
    *("run_id", "position", "due_date", "total_micros", "confidence", "finished_at", "reason", "currency"),
    *("supplier_key", "search_key", "reasons"),
)
_LISTED = (
    *("finished_at", "run_id", "position", "outcome", "issue_date", "total_micros"),
    *("supplier_key", "search_key"),
)
_OF_SUPPLIERS = ("finished_at", "supplier_key", "invoice_model", "run_id", "outcome", "settled_by", "cost_micros")
_OF_DECISIONS = (
    *("at", "action", "seconds", "run_id", "position", "version", "supplier_key", "invoice_model", "shown"),
    "corrected",
)
"""Columns that a list is searched, sorted and counted by. All of them stand in its index, because a row is as long as
its record, and SQLite has to read through that to get at what stands behind it."""

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "ix": "%(table_name)s_%(column_0_N_name)s_ix",
        "ck": "%(table_name)s_%(constraint_name)s_ck",
        "uq": "%(table_name)s_%(column_0_N_name)s_uq",
        "fk": "%(table_name)s_%(column_0_N_name)s_fk",
    }
)

runs = Table(
    PREFIX + "runs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("run_id", AnyText, nullable=False, unique=True),
    Column("inbox", AnyText, nullable=False),
    Column("params", JSON, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("summary", JSON(none_as_null=True)),
    Column("folder", AnyText, comment="where its records were written"),
    Column("deliveries", Integer, nullable=False, server_default="0", comment="how often its records were written"),
    Column("tallied", Integer, nullable=False, server_default="0", comment="1 where the counts of its documents hold"),
    Column("first_finished_at", UtcTime, comment="of its documents, when they were counted"),
    Column("last_finished_at", UtcTime),
)

run_tallies = Table(
    PREFIX + "run_tallies",
    metadata,
    Column("run_id", AnyText, nullable=False, index=True),
    Column("outcome", AnyText),
    Column("settled_by", AnyText),
    Column("llm_model", AnyText),
    Column("documents", Integer, nullable=False),
    Column("cost_micros", BigInteger, nullable=False),
)
"""Documents of a run that has ended, by how they ended; what it says holds while the run's ``tallied`` is 1."""

supplier_tallies = Table(
    PREFIX + "supplier_tallies",
    metadata,
    Column("run_id", AnyText, nullable=False, index=True),
    Column("supplier_key", SortedText),
    Column("invoice_model", AnyText),
    Column("documents", Integer, nullable=False),
    Column("alone", Integer, nullable=False),
    Column("reviewed", Integer, nullable=False),
    Column("cost_micros", BigInteger, nullable=False),
)
"""The invoices among them, by supplier and invoice model."""

found = Table(
    PREFIX + "found",
    metadata,
    Column("run_id", AnyText, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", AnyText, nullable=False),
    Column("sha256", AnyText, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("chunk", Integer, nullable=False),
    Column("outcome", AnyText),
    Column("record", JSON(none_as_null=True)),
    Column("finished_at", UtcTime),
    Column("origin", Integer, comment="position of the file it was cut from; null for a file of its own"),
    Column("first_page", Integer, comment="in that file, from 1"),
    Column("last_page", Integer, comment="the last one that belongs to it"),
    Column("version", Integer, nullable=False, server_default="0", comment="raised by each decision of a person"),
    Column("changes", Integer, nullable=False, server_default="0", comment="raised by each change of the record"),
    Column("delivered_at", UtcTime, comment="when it was written, as it is, to the run's records"),
    Column("supplier", AnyText, comment="this and all below is copied from the record, to be found and counted by"),
    Column("supplier_key", SortedText, comment="VAT id, else the name; letters and digits alone"),
    Column("number", AnyText),
    Column("number_key", SortedText, comment="letters and digits alone"),
    Column("search_key", SortedText, comment="number, supplier and document name; letters and digits alone"),
    Column("issue_date", Date),
    Column("due_date", Date),
    Column("currency", AnyText),
    Column("total_micros", BigInteger, comment="in millionths of the currency's unit"),
    Column("confidence", Float),
    Column("reason", AnyText, comment="the first of the record's"),
    Column("reasons", AnyText, comment="all of them, as a JSON list"),
    Column("invoice_model", AnyText),
    Column("llm_model", AnyText),
    Column("settled_by", AnyText, comment="xml, person or the llm_model that read it; null while nobody could"),
    Column("calls", Integer),
    Column("cost_micros", BigInteger),
    Column("reviewed_by", AnyText),
    Index(None, "sha256"),
    Index(None, "number_key"),
    Index(None, "supplier_key", "finished_at"),
    Index(PREFIX + "found_figures_ix", "run_id", "outcome", "settled_by", "llm_model", "cost_micros"),
    Index(PREFIX + "found_suppliers_ix", *_OF_SUPPLIERS),
    Index(PREFIX + "found_listed_ix", *_LISTED),
    Index(PREFIX + "found_waiting_ix", *_QUEUED, sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index(PREFIX + "found_lacking_ix", "run_id", "position", sqlite_where=_LACKING, postgresql_where=_LACKING),
)

decisions = Table(
    PREFIX + "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", AnyText, nullable=False),
    Column("position", Integer, nullable=False),
    Column("version", Integer, nullable=False, comment="of the document when it was decided on"),
    Column("who", AnyText, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("action", Text, nullable=False),
    Column("note", AnyText),
    Column("seconds", Float, comment="how long the person looked at it"),
    Column("shown", Integer, nullable=False, comment="values that had been read"),
    Column("corrected", Integer, nullable=False, comment="values that people changed by then"),
    Column("outcome", AnyText, comment="null where the document is again as the machine left it"),
    Column("supplier_key", SortedText),
    Column("invoice_model", AnyText),
    Column("before", JSON, nullable=False, comment="the record as it was"),
    Column("after", JSON, nullable=False, comment="the record as it became"),
    UniqueConstraint("run_id", "position", "version"),
    Index(PREFIX + "decisions_figures_ix", *_OF_DECISIONS),
    Index(None, "supplier_key", "outcome"),
)
"""Only added to. Of two decisions on the same version the unique key lets one in."""

steps = Table(
    PREFIX + "steps",
    metadata,
    Column("run_id", AnyText, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("step", AnyText, primary_key=True),
    Column("payload", JSON, nullable=False),
    Column("put_at", UtcTime, nullable=False),
)

reader_counts = Table(
    PREFIX + "reader_counts",
    metadata,
    Column("run_id", AnyText, primary_key=True),
    Column("chunk", Integer, primary_key=True),
    Column("reader", AnyText, primary_key=True),
    Column("path", AnyText, primary_key=True),
    Column("right", Float, nullable=False, comment="expected number of right values"),
    Column("said", Float, nullable=False),
    Column("counted_at", UtcTime, nullable=False),
    Index(None, "reader", "counted_at"),
)

identities = Table(
    PREFIX + "identities",
    metadata,
    Column("key", SortedText, primary_key=True),
    Column("sha256", AnyText, nullable=False),
    Column("run_id", AnyText, nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", AnyText, nullable=False),
    Column("claimed_at", UtcTime, nullable=False),
)

calls = Table(
    PREFIX + "calls",
    metadata,
    Column("hold", String(32), primary_key=True),
    Column("key", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("run_id", AnyText),
    Column("document", AnyText),
    Column("operation", Text, nullable=False),
    Column("invoice_model", AnyText),
    Column("prompt_version", Text),
    Column("model", Text, nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("status", String(8), nullable=False),
    Column("estimate_micros", BigInteger, nullable=False),
    Column("scopes", JSON(none_as_null=True), comment="budgets besides the day's that it was reserved in"),
    Column("cost_micros", BigInteger, comment="what it really cost; null while unknown"),
    Column("charged_micros", BigInteger, nullable=False, comment="what the budget was charged; 0 while held"),
    Column("input", BigInteger),
    Column("cached", BigInteger),
    Column("output", BigInteger),
    Column("reasoning", BigInteger),
    Column("cache_write", BigInteger),
    Column("latency_ms", Integer),
    Column("served_model", Text),
    Column("service_tier", Text),
    Column("request_id", Text),
    Column("error", AnyText),
    Column("started_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    CheckConstraint("status IN ('held', 'ok', 'odd', 'failed', 'expired')", name="status"),
    Index(None, "status", "expires_at"),
    Index(None, "run_id", "document"),
    Index(None, "day"),
    Index(
        PREFIX + "calls_lease_uq",
        "key",
        unique=True,
        sqlite_where=text("status = 'held'"),
        postgresql_where=text("status = 'held'"),
    ),
)
"""One attempt a key may be held at a time: the index is the lease."""

answers = Table(
    PREFIX + "answers",
    metadata,
    Column("hold", String(32), primary_key=True, comment="the attempt that brought it"),
    Column("key", AnyText, nullable=False),
    Column("model", AnyText, nullable=False),
    Column("body", LargeBinary, nullable=False, comment="as received, UTF-8; bytes, since it may hold anything"),
    Column("usage", JSON(none_as_null=True)),
    Column("cost_micros", BigInteger, nullable=False),
    Column("kept_at", UtcTime, nullable=False),
    Column(
        "standing",
        AnyText,
        nullable=False,
        server_default="",
        comment="run, model's entry and dialect that it was bought with",
    ),
    Column("useless", Boolean, nullable=False, server_default=false(), comment="kept for the account alone"),
    Index(None, "key", "kept_at"),
)

batch_files = Table(
    PREFIX + "batch_files",
    metadata,
    Column("key", String(32), primary_key=True, comment="found again by it in the batch's metadata"),
    Column("scope", AnyText, nullable=False, comment="the run, or the chunk of one, that waits for it"),
    Column("model", AnyText, nullable=False),
    Column("state", String(9), nullable=False),
    Column("remote", Text, comment="the endpoint's own id of the batch"),
    Column("made_at", UtcTime, nullable=False),
    Column("claimed_until", UtcTime, nullable=False, comment="until then its maker is at work on it"),
    CheckConstraint("state IN ('uploading', 'creating', 'sent', 'ended')", name="state"),
    Index(None, "scope", "state"),
)

batch_requests = Table(
    PREFIX + "batch_requests",
    metadata,
    Column("file", String(32), primary_key=True),
    Column("custom_id", String(64), primary_key=True),
    Column("key", Text, nullable=False, comment="of the answer"),
    Column("hold", String(32), nullable=False, comment="on the budget"),
    Column("standing", AnyText, nullable=False, server_default=""),
    Index(None, "key"),
)

budgets = Table(
    PREFIX + "budgets",
    metadata,
    Column("scope", AnyText, primary_key=True),
    Column("period", Text, primary_key=True, comment="an ISO date, or empty where it does not begin anew"),
    Column("limit_micros", BigInteger, nullable=False),
    Column("spent_micros", BigInteger, nullable=False),
    Column("held_micros", BigInteger, nullable=False),
    CheckConstraint("spent_micros >= 0", name="spent"),
    CheckConstraint("held_micros >= 0", name="held"),
)

alerts = Table(
    PREFIX + "alerts",
    metadata,
    Column("scope", AnyText, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("fraction_ppm", Integer, primary_key=True, comment="the fraction of the limit in millionths"),
    Column("spent_micros", BigInteger, nullable=False),
    Column("limit_micros", BigInteger, nullable=False),
    Column("raised_at", UtcTime, nullable=False),
)

rates = Table(
    PREFIX + "rates",
    metadata,
    Column("key", AnyText, primary_key=True, comment="endpoint and model"),
    Column("requests_at", UtcTime, nullable=False),
    Column("tokens_at", UtcTime, nullable=False),
    Column("blocked_until", UtcTime, nullable=False),
)

breakers = Table(
    PREFIX + "breakers",
    metadata,
    Column("key", AnyText, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", Text, nullable=False, comment="canonical JSON, so that equal states are equal text"),
    Column("changed_at", UtcTime, nullable=False),
)

dialects = Table(
    PREFIX + "dialects",
    metadata,
    Column("key", AnyText, primary_key=True, comment="endpoint and model"),
    Column("entry", Text, nullable=False, comment="hash of the model's catalog entry"),
    Column("known", Boolean, nullable=False, comment="false for a claim on what nobody knows yet"),
    Column("dialect", Text, nullable=False, comment="canonical JSON, empty where none was taken"),
    Column("gone", AnyText, comment="the endpoint's word for not having the model"),
    Column("probed_at", UtcTime, nullable=False),
    Column("claimed_until", UtcTime, nullable=False),
)

lessons = Table(
    PREFIX + "lessons",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", AnyText, nullable=False),
    Column("position", Integer, nullable=False),
    Column("supplier_key", SortedText, nullable=False, comment="VAT id, else the name; letters and digits alone"),
    Column("supplier", AnyText),
    Column("taught_by", Text, nullable=False, comment="person, xml, or accepted: that only confirms"),
    Column("at", UtcTime, nullable=False),
    Column("lesson", JSON, nullable=False),
    UniqueConstraint("run_id", "position"),
    Index(None, "supplier_key"),
)
"""One row for each document whose values are certain: what it teaches about its supplier."""

lesson_keys = Table(
    PREFIX + "lesson_keys",
    metadata,
    Column("key", SortedText, primary_key=True, comment="letters and digits alone"),
    Column("lesson", Integer, primary_key=True),
    Column("kind", Text, nullable=False, comment="vat_id, account or name"),
    Index(None, "lesson"),
)
