"""A test kit for applications that call: a server in the test's process, users, faults of the network, virtual time.

The fixtures are a plug-in of pytest, which knows them wherever ringback is installed. Sounds and pictures are in
``ringback.testing.media``, what a call hears and sees in ``ringback.testing.calls``; they need ``ringback[peer]``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ringback.testing.app_server import serving
    from ringback.testing.link import Link
    from ringback.testing.plugin import CallPair
    from ringback.testing.server import SECRET, RingbackServer, User, ringback, token_for
    from ringback.testing.virtual_time import VirtualTimeLoop, rest, running_timers, virtual

__all__ = [
    "SECRET",
    "CallPair",
    "Link",
    "RingbackServer",
    "User",
    "VirtualTimeLoop",
    "rest",
    "ringback",
    "running_timers",
    "serving",
    "token_for",
    "virtual",
]

_HOMES: Final = {
    "link": {"Link"},
    "plugin": {"CallPair"},
    "server": {"SECRET", "RingbackServer", "User", "ringback", "token_for"},
    "app_server": {"serving"},
    "virtual_time": {"VirtualTimeLoop", "rest", "running_timers", "virtual"},
}


def __getattr__(name: str) -> object:
    """Imported when it is first asked for: pytest loads the plug-in at each start, also where no test calls."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
