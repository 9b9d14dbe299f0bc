"""One side of a schedule: its fake connection, what its manager was told and did, and what the world expects of it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.explorer.connection import FakeConnection
from tests.explorer.sdp import Description
from tests.explorer.transceivers import Refused

if TYPE_CHECKING:
    from tests.explorer.world import Link, Timer, World

Stimulus = list[Any]
"""What a manager is told, in order:

- ``["state", changes]`` and ``["event", name, payload]`` of the engine, ``["settled", operation, error, value]``,
- ``["call", number, method, arguments]`` of the application, ``["receive", number, kind, payload]`` of the other side,
- ``["timer", number]``, ``["network"]`` for a change of network, ``["refreshed", number]`` for the ICE servers,
- ``["count"]``: how many listeners there are.
"""

REFRESH = 15
"""How long fresh ICE servers take to come, in milliseconds."""


class Side:
    """The methods named ``do_…`` are what a manager, its engine and its application do."""

    other: "Side"
    link: "Link"

    def __init__(
        self,
        world: "World",
        name: str,
        *,
        polite: bool,
        firefox: bool,
        operations: Callable[[], int],
        gathering: Callable[[], int],
    ) -> None:
        self.world = world
        self.name = name
        self.polite = polite
        self.stimuli: list[Stimulus] = []
        self.connection = FakeConnection(
            name, clock=world, listener=self, delays=operations, gathering=gathering, firefox=firefox
        )
        self.tracks: list[tuple[str, str]] = []
        """What the application wants to be sent now: id and kind of each track."""
        self.changes = 0
        """How many changes were made that may each need an offer."""
        self.restarts: list[tuple[frozenset[str], frozenset[str]]] = []
        """For each ICE restart: the credentials of this side, and of the other, that it has to replace."""
        self.closed = False
        self.refused = False
        """An offer of its engine could not be made."""
        self.offers = 0
        self.errors: list[str] = []
        self.faults: list[str] = []
        """What must never happen, whatever the schedule."""
        self.pending: dict[int, str] = {}
        """Calls of the application that have not come back."""
        self.timers: dict[int, Timer] = {}
        self.listeners = 0
        self._numbers = 0
        self._seen: dict[str, Any] = {}

    # What happens to this side.

    def act(self, verb: str, arguments: tuple[int, ...]) -> None:
        """One action of the schedule. After closing, nothing is done but what needs no manager."""
        if verb == "lose":
            self.world.lose_channel(*arguments)
        elif verb == "break":
            self.world.break_path()
        elif not self.closed:
            name, _, kind = verb.partition(" ")
            getattr(self, f"_{name}")(*([kind] if kind else []))

    def _add(self, kind: str) -> None:
        track = (self._new_track(), kind)
        self.tracks.append(track)
        self.changes += 1
        self._call("addLocalStream", track)

    def _remove(self) -> None:
        if self.tracks:
            self.changes += 1
            self._call("removeTrack", self.tracks.pop())

    def _replace(self) -> None:
        if self.tracks:
            old, kind = self.tracks.pop()
            new = (self._new_track(), kind)
            self.tracks.append(new)
            self._call("replaceTrack", (old, kind), new)

    def _restart(self) -> None:
        self._expect_restart()
        self._call("restartIce")

    def _data(self) -> None:
        self.changes += 1
        self.connection.create_data_channel()

    def _transceiver(self, kind: str) -> None:
        """One without a track."""
        self.changes += 1
        self._call("addTransceiver", (None, kind))

    def _send(self, kind: str) -> None:
        """A transceiver of its own for a track."""
        track = (self._new_track(), kind)
        self.tracks.append(track)
        self.changes += 1
        self._call("addTransceiver", track)

    def _network(self) -> None:
        self.stimuli.append(["network"])

    def _refuse(self) -> None:
        self.connection.refuse_offers += 1

    def _close(self) -> None:
        self.closed = True
        self.link.send("hangup", None)
        self._call("close")

    def receive(self, kind: str, payload: Any) -> None:
        """A message of the other side arrives; what comes after closing is handed over all the same."""
        if kind != "hangup":
            number = self._number(kind)
            self.stimuli.append(["receive", number, kind, payload])
        elif not self.closed:
            self.closed = True
            self._call("close")

    def event(self, name: str, payload: Any = None) -> None:
        """The engine tells something."""
        if name == "signalingstatechange" and self.connection.signaling_state == "stable":
            self.world.find_path()
        self._mirror()
        self.stimuli.append(["event", name, payload])

    def settled(self, operation: int, error: str | None, value: Any = None) -> None:
        """An operation of the engine has ended."""
        self._mirror()
        self.stimuli.append(["settled", operation, error, _shown(value)])

    def offer_refused(self) -> None:
        """The engine could not make an offer, and says so once. If neither side can, nothing comes of it."""
        self.refused = True
        self.world.excused |= self.other.refused

    # What the manager, its engine and its application do.

    def do_operate(self, number: int, name: str, argument: Any) -> None:
        self.connection.operate(number, name, argument)

    def do_restart(self) -> None:
        self.changes += 1
        self._expect_restart()
        self.connection.restart_ice()

    def do_add_track(self, track: str, kind: str, streams: list[str]) -> dict[str, Any] | None:
        try:
            self.connection.add_track(track, kind, tuple(streams))
        except Refused:
            return None
        return self._changes()

    def do_add_transceiver(self, kind: str, track: str | None, streams: list[str]) -> dict[str, Any] | None:
        try:
            self.connection.add_transceiver(kind, track, tuple(streams))
        except Refused:
            return None
        return self._changes()

    def do_remove_track(self, number: int) -> dict[str, Any]:
        self.connection.remove_track(number)
        return self._changes()

    def do_set_direction(self, number: int, direction: int) -> dict[str, Any]:
        self.connection.change(number, direction=direction)
        return self._changes()

    def do_set_streams(self, number: int, streams: list[str]) -> dict[str, Any]:
        self.connection.change(number, streams=tuple(streams))
        return self._changes()

    def do_close(self) -> None:
        self.connection.close()

    def do_send(self, kind: str, payload: Any) -> None:
        if self.connection.closed:
            self.faults.append(f"sent after close: {kind}")
        self.offers += kind == "offer"
        self.link.send(kind, payload)

    def do_after(self, number: int, delay: int) -> None:
        self.timers[number] = self.world.after(delay, partial(self._fire, number))

    def do_cancel(self, number: int) -> None:
        if (timer := self.timers.pop(number, None)) is not None:
            timer.cancel()

    def do_refresh(self, number: int) -> None:
        self.world.after(REFRESH, lambda: self.stimuli.append(["refreshed", number]))

    def do_done(self, number: int, error: str | None) -> None:
        what = self.pending.pop(number)
        if error is not None and not (self.closed and error == "InvalidStateError"):
            self.faults.append(f"{what} failed: {error}")

    def do_report(self, code: str, fatal: bool) -> None:
        self.errors.append(code)
        if self.connection.closed:
            self.faults.append(f"told after close: {code}, {'fatal' if fatal else 'not fatal'}")

    def do_tell(self, what: str) -> None:
        if self.connection.closed:
            self.faults.append(f"told after close: {what}")

    def do_unhandled(self, what: str) -> None:
        self.faults.append(f"unhandled: {what}")

    def do_listeners(self, number: int) -> None:
        self.listeners = number

    def _expect_restart(self) -> None:
        theirs = {self.connection.current_remote.ufrag} if self.connection.current_remote else set()
        if self.connection.ufrags:
            self.restarts.append((self.connection.ufrags, frozenset(theirs)))

    def _fire(self, number: int) -> None:
        del self.timers[number]
        if self.connection.closed:
            self.faults.append("a timer ran on after close")
        self.stimuli.append(["timer", number])

    def _call(self, method: str, *arguments: Any) -> None:
        self.stimuli.append(["call", self._number(method), method, arguments])

    def _number(self, what: str) -> int:
        self._numbers += 1
        self.pending[self._numbers] = what
        return self._numbers

    def _new_track(self) -> str:
        self._numbers += 1
        return f"{self.name}-{self._numbers}"

    def _mirror(self) -> None:
        if changes := self._changes():
            self.stimuli.append(["state", changes])

    def _changes(self) -> dict[str, Any]:
        """What has changed since this was last asked."""
        connection = self.connection
        now = {
            "signalingState": connection.signaling_state,
            "iceConnectionState": connection.ice_connection_state,
            "connectionState": connection.connection_state,
            "currentLocalDescription": connection.current_local,
            "currentRemoteDescription": connection.current_remote,
            "pendingLocalDescription": connection.pending_local,
            "pendingRemoteDescription": connection.pending_remote,
            "transceivers": connection.transceivers.version,
        }
        changed = {name: value for name, value in now.items() if self._seen.get(name) != value}
        self._seen = now
        shown = {name: _shown(value) for name, value in changed.items()}
        if "transceivers" in changed:
            shown["transceivers"] = [each.snapshot() for each in connection.transceivers.all]
        return shown


def _shown(value: Any) -> Any:
    return {"type": value.type, "sdp": value.sdp} if isinstance(value, Description) else value
