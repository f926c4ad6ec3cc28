"""How often each reader's values turned out right, chunk by chunk"""

import sqlalchemy as sa
from alembic import op

from invoice_llm.store.sql.columns import AnyText, UtcTime

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

TABLE = 'invoice_llm_reader_counts'


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column('run_id', AnyText(), primary_key=True),
        sa.Column('chunk', sa.Integer(), primary_key=True),
        sa.Column('reader', AnyText(), primary_key=True),
        sa.Column('path', AnyText(), primary_key=True),
        sa.Column('right', sa.Float(), nullable=False, comment='expected number of right values'),
        sa.Column('said', sa.Float(), nullable=False),
        sa.Column('counted_at', UtcTime(), nullable=False),
    )
    op.create_index(op.f('invoice_llm_reader_counts_reader_counted_at_ix'), TABLE, ['reader', 'counted_at'])


def downgrade() -> None:
    op.drop_table(TABLE)
