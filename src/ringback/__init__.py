"""Voice and video calls for Python applications.

from ringback import Ringback

app.mount("/calls", Ringback(can_call=are_friends).app)
"""

from importlib.metadata import version
from typing import TYPE_CHECKING

from ringback.config import Config
from ringback.server.app import Ringback
from ringback.server.authentication import Identity
from ringback.server.sdk import BrowserSdk

if TYPE_CHECKING:
    from ringback.client import Call, CallClient

__all__ = ["BrowserSdk", "Call", "CallClient", "Config", "Identity", "Ringback", "__version__"]

__version__ = version("ringback")


def __getattr__(name: str) -> object:
    """What needs the media engine is imported when it is first asked for: a server does without."""
    if name in {"Call", "CallClient"}:
        from ringback import client  # noqa: PLC0415 - see above

        return getattr(client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
