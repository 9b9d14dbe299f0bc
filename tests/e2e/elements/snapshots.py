"""Calls as a client's store has them."""

from typing import Any

TALKING = {"audio": True, "video": False, "screen": None, "hold": False, "reconnecting": False}
SEEN = {**TALKING, "video": True}

RINGING: dict[str, Any] = {
    "callId": "c2",
    "userId": "bob",
    "direction": "incoming",
    "withVideo": True,
    "phase": "ringing",
    "reason": None,
    "connectedAt": None,
    "endedAt": None,
    "devices": None,
    "expiresAt": None,
    "own": TALKING,
    "other": SEEN,
    "received": {"audio": False, "video": False, "screen": False},
    "quality": None,
    "notice": None,
    "trouble": None,
}
"""Bob calls, with video."""

ANSWERED: dict[str, Any] = {
    "phase": "connected",
    "connectedAt": 0,
    "own": SEEN,
    "other": SEEN,
    "received": {"audio": True, "video": True, "screen": False},
}
"""What becomes of a video call when it is answered."""

GOOD: dict[str, Any] = {
    "level": 4,
    "why": None,
    "warnings": [],
    "audioOnly": False,
    "mos": 4.4,
    "roundTripMs": 40,
    "jitterMs": 4,
    "lossPercent": 0,
    "sentLossPercent": 0,
    "concealedPercent": 0,
    "bitrateKbps": 1600,
    "sentVideoKbps": 1200,
    "availableKbps": 3000,
    "relayed": False,
    "freezes": 0,
    "silent": False,
    "frozen": False,
}
"""A good connection."""
