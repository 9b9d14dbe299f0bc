"""Schema 1: calls, and the processes that run."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make both tables."""
    _make_calls()
    op.create_table(
        "ringback_nodes",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("started_at", sa.Double, nullable=False),
        sa.Column("beats", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _make_calls() -> None:
    op.create_table(
        "ringback_calls",
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("caller", sa.Text, nullable=False),
        sa.Column("callee", sa.Text, nullable=False),
        sa.Column("caller_device", sa.Text, nullable=False),
        sa.Column("callee_device", sa.Text),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32)),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("placed_at", sa.Double, nullable=False),
        sa.Column("accepted_at", sa.Double),
        sa.Column("connected_at", sa.Double),
        sa.Column("ended_at", sa.Double),
        sa.Column("deadline", sa.Double),
        sa.Column("caller_digest", sa.LargeBinary(16), nullable=False),
        sa.Column("callee_digest", sa.LargeBinary(16), nullable=False),
        sa.Column("node_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at IS NOT NULL) AND (state = 'ended') = (reason IS NOT NULL)",
            name="ringback_calls_end_has_a_reason",
        ),
    )
    op.create_index("ringback_calls_of_caller", "ringback_calls", ["caller_digest", "placed_at", "digest"])
    op.create_index("ringback_calls_of_callee", "ringback_calls", ["callee_digest", "placed_at", "digest"])
    op.create_index("ringback_calls_ended", "ringback_calls", ["ended_at"])
    op.create_index(
        "ringback_calls_live",
        "ringback_calls",
        ["caller_digest", "callee_digest"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
