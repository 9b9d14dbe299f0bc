"""The documentation is true: links lead somewhere, what it names exists, and what it shows runs."""

import ast
import asyncio
import importlib.util
import json
import os
import re
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import jwt
import pytest
import websockets
from typer.main import get_group
from typer.testing import CliRunner

import ringback
from ringback.cli.commands import app as command_line
from ringback.config import ClientConfig, Config
from tests.serving import SECRET, Client, connected, serving
from tests.validation_table import VALID

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
ROOMS = ("src", "web", "tests", "docs", "examples", "benchmarks", "tools", "deploy", "schema")

every_page = pytest.mark.parametrize("page", PAGES, ids=NAMES)


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """The fenced blocks of a page: what stands behind the fence, and the text."""
    for block in FENCE.finditer(page.read_text()):
        yield block["info"], block["body"]


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return FENCE.sub("", page.read_text())


def inline_code(page: Path) -> Iterator[str]:
    """Every `word` of a page that is set as code."""
    yield from re.findall(r"`([^`\n]+)`", prose(page))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def everything() -> str:
    """The text of all pages."""
    return "\n".join(page.read_text() for page in PAGES)


@every_page
def test_every_link_inside_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", prose(page)):
        if target.startswith(("https://", "http://")):
            continue
        file, _, anchor = target.partition("#")
        place = (page.parent / file).resolve() if file else page
        assert place.exists(), target
        assert not anchor or anchor in anchors(place), target


def test_every_page_is_reached_from_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text()
    for page in (ROOT / "docs").glob("**/*.md"):
        assert page.name == "index.md" or f"({page.relative_to(ROOT / 'docs')}" in index, page


@every_page
def test_every_file_that_is_named_exists(page: Path) -> None:
    for code in inline_code(page):
        path = code.split("::", maxsplit=1)[0]
        if path.split("/")[0] in ROOMS and "/" in path and " " not in path:
            assert (ROOT / path).exists(), path


@every_page
def test_every_test_that_is_named_exists(page: Path) -> None:
    for path, names in re.findall(r"`(tests/[\w/]+\.py)::([\w:]+)`", prose(page)):
        scope: Any = ast.parse((ROOT / path).read_text())
        for name in names.split("::"):
            found = [node for node in scope.body if getattr(node, "name", None) == name]
            assert found, f"{path}::{names}"
            scope = found[0]


def test_the_way_of_an_offer_names_functions_that_are_there() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", (ROOT / "ARCHITECTURE.md").read_text(), re.MULTILINE)
    assert len(rows) > 30
    for file, function in rows:
        declared = rf"(def |^ +(async )?|function ){re.escape(function)}(<[^>]*>)?\("
        assert re.search(declared, (ROOT / file).read_text(), re.MULTILINE), f"{file}: {function}"


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", everything(), re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_every_command_exists() -> None:
    known = "|".join(get_group(command_line).commands)
    named = set(re.findall(rf"\bringback ({known}|[a-z]+ --)", everything()))
    assert {"serve", "token"} <= named
    for command in {words.split()[0] for words in named}:
        assert CliRunner().invoke(command_line, [command, "--help"]).exit_code == 0, command


def test_every_variable_is_a_setting() -> None:
    settings = {**Config.__dataclass_fields__, **ClientConfig.__dataclass_fields__}
    known = {setting.metadata["env"] for setting in settings.values()}
    assert set(re.findall(r"\bRINGBACK_[A-Z_]+\b", everything())) <= known


def test_every_public_name_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "python.md").read_text()
    assert not [name for name in ringback.__all__ if not re.search(rf"^## .*{name}", page, re.MULTILINE)]


@every_page
def test_every_python_block_compiles_and_every_quoted_file_is_quoted_as_it_is(page: Path) -> None:
    for info, body in blocks(page):
        language, _, title = info.partition(" title=")
        if language == "python":
            compile(body, str(page), "exec")
        if title:
            assert body == (ROOT / title).read_text(), title


def mounted(page: str) -> list[str]:
    """The Python blocks of a page that make an application with ringback below /calls."""
    return [body for info, body in blocks(ROOT / page) if info == "python" and '"/calls"' in body]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the pages show keeps its calls in the working directory."""
    monkeypatch.chdir(tmp_path)


SNIPPETS = [*mounted("README.md"), *mounted("docs/how-to/mount-in-fastapi.md")]


async def offer(caller: Client, callee: Client, *, sender: str, recipient: str) -> None:
    """An offer goes out, and arrives with the sender's id."""
    await caller.send({**VALID["call-offer"], "recipientId": recipient})
    arrived = await callee.receive()
    assert (arrived["type"], arrived["senderId"]) == ("call-offer", sender)


@pytest.mark.parametrize("snippet", SNIPPETS, ids=range(len(SNIPPETS)))
async def test_what_the_pages_mount_carries_an_offer(snippet: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGBACK_SECRET", SECRET)
    names: dict[str, Any] = {"__name__": "snippet"}
    exec(compile(snippet, "snippet", "exec"), names)
    async with (
        serving(names["app"]) as address,
        connected(address, "alice", path="/calls/ws") as alice,
        connected(address, "bob", path="/calls/ws") as bob,
    ):
        await offer(alice, bob, sender="alice", recipient="bob")


def test_what_the_page_about_users_shows_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGBACK_SECRET", SECRET)
    shown: dict[str, Any] = {}
    for info, body in blocks(ROOT / "docs/how-to/authenticate-users.md"):
        if info == "python":
            exec(compile(body, "snippet", "exec"), shown)
    assert jwt.decode(shown["token_for"]("alice", SECRET), SECRET, algorithms=["HS256"])["sub"] == "alice"


FORM = "application/x-www-form-urlencoded"


class Visitor:
    """A browser without a window: one user's cookies, and requests that carry them."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = CookieJar()
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.cookies))

    async def fetch(self, path: str, body: bytes | None = None, content_type: str = "application/json") -> bytes:
        """GET, or POST with a body; redirects are followed."""
        request = Request(f"http://{self.address}{path}", data=body, headers={"content-type": content_type})

        def ask() -> bytes:
            with self._opener.open(request, timeout=10) as answer:
                text: bytes = answer.read()
                return text

        return await asyncio.to_thread(ask)

    def cookie(self, name: str) -> str:
        """The value of a cookie, or an empty text."""
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == name), "")


@asynccontextmanager
async def tutorial_user(address: str, user: str, password: str) -> AsyncIterator[Client]:
    """Somebody who signs in to the tutorial's application and connects, as its page does."""
    visitor = Visitor(address)
    await visitor.fetch("/login", urlencode({"user": user, "password": password}).encode(), FORM)
    token = json.loads(await visitor.fetch("/token"))
    url = f"ws://{address}/calls/ws"
    async with websockets.connect(url, subprotocols=["ringback", token], origin=f"http://{address}") as line:  # type: ignore[arg-type,list-item]
        yield Client(line)


async def test_the_tutorials_application_starts_and_its_users_call_each_other() -> None:
    spec = importlib.util.spec_from_file_location("example_jinja", ROOT / "examples" / "jinja" / "app.py")
    assert spec is not None
    assert spec.loader is not None
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    async with serving(example.app) as address:
        assert b"<ringback-phone" not in await Visitor(address).fetch("/")
        async with (
            tutorial_user(address, "alice", "wonderland") as alice,
            tutorial_user(address, "bob", "builder") as bob,
        ):
            await offer(alice, bob, sender="alice", recipient="bob")
        for login in ({"user": "alice", "password": "no"}, {"user": "nobody", "password": "any"}):
            with pytest.raises(OSError, match="401"):
                await Visitor(address).fetch("/login", urlencode(login).encode(), FORM)


@asynccontextmanager
async def django_project(folder: Path) -> AsyncIterator[str]:
    """The example, run as its page says to, with two users, in a process of its own: Django is set up once in each."""
    copytree(ROOT / "examples" / "django", folder, ignore=ignore_patterns("db.sqlite3", "__pycache__"))
    environment = {**os.environ, "DJANGO_SECRET_KEY": SECRET, "DJANGO_SUPERUSER_PASSWORD": "correct horse"}

    async def run(*command: str, **options: Any) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=folder, env=environment, stdout=asyncio.subprocess.DEVNULL, **options
        )

    commands = [["migrate"]]
    commands += [["createsuperuser", "--noinput", "--username", name, "--email", ""] for name in ("alice", "bob")]
    for command in commands:
        assert await (await run("project.py", *command)).wait() == 0, command
    with socket.create_server(("127.0.0.1", 0)) as listener:
        descriptor = listener.fileno()
        quiet = ("--log-level", "error")
        server = await run(
            "-m", "uvicorn", "project:application", "--fd", str(descriptor), *quiet, pass_fds=[descriptor]
        )
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.terminate()
            await server.wait()


@asynccontextmanager
async def django_user(address: str, name: str) -> AsyncIterator[tuple[Visitor, Client]]:
    """Somebody who logs in by Django's own page and connects with the session's cookie."""
    visitor = Visitor(address)
    await visitor.fetch("/login/")
    form = {"username": name, "password": "correct horse", "csrfmiddlewaretoken": visitor.cookie("csrftoken")}
    page = await visitor.fetch("/login/", urlencode(form).encode(), FORM)
    assert f"Log out {name}" in page.decode()
    cookie = {"Cookie": f"sessionid={visitor.cookie('sessionid')}"}
    url = f"ws://{address}/calls/ws"
    async with websockets.connect(url, additional_headers=cookie, origin=f"http://{address}") as line:  # type: ignore[arg-type]
        yield visitor, Client(line)


async def test_the_django_project_starts_and_whoever_is_logged_in_can_call(tmp_path: Path) -> None:
    async with django_project(tmp_path / "project") as address:
        async with django_user(address, "alice") as (visitor, alice), django_user(address, "bob") as (_, bob):
            await offer(alice, bob, sender="alice", recipient="bob")

            form = urlencode({"csrfmiddlewaretoken": visitor.cookie("csrftoken")}).encode()
            await visitor.fetch("/logout/", form, FORM)
            await alice.send({"type": "token-refresh", "token": "session"})
            assert (await alice.receive())["error"] == "token_invalid"
        async with websockets.connect(f"ws://{address}/calls/ws", subprotocols=["ringback", "session"]) as line:  # type: ignore[list-item]
            assert await Client(line).close_code() == 4401
