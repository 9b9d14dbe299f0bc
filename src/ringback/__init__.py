"""Voice and video calls for Python applications.

from ringback import Ringback

app.mount("/calls", Ringback(can_call=are_friends).app)
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ringback.client import Call, CallClient
    from ringback.config import Config
    from ringback.server.app import Ringback
    from ringback.server.authentication import Identity
    from ringback.server.sdk import BrowserSdk

__all__ = ["BrowserSdk", "Call", "CallClient", "Config", "Identity", "Ringback", "__version__"]

__version__ = version("ringback")

_HOMES: Final = {
    "BrowserSdk": "ringback.server.sdk",
    "Call": "ringback.client",
    "CallClient": "ringback.client",
    "Config": "ringback.config",
    "Identity": "ringback.server.authentication",
    "Ringback": "ringback.server.app",
}


def __getattr__(name: str) -> object:
    """Imported when it is first asked for: a server does without the media engine, a client without the server, and
    pytest, which loads the plug-in of ``ringback.testing`` at each start, without both."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
