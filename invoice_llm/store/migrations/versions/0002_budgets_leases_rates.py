"""Budgets by scope and period, one held call a key, rate limits, alerts with their amounts"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('invoice_llm_budgets',
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False, comment='an ISO date, or empty where it does not begin anew'),
    sa.Column('limit_micros', sa.BigInteger(), nullable=False),
    sa.Column('spent_micros', sa.BigInteger(), nullable=False),
    sa.Column('held_micros', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('held_micros >= 0', name=op.f('invoice_llm_budgets_held_ck')),
    sa.CheckConstraint('spent_micros >= 0', name=op.f('invoice_llm_budgets_spent_ck')),
    sa.PrimaryKeyConstraint('scope', 'period', name=op.f('invoice_llm_budgets_pk'))
    )
    op.execute("INSERT INTO invoice_llm_budgets (scope, period, limit_micros, spent_micros, held_micros) "
               "SELECT 'day', CAST(day AS TEXT), limit_micros, spent_micros, held_micros FROM invoice_llm_budget")
    op.drop_table('invoice_llm_budget')

    op.create_table('invoice_llm_rates',
    sa.Column('key', sa.Text(), nullable=False, comment='endpoint and model'),
    sa.Column('requests_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tokens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('blocked_until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('invoice_llm_rates_pk'))
    )

    # Which alerts were raised is forgotten: the worst that comes of it is one more alert on the day of the update.
    op.drop_table('invoice_llm_alerts')
    op.create_table('invoice_llm_alerts',
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('fraction_ppm', sa.Integer(), nullable=False, comment='the fraction of the limit in millionths'),
    sa.Column('spent_micros', sa.BigInteger(), nullable=False),
    sa.Column('limit_micros', sa.BigInteger(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('scope', 'period', 'fraction_ppm', name=op.f('invoice_llm_alerts_pk'))
    )

    # The states of breakers have another form; a circuit that is open is found out about anew.
    op.execute("DELETE FROM invoice_llm_breakers")

    op.add_column('invoice_llm_calls', sa.Column('scopes', sa.JSON(none_as_null=True), nullable=True, comment="budgets besides the day's that it was reserved in"))
    op.drop_index(op.f('invoice_llm_calls_key_ix'), table_name='invoice_llm_calls')
    # Of two held calls with one key the younger one gives its key up; it is still settled or charged by its hold.
    op.execute("UPDATE invoice_llm_calls SET key = key || ' ' || hold WHERE status = 'held' AND EXISTS ("
               "SELECT 1 FROM invoice_llm_calls AS other WHERE other.key = invoice_llm_calls.key "
               "AND other.status = 'held' AND other.hold < invoice_llm_calls.hold)")
    op.create_index('invoice_llm_calls_lease_uq', 'invoice_llm_calls', ['key'], unique=True,
                    sqlite_where=sa.text("status = 'held'"), postgresql_where=sa.text("status = 'held'"))


def downgrade() -> None:
    op.drop_index('invoice_llm_calls_lease_uq', table_name='invoice_llm_calls')
    op.create_index(op.f('invoice_llm_calls_key_ix'), 'invoice_llm_calls', ['key'], unique=False)
    op.drop_column('invoice_llm_calls', 'scopes')
    op.drop_table('invoice_llm_alerts')
    op.create_table('invoice_llm_alerts',
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('fraction_ppm', sa.Integer(), nullable=False, comment='the fraction of the limit in millionths'),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('scope', 'day', 'fraction_ppm', name=op.f('invoice_llm_alerts_pk'))
    )
    op.drop_table('invoice_llm_rates')
    op.create_table('invoice_llm_budget',
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('limit_micros', sa.BigInteger(), nullable=False),
    sa.Column('spent_micros', sa.BigInteger(), nullable=False),
    sa.Column('held_micros', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('held_micros >= 0', name=op.f('invoice_llm_budget_held_ck')),
    sa.CheckConstraint('spent_micros >= 0', name=op.f('invoice_llm_budget_spent_ck')),
    sa.PrimaryKeyConstraint('scope', 'day', name=op.f('invoice_llm_budget_pk'))
    )
    day = 'period' if op.get_bind().dialect.name == 'sqlite' else 'CAST(period AS DATE)'
    op.execute("INSERT INTO invoice_llm_budget (scope, day, limit_micros, spent_micros, held_micros) "
               f"SELECT 'all', {day}, limit_micros, spent_micros, held_micros FROM invoice_llm_budgets "
               "WHERE scope = 'day'")
    op.drop_table('invoice_llm_budgets')
