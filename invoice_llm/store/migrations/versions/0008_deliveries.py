"""A document knows whether it stands, as it is, in the written records of its run"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0006'
branch_labels = None
depends_on = None

LACKING = sa.text('outcome IS NOT NULL AND delivered_at IS NULL')


def upgrade() -> None:
    op.add_column('invoice_llm_runs', sa.Column('folder', sa.Text(), nullable=True, comment='where its records were written'))
    op.add_column('invoice_llm_runs', sa.Column('deliveries', sa.Integer(), nullable=False, server_default='0', comment='how often its records were written'))
    op.add_column('invoice_llm_found', sa.Column('changes', sa.Integer(), nullable=False, server_default='0', comment='raised by each change of the record'))
    op.add_column('invoice_llm_found', sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True, comment="when it was written, as it is, to the run's records"))
    op.execute("""
        UPDATE invoice_llm_found SET delivered_at = finished_at
        WHERE outcome IS NOT NULL
        AND run_id IN (SELECT run_id FROM invoice_llm_runs WHERE ended_at IS NOT NULL)
        AND NOT EXISTS (
            SELECT 1 FROM invoice_llm_decisions AS d
            WHERE d.run_id = invoice_llm_found.run_id AND d.position = invoice_llm_found.position AND NOT d.written
        )
    """)
    op.create_index('invoice_llm_found_lacking_ix', 'invoice_llm_found', ['run_id', 'position'], unique=False, sqlite_where=LACKING, postgresql_where=LACKING)
    op.drop_column('invoice_llm_decisions', 'written')


def downgrade() -> None:
    op.add_column('invoice_llm_decisions', sa.Column('written', sa.Boolean(), nullable=False, server_default=sa.false(), comment="stands in the run's records"))
    op.execute("""
        UPDATE invoice_llm_decisions SET written = (1 = 1) WHERE EXISTS (
            SELECT 1 FROM invoice_llm_found AS f
            WHERE f.run_id = invoice_llm_decisions.run_id AND f.position = invoice_llm_decisions.position
            AND f.delivered_at IS NOT NULL
        )
    """)
    op.drop_index('invoice_llm_found_lacking_ix', table_name='invoice_llm_found')
    op.drop_column('invoice_llm_found', 'delivered_at')
    op.drop_column('invoice_llm_found', 'changes')
    op.drop_column('invoice_llm_runs', 'deliveries')
    op.drop_column('invoice_llm_runs', 'folder')
