"""Run by Alembic, inside the transaction that ``store.migrating`` has opened."""

from alembic import context

from invoice_llm.store.sql.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
