"""The command line: ``ringback``. ``commands.py`` is the index of what it can do."""

from ringback.cli.commands import main

__all__ = ["main"]
