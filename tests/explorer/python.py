"""Runs schedules over the Python manager, in this process."""

import asyncio
import gc
from collections.abc import Callable, Sequence
from typing import Any, cast

from ringback.messages import CallIceCandidate, CallOffer
from ringback.peer import IceServer, PeerConnectionConfig, PeerConnectionManager, PeerEnvironment, SessionDescription
from ringback.peer.config import PeerMessage
from ringback.peer.engine import Engine
from ringback.peer.errors import PeerClosed, PeerError
from tests.explorer.python_engine import FakeStream, FakeTrack, PythonEngine, candidate
from tests.explorer.run import Run, Runner
from tests.explorer.side import Side
from tests.explorer.virtual_loop import VirtualLoop


class PythonSide:
    """A manager with everything around it."""

    def __init__(self, side: Side) -> None:
        self.loop = VirtualLoop(side)
        self._side = side
        self._engine = PythonEngine(side)
        self._tracks: dict[str, FakeTrack] = {}
        self._refreshing: dict[int, asyncio.Future[None]] = {}
        self._network_listeners: list[Callable[[], None]] = []
        config = PeerConnectionConfig(
            polite=side.polite,
            call_id="call",
            remote_user_id="them",
            signaling=self,
            on_track=lambda *_: side.do_tell("a track"),
            on_ice_connection_state_change=side.do_tell,
            on_error=self._report,
            refresh_ice_servers=self._refresh,
        )
        environment = PeerEnvironment(
            create_engine=lambda _: cast(Engine, self._engine), on_network_change=self._on_network_change
        )
        self._manager = PeerConnectionManager(config, environment)
        self.loop.call_soon(self._manager.initialize)
        self.loop.run_ready()

    def take(self) -> None:
        """Hand over what waits, each in a callback of its own."""
        if not self._side.stimuli:
            return
        for name, *values in self._side.stimuli:
            if name != "state":
                self.loop.call_soon(getattr(self, f"_{name}"), *values)
        self._side.stimuli.clear()

    def send(self, message: PeerMessage, /) -> None:
        """As ``Signaling``."""
        if isinstance(message, CallIceCandidate):
            found = message.candidate
            wire = {"candidate": found.candidate, "sdpMid": found.sdp_mid, "usernameFragment": found.username_fragment}
            self._side.do_send("candidate", wire)
        else:
            self._side.do_send("offer" if isinstance(message, CallOffer) else "answer", message.sdp)

    def _event(self, name: str, payload: Any) -> None:
        self._engine.happens(name, payload)

    def _settled(self, operation: int, error: str | None, value: Any) -> None:
        self._engine.settled(operation, error, value)

    def _timer(self, number: int) -> None:
        self.loop.fire(number)

    def _network(self) -> None:
        for listener in self._network_listeners:
            listener()

    def _refreshed(self, number: int) -> None:
        if not self._refreshing[number].done():
            self._refreshing[number].set_result(None)

    def _count(self) -> None:
        self._side.do_listeners(len(self._network_listeners))
        if unfinished := [task for task in self.loop.tasks if not task.done()]:
            self._side.do_unhandled(f"{len(unfinished)} tasks are left")

    def _receive(self, number: int, kind: str, payload: Any) -> None:
        if kind == "candidate":
            self._await(number, lambda: self._manager.handle_ice_candidate(candidate(payload)))
        else:
            description = SessionDescription(cast(Any, kind), payload)
            self._await(number, lambda: self._manager.handle_remote_description(description))

    def _call(self, number: int, method: str, names: Sequence[tuple[str | None, str]]) -> None:
        tracks: list[Any] = [name and self._tracks.setdefault(name, FakeTrack(name, kind)) for name, kind in names]
        manager: Any = self._manager
        calls: dict[str, Callable[[], Any]] = {
            "addLocalStream": lambda: manager.add_local_stream(FakeStream(*tracks)),
            "addTransceiver": lambda: self._add_transceiver(tracks[0] or names[0][1]),
            "removeTrack": lambda: manager.remove_track(*tracks),
            "replaceTrack": lambda: manager.replace_track(*tracks),
            "restartIce": manager.restart_ice,
            "close": manager.close,
        }
        self._await(number, calls[method])

    def _add_transceiver(self, track_or_kind: Any) -> None:
        self._manager.add_transceiver(track_or_kind, streams=[cast(Any, FakeStream())])

    def _await(self, number: int, call: Callable[[], Any]) -> None:
        try:
            result = call()
        except Exception as error:  # noqa: BLE001 - whatever it is, the side judges it
            self._side.do_done(number, _name(error))
            return
        if result is None:
            self._side.do_done(number, None)
        else:
            result.add_done_callback(lambda done: self._side.do_done(number, _name(done.exception())))

    def _report(self, error: PeerError) -> None:
        self._side.do_report(error.code, error.fatal)

    async def _refresh(self) -> Sequence[IceServer]:
        number = len(self._refreshing) + 1
        answer = self._refreshing[number] = self.loop.create_future()
        self._side.do_refresh(number)
        await answer
        return ()

    def _on_network_change(self, listener: Callable[[], None]) -> Callable[[], object]:
        self._network_listeners.append(listener)
        return lambda: self._network_listeners.remove(listener)


class PythonRunner(Runner):
    """Runs one schedule after the other."""

    def run(self, runs: Sequence[Run]) -> None:
        for run in runs:
            sides = [PythonSide(side) for side in run.world.sides]
            for _ in run:
                for side in sides:
                    side.take()
                if run.world.schedule.hasty and not run.world.moment_over:
                    run.world.put_off = True
                    continue
                for side in sides:
                    side.loop.run_ready()
        del sides
        gc.collect()
        for run in runs:
            run.wrong += [each for side in run.world.sides for each in side.faults if each not in " ".join(run.wrong)]


def _name(error: BaseException | None) -> str | None:
    """As JavaScript calls it."""
    if isinstance(error, PeerClosed):
        return "InvalidStateError"
    return None if error is None else type(error).__name__
