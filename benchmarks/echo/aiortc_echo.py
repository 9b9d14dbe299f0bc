"""A plain aiortc echo, reached through our server by anybody who calls its user: what one writes without ringback.

python -m benchmarks.echo.aiortc_echo http://127.0.0.1:8000 TOKEN
"""

import asyncio
import json
import sys
from typing import Any

import websockets
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.sdp import candidate_from_sdp
from websockets.asyncio.client import ClientConnection

Message = dict[str, Any]


class Echo:
    """Takes every call, and sends each track back as it came."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._calls: dict[str, RTCPeerConnection] = {}

    async def run(self) -> None:
        """Handle messages until the server goes."""
        handlers = {"call-offer": self._offer, "call-ice-candidate": self._candidate}
        await self._socket.send(json.dumps({"type": "hello", "callWaiting": True}))
        async for frame in self._socket:
            message = json.loads(frame)
            if handler := handlers.get(message["type"]):
                await handler(message)

    async def _offer(self, offer: Message) -> None:
        connection = self._calls[offer["callId"]] = RTCPeerConnection()
        connection.on("track", connection.addTrack)
        await connection.setRemoteDescription(RTCSessionDescription(sdp=offer["sdp"], type="offer"))
        await connection.setLocalDescription(await connection.createAnswer())
        await self._send("call-accept", offer)
        await self._send("call-answer", offer, sdp=connection.localDescription.sdp)

    async def _candidate(self, message: Message) -> None:
        line = message["candidate"]["candidate"]
        if line:
            candidate = candidate_from_sdp(line.removeprefix("candidate:"))
            candidate.sdpMid = message["candidate"]["sdpMid"]
            await self._calls[message["callId"]].addIceCandidate(candidate)

    async def _send(self, type_: str, to: Message, **fields: str) -> None:
        message = {"type": type_, "recipientId": to["senderId"], "callId": to["callId"], **fields}
        await self._socket.send(json.dumps(message))


async def _main(url: str, token: str) -> None:
    address = f"{url.replace('http', 'ws', 1)}/ws"
    async with websockets.connect(address, additional_headers={"Authorization": f"Bearer {token}"}) as socket:
        await Echo(socket).run()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
