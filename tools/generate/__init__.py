"""Writes everything that is generated from the Python source: ``make generate``; ``make check`` compares."""
