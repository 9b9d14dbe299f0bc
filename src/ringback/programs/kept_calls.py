"""What is kept of a call in a folder: its sound, and a note beside it that names the call in the server's records."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

logger = logging.getLogger("ringback.programs")

ENDING: Final = ".webm"

_PLAIN: Final = re.compile(r"[A-Za-z0-9-]{1,64}")


class Note(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The file beside a sound."""

    call_id: str
    """As in the server's call records: ``GET /calls``, ``ringback history``."""
    user_id: str
    """The other side."""
    at: datetime
    duration_s: float
    heard: bool = False


@dataclass(frozen=True)
class KeptCall:
    """A sound that is kept, or is to be."""

    sound: Path
    note: Note

    @property
    def _note_path(self) -> Path:
        return self.sound.with_suffix(".json")

    def write(self, **changes: object) -> None:
        """Write the note, with these changes. Raises OSError."""
        unfinished = self.sound.with_suffix(".part")
        unfinished.write_bytes(msgspec.json.encode(msgspec.structs.replace(self.note, **changes)))
        unfinished.replace(self._note_path)  # which is whole at any time

    def discard(self) -> None:
        """Keep nothing of it."""
        self.sound.unlink(missing_ok=True)
        self._note_path.unlink(missing_ok=True)


def keeping(folder: Path, call_id: str, user_id: str) -> KeptCall:
    """A place in ``folder``, which is made, for a call of now. Raises OSError."""
    now = datetime.now(UTC)
    # The caller chooses the id: it must not choose the file.
    name = call_id if _PLAIN.fullmatch(call_id) else sha256(call_id.encode()).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    note = Note(call_id=call_id, user_id=user_id, at=now, duration_s=0)
    return KeptCall(folder / f"{now:%Y%m%dT%H%M%S.%f}-{name}{ENDING}", note)


def kept(folder: Path) -> Iterator[KeptCall]:
    """All that is kept there, the oldest first. A note that cannot be read is passed over, with a line in the log.

    Raises:
        OSError: a file cannot be read.
    """
    for path in sorted(folder.glob("*.json")):
        try:
            note = msgspec.json.decode(path.read_bytes(), type=Note)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            logger.warning("%s is no note of a call: %s", path.name, error)
        else:
            yield KeptCall(path.with_suffix(ENDING), note)
