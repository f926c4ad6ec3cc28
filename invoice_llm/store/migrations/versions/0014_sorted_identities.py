"""Identities in the order of their characters, so that those which begin alike are found by the index"""

from alembic import op

from invoice_llm.store.sql.columns import AnyText, SortedText

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':  # SQLite orders texts so by itself
        op.alter_column('invoice_llm_identities', 'key', type_=SortedText(), existing_type=AnyText(), existing_nullable=False)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('invoice_llm_identities', 'key', type_=AnyText(), existing_type=SortedText(), existing_nullable=False)
