"""A PostgreSQL of our own for tests, from Debian's package: empty, without a port, gone when the tests are."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql")
PATIENCE_S = 30.0


class PostgreSQL:
    """A running server, which listens on a socket in ``directory``."""

    def __init__(self, directory: Path, as_user: list[str]) -> None:
        self._directory = directory
        self._as_user = as_user
        self._names = count(1)
        self._process: subprocess.Popen[bytes] | None = None

    def database(self) -> str:
        """The URL of a new database."""
        name = f"calls{next(self._names)}"
        subprocess.run([_program("createdb"), *self._address, name], check=True, capture_output=True)
        return f"postgresql://postgres@/{name}?host={self._directory}"

    def start(self) -> None:
        """Run it, and wait until it answers."""
        settings = {"listen_addresses": "", "unix_socket_directories": str(self._directory), "fsync": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = (self._directory / "log").open("ab")
        with log:
            command = [*self._as_user, _program("postgres"), "-D", str(self._directory / "data"), *options]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        until = time.monotonic() + PATIENCE_S
        while not self._answers():
            assert self._process.poll() is None, (self._directory / "log").read_text()
            assert time.monotonic() < until, "PostgreSQL does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        """End it at once, as a restart of the machine would; what was committed stays."""
        assert self._process is not None
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(PATIENCE_S)

    @property
    def _address(self) -> list[str]:
        return ["-h", str(self._directory), "-U", "postgres"]

    def _answers(self) -> bool:
        return (
            subprocess.run([_program("pg_isready"), *self._address], capture_output=True, check=False).returncode == 0
        )


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """A server, while inside."""
    directory = Path(tempfile.mkdtemp(prefix="ringback-postgresql-"))
    as_user = _unprivileged(directory)
    data = directory / "data"
    try:
        subprocess.run(
            [*as_user, _program("initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync"],
            check=True,
            capture_output=True,
        )
        server = PostgreSQL(directory, as_user)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(directory)


def _unprivileged(directory: Path) -> list[str]:
    """How to run a program that refuses to be root; it ends when the tests do, however they end."""
    command = ["setpriv", "--pdeathsig", "QUIT"]
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(directory, user.pw_uid, user.pw_gid)
        command += ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
    return command


def _program(name: str) -> str:
    found = sorted(BINARIES.glob(f"*/bin/{name}"))
    assert found, (
        f"{name} is not installed: these tests need Debian's package postgresql (tools/apt-install postgresql)"
    )
    return str(found[-1])
