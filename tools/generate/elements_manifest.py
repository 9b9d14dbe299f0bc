"""``web/custom-elements.json``: what editors and catalogues read about the elements.

Source: https://github.com/webcomponents/custom-elements-manifest, schema 1.0.0.
"""

import json
from typing import Any

from tools.generate.element_features import checked
from tools.generate.element_sources import CUSTOM_PROPERTY, Element, Feature, Sources, elements, own_modules, told

LISTS = {
    "attribute": "attributes",
    "property": "members",
    "event": "events",
    "slot": "slots",
    "part": "cssParts",
    CUSTOM_PROPERTY: "cssProperties",
}


def render() -> str:
    """The manifest, as JSON."""
    modules = checked()
    document = {
        "schemaVersion": "1.0.0",
        "readme": "README.md",
        "modules": [_module(modules, element) for element in elements(modules)],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _module(modules: Sources, element: Element) -> dict[str, Any]:
    path = f"dist/elements/{element.tag}.js"
    declaration = {"name": element.class_name, "module": path}
    return {
        "kind": "javascript-module",
        "path": path,
        "declarations": [_declaration(modules, element)],
        "exports": [
            {"kind": "js", "name": element.class_name, "declaration": declaration},
            {"kind": "custom-element-definition", "name": element.tag, "declaration": declaration},
        ],
    }


def _declaration(modules: Sources, element: Element) -> dict[str, Any]:
    own = {feature.key for feature in element.features}
    lists: dict[str, list[dict[str, Any]]] = {}
    besides = [each for each in told(modules, own_modules(modules, element.tag)) if each.key not in own]
    for feature in [*element.features, *besides]:
        lists.setdefault(LISTS[feature.kind], []).append(_described(feature))
    methods = [{"kind": "method", "name": each.name, "description": each.text} for each in element.methods]
    if methods:
        lists.setdefault("members", []).extend(methods)
    return {
        "kind": "class",
        "customElement": True,
        "name": element.class_name,
        "tagName": element.tag,
        "description": element.text,
        **lists,
    }


def _described(feature: Feature) -> dict[str, Any]:
    kind = {"kind": "field"} if feature.kind == "property" else {}
    typed = {"type": {"text": feature.type}} if feature.type else {}
    return {**kind, "name": feature.name, **typed, "description": feature.text}
