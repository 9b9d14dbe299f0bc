"""The local tracks of one connection."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ringback.peer.engine import (
    Engine,
    MediaKind,
    MediaStream,
    MediaStreamTrack,
    RtpSender,
    RtpTransceiver,
    TransceiverOptions,
)
from ringback.peer.errors import EngineError, TrackNotSent
from ringback.peer.lifetime import Lifetime
from ringback.peer.promise import promise, resolve


@dataclass(frozen=True, slots=True)
class LocalTrack:
    """A track that is sent, as one of these streams."""

    track: MediaStreamTrack
    streams: Sequence[MediaStream]


@dataclass(slots=True, eq=False)
class _Slot:
    """A sender of ours, with the track it was last asked to send."""

    sender: RtpSender
    track: MediaStreamTrack | None
    last: MediaStreamTrack
    streams: Sequence[MediaStream]
    replacing: asyncio.Future[None] | None = None
    """The replacement under way: until it is done, the engine has the track from before."""


class LocalMedia:
    """Sends tracks. One that is being sent is owned here, and stopped with the connection."""

    def __init__(self, engine: Engine, lifetime: Lifetime, changed: Callable[[], object]) -> None:
        self._engine = engine
        self._lifetime = lifetime
        self._changed = changed
        self._slots: list[_Slot] = []
        self._arriving: dict[MediaStreamTrack, tuple[asyncio.Future[None], Sequence[MediaStream]]] = {}
        """Tracks that are about to be sent, when that has happened or will not, and as which streams."""
        self._disabled: set[str] = set()

    async def add_stream(self, stream: MediaStream) -> None:
        """Sends every track of ``stream`` that is not being sent yet."""
        await asyncio.gather(*[promise(self._add(track, (stream,))) for track in stream.get_tracks()])

    def add_transceiver(
        self, track_or_kind: MediaStreamTrack | MediaKind, options: TransceiverOptions
    ) -> RtpTransceiver:
        """Makes a transceiver that sends a track, or that none is sent on yet."""
        transceiver = self._engine.add_transceiver(track_or_kind, options)
        if not isinstance(track_or_kind, str):
            self._own(track_or_kind, transceiver.sender, options.streams)
        return transceiver

    def remove_track(self, track: MediaStreamTrack) -> None:
        """Stops sending ``track``; the track itself goes on and is the caller's again."""
        if track in self._arriving:
            resolve(self._arriving.pop(track)[0], None)
            return
        slot = self._slot_of(track)
        if slot.replacing:
            self._take_out(slot.sender)
        else:
            self._engine.remove_track(slot.sender)
        slot.track = None
        self._changed()

    async def replace_track(self, previous: MediaStreamTrack, track: MediaStreamTrack | None) -> None:
        """Sends ``track`` where ``previous`` is sent, or was until it was replaced by None."""
        if previous in self._arriving:
            await self._lifetime.until(self._arriving[previous][0])
        await self._put(self._slot_of(previous), track)

    def set_enabled(self, kind: str, enabled: bool) -> bool:
        """Sets ``enabled`` on every track of the kind, now and later. Whether one is being sent and enabled."""
        (self._disabled.discard if enabled else self._disabled.add)(kind)
        tracks = [track for track in self._tracks() if track.kind == kind]
        for track in tracks:
            track.enabled = enabled
        self._changed()
        return enabled and bool(tracks)

    def sends(self, kind: str) -> bool:
        """Whether an enabled track of the kind is being sent."""
        return any(track.kind == kind and track.enabled for track in self._tracks())

    def let_go(self) -> list[LocalTrack]:
        """Everything that is being sent is the caller's again; the senders go on until the connection is closed."""
        sent = [LocalTrack(slot.track, slot.streams) for slot in self._slots if slot.track is not None]
        sent += [LocalTrack(track, streams) for track, (_, streams) in self._arriving.items()]
        self._slots.clear()
        self._arriving.clear()
        return sent

    async def take(self, local: LocalTrack) -> None:
        """Sends a track that another connection sent."""
        if local.streams:
            await self._add(local.track, local.streams)
        else:
            self.add_transceiver(local.track, TransceiverOptions())

    def mute_as(self, other: "LocalMedia") -> None:
        """Mutes what the other one has muted."""
        self._disabled |= other._disabled

    def stop(self) -> None:
        """Ends every track that is being sent."""
        for track in [*self._tracks(), *self._arriving]:
            track.stop()

    async def _add(self, track: MediaStreamTrack, streams: Sequence[MediaStream]) -> None:
        if track in self._tracks() or track in self._arriving:
            return
        arrived: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._arriving[track] = arrived, streams
        while not (idle := self._idle_slot(track.kind)) and (replacing := self._replacing(track.kind)):
            # add_track() would take the sender that is still empty, and the replacement then push its track out
            with suppress(EngineError):
                await self._lifetime.until(replacing)
        if self._arriving.get(track, (None,))[0] is not arrived:
            return
        del self._arriving[track]
        resolve(arrived, None)
        if idle is None:
            self._own(track, self._engine.add_track(track, *streams), streams)
        else:
            await self._reuse(*idle, LocalTrack(track, streams))

    def _own(self, track: MediaStreamTrack, sender: RtpSender, streams: Sequence[MediaStream]) -> None:
        self._silence(track)
        self._slots.append(_Slot(sender, track, track, streams))
        self._changed()

    async def _reuse(self, slot: _Slot, transceiver: RtpTransceiver, local: LocalTrack) -> None:
        replaced = promise(self._put(slot, local.track))
        slot.streams = local.streams
        slot.sender.set_streams(*local.streams)
        if transceiver.direction == "recvonly":
            transceiver.direction = "sendrecv"
        if transceiver.direction == "inactive":
            transceiver.direction = "sendonly"
        await replaced

    async def _put(self, slot: _Slot, track: MediaStreamTrack | None) -> None:
        before = slot.track, slot.last
        if track:
            self._silence(track)
        slot.track, slot.last = track, track or slot.last
        self._changed()
        replacing = slot.replacing = slot.sender.replace_track(track)
        try:
            await self._lifetime.until(replacing)
        except Exception:
            if slot.track is track:
                slot.track, slot.last = before
            raise
        finally:
            if slot.replacing is replacing:
                slot.replacing = None

    def _take_out(self, sender: RtpSender) -> None:
        """What removeTrack() does, but behind the replacement under way; removeTrack() itself does nothing to a sender
        that has no track yet (webrtc-pc, removeTrack)."""
        sender.replace_track(None).add_done_callback(lambda done: done.cancelled() or done.exception())
        for transceiver in self._engine.get_transceivers():
            if transceiver.sender == sender and transceiver.direction != "stopped":
                transceiver.direction = "recvonly" if transceiver.direction in {"sendrecv", "recvonly"} else "inactive"

    def _replacing(self, kind: str) -> asyncio.Future[None] | None:
        return next((slot.replacing for slot in self._slots if slot.replacing and slot.last.kind == kind), None)

    def _silence(self, track: MediaStreamTrack) -> None:
        """A muted call stays muted when the microphone is changed."""
        if track.kind in self._disabled:
            track.enabled = False

    def _idle_slot(self, kind: str) -> tuple[_Slot, RtpTransceiver] | None:
        """A transceiver that sent before and sends nothing now. add_track() would leave it unused for good and add an
        m-line each time (webrtc-pc, addTrack step 8: a sender is only reused when it has never been used to send)."""
        idle = [slot for slot in self._slots if slot.track is None and slot.last.kind == kind]
        for transceiver in self._engine.get_transceivers():
            for slot in idle:
                if slot.sender == transceiver.sender and transceiver.direction != "stopped":
                    return slot, transceiver
        return None

    def _slot_of(self, track: MediaStreamTrack) -> _Slot:
        sending = [slot for slot in self._slots if slot.track == track]
        replaced = [slot for slot in self._slots if slot.track is None and slot.last == track]
        for slot in sending + replaced:
            return slot
        raise TrackNotSent("The track is not being sent.")

    def _tracks(self) -> list[MediaStreamTrack]:
        return [slot.track for slot in self._slots if slot.track is not None]
