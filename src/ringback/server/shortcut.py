"""A shorter way for frames than ASGI's events, which an ASGI server of ours offers as an extension.

Source: ASGI specification, "Extensions".
"""

from collections.abc import Callable
from typing import Final, Protocol

SHORTCUT: Final = "ringback.shortcut"
"""Its name in ``scope["extensions"]``."""

FRAMES_A_TURN: Final = 16
"""How many frames of one client are handled before others have their turn, those too whom it writes to: what comes in
one piece would otherwise fill somebody's queue before any of it could leave."""

Listener = Callable[[bytes], bool]
"""Handles a text frame; False when there is something left to be waited for."""


class Shortcut(Protocol):
    """What such a server offers beside ``receive`` and ``send``, which go on working."""

    def listen(self, listener: Listener | None) -> None:
        """From now on hand text frames to ``listener`` as they come, while somebody awaits ``receive`` in vain. When
        it says False, ``receive`` returns an empty text in the place of the frame."""

    def write(self, frame: bytes) -> bool:
        """Send a text frame before whatever waits in ``send``; False when that is not possible now."""
