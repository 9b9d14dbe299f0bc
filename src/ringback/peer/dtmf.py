"""Digits of a telephone's keypad, as RTP events of their own beside the sound (RFC 4733).

libwebrtc sends them as W3C webrtc-pc §7 has it. What comes it plays, and tells nobody; but their packets pass the
encoded transform of the receiver (W3C webrtc-encoded-transform) like every other, so they are read there.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Final

import webrtc

from ringback.peer.application import tell
from ringback.peer.engine import RtpReceiver, RtpSender
from ringback.peer.errors import InvalidState
from ringback.peer.promise import promise
from ringback.peer.wrtc_media import WrtcSender

TONE_MS: Final = 100
GAP_MS: Final = 70
COMMA_MS: Final = 2_000
"""How long a tone lasts, the silence behind it, and the pause that a comma makes: webrtc-pc's values."""

_PAYLOAD: Final = 4
"""RFC 4733 §2.3: the bytes of an event. A shorter one is none, and must not end the sound that it comes with."""

_EVENTS: Final = "0123456789*#ABCD"
"""RFC 4733 §3.2, table 3: the event codes from 0."""

_TONES: Final = re.compile(r"[0-9A-D#*,]+")


def send_digits(senders: Sequence[RtpSender], digits: str) -> float:
    """Begin to send ``digits`` in place of those that still wait; returns for how many seconds that goes on.

    Raises:
        ValueError: other characters than 0-9, A-D, # and *, and a comma for a pause of two seconds; or none.
        InvalidState: no sound is being sent yet, or the other side takes no such events.
    """
    if not _TONES.fullmatch(digits.upper()):
        raise ValueError("Digits are 0-9, A-D, # and *, and a comma for a pause.")
    for sender in senders:
        dtmf = sender.native.dtmf if isinstance(sender, WrtcSender) else None
        if dtmf is not None and dtmf.can_insert_dtmf:
            dtmf.insert_dtmf(digits.upper(), TONE_MS, GAP_MS)
            pauses = digits.count(",")
            return ((len(digits) - pauses) * (TONE_MS + GAP_MS) + pauses * COMMA_MS) / 1000
    raise InvalidState("No sound is being sent in this call that digits could go along with.")


def hear_digits(receivers: Sequence[RtpReceiver], heard: Callable[[str], object]) -> None:
    """Calls ``heard`` with each digit that comes by one of ``receivers``, once it is over. The sound goes on.

    Every packet of sound passes through the event loop from then on; asking again of the same receiver does nothing.
    """
    for receiver in receivers:
        if not isinstance(receiver, webrtc.RTCRtpReceiver) or receiver.track.kind != webrtc.MediaType.audio:
            continue
        if receiver.transform is None:
            receiver.transform = webrtc.RTCRtpScriptTransform(_Digits(heard).begin)


class _Digits:
    def __init__(self, heard: Callable[[str], object]) -> None:
        self._heard = heard
        self._latest: int | None = None

    def begin(self, event: webrtc.RTCTransformEvent) -> asyncio.Future[None]:
        return promise(self._pass_on(event.transformer))

    async def _pass_on(self, transformer: webrtc.RTCRtpScriptTransformer) -> None:
        reader, writer = transformer.readable.get_reader(), transformer.writable.get_writer()
        while (frame := (await reader.read()).value) is not None:
            if isinstance(frame, webrtc.RTCEncodedAudioFrame):
                self._look_at(frame)
            await writer.write(frame)

    def _look_at(self, frame: webrtc.RTCEncodedAudioFrame) -> None:
        """The end of an event is sent three times, with the time at which it began (RFC 4733 §2.5.1.4)."""
        metadata = frame.get_metadata()
        if metadata.mime_type != "audio/telephone-event" or len(frame.data) < _PAYLOAD:
            return
        event, end = frame.data[0], frame.data[1] & 0x80
        if end and event < len(_EVENTS) and metadata.rtp_timestamp != self._latest:
            self._latest = metadata.rtp_timestamp
            tell(self._heard, _EVENTS[event])
