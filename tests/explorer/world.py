"""The world of one schedule: virtual time, the two sides, and the signalling channel between them."""

from collections.abc import Callable, Iterator
from functools import partial
from heapq import heappop, heappush
from itertools import count, cycle
from typing import Any

from tests.explorer.schedule import Schedule
from tests.explorer.side import Side

MOST_EVENTS = 6_000
"""Far more than any schedule needs; who gets here goes round in circles."""


class Timer:
    """Something that will happen, unless it is taken back."""

    __slots__ = ("action",)

    def __init__(self, action: Callable[[], None]) -> None:
        self.action: Callable[[], None] | None = action

    def cancel(self) -> None:
        self.action = None


class Link:
    """The channel in one direction: reliable and in order, also over a lost socket (at least once, applied once).

    After an outage it goes on where it stopped. Candidates of the newest description may be said once more then;
    whoever resumes drops descriptions it has had.
    """

    def __init__(self, world: "World", delays: Callable[[], int], receive: Callable[[str, Any], None]) -> None:
        self._world = world
        self._delays = delays
        self._receive = receive
        self._waiting: list[tuple[str, Any]] = []
        self._latest = 0
        self._recent: list[Any] = []
        """Candidates delivered since the last description."""

    def send(self, kind: str, payload: Any) -> None:
        """Put one message on its way."""
        self._waiting.append((kind, payload))
        self._latest = max(self._latest, self._world.now + self._delays())
        self._world.at(self._latest, self.deliver)

    def deliver(self) -> None:
        """One message arrives, if the channel is there and none has been left behind by then."""
        if self._world.channel_lost or not self._waiting:
            return
        kind, payload = self._waiting.pop(0)
        if kind == "candidate":
            self._recent.append(payload)
        else:
            self._recent.clear()
        self._receive(kind, payload)

    def resume(self, repeats: int) -> None:
        """The channel is back: the last candidates again, then what waited."""
        if repeats and self._recent:
            self._world.seen.add("candidates repeated after an outage")
        if self._waiting:
            self._world.seen.add("messages kept by an outage")
        for payload in self._recent[len(self._recent) - min(repeats, len(self._recent)) :]:
            self._world.after(0, partial(self._receive, "candidate", payload))
        for _ in self._waiting:
            self._world.after(0, self.deliver)


class World:
    """Runs one schedule. ``channel_lost``: how many outages are going on."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.now = 0
        self.channel_lost = 0
        self.events = 0
        self.seen: set[str] = set()
        self.put_off = False
        """A side has not dealt yet with all it was told."""
        self.excused = False
        """An engine has failed in a way that the pattern does not cover."""
        self._order = count()
        self._heap: list[tuple[int, int, Timer]] = []
        self._broken: set[tuple[str, str]] = set()
        self.sides = (self._side("A"), self._side("B"))
        for side, other in (self.sides, self.sides[::-1]):
            side.other = other
            side.link = Link(self, cycle(schedule.delays("messages", side.name)).__next__, other.receive)
        for action in schedule.actions:
            side = self.sides["AB".index(action.side)]
            self.at(action.at, partial(side.act, action.verb, action.arguments))

    def _side(self, name: str) -> Side:
        delays = {what: cycle(self.schedule.delays(what, name)).__next__ for what in ("operations", "gathering")}
        polite, firefox = self.schedule.polite == name, name in self.schedule.firefox
        return Side(self, name, polite=polite, firefox=firefox, **delays)

    def at(self, when: int, action: Callable[[], None]) -> Timer:
        """Have something happen at a time, after everything that was asked for at that time before."""
        timer = Timer(action)
        heappush(self._heap, (when, next(self._order), timer))
        return timer

    def after(self, delay: int, action: Callable[[], None]) -> Timer:
        """The same, so many milliseconds from now."""
        return self.at(self.now + delay, action)

    def run(self) -> Iterator[None]:
        """Until nothing will happen any more. Yields whenever a side has been told something it has to deal with, and
        once more at the end of a moment in which it has put that off."""
        while (self._heap or self.put_off) and self.events < MOST_EVENTS:
            if self.put_off and self.moment_over:
                self.put_off = False
                yield
                continue
            when, _, timer = heappop(self._heap)
            action = timer.action
            if action is None:
                continue
            self.now = when
            self.events += 1
            action()
            if self.sides[0].stimuli or self.sides[1].stimuli:
                yield

    @property
    def at_rest(self) -> bool:
        """Whether nothing will happen any more."""
        return all(timer.action is None for _, _, timer in self._heap)

    @property
    def moment_over(self) -> bool:
        """Whether nothing else will happen at this very time."""
        return not self._heap or self._heap[0][0] > self.now

    def lose_channel(self, length: int, repeats: int) -> None:
        """Neither side hears the other for a while."""
        self.channel_lost += 1
        self.after(length, partial(self._find_channel, repeats))

    def _find_channel(self, repeats: int) -> None:
        self.channel_lost -= 1
        if self.channel_lost == 0:
            for side in self.sides:
                side.link.resume(repeats)

    def break_path(self) -> None:
        """The path in use, if there is one, goes dead; only an ICE restart finds another."""
        connections = [side.connection for side in self.sides]
        pair = self._path()
        if pair is None or any(connection.ice_connection_state != "connected" for connection in connections):
            return
        self._broken.add(pair)
        for connection in connections:
            connection.change_ice("disconnected")

    def find_path(self) -> None:
        """Connects the two if they agree on credentials that still work."""
        self.after(1, self._connect)

    def _connect(self) -> None:
        if (pair := self._path()) is not None and pair not in self._broken:
            for side in self.sides:
                side.connection.change_ice("connected")

    def _path(self) -> tuple[str, str] | None:
        a, b = (side.connection for side in self.sides)
        if not (a.current_local and a.current_remote and b.current_local and b.current_remote) or a.closed or b.closed:
            return None
        pair = a.current_local.ufrag, b.current_local.ufrag
        return pair if pair == (b.current_remote.ufrag, a.current_remote.ufrag) else None
