"""What is generated says the same as the code it was generated from."""

import json
from typing import Any

import jsonschema
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from tests.serving import ringback
from tests.validation_table import OF_SESSIONS, ROWS, VALID
from tools.generate import asyncapi, openapi, schema, typescript

# What a JSON Schema cannot see: the frame before it is JSON, and its size.
BEFORE_JSON = ("not_json", "too_deep")

# What no message shows by itself: whether its client has named its device. And U+0000 in an id.
BEYOND_IT = ("call-offer: sdp missing", "call-offer: sdp null", "frame: a NUL in an id", "frame: a NUL in a name")


def _schema_can_tell(row: tuple[str, str, str, str]) -> bool:
    name, _, code, field = row
    return code not in BEFORE_JSON and field != "frame" and "two different" not in name and name not in BEYOND_IT


def _validator(definition: str) -> Any:
    document = json.loads(schema.render())
    return jsonschema.Draft202012Validator({**document, "$ref": f"#/$defs/{definition}"})


@pytest.mark.parametrize("valid", [*VALID.values(), *OF_SESSIONS.values()], ids=[*VALID, *OF_SESSIONS])
def test_the_schema_accepts_what_the_server_accepts(valid: dict[str, Any]) -> None:
    _validator("ClientMessage").validate(valid)


@pytest.mark.parametrize("row", [row for row in ROWS if _schema_can_tell(row)], ids=lambda row: str(row[0]))
def test_the_schema_refuses_what_the_server_refuses(row: tuple[str, str, str, str]) -> None:
    assert not _validator("ClientMessage").is_valid(json.loads(row[1]))


def test_the_openapi_paths_are_the_ones_that_are_served() -> None:
    app = ringback().app
    assert isinstance(app, Starlette)
    served = {route.path for route in app.routes if isinstance(route, Route)}
    served |= {f"{route.path}/{{file}}" for route in app.routes if isinstance(route, Mount)}
    assert set(openapi.PATHS) == served


def test_every_reference_in_the_documents_leads_somewhere() -> None:
    for text in (schema.render(), asyncapi.render(), openapi.render()):
        document = json.loads(text)
        for reference in _references(document):
            node = document
            for part in reference.removeprefix("#/").split("/"):
                node = node[part]


def _references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for child in node for found in _references(child)]
    if not isinstance(node, dict):
        return []
    here = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
    mapped = list(node.get("mapping", {}).values())
    return here + mapped + [found for child in node.values() for found in _references(child)]


def test_typescript_has_every_message_and_every_field_once() -> None:
    module = typescript.render()
    for name, definition in schema.components().items():
        if "properties" in definition:
            body = module.split(f"export interface {name} {{")[1].split("}")[0]
            for field in definition["properties"]:
                assert body.count(f"  {field}:") + body.count(f"  {field}?:") == 1, (name, field)
