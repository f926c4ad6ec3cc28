"""All reasons of what waits, so that the queue is narrowed by any of them"""

import sqlalchemy as sa
from alembic import op

from invoice_llm.store.sql.columns import AnyText

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

_INDEX = 'invoice_llm_found_waiting_ix'
_BEFORE = ['run_id', 'position', 'due_date', 'total_micros', 'confidence', 'finished_at', 'reason', 'currency', 'supplier_key', 'search_key']
_WAITING = sa.text("outcome = 'review'")


def upgrade() -> None:
    op.add_column('invoice_llm_found', sa.Column('reasons', AnyText(), nullable=True, comment='all of them, as a JSON list'))
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    taken = "json_extract(record, '$.reasons')" if is_sqlite else "record->>'reasons'"
    op.execute(f"UPDATE invoice_llm_found SET reasons = {taken} WHERE outcome = 'review'")
    op.drop_index(_INDEX, 'invoice_llm_found')
    op.create_index(_INDEX, 'invoice_llm_found', [*_BEFORE, 'reasons'], sqlite_where=_WAITING, postgresql_where=_WAITING)


def downgrade() -> None:
    op.drop_index(_INDEX, 'invoice_llm_found')
    op.create_index(_INDEX, 'invoice_llm_found', _BEFORE, sqlite_where=_WAITING, postgresql_where=_WAITING)
    op.drop_column('invoice_llm_found', 'reasons')
