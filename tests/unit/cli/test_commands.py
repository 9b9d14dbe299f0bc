"""The command line as a person meets it: as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jwt
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.serving import SECRET, token_for
from tests.validation_table import VALID

RINGBACK = str(Path(sys.executable).with_name("ringback"))


def environment(tmp_path: Path, **variables: str) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("RINGBACK_")}
    ours = {"XDG_STATE_HOME": str(tmp_path), "RINGBACK_DATABASE_URL": f"sqlite:///{tmp_path}/calls.sqlite3"}
    return {**others, **ours, "NO_COLOR": "1", "COLUMNS": "200", **variables}


def run(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([RINGBACK, *arguments], env=env, capture_output=True, text=True, timeout=20, check=False)


@contextmanager
def served(*arguments: str, env: dict[str, str]) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """``ringback serve`` on a free port; yields its URL as it prints it."""
    command = [RINGBACK, "serve", "--port", "0", *arguments]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert " is ready at " in line, line + process.stdout.read()
        yield line.split()[-1], process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)


def test_a_token_is_made_with_the_key_of_the_environment(tmp_path: Path) -> None:
    result = run("token", "alice", "--ttl", "60", env=environment(tmp_path, RINGBACK_SECRET=SECRET))
    claims = jwt.decode(result.stdout.strip(), SECRET, algorithms=["HS256"])
    assert claims["sub"] == "alice"


def test_a_token_carries_the_audience_and_issuer_that_the_server_wants(tmp_path: Path) -> None:
    env = environment(tmp_path, RINGBACK_SECRET=SECRET, RINGBACK_AUDIENCE="calls", RINGBACK_ISSUER="app")
    claims = jwt.decode(run("token", "alice", env=env).stdout.strip(), options={"verify_signature": False})
    assert (claims["aud"], claims["iss"]) == ("calls", "app")


def test_without_any_setup_serve_and_token_agree_on_a_key_that_others_cannot_read(tmp_path: Path) -> None:
    env = environment(tmp_path)
    token = run("token", "alice", env=env).stdout.strip()
    key = tmp_path / "ringback" / "development-key"
    assert key.stat().st_mode & 0o077 == 0
    with served(env=env) as (url, _):
        request = urllib.request.Request(url + "turn/credentials", headers={"Authorization": f"Bearer {token}"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)
        with refused.value as answer:
            assert json.load(answer)["error"] == "turn_not_configured", "the token was refused"


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_stops_says_so_and_when_to_come_back(tmp_path: Path, sent: signal.Signals) -> None:
    with served(env=environment(tmp_path, RINGBACK_SECRET=SECRET)) as (url, process):
        address = url.replace("http", "ws") + "ws"
        with (
            connect(address, additional_headers={"Authorization": f"Bearer {token_for('alice')}"}) as full,
            connect(address, additional_headers={"Authorization": f"Bearer {token_for('bob')}"}) as plain,
        ):
            full.send(json.dumps({"type": "hello", "deviceId": "tab"}))
            assert json.loads(full.recv(timeout=5))["type"] == "welcome"
            process.send_signal(sent)
            going = json.loads(full.recv(timeout=5))
            assert going["type"] == "going-away"
            assert 0 <= going["reconnectInMs"] <= 5000
            for client in (full, plain):
                with pytest.raises(ConnectionClosed) as closed:
                    client.recv(timeout=5)
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 1001
        assert process.wait(timeout=5) is not None


def test_the_demo_signs_in_and_serves_its_page(tmp_path: Path) -> None:
    with served("--demo", env=environment(tmp_path, RINGBACK_SECRET=SECRET)) as (url, _):
        with urllib.request.urlopen(url) as page:
            assert "default-src 'none'" in page.headers["content-security-policy"]
            assert "unsafe" not in page.headers["content-security-policy"]
            assert b"<html" in page.read()
        for name, kind in (("demo.js", "text/javascript"), ("demo.css", "text/css")):
            with urllib.request.urlopen(f"{url}demo/{name}") as asset:
                assert asset.headers["content-type"].startswith(kind)
                assert asset.headers["x-content-type-options"] == "nosniff"
                assert asset.headers["cache-control"] == "no-cache"
        for name, status in (("Zoë 💬", 200), ("", 422), ("x" * 41, 422), (" padded ", 422)):
            body = json.dumps({"name": name}).encode()
            try:
                with urllib.request.urlopen(url + "demo/login", data=body) as answer:
                    claims = jwt.decode(json.load(answer)["token"], SECRET, algorithms=["HS256"])
                    assert (answer.status, claims["sub"]) == (status, name)
            except urllib.error.HTTPError as error:
                with error:
                    assert (error.code, json.load(error)["error"]) == (status, "invalid_field")


def test_no_demo_login_without_the_demo(tmp_path: Path) -> None:
    with served(env=environment(tmp_path)) as (url, _):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(url + "demo/login", data=b'{"name": "alice"}')
        with refused.value as answer:
            assert answer.code == 404


def test_nothing_of_a_request_or_a_call_stands_in_the_output(tmp_path: Path) -> None:
    """Canaries in URLs, tokens, descriptions and candidates; the whole output of the process is searched."""
    env = environment(tmp_path, RINGBACK_SECRET=SECRET)
    good = token_for("alice", canary="canary")
    offer = {**VALID["call-offer"], "recipientId": "alice", "sdp": "v=0 canary 203.0.113.77"}
    candidate = {**VALID["call-ice-candidate"], "candidate": {"candidate": "canary 203.0.113.77"}}
    with served(env=env) as (url, process):
        for path in ("healthz?token=canary", "turn/credentials?x=canary", "canary"):
            try:
                urllib.request.urlopen(url + path).close()
            except urllib.error.HTTPError as error:
                error.close()
        socket_url = url.replace("http", "ws") + "ws"
        for query, token in ((f"?token={good}", good), ("", "canary"), ("", good + "canary")):
            with pytest.raises(InvalidStatus):
                connect(socket_url + query, additional_headers={"Authorization": f"Bearer {token}"})
        with connect(socket_url, additional_headers={"Authorization": f"Bearer {good}"}) as alice:
            for frame in (json.dumps(offer), json.dumps(candidate), "canary", b"canary"):
                alice.send(frame)
            alice.send(b"\xffcanary", text=True)
            with pytest.raises(ConnectionClosed):
                while True:
                    alice.recv(timeout=5)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=10)
    assert [word for word in ("canary", "203.0.113", "127.0.0.1", good.split(".")[2]) if word in output] == [], output


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"RINGBACK_SECRET": "short"}, "RINGBACK_SECRET has 5 bytes"),
        ({"RINGBACK_TURN_URIS": "turn:x"}, "RINGBACK_TURN_SECRET is not set"),
    ],
)
def test_a_bad_setting_ends_it_with_a_sentence(tmp_path: Path, variables: dict[str, str], sentence: str) -> None:
    result = run("serve", "--port", "0", env=environment(tmp_path, **variables))
    assert result.returncode == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_a_port_that_is_taken_ends_it_with_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run("serve", "--port", port, env=environment(tmp_path))
    assert result.returncode == 2
    assert f"Cannot listen on 127.0.0.1 port {port}: Address already in use" in result.stderr


def test_no_token_where_only_the_application_has_the_key(tmp_path: Path) -> None:
    result = run("token", "alice", env=environment(tmp_path, RINGBACK_JWKS_URL="https://app.example/jwks"))
    assert result.returncode == 2
    assert "the private key is the application's" in " ".join(result.stderr.split())


def test_the_version(tmp_path: Path) -> None:
    assert run("--version", env=environment(tmp_path)).stdout.startswith("ringback ")
