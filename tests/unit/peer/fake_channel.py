"""A data channel that keeps what it is given until it is told to let it go."""

from collections.abc import Callable

from ringback.peer.engine import ChannelEvent, ChannelOptions, ChannelState


class FakeChannel:
    """A ``Channel``."""

    def __init__(self, label: str = "channel", options: ChannelOptions | None = None) -> None:
        self.label = label
        self.options = options
        self.ready_state: ChannelState = "open"
        self.buffered_amount = 0
        self.buffered_amount_low_threshold = 0
        self.sent: list[str | bytes] = []
        self._handlers: dict[str, list[Callable[..., object]]] = {}

    def send(self, data: str | bytes) -> None:
        self.sent.append(data)
        self.buffered_amount += len(data)

    def close(self) -> None:
        self.ready_state = "closed"
        self.fire("close")

    def on(self, event: ChannelEvent, handler: Callable[..., object]) -> None:
        self._handlers.setdefault(event, []).append(handler)

    def fire(self, event: ChannelEvent, *values: object) -> None:
        for handler in self._handlers.get(event, []):
            handler(*values)

    def drain(self, to: int = 0) -> None:
        """Lets what waits leave, down to so many bytes."""
        self.buffered_amount = to
        if to <= self.buffered_amount_low_threshold:
            self.fire("bufferedamountlow")
