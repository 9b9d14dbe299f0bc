"""Senders, transceivers and data channels of the engine in use."""

import pytest
import webrtc

from ringback.peer.data_channel import HIGH_WATER
from ringback.peer.engine import ChannelOptions, Configuration, TransceiverOptions
from ringback.peer.errors import EngineError
from ringback.peer.wrtc_engine import WrtcEngine
from tests.unit.peer.fake_media import FakeStream, FakeTrack
from tests.unit.peer.wrtc_pair import pair, until


def engine() -> WrtcEngine:
    return WrtcEngine(Configuration())


async def test_senders_and_transceivers_are_the_same_however_they_are_come_by() -> None:
    made = engine()
    sender = made.add_track(webrtc.MediaStreamTrackGenerator("audio"))
    (transceiver,) = made.get_transceivers()
    assert sender == transceiver.sender == made.get_senders()[0]
    assert (transceiver.direction, transceiver.current_direction) == ("sendrecv", None)
    transceiver.direction = "recvonly"
    assert made.get_transceivers()[0].direction == "recvonly"
    await sender.replace_track(None)
    assert sender.track is None
    made.close()


async def test_a_transceiver_is_made_as_it_is_asked_for() -> None:
    made = WrtcEngine(Configuration())
    track = webrtc.MediaStreamTrackGenerator("audio")
    options = TransceiverOptions(direction="sendonly", streams=[webrtc.MediaStream([track])])
    sending = made.add_transceiver(track, options)
    receiving = made.add_transceiver("video", TransceiverOptions(direction="recvonly"))
    assert (sending.sender.track, sending.direction) == (track, "sendonly")
    assert (receiving.sender.track, receiving.direction, receiving.receiver.track.kind) == (None, "recvonly", "video")
    with pytest.raises(EngineError, match="smell"):
        made.add_transceiver("smell", TransceiverOptions())  # type: ignore[arg-type]
    description = await made.set_local_description()
    assert f"a=msid:{options.streams[0].id}" in description.sdp
    made.close()
    with pytest.raises(EngineError):
        made.add_transceiver("audio", TransceiverOptions())


async def test_a_track_or_stream_of_another_engine_is_refused() -> None:
    made = engine()
    sender = made.add_track(webrtc.MediaStreamTrackGenerator("audio"))
    with pytest.raises(EngineError, match="FakeTrack"):
        sender.replace_track(FakeTrack("audio"))
    with pytest.raises(EngineError, match="FakeStream"):
        sender.set_streams(FakeStream())
    with pytest.raises(EngineError):
        await sender.replace_track(webrtc.VideoTrackGenerator().track)
    made.close()


async def test_a_sender_has_statistics() -> None:
    async with pair() as both:
        both.sound()
        await both.settled()
        (sender,) = both.impolite.engine.get_senders()
        assert "outbound-rtp" in {entry.type for entry in (await sender.get_stats()).values()}


async def test_a_channel_is_made_as_it_is_asked_for() -> None:
    made = engine()
    plain = made.create_data_channel("plain", ChannelOptions())
    assert (plain.label, plain.ready_state, plain.buffered_amount) == ("plain", "connecting", 0)
    special = made.create_data_channel(
        "special", ChannelOptions(ordered=False, max_retransmits=2, protocol="chat", id=7)
    ).native
    assert (special.ordered, special.max_retransmits, special.protocol, special.id) == (False, 2, "chat", 7)
    assert special.negotiated
    with pytest.raises(EngineError):
        plain.send("too early")
    made.close()


async def test_a_data_channel_takes_more_than_the_engine_would_hold_at_once() -> None:
    message = bytes(64 * 1024)
    number = 20 * 1024 * 1024 // len(message)
    async with pair(0) as both:
        channel = both.impolite.manager.create_data_channel("much")
        await until(lambda: both.polite.channels and channel.ready_state == "open")
        received: list[int] = []
        both.polite.channels[0].on("message", lambda data: received.append(len(data)))
        most = 0
        for _ in range(number):
            await channel.send(message)
            most = max(most, channel.buffered_amount)
        await until(lambda: len(received) == number)
        assert most <= HIGH_WATER + len(message)


async def test_the_engine_itself_gives_up_when_too_much_is_sent_at_once() -> None:
    async with pair(0) as both:
        channel = both.impolite.manager.create_data_channel("much")
        await until(lambda: channel.ready_state == "open")
        with pytest.raises(EngineError):
            for _ in range(400):
                channel._channel.send(bytes(64 * 1024))
