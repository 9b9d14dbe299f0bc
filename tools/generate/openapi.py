"""``schema/openapi.json``: the HTTP side. A test holds its paths to the routes that are served."""

from typing import Any

import ringback
from tools.generate import schema


def _answer(description: str, body: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{body}"}}}
    return {"description": description, "content": content}


PATHS: dict[str, Any] = {
    "/turn/credentials": {
        "get": {
            "operationId": "getTurnCredentials",
            "summary": "Time-limited TURN credentials for one call.",
            "security": [{"token": []}],
            "responses": {
                "200": _answer("Credentials, not to be cached.", "TurnCredentials"),
                "401": _answer("The token is missing, expired or refused.", "Refusal"),
                "400": _answer("A token stood in the URL.", "Refusal"),
                "403": _answer("The page's origin is not allowed.", "Refusal"),
                "503": _answer("No TURN server is configured.", "Refusal"),
            },
        }
    },
    "/healthz": {
        "get": {
            "operationId": "getHealth",
            "summary": "Answers while the process serves requests.",
            "responses": {"200": _answer("The process serves requests.", "Health")},
        }
    },
    "/sdk/{file}": {
        "get": {
            "operationId": "getBrowserBundle",
            "summary": "The browser SDK, `ringback.js`, as one ES module, and its source map.",
            "parameters": [{"name": "file", "in": "path", "required": True, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "The file.", "content": {"text/javascript": {}}}},
        }
    },
}


def render() -> str:
    """The document."""
    everything = schema.components("#/components/schemas/{name}")
    bodies = {name: everything[name] for name in ("TurnCredentials", "Refusal", "Health")}
    return schema.dump(
        {
            "openapi": "3.1.0",
            "info": {"title": "ringback HTTP", "version": ringback.__version__, "license": {"name": "MIT"}},
            "paths": PATHS,
            "components": {
                "schemas": bodies,
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            },
        }
    )
