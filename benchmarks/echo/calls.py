"""One call of the driver: the engine alone, spoken to by the wire, so that nothing of ours takes part on this side."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final, cast

import numpy as np
import webrtc

from benchmarks.echo.ear import FRAME, SAMPLE_RATE, Ear

Message = dict[str, Any]
Send = Callable[[Message], None]

RETRY_S: Final = 0.2


class Call:
    """Calls a user with one audio track, and listens to what comes back."""

    def __init__(self, call_id: str, callee: str, send: Send) -> None:
        self.ear = Ear()
        self.heard_itself = asyncio.Event()
        self._address = {"recipientId": callee, "callId": call_id}
        self._send = send
        self._connection = webrtc.RTCPeerConnection()
        self._microphone = webrtc.MediaStreamTrackGenerator("audio")
        self._writer = self._microphone.writable.get_writer()
        self._described = False
        self._early: list[Message] = []
        self._listening: asyncio.Task[None] | None = None
        self._connection.on("icecandidate", self._on_candidate)
        self._connection.on("track", self._on_track)

    async def dial(self) -> None:
        """Send the offer. Cancelling leaves a call that can only be closed."""
        self._connection.add_track(self._microphone)
        await self._connection.set_local_description()
        self._send_description("call-offer")

    async def handle(self, message: Message) -> None:
        """What the other side says about this call."""
        match message["type"]:
            case "call-answer":
                await self._describe("answer", message["sdp"])
            case "call-offer":
                await self._describe("offer", message["sdp"])
                await self._connection.set_local_description()
                self._send_description("call-answer")
            case "call-ice-candidate" if self._described:
                await self._add(message["candidate"])
            case "call-ice-candidate":
                self._early.append(message["candidate"])
            case "call-error" if message["error"] == "recipient_offline":
                # The echo is not there yet. The candidates went astray too; by now they stand in the description.
                asyncio.get_running_loop().call_later(RETRY_S, self._send_description, "call-offer")
            case "call-reject" | "call-hangup" | "call-error":
                raise RuntimeError(f"the echo does not take the call: {message}")

    def speak(self, pcm: bytes) -> None:
        """Say 10 ms."""
        options = webrtc.AudioDataInit(
            format="s16", sample_rate=SAMPLE_RATE, number_of_frames=FRAME, number_of_channels=1, timestamp=0, data=pcm
        )
        self._writer.write(webrtc.AudioData(options))

    async def packets(self) -> int:
        """How many RTP packets have come so far."""
        stats = await self._connection.get_stats()
        return sum(
            each.packets_received or 0 for each in stats.values() if isinstance(each, webrtc.RTCInboundRtpStreamStats)
        )

    def close(self) -> None:
        """Stop listening, and end the connection."""
        if self._listening is not None:
            self._listening.cancel()
        self._connection.close()

    def _send_description(self, type_: str) -> None:
        description = cast("webrtc.RTCSessionDescription", self._connection.local_description)
        self._send({"type": type_, **self._address, "sdp": description.sdp})

    async def _describe(self, type_: Any, sdp: str) -> None:
        await self._connection.set_remote_description(webrtc.RTCSessionDescriptionInit(type=type_, sdp=sdp))
        self._described = True
        while self._early:
            await self._add(self._early.pop(0))

    async def _add(self, candidate: Message) -> None:
        await self._connection.add_ice_candidate(webrtc.RTCIceCandidateInit.from_json(candidate))

    def _on_candidate(self, event: webrtc.RTCPeerConnectionIceEvent) -> None:
        if event.candidate is not None:
            candidate = {name: value for name, value in event.candidate.to_json().items() if value is not None}
            self._send({"type": "call-ice-candidate", **self._address, "candidate": candidate})

    def _on_track(self, event: webrtc.RTCTrackEvent) -> None:
        self._listening = asyncio.create_task(self._listen(event.track))

    async def _listen(self, track: webrtc.MediaStreamTrack) -> None:
        processor = webrtc.MediaStreamTrackProcessor(webrtc.MediaStreamTrackProcessorInit(track))
        whole = webrtc.AudioDataCopyToOptions(plane_index=0, format="s16")
        async for frame in processor.readable:
            now = time.monotonic()
            with cast("webrtc.AudioData", frame) as audio:
                if self.ear.waiting:
                    samples = np.empty((audio.number_of_frames, audio.number_of_channels), np.int16)
                    audio.copy_to(samples.data, whole)
                    self.ear.hear(samples[:, 0], now)
            if self.ear.delays_ms:
                self.heard_itself.set()
