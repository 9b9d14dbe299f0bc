"""Calls made with the product's Python peer, as an application would make them: the verbs of page/harness.js."""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec
import webrtc

from ringback.client import TurnClient
from ringback.messages import ServerMessage, TurnCredentials
from ringback.peer import (
    DataChannel,
    MediaStream,
    PeerConnectionConfig,
    PeerEnvironment,
    create_peer_connection,
)
from ringback.peer.engine import MediaStreamTrack, RtpTransceiver

from .call import Call, Track
from .content import Content, picture, tone
from .line import Line
from .probe import Probe


class Harness:
    """One side."""

    def __init__(self, probe: Probe, content: Content) -> None:
        self._probe = probe
        self._content = content
        self._line: Line | None = None
        self._turn: TurnClient | None = None
        self._call: Call | None = None
        self._before: set[asyncio.Task[Any]] = set()

    async def sign_in(self, who: dict[str, str]) -> None:
        """Connect to the server."""
        self._probe.begin()
        self._before = asyncio.all_tasks()
        self._turn = TurnClient(who["origin"], token=who["token"], allow_insecure=True)
        self._line = Line(who["origin"], who["token"], self._receive)
        await self._line.connect()

    async def sign_out(self) -> list[str]:
        """End the call and the connection to the server; what still runs then."""
        await self.close()
        if self._line:
            await self._line.hang_up()
        self._line = None
        own = {asyncio.current_task(), *self._before}
        return [repr(task) for task in asyncio.all_tasks() if task not in own]

    async def prepare(self, options: dict[str, Any]) -> None:
        """Get ready for a call, with nothing sent yet."""
        await self.close()
        assert self._line
        assert self._turn
        call = self._call = Call(
            options["callId"], answers=options.get("answers", False), send=self._line.send, probe=self._probe
        )
        signature = options["signature"]
        call.camera = [tone(signature["hertz"])] + ([picture(signature["colour"])] if options["video"] else [])
        for track in call.camera:
            track.start()
        credentials = options["credentials"]
        manager = await create_peer_connection(
            PeerConnectionConfig(
                polite=options["polite"],
                call_id=options["callId"],
                remote_user_id=options["remote"],
                signaling=call,
                ice_transport_policy=options["policy"],
                on_track=self._track_came,
                on_ice_connection_state_change=lambda state: self._probe.note("ice", state),
                on_data_channel=_repeat,
                on_error=call.told,
            ),
            Given(msgspec.convert(credentials, TurnCredentials)) if credentials else self._turn,
            fallback_stun="off",
            environment=PeerEnvironment(create_engine=self._probe.create_engine),
        )
        call.open(manager)

    async def start(self) -> None:
        """Begin to send the camera. Returns, as do all the verbs below, when the change has been negotiated."""
        await self._current.start()
        await self._sent(*self._current.camera)

    async def add_video(self, colour: str) -> None:
        """Send a picture more."""
        track = self._current.tracks[colour] = picture(colour)
        track.start()
        await self._manager.add_local_stream(webrtc.MediaStream([track.track]))
        await self._sent(track)

    async def add_transceiver(self, colour: str) -> None:
        """The same, on a transceiver of its own whatever there is."""
        track = self._current.tracks[colour] = picture(colour)
        track.start()
        self._manager.add_transceiver(track.track)
        await self._sent(track)

    async def replace_video(self, names: dict[str, str]) -> None:
        """Send another picture in its place."""
        tracks = self._current.tracks
        track = picture(names["to"])
        track.start()
        await self._manager.replace_track(tracks[names["from"]].track, track.track)
        await tracks.pop(names["from"]).aclose()
        tracks[names["to"]] = track

    async def remove_video(self, colour: str) -> None:
        """Send it no more."""
        track = self._current.tracks.pop(colour)
        transceiver = self._transceiver_of(track.track)
        self._manager.remove_track(track.track)
        await track.aclose()
        await self._probe.until("removal of a track", lambda: not _sends(transceiver))

    async def restart_ice(self) -> None:
        """Until both sides have new credentials, which is what makes an ICE restart (RFC 8445, section 2.4)."""
        local, remote = self._fragments()
        await self._manager.restart_ice()
        await self._probe.until(
            "ICE restart with new credentials on both sides",
            lambda: all(new != old for new, old in zip(self._fragments(), (local, remote), strict=True)),
        )

    async def open_channel(self, label: str) -> str:
        """Make a data channel, and send a word on it; what comes back."""
        channel = self._manager.create_data_channel(label)
        heard: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        channel.on("message", heard.set_result)
        await self._probe.until("opening of a data channel", lambda: channel.ready_state == "open")
        await channel.send(label)
        return await heard

    def errors(self) -> list[dict[str, Any]]:
        """What the application was told."""
        return self._current.errors

    def collisions(self) -> int:
        """How often offers crossed."""
        return self._current.collisions

    async def close(self) -> None:
        """End the call, and everything that it sends and receives."""
        call, self._call = self._call, None
        if call:
            call.hang_up()
            for track in (*call.camera, *call.tracks.values()):
                await track.aclose()
        await self._content.forget()
        self._probe.forget()

    @property
    def _current(self) -> Call:
        assert self._call, "prepare first"
        return self._call

    @property
    def _manager(self) -> Any:
        assert self._current.manager, "prepare first"
        return self._current.manager

    def _receive(self, message: ServerMessage) -> None:
        if self._call:
            self._call.receive(message)

    def _track_came(self, track: MediaStreamTrack, _: Sequence[MediaStream]) -> None:
        self._probe.note("track", track.kind)
        self._content.attend(track)

    async def _sent(self, *tracks: Track) -> None:
        await self._probe.until(
            "sending of new tracks", lambda: all(_sends(self._transceiver_of(track.track)) for track in tracks)
        )

    def _transceiver_of(self, track: MediaStreamTrack) -> RtpTransceiver | None:
        return next((each for each in self._probe.engine.get_transceivers() if each.sender.track == track), None)

    def _fragments(self) -> tuple[str, ...]:
        engine = self._probe.engine
        descriptions = engine.current_local_description, engine.current_remote_description
        return tuple(each.sdp.partition("a=ice-ufrag:")[2].partition("\r\n")[0] for each in descriptions if each)


class Given:
    """TURN credentials that no server gave."""

    def __init__(self, credentials: TurnCredentials) -> None:
        self._credentials = credentials

    async def get_credentials(self) -> TurnCredentials:
        """Always the same."""
        return self._credentials


def _sends(transceiver: RtpTransceiver | None) -> bool:
    return transceiver is not None and transceiver.current_direction in {"sendrecv", "sendonly"}


def _repeat(channel: DataChannel) -> None:
    channel.on("message", channel.send)
