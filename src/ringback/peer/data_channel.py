"""Data channels that do not overflow."""

import asyncio
from collections.abc import Callable

from ringback.peer.application import tell
from ringback.peer.engine import Channel, ChannelEvent, ChannelState
from ringback.peer.errors import InvalidState
from ringback.peer.lifetime import Lifetime
from ringback.peer.promise import resolve

HIGH_WATER = 1024 * 1024
"""Above so many bytes that wait to be sent, ``send`` waits. libwebrtc gives up at 16 MiB."""

LOW_WATER = 256 * 1024
"""At so many bytes it goes on."""


class DataChannel:
    """RTCDataChannel (W3C webrtc-pc §6.2), with a ``send`` that waits while too much is on its way."""

    def __init__(self, channel: Channel, lifetime: Lifetime) -> None:
        self._channel = channel
        self._lifetime = lifetime
        self._sending = asyncio.Lock()
        self._drained: asyncio.Future[None] | None = None
        channel.buffered_amount_low_threshold = LOW_WATER
        channel.on("bufferedamountlow", self._go_on)
        channel.on("close", self._go_on)

    @property
    def label(self) -> str:
        """The name its maker gave it."""
        return self._channel.label

    @property
    def ready_state(self) -> ChannelState:
        """``connecting``, ``open``, ``closing`` or ``closed``."""
        return self._channel.ready_state

    @property
    def buffered_amount(self) -> int:
        """Bytes that have been sent but have not left yet."""
        return self._channel.buffered_amount

    def on(self, event: ChannelEvent, handler: Callable[..., object]) -> None:
        """Calls ``handler`` for every ``open``, ``message`` (with its str or bytes), ``closing`` or ``close``."""
        self._channel.on(event, lambda *values: None if self._lifetime.ended else tell(handler, *values))

    async def send(self, data: str | bytes) -> None:
        """Sends a message, in the order of the calls. Waits while more than ``HIGH_WATER`` bytes are on their way.

        Raises InvalidState when the channel is not open, PeerClosed when the connection ends while this waits, and
        EngineError when the message is too large. Cancelling it while it waits sends nothing.
        """
        async with self._sending:
            while self._channel.ready_state == "open" and self._channel.buffered_amount > HIGH_WATER:
                self._drained = asyncio.get_running_loop().create_future()
                await self._lifetime.until(self._drained)
            if self._channel.ready_state != "open":
                raise InvalidState(f"The data channel is {self._channel.ready_state}.")
            self._channel.send(data)

    def close(self) -> None:
        """Closes the channel once what was sent has left."""
        self._channel.close()

    def _go_on(self) -> None:
        if self._drained:
            resolve(self._drained, None)
