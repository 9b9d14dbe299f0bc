"""What is generated says the same as the code it was generated from."""

import json
from typing import Any

import jsonschema
import pytest
from starlette.routing import Mount, Route

from ringback.config import Config
from ringback.server.authentication import Authenticator
from ringback.server.http import Routes
from tests.serving import SECRET
from tests.validation_table import ROWS, VALID
from tools.generate import asyncapi, openapi, schema, typescript

# What a JSON Schema cannot see: the frame before it is JSON, and its size.
BEFORE_JSON = ("not_json", "too_deep")


def _validator(definition: str) -> Any:
    document = json.loads(schema.render())
    return jsonschema.Draft202012Validator({**document, "$ref": f"#/$defs/{definition}"})


@pytest.mark.parametrize("kind", VALID)
def test_the_schema_accepts_what_the_server_accepts(kind: str) -> None:
    _validator("ClientMessage").validate(VALID[kind])


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row[2] not in BEFORE_JSON and row[3] != "frame" and "two different" not in row[0]],
    ids=lambda row: str(row[0]),
)
def test_the_schema_refuses_what_the_server_refuses(row: tuple[str, str, str, str]) -> None:
    assert not _validator("ClientMessage").is_valid(json.loads(row[1]))


def test_the_openapi_paths_are_the_ones_that_are_served() -> None:
    config = Config(secret=SECRET)
    routes = Routes(config, Authenticator(config)).routes()
    served = {route.path for route in routes if isinstance(route, Route)}
    served |= {f"{route.path}/{{file}}" for route in routes if isinstance(route, Mount)}
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
