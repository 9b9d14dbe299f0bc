"""``docs/reference/protocol.md``: the messages, errors and close codes as tables."""

from typing import Any

from ringback import errors, messages
from tools.generate import schema

INTRODUCTION = f"""<!-- Generated from src/ringback/messages.py and errors.py by `make generate`. Do not edit. -->

# The protocol

JSON text frames on one WebSocket, `/ws` below the mount point. Every message is an object with a `type`.
A frame may have {messages.MAX_FRAME_BYTES // 1024} KiB and be nested {messages.MAX_DEPTH} deep; each field has the
limit given with it, in characters. Fields that are not listed are ignored and never forwarded.

Whatever cannot be accepted is answered with a `call-error` that names the field, nothing of it is forwarded, and
the connection stays open. Where a name stands twice in one object, the last one counts.

**The plain profile.** A client that sends and understands only the `call-…` messages can place, answer and end calls.
It never needs `hello`, and never receives a type it does not know: `welcome`, `token-refreshed` and `presence` go only
to clients that asked for them.

**Who is calling.** The token comes in the handshake, as `Authorization: Bearer TOKEN` or as a WebSocket sub-protocol
beside the name `ringback` (`new WebSocket(url, ["ringback", token])`), or in the first frame within 5 s, as
`authenticate` or `hello`. A token in the URL is refused. `senderId` is always the server's: what a client says about
itself is ignored.

The same contract for machines: `schema/messages.schema.json` (JSON Schema), `schema/asyncapi.json`,
`schema/openapi.json`.
"""


def _limits(node: dict[str, Any]) -> str:
    options = node.get("anyOf", [node])
    parts = []
    for option in options:
        if option.get("type") == "null":
            parts.append("or null")
        elif "$ref" in option:
            parts.append(f"[{option['$ref'].rpartition('/')[2]}](#{option['$ref'].rpartition('/')[2].lower()})")
        elif "enum" in option:
            parts.append(" or ".join(f'`"{value}"`' for value in option["enum"]))
        else:
            length = f", at most {option['maxLength']}" if "maxLength" in option else ""
            bounds = f" {option['minimum']}–{option['maximum']}" if "maximum" in option else ""
            parts.append(f"{option['type']}{bounds}{length}")
    return " ".join(parts)


def _describe(node: dict[str, Any]) -> str:
    return next((o["description"] for o in [node, *node.get("anyOf", [])] if "description" in o), "")


def _section(name: str, definition: dict[str, Any]) -> str:
    kind = definition["properties"].get("type", {}).get("enum", [None])[0]
    title = f"### `{kind}`" if kind else f"### {name}"
    rows = [
        f"| `{field}` | {'yes' if field in definition['required'] else 'no'} | {_limits(node)} | {_describe(node)} |"
        for field, node in definition["properties"].items()
        if field != "type"
    ]
    table = ["| field | required | value | meaning |", "|---|---|---|---|", *rows] if rows else []
    return "\n".join([title, "", definition["description"], *([""] if table else []), *table])


PARTS = (
    *("IceCandidate", "Media", "Resume", "SessionGrant", "Heartbeat", "LiveCall"),
    *("TurnCredentials", "CallHistory", "CallRecord", "Refusal", "Health", "Readiness"),
)


def _errors() -> str:
    def descend(cls: type[errors.RingbackError]) -> list[type[errors.RingbackError]]:
        return [cls, *(found for child in cls.__subclasses__() for found in descend(child))]

    leaves = [cls for cls in descend(errors.RingbackError) if not cls.__subclasses__()]
    rows = [
        f"| `{cls.code}` | {schema.prose(cls.__doc__ or '')} |" for cls in leaves if cls.code != "configuration_error"
    ]
    return "\n".join(["| code | meaning |", "|---|---|", *rows])


def render() -> str:
    """The page."""
    definitions = schema.components()
    parts = [INTRODUCTION]
    for union, title in (("ClientMessage", "From a client"), ("ServerMessage", "To a client")):
        parts.append(f"## {title}")
        parts += [_section(name, definitions[name]) for name in schema.members(union)]
    parts.append("## Parts and HTTP bodies")
    parts += [_section(name, definitions[name]) for name in PARTS]
    parts.append("## Error codes\n\nIn `call-error` as `error`, and in the body of an HTTP answer.\n\n" + _errors())
    codes = "\n".join(f"| {code.value} | {code.reason} |" for code in messages.CloseCode)
    parts.append(f"## Close codes\n\n| code | meaning |\n|---|---|\n{codes}")
    return "\n\n".join(part.strip() for part in parts) + "\n"
