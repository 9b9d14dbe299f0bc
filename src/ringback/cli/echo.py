"""``ringback echo``: a user who answers every call, and sends back what it hears and sees."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import webrtc
from rich.console import Console

from ringback.client import (
    Call,
    Calls,
    SignalingClient,
    SignalingError,
    SignalingState,
    TokenSource,
    TurnClient,
)
from ringback.errors import ConfigurationError
from ringback.peer import DEFAULT_FALLBACK_STUN, MediaStream, MediaStreamTrack
from ringback.peer.native_log import native_log


@dataclass(frozen=True, kw_only=True)
class EchoSettings:
    """How it runs."""

    fallback_stun: str | None
    """Another STUN server than the default, or "off"."""
    allow_insecure: bool
    """Sends the token unencrypted, also to another machine."""
    until_stdin_ends: bool
    """Ends with standard input: then the server, which has started this, is gone."""


def echo(url: str, token: TokenSource, settings: EchoSettings) -> None:
    """Answer calls until interrupted, also those that outlive their server or come after it has come back.

    Raises:
        ConfigurationError: there is no server, or it does not let this user in.
    """
    with native_log():
        try:
            asyncio.run(_echo(url, token, settings))
        except SignalingError as error:
            raise ConfigurationError(f"The echo has no connection to {url}: {error}") from None
        except KeyboardInterrupt:
            return


async def _echo(url: str, token: TokenSource, settings: EchoSettings) -> None:
    insecure = settings.allow_insecure or settings.until_stdin_ends  # that server is on this machine, at any address
    turn = TurnClient(url, token=token, allow_insecure=insecure)
    console = Console(highlight=False, quiet=settings.until_stdin_ends)  # then whoever started this speaks
    connected = SignalingClient(url, token=token, allow_insecure=insecure, on_state=_Told(console).state)
    async with (
        connected as signaling,
        Calls(signaling, turn, _answer, fallback_stun=settings.fallback_stun or DEFAULT_FALLBACK_STUN) as calls,
    ):
        console.print(f"[bold green]{signaling.user_id}[/] answers every call. [dim]Ctrl+C ends it.[/]")
        served = asyncio.ensure_future(calls.served())
        ends = [served, asyncio.ensure_future(_stdin_ends())] if settings.until_stdin_ends else [served]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
        if served.done() and not served.cancelled():
            served.result()


class _Told:
    """Says when the server is away, and when it is back."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._away = False

    def state(self, state: SignalingState) -> None:
        if state == "waiting" and not self._away:
            self._away = True
            self._console.print("The server is away. Calls go on, and it is tried again.")
        elif state == "open" and self._away:
            self._away = False
            self._console.print("The server is back.")


async def _answer(call: Call) -> None:
    def send_back(track: MediaStreamTrack, _streams: Sequence[MediaStream]) -> None:
        if isinstance(track, webrtc.MediaStreamTrack):
            # Packets in, packets out: what is received is sent without passing through Python.
            call.connection.add_local_stream(webrtc.MediaStream([track]))

    call.on_track = send_back


async def _stdin_ends() -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(4096):
        pass
