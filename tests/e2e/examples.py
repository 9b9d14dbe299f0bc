"""The examples with the elements, each run in a home by the command that its README names."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import TYPE_CHECKING

from .network import inside
from .processes import Process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .visitor import Visitor

FOLDER = Path(__file__).resolve().parents[2] / "examples"
ADDRESS = "127.0.0.1"  # at home: the SDK sends no token without encryption to another machine
PASSWORDS = {"alice": "wonderland", "bob": "builder"}

_ENVIRONMENT = {
    **os.environ,
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
}
_USERS = "; ".join(
    ["from django.contrib.auth.models import User"]
    + [f"User.objects.create_user({name!r}, password={password!r})" for name, password in PASSWORDS.items()]
)


@dataclass(frozen=True)
class Example:
    """A folder, the command in its README, and what a person does before there is a phone."""

    name: str
    start: str
    enter: Callable[[Visitor], None] = lambda _visitor: None
    page: str = f"http://{ADDRESS}:8000/?name={{name}}"
    ports: tuple[int, ...] = (8000,)
    built_by: tuple[str, ...] = ()
    """What is done first. The rig has no way to npm's registry, so `npm start` is taken to its parts."""
    serves: str | None = None
    """The last of these parts."""


def log_in(visitor: Visitor, *, name: str, button: str) -> None:
    """Fill in a form by its labels."""
    for label, text in ((name, visitor.name), ("Password", PASSWORDS[visitor.name])):
        visitor.runner.run(visitor.page.get_by_label(label).fill(text))
    visitor.click(button)


NPM = "npm ci --silent"
JINJA = Example(
    "jinja",
    "uvicorn app:app",
    lambda visitor: log_in(visitor, name="Name", button="Sign in"),
)
DJANGO = Example(
    "django",
    "uvicorn project:application",
    lambda visitor: log_in(visitor, name="Username", button="Log in"),
    built_by=("python project.py migrate --verbosity 0", f"python project.py shell --command {shlex.quote(_USERS)}"),
)
HTMX = Example("htmx", "npm start", lambda visitor: visitor.click("Sales"), built_by=(NPM,), serves="uvicorn app:app")
PLAIN = Example("plain-html", "python server.py", page=f"http://{ADDRESS}:8080/?name={{name}}", ports=(8000, 8080))
REACT = Example(
    "react",
    "npm start",
    built_by=(NPM, "npm run --silent build"),
    serves="uvicorn --app-dir .. store_app:app",
)
EXAMPLES = (JINJA, DJANGO, HTMX, PLAIN, REACT)


@contextmanager
def running(example: Example, *, namespace: str, folder: Path) -> Iterator[Process]:
    """Build the example in a copy of its folder, and serve it; the process is stopped at the end."""
    assert f"    {example.start}\n" in (FOLDER / example.name / "README.md").read_text()
    beside = ignore_patterns("node_modules", "build", "db.sqlite3", "ringback.sqlite3*", "__pycache__")
    here = copytree(FOLDER / example.name, folder / example.name, ignore=beside)
    (folder / "store_app.py").symlink_to(FOLDER / "store_app.py")
    for command in example.built_by:
        subprocess.run(shlex.split(command), cwd=here, env=_ENVIRONMENT, check=True, timeout=120)
    server = shlex.split(example.serves or example.start)
    with closing(Process(example.name, server, namespace=namespace, folder=here, env=_ENVIRONMENT)) as process:
        with inside(namespace):
            for port in example.ports:
                process.wait_for_port(ADDRESS, port)
        yield process
