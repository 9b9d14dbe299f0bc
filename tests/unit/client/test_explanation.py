"""Why a call does not connect: the same table as the browser's test has (web/test/quality/explain.test.ts)."""

from types import SimpleNamespace
from typing import Any

import pytest

from ringback.client.explanation import Candidate, Evidence, Explanation, Pair, explain
from ringback.peer import IceServer, PeerError, PeerErrorCode

Row = dict[str, Any]

TURN = "turn:turn.example:3478"
NOW_S = 1_800_000_000
HOST: Row = {"id": "host", "type": "local-candidate", "candidate_type": "host", "protocol": "udp"}
SRFLX: Row = {"id": "srflx", "type": "local-candidate", "candidate_type": "srflx", "url": "stun:stun.example"}
RELAY: Row = {
    "id": "relay",
    "type": "local-candidate",
    "candidate_type": "relay",
    "relay_protocol": "tls",
    "url": TURN,
}
REMOTE: Row = {"id": "remote", "type": "remote-candidate", "candidate_type": "host", "protocol": "udp"}
PAIR: Row = {"id": "pair", "type": "candidate-pair", "local_candidate_id": "host", "remote_candidate_id": "remote"}
FAILED: Row = {**PAIR, "state": "failed"}
TRANSPORT: Row = {"id": "t", "type": "transport", "selected_candidate_pair_id": "pair", "dtls_state": "connected"}
BOTH = [HOST, REMOTE, FAILED]
CONNECTED = [HOST, REMOTE, {**PAIR, "state": "succeeded"}, TRANSPORT]
IN: Row = {"id": "in", "type": "inbound-rtp", "packets_received": 40}
OUT: Row = {"id": "out", "type": "outbound-rtp", "packets_sent": 40}

REFUSED: PeerErrorCode = "turn_credentials_refused"
UNREACHABLE: PeerErrorCode = "ice_server_unreachable"


def server(*urls: str, expires_s: int = NOW_S + 60) -> IceServer:
    return IceServer(urls=urls, username=f"{expires_s}:alice", credential="p")


def explained(rows: list[Row], errors: list[PeerErrorCode], servers: list[IceServer]) -> Explanation:
    stats: Any = {row["id"]: SimpleNamespace(**row) for row in rows}
    told = [PeerError(code, "") for code in errors]
    return explain(Evidence(stats=stats, errors=told, ice_servers=servers, unix_s=NOW_S))


@pytest.mark.parametrize(
    ("cause", "rows", "errors", "servers"),
    [
        ("no_turn", BOTH, [], []),
        ("no_turn", BOTH, [], [IceServer(urls=("stun:stun.example",))]),
        ("no_path", [RELAY, *BOTH], [], [server(TURN)]),
        ("no_remote_candidates", [HOST], [], [server(TURN)]),
        ("no_candidates", [REMOTE], [], [server(TURN)]),
        ("wrong_credentials", BOTH, [REFUSED], [server(TURN)]),
        ("wrong_credentials", BOTH, [REFUSED], [IceServer(urls=(TURN,), username="alice", credential="p")]),
        ("clock", BOTH, [REFUSED], [server(TURN, expires_s=NOW_S - 1)]),
        ("turn_quota", BOTH, ["turn_quota_reached"], [server(TURN)]),
        ("udp_blocked", BOTH, [UNREACHABLE], [server(TURN, "stun:stun.example")]),
        ("turn_unreachable", BOTH, [UNREACHABLE], [server(TURN, "turns:turn.example")]),
        ("turn_unreachable", BOTH, [UNREACHABLE], [server(f"{TURN}?transport=tcp")]),
        ("no_path", [SRFLX, *BOTH], [UNREACHABLE], [server(TURN)]),
        ("no_path", [RELAY, *BOTH], [REFUSED], [server(TURN)]),
        ("one_sided", [*CONNECTED, OUT], [], []),
        ("one_sided", [*CONNECTED, IN], [], []),
        (None, [*CONNECTED, IN, OUT], [UNREACHABLE], []),
        (None, CONNECTED, [], []),
        ("dtls_failed", [*CONNECTED[:3], {**TRANSPORT, "dtls_state": "failed"}], [], []),
    ],
)
def test_each_cause_is_told_from_what_is_there_and_what_was_reported(
    cause: str | None, rows: list[Row], errors: list[PeerErrorCode], servers: list[IceServer]
) -> None:
    assert explained(rows, errors, servers).cause == cause


@pytest.mark.parametrize(
    ("reached", "rows"),
    [
        ("nothing", []),
        ("gathering", [HOST]),
        ("checking", BOTH),
        ("connected", CONNECTED),
        ("media", [*CONNECTED, IN, OUT]),
    ],
)
def test_how_far_it_got(reached: str, rows: list[Row]) -> None:
    assert explained(rows, [], []).reached == reached


def test_what_was_tried_on_each_side_without_anybodys_address() -> None:
    explanation = explained([RELAY, *CONNECTED], ["ice_server_error", "ice_server_error"], [])
    host = Candidate("host", "udp", None, None)
    assert explanation.local == [Candidate("relay", "udp", "tls", TURN), host]
    assert explanation.remote == [host]
    assert explanation.pairs == [Pair(host, host, "succeeded")]
    assert explanation.selected == Pair(host, host, "succeeded")
    assert explanation.errors == ["ice_server_error"]
