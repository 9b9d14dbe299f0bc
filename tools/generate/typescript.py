"""``web/src/messages.gen.ts``: the messages and the codes of errors as TypeScript types."""

from typing import Any

from ringback.messages import MAX_FRAME_BYTES, PROTOCOL_VERSION, CloseCode
from tools.generate import error_codes, schema

HEADER = "// Generated from src/ringback/messages.py by `make generate`. Do not edit.\n"


def _type_of(node: dict[str, Any]) -> str:
    if "$ref" in node:
        return str(node["$ref"].rpartition("/")[2])
    if "enum" in node:
        return " | ".join(f'"{value}"' for value in node["enum"])
    if "anyOf" in node:
        return " | ".join(_type_of(option) for option in node["anyOf"])
    if node["type"] == "array":
        return f"{_type_of(node['items'])}[]"
    return {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}[
        node["type"]
    ]


def _interface(name: str, definition: dict[str, Any]) -> str:
    lines = [f"/** {definition['description']} */", f"export interface {name} {{"]
    for field, node in definition["properties"].items():
        if description := node.get("description"):
            lines.append(f"  /** {description} */")
        mark = "" if field in definition["required"] else "?"
        lines.append(f"  {field}{mark}: {_type_of(node)};")
    return "\n".join([*lines, "}"])


def _close_codes() -> str:
    rows = [f"  /** {code.reason} */\n  {code.name}: {code.value}," for code in CloseCode]
    body = "\n".join(rows)
    return f"/** Why the server closed a WebSocket. */\nexport const CloseCode = {{\n{body}\n}} as const;"


def render() -> str:
    """The module."""
    definitions = schema.components()
    unions = [
        f"/** {definitions[union]['description']} */\nexport type {union} =\n  | "
        + "\n  | ".join(schema.members(union))
        + ";"
        for union in ("ClientMessage", "ServerMessage")
    ]
    interfaces = [
        _interface(name, definition) for name, definition in definitions.items() if "properties" in definition
    ]
    constants = (
        f"export const PROTOCOL_VERSION = {PROTOCOL_VERSION};\nexport const MAX_FRAME_BYTES = {MAX_FRAME_BYTES};"
    )
    return "\n\n".join([HEADER + constants, _close_codes(), error_codes.typescript(), *unions, *interfaces]) + "\n"
