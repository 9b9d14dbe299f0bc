"""``docs/reference/protocol.md``: the messages, errors and close codes as tables."""

from typing import Any

from ringback import messages
from tools.generate import error_codes, schema

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

**Who is polite.** Once a device of the callee has taken a call, the server knows both sides and says which one gives
way when both offer at once: `polite` on `call-offer` while it rings, `call-accept`, `call-merged` and in `welcome`. A
client that has named no device is told nothing; then the user with the lower id is polite, by Unicode code point.

**Rejoining.** A device that was in a call and has lost its connection to the other side, as a page that was reloaded,
finds the call in the `calls` of its `welcome`, with `here` and a `state` other than `ringing`. It makes a connection
with a random `connectionId` and offers in it, under the same `callId`; everything that is said in a connection
carries its id, and the first one of a call has none. Who receives an offer with another id than that of its
connection closes that, keeps its tracks, and answers in a new connection of this id. What else comes with another id
is passed over, and so is an offer without one. When both rejoin at once the impolite side's connection counts: the
impolite side passes the other offer over and sends its own again; the polite side follows, and begins once more if
its own offer is answered after all. A client that has named no device cannot follow: `cannot_rejoin`.

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
    *("IceCandidate", "Media", "QualitySummary", "Resume", "SessionGrant", "Heartbeat", "LiveCall"),
    *("TurnCredentials", "CallHistory", "CallRecord", "Refusal", "Health", "Readiness"),
)


def _errors() -> str:
    rows = [f"| `{cls.code}` | {schema.prose(cls.__doc__ or '')} |" for cls in error_codes.error_classes()]
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
