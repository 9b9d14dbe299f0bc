"""Whether sound and picture really leave."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from ringback.peer.engine import Engine, RtpSender
from ringback.peer.errors import EngineError, PeerClosed, PeerError, Report
from ringback.peer.lifetime import Lifetime
from ringback.peer.promise import promise

WATCH_S = 2.0
"""Within this time packets must be seen to leave, in seconds."""


class MediaWatchdog:
    """Sees to it that sound and picture really leave after a collision of offers: libwebrtc can end one with every
    state right and a sender that sends nothing. Taking the track out and putting it back cures that."""

    def __init__(self, engine: Engine, lifetime: Lifetime, report: Report) -> None:
        self._engine = engine
        self._lifetime = lifetime
        self._report = report
        self._armed = False
        self._watching = False

    def arm(self) -> None:
        """Offers have collided: watch as soon as the connection is up and stable."""
        self._armed = True
        self.state_changed()

    def state_changed(self) -> None:
        """To be called whenever the signalling or connection state has changed."""
        if self._armed and not self._watching and self._settled():
            self._armed = False
            self._watching = True
            promise(self._watch())

    async def _watch(self) -> None:
        try:
            stalled = await self._stalled(self._engine.get_senders())
            for sender in stalled:
                await self._cure(sender)
            for sender in await self._stalled(stalled) if stalled else ():
                self._tell(sender)
        except PeerClosed:
            return
        except EngineError:
            pass  # without statistics there is nothing to go by
        finally:
            self._watching = False
        self.state_changed()

    def _tell(self, sender: RtpSender) -> None:
        if sender.track is not None:
            error = PeerError("media_stalled", f"No {sender.track.kind} is being sent, though the connection is up.")
            error.track = sender.track
            self._report(error)

    async def _stalled(self, senders: Sequence[RtpSender]) -> list[RtpSender]:
        """Those of ``senders`` that ought to send and sent nothing for a while. When the states change meanwhile, it
        says none, and starts again later."""
        before = await self._packets_sent(senders)
        watched = [self._ought_to_send(sender) for sender in senders]
        await self._lifetime.sleep(WATCH_S)
        after = await self._packets_sent(senders)
        if not self._settled():
            self._armed = True
            return []
        return [
            sender
            for sender, ought, sent, sends in zip(senders, watched, before, after, strict=True)
            if ought and self._ought_to_send(sender) and sends in (0, sent)
        ]

    async def _cure(self, sender: RtpSender) -> None:
        """Both at once, so that nothing comes between in the queue. Whether it helped, the next check tells."""
        for step in (sender.replace_track(None), sender.replace_track(sender.track)):
            with suppress(EngineError):
                await self._lifetime.until(step)

    async def _packets_sent(self, senders: Sequence[RtpSender]) -> list[int]:
        reports = await self._lifetime.until(asyncio.gather(*[sender.get_stats() for sender in senders]))
        return [
            sum(getattr(entry, "packets_sent", None) or 0 for entry in report.values() if entry.type == "outbound-rtp")
            for report in reports
        ]

    def _ought_to_send(self, sender: RtpSender) -> bool:
        track = sender.track
        if track is None or track.ready_state != "live" or not track.enabled or track.muted:
            return False
        transceivers = self._engine.get_transceivers()
        direction = next((each.current_direction for each in transceivers if each.sender == sender), None)
        return direction in {"sendrecv", "sendonly"}

    def _settled(self) -> bool:
        return self._engine.connection_state == "connected" and self._engine.signaling_state == "stable"
