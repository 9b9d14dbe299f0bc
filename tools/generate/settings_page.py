"""``docs/reference/settings.md``: every setting of ``Config``."""

from dataclasses import fields
from typing import Any

from ringback.config import ClientConfig, Config

INTRODUCTION = """<!-- Generated from src/ringback/config.py by `make generate`. Do not edit. -->

# Settings

Each is a keyword of `Config(...)`; those with a variable are also read from the environment, by
`Config.from_environ()`, which `ringback serve` and `Ringback()` use. Lists are comma-separated there. An unsafe value
is refused when the server starts, with a sentence that names it.

## Of a server

| keyword | variable | default | meaning |
|---|---|---|---|
"""

OF_COMMANDS = """
## Of the commands that sign in

Their [options](command-line.md#options-of-those-who-sign-in) win over these.

| keyword | variable | default | meaning |
|---|---|---|---|
"""


def _default(value: Any, unit: str) -> str:
    if value is None or value == ():
        return "—"
    text = ", ".join(value) if isinstance(value, tuple) else {True: "on", False: "off"}.get(value, value)
    return f"{text} {unit}".strip() if not isinstance(value, bool) else str(text)


def _rows(config: type[Config] | type[ClientConfig]) -> str:
    rows = []
    for setting in fields(config):
        variable = f"`{setting.metadata['env']}`" if setting.metadata["env"] else ""
        default = _default(setting.default, setting.metadata["unit"])
        rows.append(f"| `{setting.name}` | {variable} | {default} | {setting.metadata['description']} |\n")
    return "".join(rows)


def render() -> str:
    """The page."""
    return INTRODUCTION + _rows(Config) + OF_COMMANDS + _rows(ClientConfig)
