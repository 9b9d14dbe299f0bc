"""What is sent, on which transceiver, and whose the tracks are."""

import asyncio

import pytest

from ringback.peer.engine import TransceiverOptions
from ringback.peer.errors import EngineError, TrackNotSent
from ringback.peer.lifetime import Lifetime
from ringback.peer.local_media import LocalMedia
from ringback.peer.promise import promise
from ringback.testing.virtual_time import rest, virtual
from tests.unit.peer.fake_engine import FakeEngine
from tests.unit.peer.fake_media import FakeStream, FakeTrack


class Sending:
    def __init__(self) -> None:
        self.engine = FakeEngine("local")
        self.media = LocalMedia(self.engine, Lifetime(), lambda: None)

    @property
    def tracks(self) -> list[object]:
        return [sender.track for sender in self.engine.senders]


@virtual
async def test_every_track_of_a_stream_is_sent_once() -> None:
    sending = Sending()
    sound, picture = FakeTrack("audio"), FakeTrack("video")
    await sending.media.add_stream(FakeStream(sound, picture))
    await sending.media.add_stream(FakeStream(sound))
    assert sending.tracks == [sound, picture]


@virtual
async def test_video_added_and_removed_again_and_again_stays_on_one_transceiver() -> None:
    sending = Sending()
    await sending.media.add_stream(FakeStream(FakeTrack("audio")))
    for again in range(5):
        picture = FakeTrack("video")
        stream = FakeStream(picture)
        await sending.media.add_stream(stream)
        _, sender = sending.engine.senders
        assert (sender.track, sender.direction, sender.streams) == (picture, "sendrecv", (stream,)), again
        sending.media.remove_track(picture)
        assert picture.ready_state == "live"


@virtual
async def test_a_transceiver_that_nobody_uses_is_made_to_send_only() -> None:
    sending = Sending()
    first = FakeTrack("video")
    await sending.media.add_stream(FakeStream(first))
    sending.media.remove_track(first)
    (sender,) = sending.engine.senders
    sender.direction = "inactive"
    await sending.media.add_stream(FakeStream(FakeTrack("video")))
    assert [each.direction for each in sending.engine.senders] == ["sendonly"]


@virtual
async def test_a_track_with_a_transceiver_of_its_own_is_ours_like_any_other() -> None:
    sending = Sending()
    sound, other = FakeTrack("audio"), FakeTrack("audio")
    stream = FakeStream(sound)
    sending.media.set_enabled("audio", enabled=False)
    transceiver = sending.media.add_transceiver(sound, TransceiverOptions(direction="sendonly", streams=[stream]))
    (sender,) = sending.engine.senders
    assert transceiver is sender
    assert (sender.track, sender.direction, sender.streams, sound.enabled) == (sound, "sendonly", (stream,), False)
    await sending.media.add_stream(stream)
    await sending.media.replace_track(sound, other)
    assert sending.tracks == [other]
    sending.media.stop()
    assert other.ready_state == "ended"
    sending.media.remove_track(other)
    assert sending.tracks == [None]


@virtual
async def test_a_transceiver_of_a_kind_sends_nothing() -> None:
    sending = Sending()
    sending.media.add_transceiver("video", TransceiverOptions(direction="recvonly"))
    (sender,) = sending.engine.senders
    assert (sender.track, sender.direction) == (None, "recvonly")
    sending.media.stop()
    assert not sending.media.set_enabled("video", enabled=True)


@virtual
async def test_neither_another_kind_nor_a_stopped_transceiver_is_used_again() -> None:
    sending = Sending()
    sound, picture = FakeTrack("audio"), FakeTrack("video")
    await sending.media.add_stream(FakeStream(sound, picture))
    sending.media.remove_track(sound)
    sending.media.remove_track(picture)
    sending.engine.senders[1].direction = "stopped"
    await sending.media.add_stream(FakeStream(FakeTrack("video")))
    assert len(sending.engine.senders) == 3


@virtual
async def test_two_tracks_of_a_kind_at_once_do_not_share_an_idle_transceiver() -> None:
    sending = Sending()
    first, camera, screen = (FakeTrack("video") for _ in range(3))
    await sending.media.add_stream(FakeStream(first))
    sending.media.remove_track(first)
    await sending.media.add_stream(FakeStream(camera, screen))
    assert sending.tracks == [camera, screen]


@virtual
async def test_a_track_is_replaced_silenced_with_none_and_brought_back_by_its_old_name() -> None:
    sending = Sending()
    old, new, third = (FakeTrack("video") for _ in range(3))
    await sending.media.add_stream(FakeStream(old))
    await sending.media.replace_track(old, new)
    with pytest.raises(TrackNotSent):
        await sending.media.replace_track(old, third)
    await sending.media.replace_track(new, None)
    await sending.media.replace_track(new, third)
    assert sending.engine.senders[0].replaced == [new, None, third]
    assert sending.tracks == [third]


@virtual
async def test_what_was_silenced_with_none_is_used_for_the_next_track_of_its_kind() -> None:
    sending = Sending()
    old, new = FakeTrack("video"), FakeTrack("video")
    await sending.media.add_stream(FakeStream(old))
    await sending.media.replace_track(old, None)
    await sending.media.add_stream(FakeStream(new))
    assert sending.tracks == [new]


@virtual
async def test_a_replacement_that_the_engine_refuses_raises_and_changes_nothing() -> None:
    sending = Sending()
    old, new = FakeTrack("video"), FakeTrack("video")
    await sending.media.add_stream(FakeStream(old))
    (sender,) = sending.engine.senders
    sender.refusal = EngineError("no")
    with pytest.raises(EngineError, match="no"):
        await sending.media.replace_track(old, new)
    sender.refusal = None
    await sending.media.replace_track(old, new)
    assert sending.tracks == [new]


@virtual
async def test_a_track_that_is_not_sent_can_be_neither_removed_nor_replaced() -> None:
    media = Sending().media
    with pytest.raises(TrackNotSent):
        media.remove_track(FakeTrack("audio"))
    with pytest.raises(TrackNotSent):
        await media.replace_track(FakeTrack("audio"), None)


@virtual
async def test_muting_says_whether_sound_can_be_heard() -> None:
    media = Sending().media
    sound, picture = FakeTrack("audio"), FakeTrack("video")
    assert not media.set_enabled("audio", True)
    await media.add_stream(FakeStream(sound, picture))
    assert not media.set_enabled("audio", False)
    assert [sound.enabled, picture.enabled] == [False, True]
    assert media.set_enabled("audio", True)
    assert sound.enabled


@virtual
async def test_a_muted_call_stays_muted_with_another_microphone_however_it_comes_in() -> None:
    media = Sending().media
    first, second, third = (FakeTrack("audio") for _ in range(3))
    media.set_enabled("audio", False)
    await media.add_stream(FakeStream(first))
    await media.replace_track(first, second)
    media.remove_track(second)
    await media.add_stream(FakeStream(third))
    assert [track.enabled for track in (first, second, third)] == [False, False, False]


@virtual
async def test_a_track_that_the_application_disabled_itself_stays_so() -> None:
    media = Sending().media
    sound = FakeTrack("audio")
    sound.enabled = False
    await media.add_stream(FakeStream(sound))
    assert not sound.enabled


@virtual
async def test_stopping_ends_what_is_being_sent_and_leaves_what_was_given_back() -> None:
    media = Sending().media
    removed, replaced, sent = FakeTrack("audio"), FakeTrack("video"), FakeTrack("video")
    await media.add_stream(FakeStream(removed, replaced))
    media.remove_track(removed)
    await media.replace_track(replaced, sent)
    media.stop()
    assert [track.ready_state for track in (removed, replaced, sent)] == ["live", "live", "ended"]


def unused(sending: Sending) -> FakeTrack:
    """A track added and removed again before anything was negotiated."""
    track = FakeTrack("audio")
    promise(sending.media.add_stream(FakeStream(track)))
    sending.media.remove_track(track)
    return track


@virtual
async def test_a_track_added_while_another_is_on_its_way_into_an_idle_sender_does_not_take_that_sender() -> None:
    sending = Sending()
    unused(sending)
    first, second = FakeTrack("audio"), FakeTrack("audio")
    adding = [promise(sending.media.add_stream(FakeStream(track))) for track in (first, second, second)]
    assert len(sending.engine.senders) == 1
    await asyncio.gather(*adding)
    assert sending.tracks == [first, second]


@virtual
async def test_one_that_waits_for_that_can_be_removed_again_and_is_stopped_at_the_end() -> None:
    sending = Sending()
    unused(sending)
    first, removed, waiting = (FakeTrack("audio") for _ in range(3))
    adding = [promise(sending.media.add_stream(FakeStream(track))) for track in (first, removed, waiting)]
    sending.media.remove_track(removed)
    sending.media.stop()
    await asyncio.gather(*adding)
    assert sending.tracks == [first, waiting]
    assert [track.ready_state for track in (first, removed, waiting)] == ["ended", "live", "ended"]


@virtual
async def test_a_track_that_is_removed_while_it_is_on_its_way_into_a_sender_does_not_arrive() -> None:
    sending = Sending()
    unused(sending)
    (sender,) = sending.engine.senders
    track = FakeTrack("audio")
    added = promise(sending.media.add_stream(FakeStream(track)))
    assert [each.direction for each in sending.engine.senders] == ["sendrecv"]
    sending.media.remove_track(track)
    await added
    await rest()
    assert (sender.track, [each.direction for each in sending.engine.senders]) == (None, ["recvonly"])
    assert track.ready_state == "live"


@virtual
async def test_nor_does_one_that_was_to_replace_another() -> None:
    sending = Sending()
    old, new = FakeTrack("video"), FakeTrack("video")
    await sending.media.add_stream(FakeStream(old))
    (sender,) = sending.engine.senders
    replaced = promise(sending.media.replace_track(old, new))
    sender.direction = "sendonly"
    sending.media.remove_track(new)
    await replaced
    await rest()
    assert (sender.track, [each.direction for each in sending.engine.senders]) == (None, ["inactive"])


@virtual
async def test_one_that_waits_can_be_replaced_which_is_done_once_it_has_arrived() -> None:
    sending = Sending()
    unused(sending)
    first, waiting, new = (FakeTrack("audio") for _ in range(3))
    adding = [promise(sending.media.add_stream(FakeStream(track))) for track in (first, waiting)]
    replaced = promise(sending.media.replace_track(waiting, new))
    await asyncio.gather(*adding, replaced)
    assert sending.tracks == [first, new]
