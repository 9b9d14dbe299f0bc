"""Digits of the keypad, from one connection of the engine to the other."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import webrtc

from ringback.peer.audio_reader import RemoteAudioReader
from ringback.peer.audio_source import LocalAudioTrack
from ringback.peer.dtmf import _Digits, hear_digits, send_digits
from ringback.peer.errors import InvalidState
from ringback.peer.wrtc_media import WrtcSender
from ringback.testing.media import hertz_of, sine
from tests.unit.peer.media_loopback import chunks, pair


def senders(connection: webrtc.RTCPeerConnection) -> list[WrtcSender]:
    return [WrtcSender(native, cast(Any, None)) for native in connection.get_senders()]


async def test_each_digit_is_heard_once_and_the_sound_beside_them_goes_on() -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    async with LocalAudioTrack(chunks(sine(523.25, seconds=20), 480)) as local, pair(local.track) as (one, other):
        local.start()
        track = await other.track("audio")
        for _ in range(2):
            hear_digits(other.connection.get_receivers(), heard.put_nowait)
        async with RemoteAudioReader(track) as reader, asyncio.timeout(10):
            sound = np.concatenate([await anext(reader) for _ in range(150)][100:])
            assert abs(hertz_of(sound) - 523.25) < 5
            assert send_digits(senders(one.connection), "1a#*0") == pytest.approx(5 * 0.17)
            assert [await heard.get() for _ in range(5)] == list("1A#*0")
            assert send_digits(senders(one.connection), "5,5") == pytest.approx(2 * 0.17 + 2)
            assert await heard.get() == "5"
        assert heard.empty()


@pytest.mark.parametrize("wrong", ["", "x", "1 2", "+1"])
def test_other_characters_are_no_digits(wrong: str) -> None:
    with pytest.raises(ValueError, match="Digits are 0-9"):
        send_digits([], wrong)


async def test_without_sound_there_is_nothing_to_send_them_with() -> None:
    async with pair() as (one, _):
        with pytest.raises(InvalidState):
            send_digits(senders(one.connection), "1")


@pytest.mark.parametrize(("payload", "heard"), [(b"\x05\x8a\x03\x20", ["5"]), (b"\x05", []), (b"", [])])
async def test_a_packet_too_short_for_an_event_is_none_and_disturbs_nothing(payload: bytes, heard: list[str]) -> None:
    digits: list[str] = []
    metadata = SimpleNamespace(mime_type="audio/telephone-event", rtp_timestamp=1)
    frame: Any = SimpleNamespace(data=payload, get_metadata=lambda: metadata)
    _Digits(digits.append)._look_at(frame)
    assert digits == heard
