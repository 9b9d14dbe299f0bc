"""The two servers: how each is started, how a client connects to it, and what its messages look like."""

import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final

import jwt
import msgspec

from benchmarks.programs import CACHE, Program, cores, free_port
from benchmarks.relay import messages

PEERJS: Final = Path(__file__).with_name("peerjs")
TOKEN_TTL_S: Final = 3600


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """A signalling server. ``handshake`` is a user's path and one more header, with a tab between them."""

    name: str
    command: Callable[[int], list[str | Path]]
    handshake: Callable[[str], str]
    candidate: messages.Compose
    answer: messages.Compose
    env: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def serving(self) -> Iterator[tuple[Program, int]]:
        """The server, running on a core of its own, and its port."""
        port = free_port()
        with Program(self.name, self.command(port), core=cores()[0], env=self.env) as program:
            program.wait_for_port(port)
            yield program, port


def ringback() -> Contestant:
    """Our server, which wants a signed token of every client."""
    secret = secrets.token_urlsafe(48)
    program = Path(sys.executable).with_name("ringback")

    def handshake(user: str) -> str:
        token = jwt.encode({"sub": user, "exp": time.time() + TOKEN_TTL_S}, secret, algorithm="HS256")
        return f"/ws\tAuthorization: Bearer {token}"

    return Contestant(
        name="ringback",
        command=lambda port: [program, "serve", "--host", "127.0.0.1", "--port", str(port)],
        handshake=handshake,
        candidate=messages.ringback_candidate,
        answer=messages.ringback_answer,
        env={
            "RINGBACK_SECRET": secret,
            "RINGBACK_ALLOWED_ORIGINS": "",
            "RINGBACK_JWKS_URL": "",
            "RINGBACK_DATABASE_URL": "memory:",
            # each of these clients says as much as a thousand people
            "RINGBACK_CANDIDATE_RATE": "1000000/1000000",
            "RINGBACK_MESSAGE_RATE": "1000000/1000000",
        },
    )


def peerjs() -> Contestant:
    """The PeerJS server, which believes every client the id it chooses; npm installs it first if need be."""
    folder, program = _installed_peerjs(), node()
    return Contestant(
        name="PeerJS server",
        command=lambda port: [
            *(program, folder / "node_modules" / "peer" / "dist" / "bin" / "peerjs.js"),
            *("--host", "127.0.0.1", "--port", str(port)),
        ],
        handshake=lambda user: f"/peerjs?key=peerjs&id={user}&token=t{user}&version=1.5.5\t",
        candidate=messages.peerjs_candidate,
        answer=messages.peerjs_answer,
    )


def our_versions() -> dict[str, str]:
    """Of our server, exactly."""
    return {name: version(name) for name in ("ringback", "uvicorn", "uvloop", "websockets", "msgspec")}


def versions() -> dict[str, str]:
    """What was compared, exactly."""
    manifest = CACHE / "peerjs" / "node_modules" / "peer" / "package.json"
    of_node = subprocess.run([node(), "--version"], check=True, capture_output=True, text=True).stdout.strip()
    return {**our_versions(), "peer": str(msgspec.json.decode(manifest.read_bytes())["version"]), "node": of_node}


def node() -> str:
    """Node itself: the ``node`` of a Python environment is a script that starts it."""
    command = [tool("node"), "--print", "process.execPath"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def tool(name: str) -> str:
    """A program that stands beside Python, or else on the path.

    Raises:
        RuntimeError: it is in neither place.
    """
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        raise RuntimeError(f"There is no `{name}`; `make .venv/.ready` and apt install what the benchmarks need.")
    return found


def _installed_peerjs() -> Path:
    """The folder into which npm has put exactly what the lock file names."""
    folder = CACHE / "peerjs"
    lock = (PEERJS / "package-lock.json").read_bytes()
    done = folder / "installed-package-lock.json"
    if not done.exists() or done.read_bytes() != lock:
        shutil.copytree(PEERJS, folder, dirs_exist_ok=True)
        subprocess.run([tool("npm"), "ci", "--silent"], check=True, cwd=folder)
        done.write_bytes(lock)
    return folder
