"""A decision knows whether it stands in the written records of its run"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('invoice_llm_decisions', sa.Column('written', sa.Boolean(), nullable=False, server_default=sa.false(), comment="stands in the run's records"))


def downgrade() -> None:
    op.drop_column('invoice_llm_decisions', 'written')
