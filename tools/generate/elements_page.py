"""``docs/reference/elements.md``: every element with what an application may set, hear, fill and style."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tools.generate.element_features import checked
from tools.generate.element_sources import CUSTOM_PROPERTY, Element, Feature, elements, own_modules, told

INTRODUCTION = """<!-- Generated from web/src/elements by `make generate`. Do not edit. -->

# Elements

What the web components of ringback can be told, and what they tell. [How to use them](../how-to/use-the-elements.md).
Editors read the same in the npm package's `custom-elements.json`.
"""

TITLES = {
    "attribute": "Attribute",
    "property": "Property",
    "event": "Event",
    "slot": "Slot",
    "part": "Part",
    CUSTOM_PROPERTY: "Custom property",
}


def render() -> str:
    """The page. What the modules of only one element tell stands there."""
    modules = checked()
    users = Counter(name for element in elements(modules) for name in own_modules(modules, element.tag))
    sections = [INTRODUCTION.strip()]
    for element in elements(modules):
        alone = [name for name in own_modules(modules, element.tag) if users[name] == 1]
        sections += _section(element, told(modules, alone))
    common = told(modules, [name for name in modules if users[name] > 1])
    return "\n\n".join([*sections, "## All elements", *_tables(common)]) + "\n"


def _section(element: Element, besides: Sequence[Feature]) -> Iterator[str]:
    yield f"## {element.tag}"
    yield element.text
    yield from _tables([*element.features, *besides])
    if element.methods:
        rows = [f"| `{_cell(each.name + each.signature)}` | {_cell(each.text)} |" for each in element.methods]
        yield "\n".join(["| Method | |", "|---|---|", *rows])


def _tables(documented: Sequence[Feature]) -> Iterator[str]:
    for kind, title in TITLES.items():
        of_kind = [feature for feature in documented if feature.kind == kind]
        typed = any(feature.type for feature in of_kind)
        head = [f"| {title} | Type | |", "|---|---|---|"] if typed else [f"| {title} | |", "|---|---|"]
        if of_kind:
            yield "\n".join([*head, *(_row(feature, typed=typed) for feature in of_kind)])


def _row(feature: Feature, *, typed: bool) -> str:
    name = f"`{feature.name}`" if feature.name else "(default)"
    kind = [f"`{_cell(feature.type)}`" if feature.type else ""] if typed else []
    return " ".join(f"| {' | '.join([name, *kind, _cell(feature.text)])} |".split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
