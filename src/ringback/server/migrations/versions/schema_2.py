"""Schema 2: which side of a call is polite, and what its users say of it."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Add the columns; of the calls that are there nothing is known."""
    op.add_column("ringback_calls", sa.Column("caller_polite", sa.Boolean))
    op.add_column("ringback_calls", sa.Column("caller_report", sa.JSON))
    op.add_column("ringback_calls", sa.Column("callee_report", sa.JSON))
