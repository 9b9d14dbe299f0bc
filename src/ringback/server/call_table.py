"""The tables: a row is a call, while it lives and as its record afterwards; beside them, the processes that run.

``migrations`` makes them, and a test holds the two to each other. User ids and call ids may be longer than an index
takes, so that rows are found by digests of them.
"""

from typing import Any, Final

import msgspec
from msgspec import structs
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.engine import RowMapping

from ringback.core.call import Call
from ringback.messages import UserId
from ringback.server.call_store import Report
from ringback.server.digests import digest, key_digest

VERSION_TABLE: Final = "ringback_schema"
"""Where Alembic keeps the version; the application may keep its own beside it."""

metadata = MetaData()

calls = Table(
    "ringback_calls",
    metadata,
    Column("digest", LargeBinary(16), primary_key=True),
    Column("call_id", Text, nullable=False),
    Column("caller", Text, nullable=False),
    Column("callee", Text, nullable=False),
    Column("caller_device", Text, nullable=False),
    Column("callee_device", Text),
    Column("state", String(16), nullable=False),
    Column("reason", String(32)),
    Column("revision", BigInteger, nullable=False),
    Column("placed_at", Double, nullable=False),
    Column("accepted_at", Double),
    Column("connected_at", Double),
    Column("ended_at", Double),
    Column("deadline", Double),
    Column("caller_digest", LargeBinary(16), nullable=False),
    Column("callee_digest", LargeBinary(16), nullable=False),
    Column("node_id", String(32), nullable=False),
    Column("caller_polite", Boolean),
    Column("caller_report", JSON(none_as_null=True)),
    Column("callee_report", JSON(none_as_null=True)),
    CheckConstraint(
        "(state = 'ended') = (ended_at IS NOT NULL) AND (state = 'ended') = (reason IS NOT NULL)",
        name="ringback_calls_end_has_a_reason",
    ),
)
"""Times are seconds since 1970 by the clock of the server. ``node_id`` is the process that has changed it last. The
reports are what the two users say of the call; no change of it touches them."""

Index("ringback_calls_of_caller", calls.c.caller_digest, calls.c.placed_at, calls.c.digest)
Index("ringback_calls_of_callee", calls.c.callee_digest, calls.c.placed_at, calls.c.digest)
Index("ringback_calls_ended", calls.c.ended_at)
_live = calls.c.ended_at.is_(None)
Index(
    "ringback_calls_live",
    calls.c.caller_digest,
    calls.c.callee_digest,
    sqlite_where=_live,
    postgresql_where=_live,
)

nodes = Table(
    "ringback_nodes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("started_at", Double, nullable=False),
    Column("beats", BigInteger, nullable=False),
)
"""The processes that run on this database. ``beats`` grows while one is alive."""


def to_row(call: Call, node_id: str) -> dict[str, Any]:
    """``call`` as the values of its row."""
    return {
        **structs.asdict(call),
        "digest": key_digest(call.key),
        "caller_digest": digest(call.caller),
        "callee_digest": digest(call.callee),
        "node_id": node_id,
    }


NO_REPORTS: Final[dict[str, Any]] = {"caller_report": None, "callee_report": None}
"""What the row of a call begins with."""


def report_column(row: RowMapping, user: UserId) -> str:
    """Where the report of ``user``, one of the two, stands."""
    return "caller_report" if row["caller_digest"] == digest(user) else "callee_report"


def to_report(row: RowMapping, user: UserId) -> Report | None:
    """What ``user`` has said of the call that a row holds."""
    said = row[report_column(row, user)]
    return None if said is None else msgspec.convert(said, Report)


def to_call(row: RowMapping) -> Call:
    """The call that a row holds."""
    return msgspec.convert({name: row[name] for name in Call.__struct_fields__}, Call)
