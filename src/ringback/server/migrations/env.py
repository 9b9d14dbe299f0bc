"""What Alembic runs: our migrations, in the transaction that ``migration.py`` has opened and locked."""

from alembic import context

from ringback.server.call_table import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
context.run_migrations()
