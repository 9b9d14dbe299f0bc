"""``python -m ringback``: the command line."""

from ringback.cli import main

main()
