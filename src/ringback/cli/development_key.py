"""A key for development: made once, kept in a file that only its owner can read.

So ``ringback serve`` and ``ringback token`` agree without any set-up, and no key is ever built into the program.
"""

import os
import secrets
from pathlib import Path
from tempfile import NamedTemporaryFile

from ringback.config import state_directory


def development_key() -> str:
    """The key, made at the first call. Raises OSError when it can be neither read nor written."""
    path = state_directory() / "development-key"
    if not path.exists():
        _make(path)
    return path.read_text()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Linked into place when it is whole: of two processes that start at once, both end up with the same key.
    with NamedTemporaryFile("w", dir=path.parent) as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        try:
            os.link(file.name, path)
        except FileExistsError:
            return
