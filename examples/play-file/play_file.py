"""Calls somebody, plays a file, and hangs up; the exit code says whether the call was answered.

RINGBACK_TOKEN=$(ringback token announcer) python examples/play-file/play_file.py http://127.0.0.1:8000 alice hello.mp4
"""

import asyncio
import os
import sys
from pathlib import Path

from ringback.client import Call, Calls, SignalingClient, TurnClient
from ringback.peer.playback import MediaPlayer


async def play(call: Call, player: MediaPlayer) -> str:
    """Play once the other side has answered, then hang up; the reason of the end."""
    answered = asyncio.ensure_future(call.connected.wait())
    over = asyncio.ensure_future(call.ended())
    await asyncio.wait((answered, over), return_when=asyncio.FIRST_COMPLETED)
    if answered.done():
        played = asyncio.ensure_future(player.finished())
        await asyncio.wait((played, over), return_when=asyncio.FIRST_COMPLETED)
        call.hang_up("completed")
    answered.cancel()
    return await over


async def main(url: str, user: str, file: Path, token: str) -> int:
    async with (
        await MediaPlayer.open(file) as player,
        SignalingClient(url, token=token) as signaling,
        Calls(signaling, TurnClient(url, token=token), fallback_stun=STUN) as calls,
    ):
        reason = await play(await calls.place(user, player.stream), player)
        print(f"{user}: {reason}")
        return 0 if reason == "completed" else 1


STUN = os.environ.get("RINGBACK_FALLBACK_STUN", "stun:stun.l.google.com:19302")

if __name__ == "__main__":
    _, server, callee, path = sys.argv
    sys.exit(asyncio.run(main(server, callee, Path(path), os.environ["RINGBACK_TOKEN"])))
