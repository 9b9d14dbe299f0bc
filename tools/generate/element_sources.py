"""The web components as their sources have them: what comments say of each, and of which modules it is made."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parents[2] / "web" / "src" / "elements"

REGISTERED = re.compile(r'^register\("(ringback-[\w-]+)"', re.MULTILINE)
COMMENT = re.compile(r"/\*\*((?:(?!\*/).)*)\*/", re.DOTALL)
CLASS = re.compile(COMMENT.pattern + r"\s*export class (\w+) extends (\w+)", re.DOTALL)
METHOD = re.compile(COMMENT.pattern + r"\n  (?:async )?(\w+)(\([^{;]*?\)(?:: [^{]+?)?) \{\n", re.DOTALL)
TAG = re.compile(r"@(\w+)(?: \{(.*)\})?(?: (\S+))?")
IMPORT = re.compile(r'^(?:import|export) (?!type )[^;]*?from "(\.\.?/[\w./-]+)\.ts";', re.MULTILINE | re.DOTALL)

CUSTOM_PROPERTY = "custom property"
KINDS = {
    "attr": "attribute",
    "prop": "property",
    "fires": "event",
    "slot": "slot",
    "csspart": "part",
    "cssprop": CUSTOM_PROPERTY,
}


class Feature(NamedTuple):
    """One line of documentation: an attribute, a property, an event, a slot, a part or a custom property."""

    kind: str
    name: str
    type: str
    text: str

    @property
    def key(self) -> tuple[str, str]:
        """What it is found by in the code: its kind and its name."""
        return self.kind, self.name


class Method(NamedTuple):
    """A public method, as it is declared."""

    name: str
    signature: str
    text: str


class Element(NamedTuple):
    """One element: its tag, its class, and what the comment of its class says."""

    tag: str
    class_name: str
    superclass: str
    text: str
    features: tuple[Feature, ...]
    methods: tuple[Method, ...]


Sources = Mapping[str, str]
"""TypeScript by module: ``ringback-phone``, ``words/english``."""


@cache
def sources() -> Sources:
    """Every module of the folder."""
    return {str(path.relative_to(FOLDER))[:-3]: path.read_text() for path in sorted(FOLDER.rglob("*.ts"))}


def tags(modules: Sources) -> list[str]:
    """The tags of all elements. The module of each is called the same."""
    return sorted(REGISTERED.findall(modules["index"]))


def elements(modules: Sources) -> list[Element]:
    """Every element, by its tag.

    Raises:
        RuntimeError: one has no comment.
    """
    return [_element(modules, tag) for tag in tags(modules)]


def told(modules: Sources, names: Iterable[str]) -> list[Feature]:
    """What the comments of these modules say of every element that is made with them, each only once."""
    texts = [modules[name] for name in names if name not in tags(modules)]
    features = [feature for text in texts for comment in COMMENT.findall(text) for feature in _read(comment)[1]]
    return list({feature.key: feature for feature in features}.values())


def own_modules(modules: Sources, tag: str) -> list[str]:
    """An element's module and those that it is made with: what it imports, but for other elements."""
    others = set(tags(modules))
    reached = [tag]
    for module in reached:
        for name in IMPORT.findall(modules[module]):
            path = str((Path("/", module).parent / name).resolve().relative_to("/"))
            if path in modules and path not in reached and path not in others:
                reached.append(path)
    return reached


def _element(modules: Sources, tag: str) -> Element:
    declared = CLASS.search(modules[tag])
    if declared is None:
        raise RuntimeError(f"web/src/elements/{tag}.ts: no `export class` with a comment right above it")
    text, features = _read(declared[1])
    return Element(tag, declared[2], declared[3], text, tuple(features), tuple(_methods(modules[tag])))


def _read(comment: str) -> tuple[str, list[Feature]]:
    """The prose of a comment, and its tags."""
    text = re.sub(r"^\s*\* ?", "", comment, flags=re.MULTILINE).strip()
    prose, *tags = re.split(r"^(?=@\w)", text, flags=re.MULTILINE)
    return " ".join(prose.split()), [feature for tag in tags if (feature := _feature(" ".join(tag.split())))]


def _feature(tag: str) -> Feature | None:
    head, _, text = tag.partition(" - ")
    match = TAG.fullmatch(head.rstrip(" -"))
    kind = KINDS.get(match[1]) if match else None
    return Feature(kind, match[3] or "", match[2] or "", text) if match and kind else None


def _methods(text: str) -> Iterator[Method]:
    """Those with a comment, but for what is not for others."""
    for comment, name, signature in METHOD.findall(text):
        if "@internal" not in comment and name != "constructor":
            yield Method(name, " ".join(signature.split()), _read(comment)[0])
