"""The line that a person watches while a call lasts: who, for how long, how loud, how good."""

import asyncio
import time
from typing import TYPE_CHECKING, Final

from rich.live import Live
from rich.text import Text

from ringback.cli.events import Measured, Teller

if TYPE_CHECKING:
    from ringback.client import Call, CallStats

PACE_S: Final = {True: 0.25, False: 1.0}
"""How often it is drawn anew, and how often a program is told."""

BARS: Final = "▁▂▃▄▅▆▇█"
FULL: Final = 0.3
"""A level that fills the meter; speech seldom has more."""


async def live_line(call: "Call", teller: Teller) -> None:
    """Goes on until it is cancelled."""
    begun = time.monotonic()
    on_screen = teller.console.is_terminal and not teller.as_json
    with Live(console=teller.console, auto_refresh=False, transient=True) as screen:
        while on_screen or teller.as_json:
            stats = await call.stats()
            if on_screen:
                screen.update(line(call.user_id, time.monotonic() - begun, stats), refresh=True)
            else:
                teller.put(measured(call, stats))
            await asyncio.sleep(PACE_S[on_screen])


def measured(call: "Call", stats: "CallStats") -> Measured:
    """What a program is told."""
    return Measured(
        user_id=call.user_id,
        call_id=call.call_id,
        level=stats.level,
        lost_percent=stats.lost_percent,
        round_trip_ms=stats.round_trip_ms,
    )


def line(user_id: str, seconds: float, stats: "CallStats") -> Text:
    """What a person sees."""
    minutes, rest = divmod(int(seconds), 60)
    lost = max(stats.lost_percent, stats.sent_lost_percent or 0)
    way = "–" if stats.round_trip_ms is None else f"{stats.round_trip_ms:.0f} ms"
    return Text.assemble(
        ("● ", "green"),
        (user_id, "bold"),
        f"  {minutes}:{rest:02}  ",
        (meter(stats.level or 0.0), "cyan"),
        ("  loss ", "dim"),
        (f"{lost:.1f} %", "red" if lost > 5 else "yellow" if lost > 1 else "green"),
        ("  round trip ", "dim"),
        way,
    )


def meter(level: float) -> str:
    """How loud it is, eight bars high: each is full from its share of ``FULL`` on."""
    filled = round(min(1.0, level / FULL) * len(BARS))
    return BARS[:filled].ljust(len(BARS), "·")
