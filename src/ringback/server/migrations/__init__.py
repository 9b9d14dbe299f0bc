"""How the tables came to be: one file in ``versions`` for each change, run by Alembic."""
