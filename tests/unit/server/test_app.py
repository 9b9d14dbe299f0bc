"""``Ringback`` mounted where applications mount it, each under its real framework and a real server."""

import asyncio
import json
import urllib.request
from contextlib import asynccontextmanager
from typing import Any

import django
import fastapi
import pytest
from django.conf import settings as django_settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from starlette.applications import Starlette
from starlette.routing import Mount

from ringback import Config, Ringback
from ringback.errors import ConfigurationError
from ringback.server.upkeep import Readiness
from tests.serving import connected, ringback, serving, token_for
from tests.validation_table import VALID


def _django_page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("a page of the application")


urlpatterns = [path("page", _django_page)]


def _django() -> Any:
    if not django_settings.configured:
        django_settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x" * 50)
        django.setup()
    return Starlette(routes=[Mount("/calls", ringback().app), Mount("/", get_asgi_application())])


def _fastapi() -> Any:
    app = fastapi.FastAPI()
    app.mount("/calls", ringback().app)

    @app.get("/page")
    def page() -> str:
        return "a page of the application"

    return app


def _starlette() -> Any:
    return Starlette(routes=[Mount("/calls", ringback().app)])


async def _a_call_works(address: str, base: str) -> None:
    async with (
        connected(address, "alice", path=f"{base}/ws") as alice,
        connected(address, "bob", path=f"{base}/ws") as bob,
    ):
        await alice.send(VALID["call-offer"])
        assert (await bob.receive())["senderId"] == "alice"
        await bob.send({**VALID["call-answer"], "recipientId": "alice"})
        assert (await alice.receive())["type"] == "call-answer"


async def _get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    def fetch() -> tuple[int, dict[str, str], bytes]:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()

    return await asyncio.to_thread(fetch)


@pytest.mark.parametrize("framework", [_fastapi, _starlette, _django], ids=["FastAPI", "Starlette", "Django"])
async def test_it_is_mounted_in(framework: Any) -> None:
    async with serving(framework()) as address:
        await _a_call_works(address, "/calls")
        status, _, body = await _get(f"http://{address}/calls/healthz")
        assert (status, json.loads(body)) == (200, {"status": "ok"})
        status, _, body = await _get(f"http://{address}/calls/turn/credentials")
        assert (status, json.loads(body)["error"]) == (401, "token_missing")


async def test_the_django_application_beside_it_goes_on() -> None:
    async with serving(_django()) as address:
        assert (await _get(f"http://{address}/page"))[2] == b"a page of the application"


@pytest.mark.parametrize("lifespan", ["on", "off"])
async def test_it_works_with_and_without_lifespan_events(lifespan: str) -> None:
    async with serving(ringback().app, lifespan=lifespan) as address:
        await _a_call_works(address, "")


async def test_a_host_that_enters_the_lifespan_itself_closes_every_connection_with_1001() -> None:
    server = ringback()
    leave = asyncio.Event()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> Any:
        yield

    async with serving(Starlette(routes=[Mount("/calls", server.app)], lifespan=lifespan)) as address:

        async def host() -> None:
            async with server.lifespan():
                await leave.wait()

        running = asyncio.create_task(host())
        async with connected(address, "alice", path="/calls/ws") as alice:
            await alice.send({"type": "hello"})
            await alice.receive()
            leave.set()
            assert await alice.close_code() == 1001
        await running


@pytest.mark.parametrize("lifespan", ["on", "off"])
async def test_it_says_whether_it_is_ready(lifespan: str) -> None:
    server = ringback()
    async with serving(server.app, lifespan=lifespan) as address:
        status, _, body = await _get(f"http://{address}/readyz")
        assert (status, json.loads(body)) == (200, {"status": "ready", "why": None})
        server._upkeep._readiness = Readiness(False, "The database does not answer.")
        status, _, body = await _get(f"http://{address}/readyz")
        assert (status, json.loads(body)) == (503, {"status": "not ready", "why": "The database does not answer."})
        status, _, _ = await _get(f"http://{address}/healthz")
        assert status == 200


def test_it_says_what_is_missing_when_nobody_could_be_recognised() -> None:
    with pytest.raises(ConfigurationError, match="RINGBACK_SECRET"):
        Ringback(Config())


TURN = {
    "turn_uris": (
        "stun:t.example.org",
        "turn:t.example.org?transport=udp",
        "turn:t.example.org?transport=tcp",
        "turns:t.example.org",
    ),
    "turn_secrets": ("new", "old"),
}


async def test_turn_credentials() -> None:
    async with serving(ringback(**TURN, turn_ttl_s=600).app) as address:
        url = f"http://{address}/turn/credentials"
        status, headers, body = await _get(url, Authorization=f"Bearer {token_for('alice')}")
        answer = json.loads(body)
        assert status == 200
        assert headers["cache-control"] == "no-store"
        assert set(answer) == {"username", "password", "ttl", "uris"}
        assert answer["username"].endswith(":alice")
        assert answer["ttl"] == 600
        assert answer["uris"] == list(TURN["turn_uris"])


async def test_turn_credentials_are_refused_with_a_reason() -> None:
    async with serving(ringback(**TURN).app) as address:
        url = f"http://{address}/turn/credentials"
        good = token_for("alice")
        for expected, request in {
            (401, "token_missing"): (url, {}),
            (401, "token_invalid"): (url, {"Authorization": "Bearer x"}),
            (401, "token_expired"): (url, {"Authorization": f"Bearer {token_for('alice', expires_in_s=-1)}"}),
            (400, "token_in_url"): (f"{url}?access_token={good}", {}),
            (403, "origin_refused"): (url, {"Authorization": f"Bearer {good}", "Origin": "https://evil.example"}),
        }.items():
            status, _, body = await _get(request[0], **request[1])
            assert (status, json.loads(body)["error"]) == expected


async def test_without_a_turn_server_the_answer_says_what_to_set() -> None:
    async with serving(ringback().app) as address:
        url = f"http://{address}/turn/credentials"
        status, _, body = await _get(url, Authorization=f"Bearer {token_for('alice')}")
        assert (status, json.loads(body)["error"]) == (503, "turn_not_configured")
        assert "RINGBACK_TURN_URIS" in json.loads(body)["message"]


async def test_a_page_of_an_allowed_origin_may_read_the_answer() -> None:
    async with serving(ringback(**TURN, allowed_origins=("https://app.example",)).app) as address:
        _, headers, _ = await _get(
            f"http://{address}/turn/credentials",
            Authorization=f"Bearer {token_for('alice')}",
            Origin="https://app.example",
        )
        assert headers["access-control-allow-origin"] == "https://app.example"


async def test_the_browser_bundle_is_served() -> None:
    async with serving(ringback().app) as address:
        status, headers, body = await _get(f"http://{address}/sdk/ringback.js")
        assert status == 200
        assert headers["content-type"].startswith("text/javascript")
        assert b"PeerConnectionManager" in body


async def test_what_is_not_there_is_said_in_json() -> None:
    async with serving(ringback().app) as address:
        status, _, body = await _get(f"http://{address}/nothing")
        assert (status, json.loads(body)["error"]) == (404, "not_found")
