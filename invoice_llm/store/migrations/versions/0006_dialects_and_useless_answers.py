"""Dialects of endpoints; answers know in what standing they were bought, and whether they are of use"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('invoice_llm_dialects',
    sa.Column('key', sa.Text(), nullable=False, comment='endpoint and model'),
    sa.Column('entry', sa.Text(), nullable=False, comment="hash of the model's catalog entry"),
    sa.Column('known', sa.Boolean(), nullable=False, comment='false for a claim on what nobody knows yet'),
    sa.Column('dialect', sa.Text(), nullable=False, comment='canonical JSON, empty where none was taken'),
    sa.Column('gone', sa.Text(), nullable=True, comment="the endpoint's word for not having the model"),
    sa.Column('probed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('invoice_llm_dialects_pk'))
    )
    op.add_column('invoice_llm_answers', sa.Column('standing', sa.Text(), nullable=False, server_default='', comment="run, model's entry and dialect that it was bought with"))
    op.add_column('invoice_llm_answers', sa.Column('useless', sa.Boolean(), nullable=False, server_default=sa.false(), comment='kept for the account alone'))


def downgrade() -> None:
    op.drop_column('invoice_llm_answers', 'useless')
    op.drop_column('invoice_llm_answers', 'standing')
    op.drop_table('invoice_llm_dialects')
