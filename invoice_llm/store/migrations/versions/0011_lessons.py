"""What decided invoices teach about their suppliers, and the keys by which a supplier is found on a page"""

import sqlalchemy as sa
from alembic import op

from invoice_llm.store.sql.columns import AnyText, SortedText

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('invoice_llm_lessons',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', AnyText(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('supplier_key', SortedText(), nullable=False, comment='VAT id, else the name; letters and digits alone'),
    sa.Column('supplier', AnyText(), nullable=True),
    sa.Column('taught_by', sa.Text(), nullable=False, comment='person, xml, or accepted: that only confirms'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lesson', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('invoice_llm_lessons_pk')),
    sa.UniqueConstraint('run_id', 'position', name=op.f('invoice_llm_lessons_run_id_position_uq')),
    )
    op.create_index(op.f('invoice_llm_lessons_supplier_key_ix'), 'invoice_llm_lessons', ['supplier_key'], unique=False)
    op.create_table('invoice_llm_lesson_keys',
    sa.Column('key', SortedText(), nullable=False, comment='letters and digits alone'),
    sa.Column('lesson', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False, comment='vat_id, account or name'),
    sa.PrimaryKeyConstraint('key', 'lesson', name=op.f('invoice_llm_lesson_keys_pk')),
    )
    op.create_index(op.f('invoice_llm_lesson_keys_lesson_ix'), 'invoice_llm_lesson_keys', ['lesson'], unique=False)


def downgrade() -> None:
    op.drop_table('invoice_llm_lesson_keys')
    op.drop_table('invoice_llm_lessons')
