"""A schedule: what both sides do and how long everything takes. Written as a short script, read back from one, or
decoded from bytes, which is how hypothesis draws and shrinks it: every zero byte is one thing less that happens.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

VERBS: tuple[tuple[str, int], ...] = (
    ("", 4),
    ("add audio", 5),
    ("add video", 3),
    ("remove", 3),
    ("replace", 2),
    ("restart", 4),
    ("data", 2),
    ("transceiver audio", 1),
    ("transceiver video", 1),
    ("send audio", 1),
    ("send video", 1),
    ("network", 1),
    ("break", 1),
    ("lose", 3),
    ("refuse", 1),
    ("close", 1),
)
"""What one side can do, and how often it comes. See ``Side.act``."""

TIMES = (0, 0, 0, 1, 5, 10, 20, 35, 60, 100, 150, 250, 400, 700, 1_000, 1_500)
OPERATIONS = (1, 0, 0, 0, 2, 2, 5, 5, 8, 12, 20, 30, 45, 60, 120, 250)
MESSAGES = (5, 0, 0, 1, 2, 5, 10, 10, 20, 30, 45, 60, 90, 150, 300, 400)
GATHERING = (10, 0, 0, 1, 2, 5, 10, 20, 40, 80, 150, 300, 600, 1_100, 2_000, 3_000)
OUTAGES = (50, 10, 100, 200, 400, 800, 1_500, 3_000)

MOST_ACTIONS = 10
MOST_DELAYS = 8
_DELAYS = {
    "operations_a": OPERATIONS,
    "operations_b": OPERATIONS,
    "messages_a": MESSAGES,
    "messages_b": MESSAGES,
    "gathering_a": GATHERING,
    "gathering_b": GATHERING,
}
_VERB_TABLE = tuple(verb for verb, weight in VERBS for _ in range(weight))
SIZE = 3 + 4 * MOST_ACTIONS + len(_DELAYS) * (1 + MOST_DELAYS)
"""How many bytes one schedule is decoded from."""


@dataclass(frozen=True, slots=True, order=True)
class Action:
    """At a time in milliseconds, one side ("A" or "B") does something. ``lose``: for how long, what is repeated."""

    at: int
    side: str
    verb: str
    arguments: tuple[int, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, (self.at, self.side, self.verb, *self.arguments)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Delays are in milliseconds, taken in turn and again from the start; none given means the first of its table."""

    polite: str = "A"
    firefox: str = ""
    """The sides whose engine calls itself Firefox."""
    hasty: str = ""
    """"yes": the engine runs in threads of its own, and what it does in one moment reaches the program at once. Only
    Python has such an engine; a browser's waits for the program."""
    actions: tuple[Action, ...] = ()
    operations_a: tuple[int, ...] = ()
    operations_b: tuple[int, ...] = ()
    messages_a: tuple[int, ...] = ()
    messages_b: tuple[int, ...] = ()
    gathering_a: tuple[int, ...] = ()
    gathering_b: tuple[int, ...] = ()

    def delays(self, what: str, side: str) -> tuple[int, ...]:
        """The delays of "operations", "messages" or "gathering" of one side."""
        name = f"{what}_{side.lower()}"
        given: tuple[int, ...] = getattr(self, name)
        return given or _DELAYS[name][:1]

    def does(self, verb: str) -> bool:
        """Whether somebody does this."""
        return any(action.verb == verb for action in self.actions)

    def __str__(self) -> str:
        lines = [f"polite {self.polite}"]
        if self.firefox:
            lines.append(f"firefox {self.firefox}")
        if self.hasty:
            lines.append(f"hasty {self.hasty}")
        lines += map(str, self.actions)
        for name in _DELAYS:
            if given := getattr(self, name):
                lines.append(f"{name} {' '.join(map(str, given))}")
        return "\n".join(lines) + "\n"


def parse(script: str) -> Schedule:
    """Read what ``str(schedule)`` has written; ``#`` begins a comment. Raises ValueError for anything else."""
    actions: list[Action] = []
    settings: dict[str, object] = {}
    names = {field.name for field in fields(Schedule)}
    for line in (line.partition("#")[0].split() for line in script.splitlines()):
        if not line:
            continue
        if line[0].isdigit():
            words = [word for word in line[2:] if not word.isdigit()]
            numbers = tuple(int(word) for word in line[2:] if word.isdigit())
            verb = " ".join(words)
            if verb not in _VERB_TABLE or line[1] not in "AB":
                raise ValueError(f"nothing to do: {' '.join(line)}")
            actions.append(Action(int(line[0]), line[1], verb, numbers))
        elif line[0] in _DELAYS:
            settings[line[0]] = tuple(map(int, line[1:]))
        elif line[0] in names:
            settings[line[0]] = line[1]
        else:
            raise ValueError(f"what is {line[0]}?")
    return Schedule(actions=tuple(actions), **settings)  # type: ignore[arg-type]


def decode(drawn: bytes) -> Schedule:
    """The schedule that ``SIZE`` bytes stand for."""
    byte = iter(drawn)
    polite, firefox = "AB"[next(byte) % 2], ("", "", "", "A", "B", "AB")[next(byte) % 6]
    hasty = ("", "yes")[next(byte) % 2]
    actions = [action for _ in range(MOST_ACTIONS) for action in _decode_action(byte)]
    delays = {name: _decode_delays(byte, table) for name, table in _DELAYS.items()}
    actions.sort(key=lambda action: action.at)
    return Schedule(polite=polite, firefox=firefox, hasty=hasty, actions=tuple(actions), **delays)


def _decode_action(byte: Iterator[int]) -> Iterator[Action]:
    verb = _VERB_TABLE[next(byte) % len(_VERB_TABLE)]
    side, at, extra = "AB"[next(byte) % 2], TIMES[next(byte) % len(TIMES)], next(byte)
    if verb == "lose":
        yield Action(at, side, verb, (OUTAGES[extra % len(OUTAGES)], extra // len(OUTAGES) % 4))
    elif verb:
        yield Action(at, side, verb)


def _decode_delays(byte: Iterator[int], table: tuple[int, ...]) -> tuple[int, ...]:
    length = next(byte) % (MOST_DELAYS + 1)
    drawn = [table[next(byte) % len(table)] for _ in range(MOST_DELAYS)]
    return tuple(drawn[:length])
