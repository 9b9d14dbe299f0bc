"""A test kit for applications that call: a server in the test's process, users, faults of the network, virtual time.

The fixtures are a plug-in of pytest, which knows them wherever ringback is installed. Sounds and pictures are in
``ringback.testing.media``, what a call hears and sees in ``ringback.testing.calls``; they need ``ringback[peer]``.
"""

from ringback.testing.link import Link
from ringback.testing.plugin import CallPair
from ringback.testing.server import SECRET, RingbackServer, User, ringback, token_for
from ringback.testing.serving import serving
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
