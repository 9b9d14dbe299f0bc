"""What `pip install` gets: a wheel with the browser bundle in it, built from a bare checkout without Node."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.calling import hears_itself
from tests.e2e.browsers import Browsers, Engine
from tests.e2e.conftest import NO_TURN
from tests.e2e.media import PATIENCE_S
from tests.e2e.network import HOMES, Network, inside
from tests.e2e.processes import Process
from tests.e2e.service.person import SIGNATURES, Person, open_person
from tests.e2e.service.senses import Perception, assert_perceive
from tests.serving import ringback, serving, token_for

ROOT = Path(__file__).resolve().parents[2]
UV = str(Path(sys.executable).with_name("uv"))
BUNDLE = {
    f"ringback/_static/{name}"
    for name in ("sdk/ringback.js", "sdk/words.js", "sdk/elements.js", "demo/index.html", "demo/demo.js")
}


@pytest.fixture(scope="module")
def path_without_node(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH with a shell and the usual tools on it, but neither node nor npm."""
    folder = tmp_path_factory.mktemp("bin")
    for name in ("sh", "bash", "env", "git", "uname", "ldd", "tar", "gzip"):
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    assert shutil.which("npm", path=str(folder)) is None
    return str(folder)


def build(source: Path, out: Path, path: str) -> Path:
    """An sdist of `source`, then a wheel of that sdist unpacked elsewhere; returns the wheel."""
    command = [UV, "build", "--quiet", "--python", sys.executable, "--out-dir", str(out), str(source)]
    subprocess.run(command, env={**os.environ, "PATH": path}, check=True, timeout=300)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that git would commit and nothing else: no bundle, no node_modules."""
    folder = tmp_path_factory.mktemp("checkout")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    assert not (folder / "src/ringback/_static").exists()
    return folder


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory, path_without_node: str) -> Path:
    """The wheel of that checkout, and of its sdist: `uv build` makes the second from the first."""
    return build(checkout, tmp_path_factory.mktemp("dist"), path_without_node)


def test_the_bundle_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert names >= BUNDLE
    assert not [name for name in names if name.startswith(("tests/", "web/", "tools/"))]


def test_it_runs_where_it_is_installed(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, str(tmp_path / "venv")], check=True)
    python = str(tmp_path / "venv/bin/python")
    subprocess.run([UV, "pip", "install", "--quiet", "--python", python, str(wheel)], check=True, timeout=300)
    ask = "from ringback.server.sdk import STATIC; print((STATIC / 'sdk' / 'ringback.js').stat().st_size)"
    result = subprocess.run([python, "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert int(result.stdout) > 1000
    version = subprocess.run(
        [str(tmp_path / "venv/bin/ringback"), "--version"], capture_output=True, text=True, check=True
    )
    assert version.stdout.startswith("ringback ")
    call = [python, "-c", "from ringback import CallClient"]
    without = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "EngineMissing: Calls need the media engine. Install it: pip install 'ringback[peer]'" in without.stderr


def programs() -> Iterator[tuple[str, str]]:
    """The whole programs that the pages show and that answer calls, by page."""
    for page in ("README.md", "docs/how-to/call-from-python.md"):
        for body in re.findall(r"^```python\n(.*?)^```$", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL):
            if "me.on_call" in body and "asyncio.run(" in body:
                yield page, body


@pytest.fixture(scope="module")
def python_with_the_engine(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An environment with nothing in it but the wheel, with its extra."""
    folder = tmp_path_factory.mktemp("engine") / "venv"
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True)
    python = str(folder / "bin/python")
    subprocess.run([UV, "pip", "install", "--quiet", "--python", python, f"{wheel}[peer]"], check=True, timeout=300)
    return python


@contextmanager
def running(python: str, program: Path, *arguments: str) -> Iterator[None]:
    """A program in that environment, and in no other."""
    env = {"PATH": os.environ["PATH"], "HOME": str(program.parent), "WRTC_ALLOW_LOOPBACK": "1"}
    with subprocess.Popen([python, str(program), *arguments], cwd=program.parent, env=env) as process:
        try:
            yield
        finally:
            process.terminate()


@pytest.mark.parametrize("program", [pytest.param(body, id=page) for page, body in programs()])
async def test_a_program_copied_from_a_page_answers_a_call(
    program: str, python_with_the_engine: str, tmp_path: Path
) -> None:
    copy = tmp_path / "parrot.py"
    copy.write_text(program)
    async with serving(ringback().app) as address:
        url = f"http://{address}"
        with running(python_with_the_engine, copy, url, token_for("parrot")):
            assert await hears_itself(url, "parrot")


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """That of the end-to-end tests, of which one home is enough."""
    with Network(tmp_path_factory.mktemp("link")) as network:
        yield network


@pytest.fixture(scope="module")
def browsers(network: Network) -> Iterator[Browsers]:
    """In that home."""
    with asyncio.Runner() as runner, closing(Browsers(network, runner)) as browsers:
        yield browsers


class Installed:
    """The commands of that environment, at home, with nothing set: as the README has them."""

    def __init__(self, python: str, namespace: str, folder: Path) -> None:
        self._scripts = Path(python).parent
        self._namespace = namespace
        self._folder = folder
        self._env = {"PATH": f"{self._scripts}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder)}

    def start(self, *command: str) -> Process:
        """Start one."""
        whole = [str(self._scripts / command[0]), *command[1:]]
        return Process(command[0], whole, namespace=self._namespace, env=self._env, folder=self._folder)

    def token(self, user: str) -> str:
        """What `ringback token` prints."""
        command = [str(self._scripts / "ringback"), "token", user]
        asked = subprocess.run(command, env=self._env, cwd=self._folder, check=True, stdout=subprocess.PIPE, text=True)
        return asked.stdout.strip()


@pytest.fixture
def installed(python_with_the_engine: str, network: Network, tmp_path: Path) -> Installed:
    """In an empty folder."""
    return Installed(python_with_the_engine, network.namespace(HOMES[0]), tmp_path)


@pytest.fixture
def url(installed: Installed, network: Network, tmp_path: Path) -> Iterator[str]:
    """Where the README's program answers; the server that it is a user of is of the wheel, too."""
    [program] = [body for page, body in programs() if page == "README.md"]
    (tmp_path / "parrot.py").write_text(program)
    url = "http://127.0.0.1:8000"
    with closing(installed.start("ringback", "serve")) as server:
        with inside(network.namespace(HOMES[0])):
            server.wait_for_port("127.0.0.1", 8000)
        with closing(installed.start("python", "parrot.py", url, installed.token("parrot"))):
            yield url


@pytest.mark.parametrize("engine", [Engine.CHROMIUM, Engine.FIREFOX])
def test_the_program_of_the_readme_answers_a_browser(
    engine: Engine, browsers: Browsers, url: str, installed: Installed
) -> None:
    person = open_person("alice", browsers.at(HOMES[0], engine), url)
    person.tolerate(NO_TURN)
    person.do("service.signIn", {"token": installed.token("alice"), "config": {}})
    assert reaches(person, "parrot")
    assert_perceive({person: Perception(hears=SIGNATURES["alice"].hertz)})
    person.do("service.hangUp")
    person.close()
    assert not person.faults


def reaches(person: Person, user: str) -> bool:
    """Whether a call comes about; until the program is there, nobody is."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        person.do("service.call", {"to": user})
        while (phase := person.snapshot["phase"]) not in {"connected", "ended"}:
            time.sleep(0.05)
        if phase == "connected":
            return True
    return False
