"""The same echo with ringback: hears each caller as numpy chunks, and says them again.

python -m benchmarks.echo.ringback_echo http://127.0.0.1:8000 TOKEN
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence

import webrtc

from ringback.client import SignalingClient
from ringback.messages import CallAccept, ForwardedIceCandidate, ForwardedOffer
from ringback.peer import (
    MediaStream,
    MediaStreamTrack,
    PeerConnectionConfig,
    PeerConnectionManager,
    SessionDescription,
)
from ringback.peer.audio_reader import RemoteAudioReader
from ringback.peer.audio_source import LocalAudioTrack, Samples


class EchoedCall:
    """One call."""

    def __init__(self, offer: ForwardedOffer, signaling: SignalingClient) -> None:
        self._incoming: asyncio.Future[webrtc.MediaStreamTrack] = asyncio.get_running_loop().create_future()
        self._outgoing = LocalAudioTrack(self._heard())
        self._manager = PeerConnectionManager(
            PeerConnectionConfig(
                polite=False,
                call_id=offer.call_id,
                remote_user_id=offer.sender_id,
                signaling=signaling,
                on_track=self._on_track,
                on_ice_connection_state_change=lambda _: None,
            )
        )
        self._manager.initialize()
        self._manager.add_local_stream(webrtc.MediaStream([self._outgoing.track]))

    def handle(self, message: ForwardedOffer | ForwardedIceCandidate) -> None:
        """Take what the caller says about this call."""
        match message:
            case ForwardedOffer(sdp=str(sdp)):
                self._manager.handle_remote_description(SessionDescription("offer", sdp))
            case ForwardedIceCandidate(candidate=candidate):
                self._manager.handle_ice_candidate(candidate)

    def _on_track(self, track: MediaStreamTrack, _streams: Sequence[MediaStream]) -> None:
        if isinstance(track, webrtc.MediaStreamTrack) and not self._incoming.done():
            self._incoming.set_result(track)
            self._outgoing.start()

    async def _heard(self) -> AsyncIterator[Samples]:
        async with RemoteAudioReader(await self._incoming) as reader:
            async for chunk in reader:
                yield chunk


async def _main(url: str, token: str) -> None:
    calls: dict[str, EchoedCall] = {}
    async with SignalingClient(url, token=token) as signaling:
        async for message in signaling:
            match message:
                case ForwardedOffer(sender_id=caller, call_id=call_id):
                    calls[call_id] = EchoedCall(message, signaling)
                    signaling.send(CallAccept(recipient_id=caller, call_id=call_id))
                    calls[call_id].handle(message)
                case ForwardedIceCandidate(call_id=call_id):
                    calls[call_id].handle(message)
                case _:
                    pass


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
