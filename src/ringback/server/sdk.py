"""The browser SDK: how it is served, and how a page loads it safely."""

import gzip
import hashlib
import json
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ringback.errors import ConfigurationError

STATIC: Final = Path(__file__).resolve().parents[1] / "_static"

REVALIDATE: Final = "no-cache"
FOR_EVER: Final = "public, max-age=31536000, immutable"
"""A year, and no question even on reload (RFC 8246): another content has another address."""

ENTRIES: Final = {"ringback": "ringback.js", "ringback/words": "words.js", "ringback/elements": "elements.js"}
"""The modules that a page may import, and the file of each. Any other module is a part that these load when they need
it, with the hash of its content in its name."""

KINDS: Final = {".js": "text/javascript", ".map": "application/json"}

ADDRESS: Final = re.compile(r"(https?://[^/\s\"'<>?#]+)?(/[^\s\"'<>?#]*)?")


@dataclass(frozen=True)
class _File:
    body: bytes
    media_type: str

    @cached_property
    def digest(self) -> bytes:
        return hashlib.sha384(self.body).digest()

    @property
    def integrity(self) -> str:
        return f"sha384-{b64encode(self.digest).decode()}"

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.body, mtime=0)


@cache
def _files() -> dict[str, _File]:
    """What is served below ``/sdk``; read once. Raises ConfigurationError when the bundle has not been built."""
    paths = [path for path in (STATIC / "sdk").glob("*") if path.suffix in KINDS]
    if "ringback.js" not in {path.name for path in paths}:
        raise ConfigurationError("The browser SDK has not been built. In a checkout, `make run` builds it.")
    return {path.name: _File(path.read_bytes(), KINDS[path.suffix]) for path in sorted(paths)}


def _immutable() -> dict[str, _File]:
    """Every module under the name that means its content for ever."""
    modules = {name: file for name, file in _files().items() if name.endswith(".js")}
    return {_immutable_name(name, file) if name in ENTRIES.values() else name: file for name, file in modules.items()}


def _immutable_name(entry: str, file: _File) -> str:
    return f"{entry.removesuffix('.js')}-{file.digest.hex()[:16]}.js"


class Markup(str):
    """Finished HTML: Jinja and Django put it into a page as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


class BrowserSdk:
    """The browser SDK of this version, for the pages of an application.

    ``import_map()`` in a page's head lets its modules say ``import { CallClient } from "ringback"`` and
    ``import { sentence } from "ringback/words"``. The browser then caches the SDK, and every part that it loads
    later, for ever, and runs nothing that differs from what this package holds (W3C Subresource Integrity; HTML Living
    Standard, import maps). A browser that knows no integrity in import maps loads it unchecked.

    Args:
        mounted_at: where ``Ringback.app`` is mounted, as the browser sees it: ``"/calls"``, or with an origin in
            front of it where that is another one than the page's.

    Raises:
        ValueError: ``mounted_at`` is neither a path nor an http(s) URL without query.
        ConfigurationError: the SDK has not been built.
    """

    def __init__(self, mounted_at: str) -> None:
        if not ADDRESS.fullmatch(mounted_at):
            raise ValueError(f"Where ringback is mounted is a path such as /calls, or a URL; not {mounted_at!r}.")
        self._folder: Final = f"{mounted_at.rstrip('/')}/sdk/"
        self.url: Final = self._modules["ringback"]
        """An address that means this content for ever."""
        self.integrity: Final = _files()["ringback.js"].integrity
        """For the ``integrity`` attribute of an element that loads ``url``, beside ``crossorigin="anonymous"``."""

    def import_map(self, nonce: str = "") -> Markup:
        """A ``<script type="importmap">``, to stand before the first module of a page. An inline script needs
        ``csp_source`` in the page's Content-Security-Policy, or the ``nonce`` that stands there."""
        attribute = f' nonce="{escape(nonce)}"' if nonce else ""
        return Markup(f'<script type="importmap"{attribute}>{self._map}</script>')

    @property
    def csp_source(self) -> str:
        """What allows the import map in the ``script-src`` of a Content-Security-Policy (CSP 3, §2.3.1)."""
        digest = hashlib.sha256(self._map.encode()).digest()
        return f"'sha256-{b64encode(digest).decode()}'"

    @property
    def _modules(self) -> dict[str, str]:
        files = _files()
        built = {module: name for module, name in ENTRIES.items() if name in files}
        return {module: self._folder + _immutable_name(name, files[name]) for module, name in built.items()}

    @property
    def _map(self) -> str:
        integrity = {self._folder + name: file.integrity for name, file in _immutable().items()}
        return json.dumps({"imports": self._modules, "integrity": integrity})


async def sdk_file(request: Request) -> Response:
    """``GET /sdk/{file}``: ``ringback.js`` and the other modules that pages import, asked for again at each use; the
    same for ever under a name with their hash, as in ``BrowserSdk.url``, and so the parts that they load; and source
    maps. Readable from every origin: there is nothing secret in it."""
    name = request.path_params["file"]
    try:
        kept = _immutable()
        file = kept[name] if name in kept else _files()[name]
    except (ConfigurationError, KeyError):
        raise HTTPException(HTTPStatus.NOT_FOUND, headers={"cache-control": "no-store"}) from None
    compressed = _accepts_gzip(request.headers.get("accept-encoding", ""))
    etag = f'"{file.digest.hex()[:32]}{"-gzip" if compressed else ""}"'
    headers = {
        "cache-control": FOR_EVER if name in kept else REVALIDATE,
        "etag": etag,
        "vary": "accept-encoding",
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "x-content-type-options": "nosniff",
    }
    if etag in _entity_tags(request.headers.get("if-none-match", "")):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if compressed:
        headers["content-encoding"] = "gzip"
    body = file.gzipped if compressed else file.body
    return Response(body, headers=headers, media_type=file.media_type)


def _accepts_gzip(accept_encoding: str) -> bool:
    """Source: RFC 9110 §12.5.3."""
    return re.search(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", accept_encoding) is not None


def _entity_tags(if_none_match: str) -> set[str]:
    """Compared weakly, as a proxy that compresses weakens them. Source: RFC 9110 §13.1.2."""
    return set(re.findall(r'"[^"]*"', if_none_match))
