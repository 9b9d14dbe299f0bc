"""The reference of the browser SDK has every export, as the compiler sees it."""

import re
from pathlib import Path

import pytest

from tools.generate import browser_sdk_page as page

SRC = Path(__file__).resolve().parents[3] / "web" / "src"


def test_every_name_that_the_sdk_exports_is_there_once() -> None:
    entries = "".join((SRC / name).read_text() for name in ("index.ts", "words/index.ts"))
    lists = re.findall(r'export (?:type )?{([^}]*)} from "[^"]+(?<!\.gen)\.ts"', entries)
    names = [name.replace("type ", "").strip() for text in lists for name in text.split(",") if name.strip()]
    headings = re.findall(r"^### (\w+)$", page.render(), re.MULTILINE)
    assert len(names) > 20
    assert [name for name in names if headings.count(name) != 1] == []
    assert len(headings) == len(set(headings))


def test_nothing_private_is_told() -> None:
    text = page.render()
    assert "#private" not in text
    assert not re.search(r"^ +(private|protected) ", text, re.MULTILINE)
    assert "export declare" not in text


def test_a_class_comes_with_its_comment_and_members() -> None:
    (client,) = [export for export in page.exports() if export.name == "SignalingClient"]
    assert client.room == "signaling"
    assert client.comment.startswith("The connection to the server")
    assert "  connect(): Promise<Welcome>;" in client.code.splitlines()


DECLARATIONS = {
    "index": 'export { f, type A } from "./x.ts";\nexport type * from "./m.gen.ts";\nexport * from "./call/y.ts";\n',
    "x": (
        "/** About the file. */\nimport type { Hidden } from './h.ts';\n"
        "/** A.\n * More. */\nexport interface A {\n    /**\n     * B.\n     */\n    readonly b: Hidden;\n}\n"
        "export declare function f(a: A): void;\nexport declare function f(a: string): void;\n"
        "export declare const g: number;\n"
    ),
    "m.gen": "export interface Message {\n    type: string;\n}\n",
    "words/index": "export declare const w: string;\n",
    "call/y": 'export { Z } from "./z.ts";\n',
    "call/z": "export declare class Z {\n    #private;\n    private own;\n    z(): A;\n}\n",
    "h": "/** Deep. */\nexport type Hidden = string;\nexport type Unused = string;\n",
}


def test_it_follows_exports_and_shows_what_they_are_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "declarations", lambda: DECLARATIONS)
    a, f, z = page.exports()
    assert a == page.Export("A", "", "A. More.", "interface A {\n  /**\n   * B.\n   */\n  readonly b: Hidden;\n}")
    assert (f.comment, f.code) == ("", "function f(a: A): void;\nfunction f(a: string): void;")
    assert (z.room, z.code) == ("call", "class Z {\n  z(): A;\n}")
    text = page.render()
    assert "## Named above, but not exported\n\n### Hidden\n\nDeep.\n" in text
    assert "Unused" not in text
    assert "## Words\n\n### w\n" in text
    assert "See [`A`](#a)." in text
