"""Records say why in concerns, which were sentences before"""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from invoice_llm.store.migrations.old_details import with_concerns, with_detail

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

BATCH = 500
FOUND = sa.table('invoice_llm_found', sa.column('run_id', sa.Text), sa.column('position', sa.Integer), sa.column('record', sa.JSON(none_as_null=True)))
DECISIONS = sa.table('invoice_llm_decisions', sa.column('id', sa.Integer), sa.column('before', sa.JSON), sa.column('after', sa.JSON))
Turn = Callable[[Mapping[str, Any]], dict[str, Any]]


def upgrade() -> None:
    turn_all(op.get_bind(), with_concerns)


def downgrade() -> None:
    turn_all(op.get_bind(), with_detail)


def turn_all(connection: sa.Connection, turn: Turn) -> None:
    """Every stored record, a batch at a time by its key, so that memory does not grow with the store."""
    turn_table(connection, FOUND, ('run_id', 'position'), ('record',), turn)
    turn_table(connection, DECISIONS, ('id',), ('before', 'after'), turn)


def turn_table(connection: sa.Connection, table: sa.TableClause, keys: tuple[str, ...], names: tuple[str, ...], turn: Turn) -> None:
    key, at = [table.c[name] for name in keys], None
    change = sa.update(table).where(*(table.c[name] == sa.bindparam(f'at_{name}') for name in keys))
    change = change.values({name: sa.bindparam(f'new_{name}', type_=table.c[name].type) for name in names})
    while True:
        wanted = sa.select(table).where(table.c[names[0]].is_not(None)).order_by(*key).limit(BATCH)
        rows = connection.execute(wanted if at is None else wanted.where(sa.tuple_(*key) > sa.tuple_(*at))).mappings().all()
        if not rows:
            return
        at = [sa.literal(rows[-1][name]) for name in keys]
        connection.execute(change, [
            {f'at_{name}': row[name] for name in keys} | {f'new_{name}': turn(row[name]) for name in names} for row in rows
        ])
