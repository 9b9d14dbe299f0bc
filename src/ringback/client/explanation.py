"""Why a call does not connect, or connects and is silent: the twin of the browser's ``explain()``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ringback.client.call_stats import entries_of, selected_pair, sum_of, word_of
from ringback.peer import IceServer, PeerError
from ringback.peer.engine import StatsReport

ExplainCause = Literal[
    "clock",
    "dtls_failed",
    "no_candidates",
    "no_path",
    "no_remote_candidates",
    "no_turn",
    "one_sided",
    "turn_quota",
    "turn_unreachable",
    "udp_blocked",
    "wrong_credentials",
]
"""In the order of the alphabet: the TURN credentials have expired by this machine's clock; there is a path, but no
encryption on it; this side has found no address of its own; a relay on this side, and still no way to the other; the
other side has named no address; no direct path, and no TURN server to go through; media goes one way only; the TURN
server has reached its limit for this user; no TURN server could be reached; no server could be reached over UDP; the
TURN server refused the credentials."""

Reached = Literal["nothing", "gathering", "checking", "connected", "media"]
"""How far the connection got."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A network address that a side has offered, without the address itself."""

    type: str
    protocol: str
    relay_protocol: str | None
    """How a relay is reached: "udp", "tcp" or "tls"."""
    url: str | None
    """The STUN or TURN server that it came from."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of addresses that was tried."""

    local: Candidate
    remote: Candidate
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What was tried to connect a call, how far it got and why it went no further."""

    cause: ExplainCause | None
    """None: nothing is wrong that can be seen from here."""
    reached: Reached
    local: Sequence[Candidate]
    remote: Sequence[Candidate]
    pairs: Sequence[Pair]
    selected: Pair | None
    """The pair in use."""
    errors: Sequence[str]
    """The codes of what was reported on the way, each once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What an explanation is made from."""

    stats: StatsReport = field(default_factory=dict)
    errors: Sequence[PeerError] = ()
    ice_servers: Sequence[IceServer] = ()
    unix_s: float
    """TURN credentials name their end in Unix time."""


def explain(evidence: Evidence) -> Explanation:
    """Explains a connection from the engine's statistics and from what was reported. Source: W3C webrtc-stats."""
    stats = evidence.stats
    pair = selected_pair(stats)
    selected = None if pair is None else _pair(stats, pair)
    local = [_candidate(each) for each in entries_of(stats, "local-candidate")]
    remote = [_candidate(each) for each in entries_of(stats, "remote-candidate")]
    pairs = [_pair(stats, each) for each in entries_of(stats, "candidate-pair")]
    received = sum_of(entries_of(stats, "inbound-rtp"), "packets_received") > 0
    sent = sum_of(entries_of(stats, "outbound-rtp"), "packets_sent") > 0
    reached = _reached(selected, bool(pairs), bool(local), media=received and sent)
    errors = list(dict.fromkeys(error.code for error in evidence.errors))
    cause: ExplainCause | None = None
    if reached == "connected":
        encrypted = all(word_of(each, "dtls_state") == "connected" for each in entries_of(stats, "transport"))
        cause = "one_sided" if received or sent else None if encrypted else "dtls_failed"
    elif reached != "media":
        cause = _unconnected(local, remote, errors, evidence)
    return Explanation(
        cause=cause, reached=reached, local=local, remote=remote, pairs=pairs, selected=selected, errors=errors
    )


def _reached(selected: Pair | None, tried: bool, gathered: bool, *, media: bool) -> Reached:
    if selected is not None and selected.state == "succeeded":
        return "media" if media else "connected"
    return "checking" if tried else "gathering" if gathered else "nothing"


def _unconnected(
    local: Sequence[Candidate], remote: Sequence[Candidate], errors: Sequence[str], evidence: Evidence
) -> ExplainCause:
    """The first that holds: what went wrong here comes before what may have gone wrong at the other side."""
    urls = [url for server in evidence.ice_servers for url in server.urls]
    turn = [server for server in evidence.ice_servers if any(url.startswith("turn") for url in server.urls)]
    inside = all(each.type == "host" for each in local)
    refused = inside and "turn_credentials_refused" in errors
    unreachable = inside and "ice_server_unreachable" in errors
    causes: Mapping[ExplainCause, Callable[[], bool]] = {
        "clock": lambda: refused and any(_ends_at(server) < evidence.unix_s for server in turn),
        "wrong_credentials": lambda: refused,
        "turn_quota": lambda: inside and "turn_quota_reached" in errors,
        "udp_blocked": lambda: unreachable and not any(map(_without_udp, urls)),
        "turn_unreachable": lambda: unreachable and bool(turn),
        "no_remote_candidates": lambda: not remote and bool(local),
        "no_turn": lambda: not turn,
        "no_candidates": lambda: not local,
    }
    return next((cause for cause, holds in causes.items() if holds()), "no_path")


def _without_udp(url: str) -> bool:
    return url.startswith("turns:") or "transport=tcp" in url


def _ends_at(server: IceServer) -> float:
    """A user name of TURN REST is ``expiry:user``; of another kind there is no telling."""
    expiry = (server.username or "").partition(":")[0]
    return float(expiry) if expiry.isdigit() else float("inf")


def _pair(stats: StatsReport, entry: Any) -> Pair:
    local, remote = stats.get(entry.local_candidate_id), stats.get(entry.remote_candidate_id)
    return Pair(_candidate(local), _candidate(remote), word_of(entry, "state") or "")


def _candidate(entry: Any) -> Candidate:
    kind, protocol = word_of(entry, "candidate_type") or "host", word_of(entry, "protocol") or "udp"
    return Candidate(kind, protocol, word_of(entry, "relay_protocol"), word_of(entry, "url"))
