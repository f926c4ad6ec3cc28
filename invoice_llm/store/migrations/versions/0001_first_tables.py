"""Runs, documents, the ledger of calls, budget, alerts, breakers, identities"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('invoice_llm_alerts',
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('fraction_ppm', sa.Integer(), nullable=False, comment='the fraction of the limit in millionths'),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('scope', 'day', 'fraction_ppm', name=op.f('invoice_llm_alerts_pk'))
    )
    op.create_table('invoice_llm_answers',
    sa.Column('hold', sa.String(length=32), nullable=False, comment='the attempt that brought it'),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('model', sa.Text(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False, comment='as received, UTF-8; bytes, since it may hold anything'),
    sa.Column('usage', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('cost_micros', sa.BigInteger(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('hold', name=op.f('invoice_llm_answers_pk'))
    )
    op.create_index(op.f('invoice_llm_answers_key_kept_at_ix'), 'invoice_llm_answers', ['key', 'kept_at'], unique=False)
    op.create_table('invoice_llm_breakers',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False, comment='canonical JSON, so that equal states are equal text'),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('invoice_llm_breakers_pk'))
    )
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
    op.create_table('invoice_llm_calls',
    sa.Column('hold', sa.String(length=32), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('run_id', sa.Text(), nullable=True),
    sa.Column('document', sa.Text(), nullable=True),
    sa.Column('operation', sa.Text(), nullable=False),
    sa.Column('invoice_model', sa.Text(), nullable=True),
    sa.Column('prompt_version', sa.Text(), nullable=True),
    sa.Column('model', sa.Text(), nullable=False),
    sa.Column('endpoint', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=8), nullable=False),
    sa.Column('estimate_micros', sa.BigInteger(), nullable=False),
    sa.Column('cost_micros', sa.BigInteger(), nullable=True, comment='what it really cost; null while unknown'),
    sa.Column('charged_micros', sa.BigInteger(), nullable=False, comment='what the budget was charged; 0 while held'),
    sa.Column('input', sa.BigInteger(), nullable=True),
    sa.Column('cached', sa.BigInteger(), nullable=True),
    sa.Column('output', sa.BigInteger(), nullable=True),
    sa.Column('reasoning', sa.BigInteger(), nullable=True),
    sa.Column('cache_write', sa.BigInteger(), nullable=True),
    sa.Column('latency_ms', sa.Integer(), nullable=True),
    sa.Column('served_model', sa.Text(), nullable=True),
    sa.Column('service_tier', sa.Text(), nullable=True),
    sa.Column('request_id', sa.Text(), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("status IN ('held', 'ok', 'odd', 'failed', 'expired')", name=op.f('invoice_llm_calls_status_ck')),
    sa.PrimaryKeyConstraint('hold', name=op.f('invoice_llm_calls_pk'))
    )
    op.create_index(op.f('invoice_llm_calls_day_ix'), 'invoice_llm_calls', ['day'], unique=False)
    op.create_index(op.f('invoice_llm_calls_key_ix'), 'invoice_llm_calls', ['key'], unique=False)
    op.create_index(op.f('invoice_llm_calls_run_id_document_ix'), 'invoice_llm_calls', ['run_id', 'document'], unique=False)
    op.create_index(op.f('invoice_llm_calls_status_expires_at_ix'), 'invoice_llm_calls', ['status', 'expires_at'], unique=False)
    op.create_table('invoice_llm_found',
    sa.Column('run_id', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('chunk', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('record', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('run_id', 'position', name=op.f('invoice_llm_found_pk'))
    )
    op.create_index(op.f('invoice_llm_found_sha256_ix'), 'invoice_llm_found', ['sha256'], unique=False)
    op.create_table('invoice_llm_identities',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('run_id', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('invoice_llm_identities_pk'))
    )
    op.create_table('invoice_llm_runs',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Text(), nullable=False),
    sa.Column('inbox', sa.Text(), nullable=False),
    sa.Column('params', sa.JSON(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('summary', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('number', name=op.f('invoice_llm_runs_pk')),
    sa.UniqueConstraint('run_id', name=op.f('invoice_llm_runs_run_id_uq'))
    )
    op.create_table('invoice_llm_steps',
    sa.Column('run_id', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('put_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('run_id', 'position', 'step', name=op.f('invoice_llm_steps_pk'))
    )


def downgrade() -> None:
    op.drop_table('invoice_llm_steps')
    op.drop_table('invoice_llm_runs')
    op.drop_table('invoice_llm_identities')
    op.drop_index(op.f('invoice_llm_found_sha256_ix'), table_name='invoice_llm_found')
    op.drop_table('invoice_llm_found')
    op.drop_index(op.f('invoice_llm_calls_status_expires_at_ix'), table_name='invoice_llm_calls')
    op.drop_index(op.f('invoice_llm_calls_run_id_document_ix'), table_name='invoice_llm_calls')
    op.drop_index(op.f('invoice_llm_calls_key_ix'), table_name='invoice_llm_calls')
    op.drop_index(op.f('invoice_llm_calls_day_ix'), table_name='invoice_llm_calls')
    op.drop_table('invoice_llm_calls')
    op.drop_table('invoice_llm_budget')
    op.drop_table('invoice_llm_breakers')
    op.drop_index(op.f('invoice_llm_answers_key_kept_at_ix'), table_name='invoice_llm_answers')
    op.drop_table('invoice_llm_answers')
    op.drop_table('invoice_llm_alerts')
