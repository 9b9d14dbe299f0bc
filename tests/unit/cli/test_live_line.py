"""The line that a person watches."""

import io
from typing import Any

import pytest
from rich.console import Console

from ringback.cli.events import Teller
from ringback.cli.live_line import line, live_line, measured, meter
from ringback.client import CallStats
from ringback.testing import virtual


def stats(**figures: Any) -> CallStats:
    unknown = dict.fromkeys(("round_trip_ms", "jitter_ms", "sent_lost_percent", "level", "relayed"))
    nothing = dict.fromkeys(CallStats.__dataclass_fields__, 0)
    return CallStats(**{**nothing, **unknown, **figures})


class FakeCall:
    user_id = "bob"
    call_id = "call-1"

    def __init__(self, *, looks: int) -> None:
        self.looks = looks

    async def stats(self) -> CallStats:
        self.looks -= 1
        if self.looks < 0:
            raise EOFError
        return stats(level=0.1, round_trip_ms=12.4)


def test_it_has_who_and_how_long_and_how_loud_and_how_good() -> None:
    said = line("bob", 83, stats(level=0.15, lost_percent=0.5, sent_lost_percent=2.25, round_trip_ms=12.4)).plain
    assert said == "● bob  1:23  ▁▂▃▄····  loss 2.2 %  round trip 12 ms"
    assert line("bob", 0, stats()).plain == "● bob  0:00  ········  loss 0.0 %  round trip –"


def test_the_meter_is_empty_full_and_never_more() -> None:
    assert [meter(level) for level in (0, 0.3, 1)] == ["········", "▁▂▃▄▅▆▇█", "▁▂▃▄▅▆▇█"]


@virtual
async def test_a_program_is_told_every_second(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(EOFError):
        await live_line(FakeCall(looks=2), Teller(as_json=True))  # type: ignore[arg-type]
    lines = capsys.readouterr().out.splitlines()
    assert (
        lines
        == ['{"event":"stats","userId":"bob","callId":"call-1","level":0.1,"lostPercent":0,"roundTripMs":12.4}'] * 2
    )
    assert measured(FakeCall(looks=0), stats(level=0.1)).level == 0.1  # type: ignore[arg-type]


@virtual
async def test_on_a_terminal_it_is_drawn_and_goes_away() -> None:
    teller, drawn = Teller(), io.StringIO()
    teller.console = Console(file=drawn, force_terminal=True, width=100)
    with pytest.raises(EOFError):
        await live_line(FakeCall(looks=2), teller)  # type: ignore[arg-type]
    assert drawn.getvalue().count("bob") >= 2
    assert drawn.getvalue().endswith("\x1b[2K"), "the line is wiped at the end"


async def test_where_nobody_watches_nothing_is_drawn_or_asked(capsys: pytest.CaptureFixture[str]) -> None:
    await live_line(FakeCall(looks=0), Teller())  # type: ignore[arg-type]
    assert capsys.readouterr().out == ""
