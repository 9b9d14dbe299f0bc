"""The media of one call: what is said and shown here, and what comes from the other side."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress
from functools import partial
from time import time
from weakref import WeakSet

import webrtc

from ringback.client.call_control import CallControl
from ringback.client.call_data import CallData
from ringback.client.call_errors import CallError
from ringback.client.call_stats import CallStats, OwnFigures, stats_of
from ringback.client.explanation import Evidence, Explanation, explain
from ringback.client.inbox import Inbox
from ringback.client.remote_track import RemoteReader, RemoteTrack
from ringback.client.showing import Showing, pictures_in
from ringback.peer import DataChannel, InvalidState, MediaStream, MediaStreamTrack, PeerClosed
from ringback.peer.audio_reader import RemoteAudioReader
from ringback.peer.dtmf import hear_digits, send_digits
from ringback.peer.promise import Promise, promise
from ringback.peer.sample_queue import Samples
from ringback.peer.video_frames import Picture
from ringback.peer.video_reader import RemoteVideoReader
from ringback.sound.playout import Playout

LOOK_S = 1.0
"""How often it is taken down how far a connection has got that does not stand yet."""

NEGOTIATION_S = 5.0
"""How long the other side may take to say whether it takes digits."""


class Line:
    """Follows one call from its making. What is sent is opened with the call, what comes is read when asked for."""

    def __init__(self, control: CallControl, over: Callable[[], CallError]) -> None:
        self._control = control
        self.heard, self.seen = RemoteTrack(), RemoteTrack()
        self.data = CallData(self._make_channel, over)
        self._playout: Playout | None = None
        self._showing: Showing | None = None
        self._digits: Inbox[str] | None = None
        self._muted = self._held = False
        self.video: RemoteReader[Picture] = RemoteReader(self.seen, RemoteVideoReader, lambda: self._held)
        """What is seen."""
        self._readers: WeakSet[RemoteReader[Samples] | RemoteReader[Picture]] = WeakSet([self.video])
        self.audio = self.hear()
        """What is heard, for the program itself."""
        self._evidence = Evidence(unix_s=0)
        self._looking: asyncio.Task[None] | None = None
        self._closing: Promise[None] | None = None
        listeners = control.listeners
        listeners.channel, listeners.connected, listeners.ended = self._channel_came, self._connected, self._ended

    @property
    def playout(self) -> Playout:
        """What is said; made when it is first asked for, and then sent."""
        if self._playout is None:
            connection, self._playout = self._control.connection, Playout()
            connection.add_local_stream(webrtc.MediaStream([self._playout.track]))
            self._begin_to_play()
        return self._playout

    @property
    def digits(self) -> Inbox[str]:
        """The digits that come, from the first time that they are asked for."""
        if self._digits is None:
            self._digits = Inbox()
            self._hear_digits()
            if self._control.is_over:
                self._digits.close()
        return self._digits

    def open(self, *, audio: bool, video: bool) -> Promise[None]:
        """Send sound and a picture from the beginning. Done once they are in place. Raises PeerClosed after the end of
        the call, when nothing would close them again."""
        if self._control.is_over:
            raise PeerClosed
        self._looking = asyncio.create_task(self._look())
        tracks: list[webrtc.MediaStreamTrack] = []
        if audio:
            self._playout = Playout()
            tracks.append(self._playout.track)
        elif self._control.outgoing:
            self._control.connection.add_transceiver("audio", direction="recvonly")
        if video:
            self._showing = Showing()
            tracks.append(self._showing.track)
        return self._control.connection.add_local_stream(webrtc.MediaStream(tracks))

    def hear(self, waits_ms: int = 100) -> RemoteReader[Samples]:
        """Another reader of what is heard, for which so much may wait."""
        read = partial(RemoteAudioReader, queue=max(1, waits_ms // 10))
        reader = RemoteReader(self.heard, read, lambda: self._held)
        self._readers.add(reader)
        return reader

    def flush(self) -> int:
        """Stop saying anything."""
        return self._playout.flush() if self._playout is not None else 0

    async def said(self) -> None:
        """Until everything has been said."""
        if self._playout is not None:
            await self._playout.said()

    async def show(self, pictures: object) -> None:
        """Show them one after the other; video is added to the call when there is none yet."""
        async with aclosing(pictures_in(pictures)) as each:
            async for picture in each:
                if self._showing is None:
                    self._showing = Showing()
                    self._control.connection.add_local_stream(webrtc.MediaStream([self._showing.track]))
                    self._begin_to_play()
                await self._showing.show(picture)

    async def show_nothing(self) -> None:
        """Take the picture out of the call."""
        showing, self._showing = self._showing, None
        if showing is not None:
            self._control.connection.remove_track(showing.track)
            await showing.aclose()

    async def send_digits(self, digits: str) -> float:
        """Begin to, as soon as the other side takes them; returns for how many seconds. Whether it does is known some
        time after media can flow, and no event tells of it."""
        patience = asyncio.get_running_loop().time() + NEGOTIATION_S
        while True:
            try:
                return send_digits(self._control.connection.senders, digits)
            except InvalidState:
                if self._playout is None or asyncio.get_running_loop().time() > patience:
                    raise
            await asyncio.sleep(0.05)

    def mute(self, on: bool) -> None:
        """Send silence in place of the sound."""
        self._muted = on
        self._enable()

    def hold(self, on: bool) -> None:
        """Send nothing, and give out nothing."""
        self._held = on
        if on:  # first what the other side is told: a call on hold is not muted
            self._control.hold(on)
        self._enable()
        if not on:
            self._control.hold(on)

    def came(self, track: MediaStreamTrack, _streams: Sequence[MediaStream]) -> None:
        """A track of the other side has come."""
        (self.heard if track.kind == "audio" else self.seen).put(track)
        self._hear_digits()

    async def stats(self) -> CallStats:
        """As the engine counts. Raises PeerClosed."""
        own = OwnFigures(dropped=self.audio.dropped)
        if self._playout is not None:
            late, waiting = self._playout.late_chunks, self._playout.waiting_s
            own = OwnFigures(dropped=self.audio.dropped, late=late, waiting_s=waiting)
        return stats_of(await self._control.connection.get_stats(), own)

    async def explain(self) -> Explanation:
        """As far as can be told; once the call is over, as far as was last seen."""
        await self._take_evidence()
        return explain(self._evidence)

    async def closed(self) -> None:
        """Wait until nothing is left of it, after the end of the call."""
        if self._closing is not None:
            await self._closing

    def _make_channel(self, label: str) -> DataChannel:
        return self._control.connection.create_data_channel(label)

    def _channel_came(self, channel: DataChannel) -> None:
        self.data.came(channel)

    def _connected(self) -> None:
        self._enable()
        self.data.connected()
        self._begin_to_play()

    def _begin_to_play(self) -> None:
        """Not before media can flow: what is said earlier would not be heard."""
        if self._control.connected.is_set():
            for source in (self._playout, self._showing):
                if source is not None:
                    source.start()

    def _enable(self) -> None:
        connection = self._control.connection
        connection.set_audio_enabled(not self._muted and not self._held)
        connection.set_video_enabled(not self._held)

    def _hear_digits(self) -> None:
        if self._digits is not None and not self._control.is_over:
            hear_digits(self._control.connection.receivers, self._digits.put)

    async def _look(self) -> None:
        """A connection that is closed tells nothing any more."""
        while not self._control.connected.is_set():
            await self._take_evidence()
            await asyncio.sleep(LOOK_S)

    async def _take_evidence(self) -> None:
        stats, servers = self._evidence.stats, self._evidence.ice_servers
        with suppress(PeerClosed, InvalidState):
            connection = self._control.connection
            stats, servers = await connection.get_stats(), connection.ice_servers
        errors = tuple(self._control.errors)
        self._evidence = Evidence(stats=stats, errors=errors, ice_servers=servers, unix_s=time())

    def _ended(self) -> None:
        for each in (self.data, self.heard, self.seen, self._digits):
            if each is not None:
                each.close()
        self._closing = promise(self._close())

    async def _close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        for reader in list(self._readers):
            await reader.aclose()
        for source in (self._playout, self._showing):
            if source is not None:
                await source.aclose()
