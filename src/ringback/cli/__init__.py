"""The command line: ``ringback serve`` and ``ringback token``."""

from ringback.cli.commands import main

__all__ = ["main"]
