"""What the code of an element has, beside what comments say that it has."""

import re
from collections.abc import Iterator

from tools.generate.element_sources import (
    CUSTOM_PROPERTY,
    Element,
    Feature,
    Sources,
    elements,
    own_modules,
    sources,
    tags,
    told,
)

PROPERTIES = re.compile(r"static (?:override )?properties(?:: \w+)? = (\{.*?\});", re.DOTALL)
PROPERTY = re.compile(r"(\w+): \{([^{}]*)\}")
RENAMED = re.compile(r'attribute: "([^"]+)"')
STYLED_ATTRIBUTE = re.compile(r":host\(\[([\w-]+)")
READ_ATTRIBUTE = re.compile(r'\bgetAttribute\("([\w-]+)"\)')
PART = re.compile(r'\bpart(?:=|: )"([^"]*)"')
EXPORTED_PARTS = re.compile(r'\bexportparts="([^"]*)"')
SLOT = re.compile(r'<slot(?:[^>]*? name="([^"$]+)")?')
EVENT = re.compile(r'\b(?:emit|new CustomEvent)(?:<[^(]*>)?\(\s*"(ringback-[a-z-]+)"')
CUSTOM = re.compile(r"var\((--ringback-[a-z-]+)")

GLOBAL = {("attribute", name) for name in ("dir", "hidden", "lang")}
"""What every element of HTML has."""


def features(modules: Sources, element: Element) -> set[tuple[str, str]]:
    """What the code has, by kind and name."""
    text = "\n".join(modules[module] for module in own_modules(modules, element.tag))
    parts = {name for value in PART.findall(text) for name in re.sub(r"\$\{[^}]*\}", "", value).split()}
    parts |= {item.split(":")[-1].strip() for value in EXPORTED_PARTS.findall(text) for item in value.split(",")}
    named = {
        "attribute": {*STYLED_ATTRIBUTE.findall(text), *READ_ATTRIBUTE.findall(text)},
        "part": parts,
        "slot": SLOT.findall(text),
        "event": EVENT.findall(text),
        CUSTOM_PROPERTY: CUSTOM.findall(text),
    }
    found = {(kind, name) for kind, names in named.items() for name in names}
    return (found | set(_properties(text))) - GLOBAL


def complaints(modules: Sources) -> Iterator[str]:
    """What is undocumented, and what is documented though it is not there, not even as a word that code hands on."""
    somewhere: set[tuple[str, str]] = set()
    used = {name: modules[name] for tag in tags(modules) for name in own_modules(modules, tag)}
    for element in elements(modules):
        documented = {feature.key for feature in element.features}
        common = {feature.key for feature in told(modules, own_modules(modules, element.tag))}
        really = features(modules, element)
        somewhere |= really
        missing = {key for key in documented - really - GLOBAL if not _handed_on(used, key)}
        yield from (f"{element.tag}: no comment has the {_named(key)}" for key in sorted(really - documented - common))
        yield from (f"{element.tag}: its code has no {_named(key)}" for key in sorted(missing))
        yield from _unexplained(element.tag, element.features)
    everywhere = told(modules, modules)
    lost = {feature.key for feature in everywhere} - somewhere - GLOBAL
    yield from (f"no element has the {_named(key)}" for key in sorted(lost) if not _handed_on(used, key))
    yield from _unexplained("all elements", everywhere)


def checked() -> Sources:
    """The sources, once they agree with their comments.

    Raises:
        RuntimeError: they do not; with every complaint.
    """
    modules = sources()
    found = list(complaints(modules))
    if found:
        raise RuntimeError("\n".join(["The elements and their comments disagree:", *found]))
    return modules


def _handed_on(modules: Sources, key: tuple[str, str]) -> bool:
    """Whether the name of a part stands somewhere in quotation marks: functions are told which part they draw."""
    kind, name = key
    return kind == "part" and any(re.search(rf'[" ]{name}"', text) for text in modules.values())


def _named(key: tuple[str, str]) -> str:
    kind, name = key
    return f"{kind} “{name or 'default'}”"


def _unexplained(owner: str, documented: list[Feature] | tuple[Feature, ...]) -> Iterator[str]:
    return (f"{owner}: not a word about the {_named(feature.key)}" for feature in documented if not feature.text)


def _properties(text: str) -> Iterator[tuple[str, str]]:
    for block in PROPERTIES.findall(text):
        for name, options in PROPERTY.findall(block):
            if "state: true" in options:
                continue
            if "attribute: false" in options:
                yield "property", name
            else:
                renamed = RENAMED.search(options)
                yield "attribute", renamed[1] if renamed else name.lower()
