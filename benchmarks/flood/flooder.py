"""The client that floods: ``flooder.py URL TOKEN RECIPIENT``.

It takes one command a line on stdin, and answers each with one line on stdout.

``flood SECONDS MESSAGES`` connects again and again, a few times a second, and each time sends so many messages in one
piece. The answer says how often, and how often the server has cut it off for it.
"""

import json
import struct
import sys
import time
from contextlib import suppress
from typing import Final

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

PAUSE_S: Final = 0.2
RATE_LIMITED: Final = 4029
CLOSED_S: Final = 5


def frame(text: str) -> bytes:
    """A masked text frame whose mask changes nothing (RFC 6455 §5.2)."""
    payload = text.encode()
    return struct.pack("!BBH4x", 0x81, 0x80 | 126, len(payload)) + payload


def flood_once(url: str, token: str, frames: bytes) -> int | None:
    """Connect and send everything at once; the code with which the server closed the connection."""
    headers = {"Authorization": f"Bearer {token}"}
    with connect(url, additional_headers=headers, compression=None, ping_interval=None) as client:
        with suppress(OSError):  # cut off in the middle
            client.socket.sendall(frames)
        try:
            while True:
                client.recv(timeout=CLOSED_S)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


def main() -> None:
    """Answer the commands."""
    url, token, recipient = sys.argv[1:]
    candidate = {"candidate": "candidate:1 1 udp 2122260223 192.0.2.1 46154 typ host", "sdpMid": "0"}
    message = {"type": "call-ice-candidate", "recipientId": recipient, "callId": "flood", "candidate": candidate}
    one = frame(json.dumps(message))
    for line in sys.stdin:
        _, seconds, count = line.split()
        until = time.monotonic() + float(seconds)
        codes = []
        while time.monotonic() < until:
            codes.append(flood_once(url, token, one * int(count)))
            time.sleep(PAUSE_S)
        print(json.dumps({"floods": len(codes), "cut_off": codes.count(RATE_LIMITED)}), flush=True)


if __name__ == "__main__":
    main()
