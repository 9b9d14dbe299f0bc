"""Says when the server is away, and when it is back: once each."""

from typing import TYPE_CHECKING

from ringback.cli.events import Server, Teller

if TYPE_CHECKING:
    from ringback.client import SignalingState


class ServerNews:
    """Knows what was said."""

    def __init__(self, teller: Teller) -> None:
        self._teller = teller
        self._is_away = False

    def away(self) -> None:
        """It cannot be reached, and is tried again."""
        if not self._is_away:
            self._is_away = True
            self._teller.tell(Server(state="away"), "The server is away. Calls go on, and it is tried again.")

    def back(self) -> None:
        """It can be reached."""
        if self._is_away:
            self._is_away = False
            self._teller.tell(Server(state="back"), "The server is back.")

    def state(self, state: "SignalingState") -> None:
        """For ``CallClient``'s ``on_state``."""
        if state == "waiting":
            self.away()
        elif state == "open":
            self.back()
