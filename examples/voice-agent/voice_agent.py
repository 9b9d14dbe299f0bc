"""A user who listens, answers, and can be interrupted.

    RINGBACK_TOKEN=$(ringback token agent) python examples/voice-agent/voice_agent.py http://127.0.0.1:8000

`answer` is where your model goes: it is given the sound of a turn, and returns a text, a file, or chunks of sound.
"""

import asyncio
import os
import sys
from contextlib import suppress

from ringback import CallClient
from ringback.programs import Heard, VoiceAgent, small_talk


async def answer(heard: Heard) -> str:
    """What to say to what was heard."""
    if heard.text == "0":
        return "There is nobody else here."
    return await small_talk(heard)


async def main(url: str, token: str) -> None:
    async with CallClient(url, token=token) as me:
        me.on_call(VoiceAgent(answer, greeting="Good morning. How can I help you?"))
        await me.served()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main(sys.argv[1], os.environ["RINGBACK_TOKEN"]))
