"""``schema/openapi.json``: the HTTP side. A test holds its paths to the routes that are served."""

from typing import Any

import ringback
from tools.generate import schema


def _answer(description: str, body: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{body}"}}}
    return {"description": description, "content": content}


def _parameter(name: str, description: str, kind: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": kind}


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
    "/calls": {
        "get": {
            "operationId": "getCalls",
            "summary": "The calls of the user whose token it is, the newest first, live ones too.",
            "security": [{"token": []}],
            "parameters": [
                _parameter(
                    "limit", "How many at most.", {"type": "integer", "minimum": 1, "maximum": 100, "default": 50}
                ),
                _parameter("cursor", "`nextCursor` of the page before.", {"type": "string"}),
                _parameter("since", "Only calls placed then or later.", {"type": "string", "format": "date-time"}),
                _parameter("missed", "Only calls that the user has missed.", {"type": "boolean", "default": False}),
            ],
            "responses": {
                "200": _answer("A page, not to be cached.", "CallHistory"),
                "400": _answer("A parameter cannot be read, or a token stood in the URL.", "Refusal"),
                "401": _answer("The token is missing, expired or refused.", "Refusal"),
                "403": _answer("The page's origin is not allowed.", "Refusal"),
                "503": _answer("The database does not answer.", "Refusal"),
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
    "/readyz": {
        "get": {
            "operationId": "getReadiness",
            "summary": "Answers whether calls can be placed here: the database answers, and no other process uses it.",
            "responses": {
                "200": _answer("It is ready.", "Readiness"),
                "503": _answer("It is not, and why.", "Readiness"),
            },
        }
    },
    "/sdk/{file}": {
        "get": {
            "operationId": "getBrowserBundle",
            "summary": (
                "The browser SDK as ES modules, `ringback.js` and `words.js`; under a name with its hash in it, to be "
                "cached for ever, each of them and each part that they load; and source maps."
            ),
            "parameters": [
                {"name": "file", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}},
            ],
            "responses": {
                "200": {"description": "The file, for pages of any origin.", "content": {"text/javascript": {}}},
                "304": {"description": "It is still what `If-None-Match` names."},
                "404": _answer("No such file, or the hash of another version.", "Refusal"),
            },
        }
    },
}


def render() -> str:
    """The document."""
    everything = schema.components("#/components/schemas/{name}")
    named = ("TurnCredentials", "CallHistory", "CallRecord", "QualitySummary", "Refusal", "Health", "Readiness")
    bodies = {name: everything[name] for name in named}
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
