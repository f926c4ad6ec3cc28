"""Files of requests that are worked off within hours, with the holds that their requests have"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('invoice_llm_batch_files',
        sa.Column('key', sa.String(length=32), nullable=False, comment="found again by it in the batch's metadata"),
        sa.Column('scope', sa.Text(), nullable=False, comment='the run, or the chunk of one, that waits for it'),
        sa.Column('model', sa.Text(), nullable=False),
        sa.Column('state', sa.String(length=9), nullable=False),
        sa.Column('remote', sa.Text(), nullable=True, comment="the endpoint's own id of the batch"),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=False, comment='until then its maker is at work on it'),
        sa.CheckConstraint("state IN ('uploading', 'creating', 'sent', 'ended')", name=op.f('invoice_llm_batch_files_state_ck')),
        sa.PrimaryKeyConstraint('key', name=op.f('invoice_llm_batch_files_pk')),
    )
    op.create_index(op.f('invoice_llm_batch_files_scope_state_ix'), 'invoice_llm_batch_files', ['scope', 'state'], unique=False)
    op.create_table('invoice_llm_batch_requests',
        sa.Column('file', sa.String(length=32), nullable=False),
        sa.Column('custom_id', sa.String(length=64), nullable=False),
        sa.Column('key', sa.Text(), nullable=False, comment='of the answer'),
        sa.Column('hold', sa.String(length=32), nullable=False, comment='on the budget'),
        sa.Column('standing', sa.Text(), nullable=False, server_default=''),
        sa.PrimaryKeyConstraint('file', 'custom_id', name=op.f('invoice_llm_batch_requests_pk')),
    )
    op.create_index(op.f('invoice_llm_batch_requests_key_ix'), 'invoice_llm_batch_requests', ['key'], unique=False)


def downgrade() -> None:
    op.drop_table('invoice_llm_batch_requests')
    op.drop_table('invoice_llm_batch_files')
