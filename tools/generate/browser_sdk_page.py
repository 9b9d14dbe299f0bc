"""``docs/reference/browser-sdk.md``: what the browser SDK exports, from the compiler's declarations."""

import re
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

WEB = Path(__file__).resolve().parents[2] / "web"
DECLARATION = re.compile(r"export (?:declare )?(?:abstract )?(class|interface|type|const|function) (\w+)")
EXPORTS = re.compile(r'^export (?:type )?(\*|{[^}]*}) from "\./([^"]+)\.ts";$', re.MULTILINE)
COMMENT = re.compile(r"/\*\*(.*?)\*/", re.DOTALL)

ROOMS = {
    "call": "Calls",
    "media": "Sound, cameras, devices",
    "quality": "Quality",
    "words": "Words",
    "signaling": "The connection to the server",
    "peer": "The connection to the other side",
    "": "Besides",
}

INTRODUCTION = """<!-- Generated from web/src by `make generate`. Do not edit. -->

# Browser SDK: every export

What `import … from "ringback"` can name, and for the [words](#words) `import … from "ringback/words"`.
[How the parts work together](sdk.md). The types of all [messages](protocol.md) and of
[the states of a call](call-states.md) are exported as well, under their names there.
"""


class Export(NamedTuple):
    """One name, and what it stands for."""

    name: str
    room: str
    comment: str
    code: str


@cache
def declarations() -> dict[str, str]:
    """The text of every declaration file, by module (``call/state``). Whether types are right is not asked here."""
    with TemporaryDirectory() as folder:
        command = ["node_modules/.bin/tsc", "-p", "tsconfig.package.json", "--emitDeclarationOnly", "--outDir", folder]
        result = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=False)
        files = {str(path.relative_to(folder)): path.read_text() for path in Path(folder).rglob("*.d.ts")}
        if "index.d.ts" not in files:
            raise RuntimeError(f"tsc has made no declarations: {result.stdout}{result.stderr}")
    return {name.removesuffix(".d.ts"): text for name, text in files.items()}


def exports(module: str = "index") -> list[Export]:
    """What ``module`` exports, in the order in which it says so; without what is generated, which has its own page."""
    found = list(_declared(module))
    for names, source in EXPORTS.findall(declarations()[module]):
        origin = str((Path("/", module).parent / source).resolve().relative_to("/"))
        if not origin.endswith(".gen"):
            wanted = set(re.findall(r"(\w+)\s*(?:,|}|$)", names))
            found += [export for export in exports(origin) if names == "*" or export.name in wanted]
    return found


def _declared(module: str) -> list[Export]:
    statements = re.split(
        r"^(?=/\*\*|import |export |declare |type |interface )", declarations()[module], flags=re.MULTILINE
    )
    room = module.rpartition("/")[0]
    found: dict[str, Export] = {}
    comment = ""
    for statement in statements:
        if statement.startswith("/**"):
            comment = _prose(statement)
        elif declared := DECLARATION.match(statement):
            before = found.get(declared[2])
            code = (before.code + "\n" if before else "") + _code(statement)
            found[declared[2]] = Export(declared[2], room, before.comment if before else comment, code)
            comment = ""
        else:
            comment = ""
    return list(found.values())


def _prose(comment: str) -> str:
    """A comment as one Markdown paragraph."""
    match = COMMENT.search(comment)
    return " ".join(re.sub(r"^\s*\* ?", "", match[1], flags=re.MULTILINE).split()) if match else ""


def _code(statement: str) -> str:
    """A declaration as it is read: without what is private, and without the words that every one begins with."""
    text = re.sub(r"^export (declare )?", "", statement.strip())
    text = re.sub(r"^    (#private|private [^;]*);\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^( +)", lambda indent: " " * ((len(indent[1]) + 1) // 2), text, flags=re.MULTILINE)


def _mentioned(export: Export) -> set[str]:
    return set(re.findall(r"\b[A-Za-z]\w*\b", COMMENT.sub("", export.code))) - {export.name}


def _unnamed(exported: list[Export]) -> list[Export]:
    """What exports are made of though it is no export itself, in the order in which they mention it."""
    declared = {found.name: found for module in declarations() if module[-4:] != ".gen" for found in _declared(module)}
    reached = {export.name: export for export in exported}
    waiting = [*exported]
    while waiting:
        for name in sorted(_mentioned(waiting.pop(0)) & declared.keys() - reached.keys()):
            if name[0].isupper():  # a type; a parameter may be called as some function is
                reached[name] = declared[name]
                waiting.append(declared[name])
    return list(reached.values())[len(exported) :]


def _section(export: Export, known: set[str]) -> str:
    mentioned = sorted(known & _mentioned(export))
    see = "See " + ", ".join(f"[`{name}`](#{name.lower()})" for name in mentioned) + "." if mentioned else ""
    parts = (f"### {export.name}", export.comment, f"```ts\n{export.code}\n```", see)
    return "\n\n".join(part for part in parts if part)


def render() -> str:
    """The page."""
    exported = [*exports(), *exports("words/index")]
    unnamed = _unnamed(exported)
    known = {export.name for export in (*exported, *unnamed)}
    parts = [INTRODUCTION.strip()]
    for room, title in ROOMS.items():
        here = [_section(export, known) for export in exported if export.room == room]
        parts += [f"## {title}", *here] if here else []
    rest = [_section(export, known) for export in unnamed]
    parts += ["## Named above, but not exported", *rest] if rest else []
    return "\n\n".join(parts) + "\n"
