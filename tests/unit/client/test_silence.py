"""A server that says nothing is asked, and then given up."""

import math

from ringback.client.silence import PROBE_S, Silence
from ringback.messages import Heartbeat

AGREED = Heartbeat(interval_ms=20_000, timeout_ms=30_000, in_call_interval_ms=5_000, in_call_timeout_ms=15_000)


def test_it_is_asked_after_the_interval_and_given_up_after_the_timeout() -> None:
    silence = Silence(AGREED, 100.0)
    assert silence.due(in_call=False) == 120.0
    assert not silence.asks(119.9, in_call=False)
    assert silence.asks(120.0, in_call=False)
    assert not silence.asks(120.0, in_call=False)
    assert silence.due(in_call=False) == 130.0
    assert not silence.is_over(129.9, in_call=False)
    assert silence.is_over(130.0, in_call=False)


def test_in_a_call_sooner() -> None:
    silence = Silence(AGREED, 100.0)
    assert silence.due(in_call=True) == 105.0
    assert silence.asks(105.0, in_call=True)
    assert silence.asks(110.0, in_call=True)
    assert silence.is_over(115.0, in_call=True)


def test_whatever_is_heard_begins_it_anew() -> None:
    silence = Silence(AGREED, 100.0)
    silence.asks(120.0, in_call=False)
    silence.heard(121.0)
    assert silence.due(in_call=False) == 141.0
    assert not silence.is_over(150.9, in_call=False)


def test_after_a_change_of_network_it_is_asked_at_once_and_not_given_long() -> None:
    silence = Silence(AGREED, 100.0)
    silence.doubt(103.0)
    silence.doubt(104.0)
    assert silence.asks(103.0, in_call=False)
    assert not silence.asks(103.5, in_call=False)
    assert silence.due(in_call=False) == 103.0 + PROBE_S
    assert silence.is_over(103.0 + PROBE_S, in_call=False)
    silence.heard(105.0)
    assert silence.due(in_call=False) == 125.0


def test_nothing_follows_where_nothing_was_agreed() -> None:
    silence = Silence(None, 100.0)
    silence.doubt(100.0)
    assert silence.due(in_call=True) == math.inf
    assert not silence.asks(1e9, in_call=True)
    assert not silence.is_over(1e9, in_call=True)
