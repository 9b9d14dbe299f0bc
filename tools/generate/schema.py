"""The JSON Schema of the wire, and what the other generators read from it."""

import json
from typing import Any

import msgspec

from ringback.messages import CallHistory, ClientMessage, Health, Readiness, Refusal, ServerMessage, TurnCredentials

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def components(ref_template: str = "#/$defs/{name}") -> dict[str, Any]:
    """The schema of every message and HTTP body by its Python name, plus the two unions."""
    types = (ClientMessage, ServerMessage, TurnCredentials, CallHistory, Refusal, Health, Readiness)
    (client, server, *_), defs = msgspec.json.schema_components(types, ref_template=ref_template)
    for definition in defs.values():
        definition["description"] = prose(definition["description"])
    return {
        "ClientMessage": {"description": "What a client may send.", **client},
        "ServerMessage": {"description": "What a client may receive.", **server},
        **defs,
    }


def members(union: str) -> list[str]:
    """The Python names of the messages of one direction, in the order of the source."""
    return [reference["$ref"].rpartition("/")[2] for reference in components()[union]["anyOf"]]


def prose(docstring: str) -> str:
    """A docstring as one Markdown paragraph."""
    return " ".join(docstring.split()).replace("``", "`")


def dump(document: dict[str, Any]) -> str:
    """JSON as it is committed."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def render() -> str:
    """``schema/messages.schema.json``."""
    return dump({"$schema": DIALECT, "title": "ringback signalling messages", "$defs": components()})
