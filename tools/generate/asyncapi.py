"""``schema/asyncapi.json``: the WebSocket as an AsyncAPI 3 document."""

from typing import Any

import ringback
from tools.generate import schema


def _messages(union: str) -> dict[str, Any]:
    return {
        name: {"name": name, "contentType": "application/json", "payload": {"$ref": f"#/components/schemas/{name}"}}
        for name in schema.members(union)
    }


def _references(union: str) -> list[dict[str, str]]:
    return [{"$ref": f"#/channels/signalling/messages/{name}"} for name in schema.members(union)]


def render() -> str:
    """The document: one channel, two operations, seen from the server."""
    return schema.dump(
        {
            "asyncapi": "3.0.0",
            "info": {"title": "ringback signalling", "version": ringback.__version__},
            "defaultContentType": "application/json",
            "channels": {
                "signalling": {
                    "address": "/ws",
                    "description": "One WebSocket for each client, below the mount point; JSON text frames.",
                    "messages": {**_messages("ClientMessage"), **_messages("ServerMessage")},
                    "bindings": {"ws": {"method": "GET"}},
                }
            },
            "operations": {
                "receiveFromClient": {
                    "action": "receive",
                    "channel": {"$ref": "#/channels/signalling"},
                    "messages": _references("ClientMessage"),
                },
                "sendToClient": {
                    "action": "send",
                    "channel": {"$ref": "#/channels/signalling"},
                    "messages": _references("ServerMessage"),
                },
            },
            "components": {"schemas": schema.components("#/components/schemas/{name}")},
        }
    )
