"""What has to be guarded against in the engine, each guard beside what the engine does without it."""

import asyncio
import gc
import subprocess
import sys
import textwrap
from typing import Any

import pytest
import webrtc

from ringback.messages import IceCandidate
from ringback.peer.engine import ChannelOptions, Configuration, IceServer, SessionDescription
from ringback.peer.errors import EngineError, EngineUnusable, PeerClosed
from ringback.peer.lifetime import Lifetime
from ringback.peer.wrtc_engine import WrtcEngine, live_connections
from tests.unit.peer.fake_media import FakeTrack
from tests.unit.peer.wrtc_pair import until


def engine() -> WrtcEngine:
    return WrtcEngine(Configuration())


def sounding() -> WrtcEngine:
    made = engine()
    made.add_track(webrtc.MediaStreamTrackGenerator("audio"))
    return made


async def test_closing_in_an_operation_is_told_as_such() -> None:
    raw = webrtc.RTCPeerConnection()
    raw.add_transceiver("audio")
    describing = asyncio.create_task(raw.set_local_description())
    await asyncio.sleep(0)
    raw.close()
    with pytest.raises(asyncio.CancelledError):  # out of nowhere: nobody has cancelled anything
        await describing

    guarded = sounding()
    operations: list[asyncio.Future[Any]] = [
        guarded.set_local_description(),
        guarded.set_local_description(),
        guarded.get_stats(),
    ]
    await asyncio.sleep(0)
    guarded.close()
    outcomes = await asyncio.gather(*operations, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes[:2]] == [PeerClosed, PeerClosed]
    with pytest.raises(PeerClosed):
        await guarded.set_local_description()


async def test_a_task_group_learns_of_the_closing() -> None:
    made = sounding()

    async def describe() -> None:
        await made.set_local_description()

    with pytest.raises(ExceptionGroup) as raised:
        async with asyncio.TaskGroup() as group:
            group.create_task(describe())
            await asyncio.sleep(0)
            made.close()
    assert raised.group_contains(PeerClosed)


async def test_cancelling_or_timing_out_an_operation_does_not_stop_or_spoil_it() -> None:
    made = engine()
    made.create_data_channel("chat", ChannelOptions())
    await made.set_local_description()
    made.add_track(webrtc.MediaStreamTrackGenerator("audio"))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await made.set_local_description()
    await until(lambda: "m=audio" in (made.local_description or SessionDescription("offer", "")).sdp)
    assert made._pc.get_transceivers()[0].mid is not None
    made.close()


async def test_operations_take_effect_in_the_order_of_the_calls_whoever_awaits_them_first() -> None:
    caller, callee = sounding(), sounding()
    offer = await caller.set_local_description()
    applied = callee.set_remote_description(offer)
    candidate = callee.add_ice_candidate(IceCandidate(candidate=""))
    answered = callee.set_local_description()
    assert (await answered).type == "answer"
    await asyncio.gather(applied, candidate)
    caller.close()
    callee.close()


async def test_what_the_engine_refuses_is_told_with_its_own_error() -> None:
    made = engine()
    with pytest.raises(EngineError) as refused:
        await made.set_remote_description(SessionDescription("offer", "nonsense"))
    assert isinstance(refused.value.__cause__, webrtc.RTCException)
    with pytest.raises(EngineError):
        await made.add_ice_candidate(IceCandidate(candidate="candidate:1 1 udp 1 192.0.2.1 9 typ host", sdp_mid="0"))
    with pytest.raises(EngineError):
        made.add_track(FakeTrack("audio"))
    with pytest.raises(EngineError):
        WrtcEngine(Configuration(ice_servers=(IceServer(urls=("turn:no-password.example",)),)))
    made.close()


async def test_the_configuration_is_kept_and_can_be_changed() -> None:
    servers = (
        IceServer(urls=("stun:a.example", "stun:b.example")),
        IceServer(urls=("turn:c.example",), username="1:ann", credential="secret"),
    )
    made = WrtcEngine(Configuration(ice_transport_policy="relay", ice_candidate_pool_size=2))
    assert made.get_configuration() == Configuration(ice_transport_policy="relay", ice_candidate_pool_size=2)
    made.set_configuration(Configuration(ice_servers=servers, ice_transport_policy="relay", ice_candidate_pool_size=2))
    assert made.get_configuration().ice_servers == servers
    made.close()


FORK = """
    import asyncio, os, sys
    import webrtc
    from ringback.peer import EngineUnusable, PeerConnectionConfig, PeerConnectionManager

    class Nobody:
        def send(self, message):
            pass

    def manager():
        made = PeerConnectionManager(PeerConnectionConfig(
            polite=True, call_id="call", remote_user_id="them", signaling=Nobody(),
            on_track=print, on_ice_connection_state_change=lambda state: None,
        ))
        made.initialize()
        return made

    def child(inherited):
        for call in (inherited._connection.engine.set_local_description, inherited._connection.engine.restart_ice):
            try:
                call()
            except EngineUnusable as error:
                print(error)
        inherited.close()
        try:
            asyncio.run(again())
        except EngineUnusable as error:
            print(error)
        sys.stdout.flush()
        os._exit(0)

    async def again():
        manager()

    async def parent():
        inherited = manager()
        await inherited.add_local_stream(webrtc.MediaStream([webrtc.MediaStreamTrackGenerator("audio")]))
        pid = os.fork()
        if pid == 0:
            child(inherited)
        print("the child ended with", os.waitpid(pid, 0)[1])
        await inherited.get_stats()
        inherited.close()
        print("the parent goes on")

    asyncio.run(parent())
"""


def test_a_forked_process_is_told_instead_of_hanging() -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FORK)], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr
    *told, ended, goes_on = done.stdout.splitlines()
    assert len([line for line in told if '"spawn" or "forkserver"' in line]) == len(told) == 3, done
    assert [ended, goes_on] == ["the child ended with 0", "the parent goes on"]


def test_outside_a_running_loop_none_can_be_made() -> None:
    with pytest.raises(EngineUnusable, match="running asyncio event loop"):
        engine()


async def test_open_connections_are_counted() -> None:
    before = live_connections()
    made = [engine() for _ in range(3)]
    assert live_connections() == before + 3
    for each in made:
        each.close()
        each.close()
    assert live_connections() == before


async def test_an_event_handler_that_fails_disturbs_nothing() -> None:
    surfaced: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: surfaced.append(context.get("exception")))
    made = engine()

    def fail() -> None:
        raise ValueError("in a handler")

    told: list[str] = []
    made.on("negotiationneeded", fail)
    made.on("negotiationneeded", lambda: told.append("negotiationneeded"))
    made.create_data_channel("chat", ChannelOptions())
    await until(lambda: told)
    assert [str(error) for error in surfaced] == ["in a handler"]
    made.close()


async def test_a_lifetime_and_an_engine_end_in_either_order() -> None:
    lifetime = Lifetime()
    made = sounding()
    describing = asyncio.ensure_future(lifetime.until(made.set_local_description()))
    await asyncio.sleep(0)
    made.close()
    lifetime.end()
    with pytest.raises(PeerClosed):
        await describing
    del made
    gc.collect()
