"""What `npm install ringback` gets: ES modules with types, of which a bundler keeps what is used."""

import gzip
import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from ringback import __version__

WEB = Path(__file__).resolve().parents[2] / "web"
NODE = Path(sys.executable).parent
PROGRAM = """\
import { CallClient, CloseCode, type CallSnapshot, type CallStore, type EndReason } from "ringback";
import { sentence } from "ringback/words";

const client = new CallClient({ url: "/calls", getToken: ({ refresh }) => (refresh ? "new" : "token") });
const store: CallStore = client.store;
store.subscribe(() => store.getSnapshot().calls.forEach(show));
function show({ userId, reason }: CallSnapshot): void {
  const ended: EndReason | null = reason;
  if (ended !== null) document.title = sentence(ended, { other: userId }).what;
}
void client.connect().then((userId: string) => client.call(userId, { audio: true, video: false }));
export const closed: number = CloseCode.GOING_AWAY;
"""
COMPILER = ["--strict", "--noEmit", "--skipLibCheck", "false", "--exactOptionalPropertyTypes", "--target", "es2022"]


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command with our Node and without the registry; returns its output, and shows it when it fails."""
    environment = {**os.environ, "PATH": f"{NODE}{os.pathsep}{os.environ['PATH']}", "npm_config_offline": "true"}
    result = subprocess.run(
        [*map(str, command)], check=False, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `npm publish` would publish."""
    folder = tmp_path_factory.mktemp("pack")
    run("npm", "pack", "--ignore-scripts=false", "--pack-destination", folder, cwd=WEB)
    (packed,) = folder.glob("*.tgz")
    return packed


@pytest.fixture(scope="module")
def project(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project that has installed it."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "package.json").write_text('{ "name": "app", "private": true, "type": "module" }')
    run("npm", "install", "--ignore-scripts", tarball, cwd=folder)
    return folder


def bundled(project: Path, source: str) -> bytes:
    """`source` bundled and minified, as a production build would."""
    (project / "entry.js").write_text(source)
    run(
        WEB / "node_modules/.bin/esbuild",
        "entry.js",
        "--bundle",
        "--minify",
        "--format=esm",
        "--outfile=out.js",
        cwd=project,
    )
    return (project / "out.js").read_bytes()


def test_it_has_modules_types_and_licence_and_nothing_else(tarball: Path) -> None:
    with tarfile.open(tarball) as packed:
        names = {name.removeprefix("package/") for name in packed.getnames()}
        manifest = json.load(packed.extractfile("package/package.json") or sys.exit())
    about = {"LICENSE", "README.md", "package.json", "custom-elements.json"}
    assert names >= about | {"dist/index.js", "dist/index.d.ts", "dist/words/index.js", "dist/elements/index.js"}
    assert not [name for name in names - about if not re.fullmatch(r"dist/.+\.(js|d\.ts)", name)]
    assert "dependencies" not in manifest
    assert manifest["version"] == __version__


def test_every_declaration_leads_to_modules_that_are_there(project: Path) -> None:
    for file in (project / "node_modules/ringback/dist").rglob("*.d.ts"):
        for target in re.findall(r'(?:from|import\() ?"(\.[^"]+)"', file.read_text()):
            assert target.endswith(".js"), f"{file}: {target}"
            assert (file.parent / target).exists(), f"{file}: {target}"


@pytest.mark.parametrize("resolution", [("bundler", "esnext"), ("nodenext", "nodenext")], ids=lambda pair: pair[0])
def test_a_strict_program_type_checks(project: Path, resolution: tuple[str, str]) -> None:
    (project / "program.ts").write_text(PROGRAM)
    options = ["--moduleResolution", resolution[0], "--module", resolution[1], "--lib", "es2022,dom,dom.iterable"]
    run(WEB / "node_modules/.bin/tsc", *COMPILER, *options, "program.ts", cwd=project)


def test_a_wrong_program_does_not(project: Path) -> None:
    (project / "wrong.ts").write_text(PROGRAM.replace('url: "/calls"', "url: 7"))
    with pytest.raises(AssertionError, match="'number' is not assignable to type 'string'"):
        run(
            WEB / "node_modules/.bin/tsc",
            *COMPILER,
            "--moduleResolution",
            "bundler",
            "--module",
            "esnext",
            "wrong.ts",
            cwd=project,
        )


def test_a_bundler_drops_what_is_not_imported(project: Path) -> None:
    everything = bundled(project, 'export * from "ringback";')
    assert len(gzip.compress(everything)) > 8 * 1024
    assert len(bundled(project, 'import "ringback";')) == 0
    assert len(bundled(project, 'import { isPolite } from "ringback"; console.log(isPolite);')) < 512
    assert len(bundled(project, 'import { CloseCode } from "ringback"; console.log(CloseCode.REPLACED);')) < 512


def test_importing_it_without_a_browser_does_no_harm(project: Path) -> None:
    assert (
        run(NODE / "node", "-e", 'import("ringback").then((sdk) => console.log(typeof sdk.CallClient))', cwd=project)
        == "function\n"
    )
