"""Many pairs call each other at the same moment, over real WebSockets and a real database: each ends in one call."""

import asyncio
import os
import time
from collections import Counter
from pathlib import Path
from random import Random

from ringback import Ringback
from ringback.core.call import Call
from ringback.core.ledger import KEPT_S
from ringback.messages import CallOffer
from ringback.server.sql_call_store import SqlCallStore
from tests.protocol.crossing import Manner, Pair, Person, connected, settled
from tests.protocol.test_races import Server
from tests.serving import ringback, serving

PAIRS = 1000
PROCESS_PAIRS = 50

# All clients and the server share one thread here: nobody is given up because the machine is busy.
PATIENT = {
    "heartbeat_interval_s": 600,
    "heartbeat_timeout_s": 900,
    "in_call_heartbeat_interval_s": 600,
    "in_call_heartbeat_timeout_s": 900,
}
SEED = int(os.environ.get("RINGBACK_SEED", "1"))
LATER = (0.0, 0.0, 0.001, 0.01, 0.1)
"""By how much of the whole time the second of a pair may be later than the first."""

MIXED = [
    Manner(full=(one, other), takes=(one or takes, other or takes_too))
    for one, other in ((False, False), (False, True), (True, False))
    for takes in (True, False)
    for takes_too in (True, False)
]


async def call_each_other(pairs: list[Pair], random: Random) -> None:
    """Everybody places a call, in any order, and what comes of it is waited for."""
    moments: list[tuple[float, Person]] = []
    for pair in pairs:
        moment = random.random()
        first, second = random.sample(pair.both, 2)
        moments += [(moment, first), (moment + random.choice(LATER), second)]
    for _, person in sorted(moments, key=lambda each: each[0]):
        await person.place()
        if random.random() < 0.5:
            await asyncio.sleep(0)  # what was sent may be heard before the next one calls
    await settled([person for pair in pairs for person in pair.both])


async def hang_up(pairs: list[Pair], random: Random) -> None:
    """One of each pair ends the call; the other hears of it once."""
    ending = [random.sample(pair.both, 2) for pair in pairs]
    heard = [len(other.heard) for _, other in ending]
    await asyncio.gather(*(person.hang_up() for person, _ in ending))
    await settled([person for pair in pairs for person in pair.both])
    for (person, other), before in zip(ending, heard, strict=True):
        (end,) = other.heard[before:]
        assert (end["type"], end["senderId"], end.get("reason")) == ("call-hangup", person.name, None)
        assert not person.calls
        assert not other.calls


async def stored(path: Path) -> dict[frozenset[str], list[Call]]:
    """The calls of each pair."""
    store = SqlCallStore(f"sqlite:///{path}")
    found: dict[frozenset[str], list[Call]] = {}
    for call in await store.recent():
        found.setdefault(frozenset(call.key.pair), []).append(call)
    await store.close()
    return found


def calls_of(pair: Pair, calls: dict[frozenset[str], list[Call]]) -> list[Call]:
    return calls[frozenset(person.name for person in pair.both)]


def both_were_told_the_same(pair: Pair, calls: list[Call]) -> None:
    """Both are in the calls that live, and have heard of every other one that it ended for its reason."""
    live = {call.call_id for call in calls if call.live}
    for person in pair.both:
        assert person.calls == live, (pair, calls)
        assert person.is_answered, pair
        for call_id, reasons in person.over.items():
            (call,) = (call for call in calls if call.call_id == call_id)
            assert reasons == {call.reason}, (pair, calls)


def one_was_merged_into_the_other(pair: Pair, calls: list[Call]) -> None:
    """What two full clients hear, to the last message."""
    kept, merged = sorted(calls, key=lambda call: call.live, reverse=True)
    assert (kept.state, merged.reason) == ("connected", "merged"), (pair, calls)
    first, second = pair.both if pair.one.name == kept.caller else reversed(pair.both)
    told = [(message["type"], message["callId"]) for message in first.heard if message["type"] != "call-ringing"]
    assert told == [(kind, kept.call_id) for kind in ("call-accept", "call-answer", "call-ice-candidate")], pair
    kinds = [message["type"] for message in second.heard]
    assert sorted(kinds) == ["call-ice-candidate"] * (len(kinds) - 2) + ["call-merged", "call-offer"], pair
    assert len(kinds) in (2, 3), pair
    assert next(message["into"] for message in second.heard if message["type"] == "call-merged") == kept.call_id


async def nothing_is_left(server: Ringback) -> None:
    """Once the clients have gone and the time for which an ended call is remembered is over."""
    exchange = server._exchange
    await exchange.settled("a0")
    while exchange._turns._tasks:
        await asyncio.wait(exchange._turns._tasks)
    exchange._clock = lambda: time.time() + KEPT_S + 1
    for key in tuple(exchange._timers):
        exchange._time_is_up(key)
    await asyncio.wait(exchange._turns._tasks)
    board = exchange._switchboard._board
    for kept in (exchange, board.ledger, board.directory, server._sessions):
        held = {name: value for name, value in vars(kept).items() if isinstance(value, dict | set) and value}
        assert not held, kept


async def test_a_thousand_pairs_with_full_clients(tmp_path: Path) -> None:
    random = Random(SEED)
    server = ringback(database_url=f"sqlite:///{tmp_path}/calls.sqlite3", **PATIENT)
    async with serving(server.app, ws_ping_interval=None) as address:
        async with connected(address, [Manner()] * PAIRS) as pairs:
            await call_each_other(pairs, random)
            calls = await stored(tmp_path / "calls.sqlite3")
            for pair in pairs:
                one_was_merged_into_the_other(pair, calls_of(pair, calls))
                both_were_told_the_same(pair, calls_of(pair, calls))
            await hang_up(pairs, random)
        ends = Counter(call.reason for each in (await stored(tmp_path / "calls.sqlite3")).values() for call in each)
        assert ends == {"completed": PAIRS, "merged": PAIRS}
        await nothing_is_left(server)


async def test_pairs_with_plain_clients_end_in_one_call_or_in_one_clean_end(tmp_path: Path) -> None:
    random = Random(SEED)
    server = ringback(database_url=f"sqlite:///{tmp_path}/calls.sqlite3", **PATIENT)
    async with serving(server.app, ws_ping_interval=None) as address:
        async with connected(address, MIXED * 10) as pairs:
            await call_each_other(pairs, random)
            calls = await stored(tmp_path / "calls.sqlite3")
            talking = []
            for pair in pairs:
                both_were_told_the_same(pair, calls_of(pair, calls))
                live = [call.state for call in calls_of(pair, calls) if call.live]
                if any(person.takes for person in pair.both):
                    assert live == ["connected"], (pair, calls_of(pair, calls))
                    talking.append(pair)
                else:
                    assert live == [], (pair, calls_of(pair, calls))
            await hang_up(talking, random)
        await nothing_is_left(server)


async def test_pairs_whose_calls_come_to_two_processes_of_one_database(database_url: str) -> None:
    one, other = servers = Server(database_url), Server(database_url)
    for server in servers:
        await server.store.open()
    offers = []
    for number in range(PROCESS_PAIRS):
        alice, bob = f"a{number}", f"b{number}"
        for server, caller, callee in ((one, alice, bob), (other, bob, alice)):
            server.device(callee, "there")
            offer = CallOffer(recipient_id=callee, call_id=f"of {caller}", sdp="o")
            offers.append(server.device(caller, "here").say(offer))
    await asyncio.gather(*offers)
    calls = await one.store.recent()
    for number in range(PROCESS_PAIRS):
        found = [(call.state, call.reason) for call in calls if f"a{number}" in call.key.pair]
        assert sorted(found) == [("connecting", None), ("ended", "merged")]
    for server in servers:
        await server.exchange.stop()
        await server.store.close()
