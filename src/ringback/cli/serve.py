"""``ringback serve``: the server under uvicorn, with the settings that a call server needs."""

import gc
import logging
import socket
from typing import Final

import uvicorn
from rich.console import Console

from ringback import __version__
from ringback.cli.demo import demo_app
from ringback.cli.echo_process import ECHO_USER, EchoProcess
from ringback.cli.migrate import migrated
from ringback.config import Config
from ringback.errors import ConfigurationError
from ringback.messages import MAX_FRAME_BYTES
from ringback.server.app import Ringback
from ringback.server.websocket_protocol import FairWebSocketProtocol

COLLECT_EVERY: Final = 10_000
"""After so many new objects Python looks for garbage among the young ones; 700 are those of three connections."""

GRACE_S: Final = 5
"""How long connections may take to end when the server stops."""


def serve(config: Config, *, host: str, port: int, demo: bool, echo: bool) -> None:
    """Serve until interrupted; with ``echo`` there is a user who answers everybody.

    Raises:
        ConfigurationError: the address cannot be listened on, the database cannot be used, or the echo cannot run.
    """
    migrated(config)
    ringback = Ringback(config)
    echo_process = EchoProcess() if echo else None
    app = demo_app(ringback) if demo else ringback.app
    listener = _listen(host, port)
    settings = uvicorn.Config(
        app,
        lifespan="on",
        ws=FairWebSocketProtocol,
        ws_per_message_deflate=False,  # a compressor costs each connection more memory than all its messages save
        # A frame over our own limit is answered, and the connection stays; beyond this it is cut off with 1009.
        ws_max_size=4 * MAX_FRAME_BYTES,
        log_level="warning",  # uvicorn's lines at info hold addresses and whole URLs
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    _spare_the_collector()
    with listener:
        url = _url(host, listener.getsockname()[1])
        _Server(settings, ringback, url=url, demo=demo, echo=echo_process).run(sockets=[listener])


def _spare_the_collector() -> None:
    """Let it look only at what comes and goes. What has been imported stays for ever, a hundred thousand objects: to
    search them again and again as connections come takes an eighth of what a connection costs, and everybody waits."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY)


def _is_news(record: logging.LogRecord) -> bool:
    # uvicorn says this, as an error, of every handshake that is answered with an HTTP status, which is ASGI's
    # `websocket.http.response` extension used as intended.
    return record.msg != "ASGI callable returned without completing handshake."


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, ringback: Ringback, *, url: str, demo: bool, echo: EchoProcess | None
    ) -> None:
        super().__init__(config)
        self._ringback = ringback
        self._url = url
        self._demo = demo
        self._echo = echo

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            _announce(self._url, demo=self._demo, echo=self._echo is not None)
        if self.started and self._echo:
            await self._echo.start(self._url)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._echo:
            await self._echo.stop()
        for server in self.servers:
            server.close()  # whoever is told to come back does not come back to us
        await self._ringback.close()  # uvicorn would close WebSockets with 1012, and tell nobody when to come back
        await super().shutdown(sockets)


def _announce(url: str, *, demo: bool, echo: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold green]ringback {__version__}[/] is ready at [bold link={url}]{url}[/]")
    if demo:
        console.print("Open it in two tabs or two browsers, choose two names, and call. [dim]Ctrl+C stops it.[/]")
        if echo:
            console.print(f"Alone? Call [bold]{ECHO_USER}[/]: it sends back what it hears and sees.")
        console.print("[yellow]Demo:[/] anybody who reaches this address can sign in with any name.")
    else:
        console.print("[dim]A token for a user:[/] ringback token USER")


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise ConfigurationError(
            f"Cannot listen on {host} port {port}: {error.strerror}. Choose another with --port or --host."
        ) from None


def _url(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - compared, not bound
    return f"http://{shown}:{port}/"
