"""Documents can be found and counted by their records' values, be cut from a file, and be decided on by people"""

from datetime import date

import sqlalchemy as sa
from alembic import op

from invoice_llm.store.sql.columns import AnyText, SortedText
from invoice_llm.store.runs.search_columns import micros, squeezed

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

FOUND = 'invoice_llm_found'
BATCH = 500
INDEXES = {
    'number_key_ix': ('number_key',),
    'figures_ix': ('run_id', 'outcome', 'settled_by', 'llm_model', 'cost_micros'),
    'supplier_key_finished_at_ix': ('supplier_key', 'finished_at'),
    'suppliers_ix': ('finished_at', 'supplier_key', 'invoice_model', 'run_id', 'outcome', 'settled_by', 'cost_micros'),
    'listed_ix': ('finished_at', 'run_id', 'position', 'outcome', 'issue_date', 'total_micros', 'supplier_key', 'search_key'),
}
WAITING = {
    'waiting_ix': ('run_id', 'position', 'due_date', 'total_micros', 'confidence', 'finished_at', 'reason', 'currency',
                   'supplier_key', 'search_key'),
}


def columns() -> list[sa.Column]:
    return [
        sa.Column('origin', sa.Integer(), nullable=True, comment='position of the file it was cut from; null for a file of its own'),
        sa.Column('first_page', sa.Integer(), nullable=True, comment='in that file, from 1'),
        sa.Column('last_page', sa.Integer(), nullable=True, comment='the last one that belongs to it'),
        sa.Column('version', sa.Integer(), nullable=False, server_default='0', comment='raised by each decision of a person'),
        sa.Column('supplier', AnyText(), nullable=True, comment='this and all below is copied from the record, to be found and counted by'),
        sa.Column('supplier_key', SortedText(), nullable=True, comment='VAT id, else the name; letters and digits alone'),
        sa.Column('number', AnyText(), nullable=True),
        sa.Column('number_key', SortedText(), nullable=True, comment='letters and digits alone'),
        sa.Column('search_key', SortedText(), nullable=True, comment='number, supplier and document name; letters and digits alone'),
        sa.Column('issue_date', sa.Date(), nullable=True),
        sa.Column('due_date', sa.Date(), nullable=True),
        sa.Column('currency', AnyText(), nullable=True),
        sa.Column('total_micros', sa.BigInteger(), nullable=True, comment="in millionths of the currency's unit"),
        sa.Column('confidence', sa.Float(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=True, comment="the first of the record's"),
        sa.Column('invoice_model', AnyText(), nullable=True),
        sa.Column('llm_model', AnyText(), nullable=True),
        sa.Column('settled_by', sa.Text(), nullable=True, comment='xml, person or the llm_model that read it; null while nobody could'),
        sa.Column('calls', sa.Integer(), nullable=True),
        sa.Column('cost_micros', sa.BigInteger(), nullable=True),
        sa.Column('reviewed_by', AnyText(), nullable=True),
    ]


def upgrade() -> None:
    for column in columns():
        op.add_column(FOUND, column)
    fill(op.get_bind())
    for name, names in INDEXES.items():
        op.create_index(f'{FOUND}_{name}', FOUND, list(names))
    waiting = sa.text("outcome = 'review'")
    for name, names in WAITING.items():
        op.create_index(f'{FOUND}_{name}', FOUND, list(names), sqlite_where=waiting, postgresql_where=waiting)
    op.create_table('invoice_llm_decisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False, comment='of the document when it was decided on'),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('seconds', sa.Float(), nullable=True, comment='how long the person looked at it'),
    sa.Column('shown', sa.Integer(), nullable=False, comment='values that had been read'),
    sa.Column('corrected', sa.Integer(), nullable=False, comment='values that people changed by then'),
    sa.Column('outcome', AnyText(), nullable=True, comment='null where the document is again as the machine left it'),
    sa.Column('supplier_key', SortedText(), nullable=True),
    sa.Column('invoice_model', AnyText(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=False, comment='the record as it was'),
    sa.Column('after', sa.JSON(), nullable=False, comment='the record as it became'),
    sa.PrimaryKeyConstraint('id', name=op.f('invoice_llm_decisions_pk')),
    sa.UniqueConstraint('run_id', 'position', 'version', name=op.f('invoice_llm_decisions_run_id_position_version_uq'))
    )
    op.create_index(op.f('invoice_llm_decisions_at_ix'), 'invoice_llm_decisions', ['at'])
    op.create_index(op.f('invoice_llm_decisions_supplier_key_outcome_ix'), 'invoice_llm_decisions', ['supplier_key', 'outcome'])


def searchable(record) -> dict:
    """The columns of a record as records were then; a later shape of them changes nothing here."""
    invoice = record.get('invoice') or {}
    seller = invoice.get('seller') or {}
    number, name, vat_id = invoice.get('invoice_number'), seller.get('name'), seller.get('vat_id')
    searched = filter(None, map(squeezed, (number, name, vat_id, record.get('document'))))
    settled = record.get('outcome') in ('accepted', 'review', 'duplicate') and record.get('invoice')
    return {
        'supplier': name and name[:100], 'supplier_key': squeezed(vat_id) or squeezed(name),
        'number': number and number[:100], 'number_key': squeezed(number), 'search_key': ' '.join(searched)[:300] or None,
        'issue_date': day(invoice.get('issue_date')), 'due_date': day(invoice.get('due_date')),
        'currency': invoice.get('currency') and invoice['currency'][:100], 'total_micros': micros(invoice.get('total_gross')),
        'confidence': record.get('confidence'), 'reason': next(iter(record.get('reasons') or ()), None),
        'invoice_model': record.get('invoice_model'), 'llm_model': record.get('llm_model'),
        'settled_by': (record.get('llm_model') or 'xml') if settled else None,
        'calls': record.get('calls'), 'cost_micros': micros(record.get('cost_usd')), 'reviewed_by': record.get('reviewed_by'),
    }


def day(text):
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None


def fill(connection) -> None:
    """Copy the values of the records that are there, so many rows at a time."""
    found = sa.table(FOUND, sa.column('run_id', AnyText()), sa.column('position', sa.Integer()),
                     sa.column('record', sa.JSON(none_as_null=True)), *(sa.column(c.name, c.type) for c in columns()))
    place = sa.tuple_(found.c.run_id, found.c.position)
    rows = sa.select(found.c.run_id, found.c.position, found.c.record).where(found.c.record.is_not(None))
    rows = rows.order_by(found.c.run_id, found.c.position).limit(BATCH)
    names = [column.name for column in columns() if column.name in searchable({})]
    change = sa.update(found).where(found.c.run_id == sa.bindparam('this_run'), found.c.position == sa.bindparam('this_position'))
    change = change.values({name: sa.bindparam(f'new_{name}') for name in names})
    batch = connection.execute(rows).all()
    while batch:
        connection.execute(change, [
            {'this_run': row.run_id, 'this_position': row.position,
             **{f'new_{name}': values[name] for name in names}}
            for row in batch for values in (searchable(row.record),)
        ])
        last = batch[-1]
        batch = connection.execute(rows.where(place > sa.tuple_(sa.literal(last.run_id, AnyText()), last.position))).all()


def downgrade() -> None:
    op.drop_table('invoice_llm_decisions')
    for name in (*WAITING, *INDEXES):
        op.drop_index(f'{FOUND}_{name}', table_name=FOUND)
    for column in reversed(columns()):
        op.drop_column(FOUND, column.name)
