"""The browser SDK as browsers fetch it: cached, compressed, checked, from other origins, below any mount point."""

import gzip
import hashlib
import json
import re
import urllib.error
import urllib.request
from asyncio import to_thread
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from django.utils.html import conditional_escape
from markupsafe import escape
from starlette.applications import Starlette
from starlette.routing import Mount

from ringback import BrowserSdk
from ringback.errors import ConfigurationError
from ringback.server import sdk as module
from tests.serving import ringback, serving

FOLDER = module.STATIC / "sdk"
BUNDLE = (FOLDER / "ringback.js").read_bytes()
PARTS = sorted(path.name for path in FOLDER.glob("*-*.js"))


def _fetch(url: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {name.lower(): value for name, value in error.headers.items()}, error.read()


async def fetch(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers by lower-case name, and body as it came."""
    return await to_thread(_fetch, url, {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    """A server with ringback mounted below two prefixes, one of them inside the other's application."""
    calls = Mount("/calls", ringback(allowed_origins=("https://app.example",)).app)
    async with serving(Starlette(routes=[calls, Mount("/deep", Starlette(routes=[calls]))])) as address:
        yield f"http://{address}"


async def test_the_plain_address_is_asked_for_again_and_answers_briefly(origin: str) -> None:
    status, headers, body = await fetch(f"{origin}/calls/sdk/ringback.js")
    assert (status, body) == (200, BUNDLE)
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["cache-control"] == "no-cache"
    assert headers["x-content-type-options"] == "nosniff"
    for sent in (headers["etag"], f"W/{headers['etag']}", f'"other", {headers["etag"]}'):
        status, again, body = await fetch(f"{origin}/calls/sdk/ringback.js", If_None_Match=sent)
        assert (status, body) == (304, b"")
        assert (again["etag"], again["cache-control"]) == (headers["etag"], "no-cache")
    status, _, body = await fetch(f"{origin}/calls/sdk/ringback.js", If_None_Match='"other"')
    assert (status, body) == (200, BUNDLE)


@pytest.mark.parametrize("mounted_at", ["/calls", "/deep/calls", "/calls/"])
async def test_the_address_with_the_hash_may_be_kept_for_ever(origin: str, mounted_at: str) -> None:
    sdk = BrowserSdk(mounted_at)
    assert re.fullmatch(rf"{mounted_at.rstrip('/')}/sdk/ringback-[0-9a-f]{{16}}\.js", sdk.url)
    status, headers, body = await fetch(origin + sdk.url)
    assert (status, body) == (200, BUNDLE)
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    algorithm, _, digest = sdk.integrity.partition("-")
    assert b64decode(digest) == hashlib.new(algorithm, body).digest()
    assert algorithm == "sha384"


@pytest.mark.parametrize("name", PARTS)
async def test_a_part_that_is_loaded_later_is_kept_for_ever_and_its_source_map_is_not(origin: str, name: str) -> None:
    status, headers, body = await fetch(f"{origin}/calls/sdk/{name}")
    assert (status, body) == (200, (FOLDER / name).read_bytes())
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    status, headers, _ = await fetch(f"{origin}/calls/sdk/{name}.map")
    assert (status, headers["cache-control"]) == (200, "no-cache")


def test_what_the_module_loads_later_is_there() -> None:
    named = {name.decode() for name in re.findall(rb'import\("\./([^"]+)"\)', BUNDLE)}
    assert len(named) == 4
    assert named <= set(PARTS)


async def test_the_hash_of_another_version_is_not_answered_with_this_one_nor_remembered(origin: str) -> None:
    status, headers, body = await fetch(f"{origin}/calls/sdk/ringback-0123456789abcdef.js")
    assert (status, headers["cache-control"]) == (404, "no-store")
    assert json.loads(body)["error"] == "not_found"


async def test_it_is_compressed_for_those_who_say_so_and_cached_apart(origin: str) -> None:
    url = f"{origin}/calls/sdk/ringback.js"
    _, plain, _ = await fetch(url)
    for accepted in ("gzip", "deflate, gzip;q=0.5", "br, gzip"):
        _, headers, body = await fetch(url, Accept_Encoding=accepted)
        assert headers["content-encoding"] == "gzip"
        assert gzip.decompress(body) == BUNDLE
        assert len(body) < len(BUNDLE) / 2
        assert headers["etag"] != plain["etag"]
    status, headers, _ = await fetch(url, Accept_Encoding="gzip", If_None_Match=headers["etag"])
    assert (status, "content-encoding" in headers) == (304, False)
    for accepted in ("identity", "br", "gzip;q=0", "gzip; q=0.0, br"):
        _, headers, body = await fetch(url, Accept_Encoding=accepted)
        assert ("content-encoding" in headers, body) == (False, BUNDLE)
        assert "accept-encoding" in headers["vary"].lower()


@pytest.mark.parametrize("page", ["https://app.example", "https://elsewhere.example"])
async def test_a_page_of_another_origin_may_load_and_check_it(origin: str, page: str) -> None:
    sdk = BrowserSdk(f"{origin}/calls")
    assert sdk.url.startswith(origin)
    _, headers, _ = await fetch(sdk.url, Origin=page)
    assert headers["access-control-allow-origin"] in {"*", page}
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["access-control-allow-origin"] == "*" or "origin" in headers["vary"].lower()


async def test_the_source_map_is_beside_both(origin: str) -> None:
    status, headers, body = await fetch(f"{origin}/calls/sdk/ringback.js.map")
    assert (status, headers["content-type"]) == (200, "application/json")
    assert json.loads(body)["version"] == 3
    assert BUNDLE.rstrip().endswith(b"//# sourceMappingURL=ringback.js.map")


@pytest.mark.parametrize(
    "name", ["ringback.css", "..%2fdemo%2findex.html", "%2e%2e/demo/index.html", "", "ringback-.js"]
)
async def test_nothing_else_is_served(origin: str, name: str) -> None:
    status, _, _ = await fetch(f"{origin}/calls/sdk/{name}")
    assert status == 404


def test_the_import_map_names_the_module_and_its_integrity() -> None:
    sdk = BrowserSdk("/calls")
    found = re.fullmatch(r'<script type="importmap">(.*)</script>', sdk.import_map())
    assert found
    written = json.loads(found[1])
    assert written["imports"]["ringback"] == sdk.url
    assert written["integrity"][sdk.url] == sdk.integrity
    assert set(written["imports"]) >= {"ringback", "ringback/words"}
    assert sdk.csp_source == f"'sha256-{b64encode(hashlib.sha256(found[1].encode()).digest()).decode()}'"
    assert sdk.import_map(nonce='r"1').startswith('<script type="importmap" nonce="r&quot;1">{')


async def test_every_module_that_a_page_may_load_has_its_integrity(origin: str) -> None:
    written = json.loads(re.sub(r"</?script[^>]*>", "", BrowserSdk(f"{origin}/calls").import_map()))
    assert set(written["integrity"]) == {
        *written["imports"].values(),
        *(f"{origin}/calls/sdk/{name}" for name in PARTS),
    }
    for url, integrity in written["integrity"].items():
        status, headers, body = await fetch(url)
        assert (status, headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
        assert integrity == f"sha384-{b64encode(hashlib.sha384(body).digest()).decode()}"


def test_templates_print_the_import_map_as_it_is() -> None:
    sdk = BrowserSdk("/calls")
    assert str(escape(sdk.import_map())) == sdk.import_map()  # in Jinja
    assert conditional_escape(sdk.import_map()) == sdk.import_map()  # in Django


@pytest.mark.parametrize("mounted_at", ["calls", "/calls?x", '/"><script>', "javascript:alert(1)", "/a b", "ftp://x/"])
def test_what_is_no_place_is_refused(mounted_at: str) -> None:
    with pytest.raises(ValueError, match="is a path such as"):
        BrowserSdk(mounted_at)


@pytest.fixture
def unbuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A checkout in which nothing has been built."""
    monkeypatch.setattr(module, "STATIC", tmp_path)
    module._files.cache_clear()
    yield
    module._files.cache_clear()


@pytest.mark.usefixtures("unbuilt")
async def test_without_a_bundle_the_page_says_what_to_do_and_the_server_runs(origin: str) -> None:
    with pytest.raises(ConfigurationError, match="make run"):
        BrowserSdk("/calls")
    status, _, _ = await fetch(f"{origin}/calls/sdk/ringback.js")
    assert status == 404
