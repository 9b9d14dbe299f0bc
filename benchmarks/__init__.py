"""How fast ringback is beside what people would otherwise use: see ``README.md`` in this folder."""
