"""Voice and video calls for Python applications.

from ringback import Ringback

app.mount("/calls", Ringback(can_call=are_friends).app)
"""

from importlib.metadata import version

from ringback.config import Config
from ringback.server.app import Ringback
from ringback.server.authentication import Identity

__all__ = ["Config", "Identity", "Ringback", "__version__"]

__version__ = version("ringback")
