"""Documents of ended runs, counted once, so that lists over many need not count them again"""

import sqlalchemy as sa
from alembic import op

from invoice_llm.store.sql.columns import AnyText, SortedText

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

_FIGURES = ['at', 'action', 'seconds', 'run_id', 'position', 'version', 'supplier_key', 'invoice_model', 'shown', 'corrected']


def upgrade() -> None:
    op.create_table('invoice_llm_run_tallies',
    sa.Column('run_id', AnyText(), nullable=False),
    sa.Column('outcome', AnyText(), nullable=True),
    sa.Column('settled_by', AnyText(), nullable=True),
    sa.Column('llm_model', AnyText(), nullable=True),
    sa.Column('documents', sa.Integer(), nullable=False),
    sa.Column('cost_micros', sa.BigInteger(), nullable=False),
    )
    op.create_index(op.f('invoice_llm_run_tallies_run_id_ix'), 'invoice_llm_run_tallies', ['run_id'], unique=False)
    op.create_table('invoice_llm_supplier_tallies',
    sa.Column('run_id', AnyText(), nullable=False),
    sa.Column('supplier_key', SortedText(), nullable=True),
    sa.Column('invoice_model', AnyText(), nullable=True),
    sa.Column('documents', sa.Integer(), nullable=False),
    sa.Column('alone', sa.Integer(), nullable=False),
    sa.Column('reviewed', sa.Integer(), nullable=False),
    sa.Column('cost_micros', sa.BigInteger(), nullable=False),
    )
    op.create_index(op.f('invoice_llm_supplier_tallies_run_id_ix'), 'invoice_llm_supplier_tallies', ['run_id'], unique=False)
    op.add_column('invoice_llm_runs', sa.Column('tallied', sa.Integer(), nullable=False, server_default='0', comment='1 where the counts of its documents hold'))
    op.add_column('invoice_llm_runs', sa.Column('first_finished_at', sa.DateTime(timezone=True), nullable=True, comment='of its documents, when they were counted'))
    op.add_column('invoice_llm_runs', sa.Column('last_finished_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f('invoice_llm_decisions_figures_ix'), 'invoice_llm_decisions', _FIGURES, unique=False)
    op.drop_index(op.f('invoice_llm_decisions_at_ix'), 'invoice_llm_decisions')


def downgrade() -> None:
    op.create_index(op.f('invoice_llm_decisions_at_ix'), 'invoice_llm_decisions', ['at'], unique=False)
    op.drop_index(op.f('invoice_llm_decisions_figures_ix'), 'invoice_llm_decisions')
    for name in ('last_finished_at', 'first_finished_at', 'tallied'):
        op.drop_column('invoice_llm_runs', name)
    op.drop_table('invoice_llm_supplier_tallies')
    op.drop_table('invoice_llm_run_tallies')
