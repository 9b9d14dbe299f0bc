"""What it costs to show how loud somebody is."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..network import HOMES
from .conversation import CHROMIUM

if TYPE_CHECKING:
    from ..browsers import Engine
    from ..network import Network
    from .conftest import Invite

METERS = 10  # one alone would be lost in what a browser does besides
LISTENING_S = 3.0
SHARE_OF_A_CORE = 0.006  # measured: 0.003; the bound of the product is 0.01


@CHROMIUM
def test_a_level_meter_takes_less_than_a_hundredth_of_a_core(invite: Invite, network: Network, engine: Engine) -> None:
    alice = invite(HOMES[0], engine)
    alice.do("service.make", {})
    alice.do("service.meter", 0)
    without = _share_of_a_core(network, alice.name)
    alice.do("service.meter", METERS)
    with_meters = _share_of_a_core(network, alice.name)
    told = alice.do("service.meter", 0)
    assert min(told) > 5 * LISTENING_S, told
    assert len(told) == METERS
    assert (with_meters - without) / METERS <= SHARE_OF_A_CORE, (without, with_meters)


def _share_of_a_core(network: Network, home: str) -> float:
    """What the browsers of a home take for a while."""
    before, began = _cpu_s(network, home), time.monotonic()
    time.sleep(LISTENING_S)
    return (_cpu_s(network, home) - before) / (time.monotonic() - began)


def _cpu_s(network: Network, home: str) -> float:
    """The CPU time of everything that runs at home."""
    command = ["ip", "netns", "pids", network.namespace(home)]
    listed = subprocess.run(command, check=True, capture_output=True, text=True)
    return sum(map(_ticks, listed.stdout.split())) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: str) -> int:
    """The 14th and 15th field, utime and stime (proc_pid_stat(5)); nothing of what has just ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        stat = Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()
        return int(stat[11]) + int(stat[12])
    return 0
