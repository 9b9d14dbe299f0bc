"""How two peers come to be in a call."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Literal

from ringback.core.roles import Party, is_polite

from .media import SIGNATURES, Streams, assert_media_flows
from .peer import together
from .server import token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .peer import Peer


def sign_in(*peers: Peer) -> None:
    """Connect the peers to the server they were loaded from, each under its own name."""
    together(*(peer.order("peer.signIn", {"user": peer.name, "token": token(peer.name)}) for peer in peers))


def prepare(
    alice: Peer,
    bob: Peer,
    *,
    bob_answers: bool,
    video: bool = True,
    signed: bool = False,
    policy: Literal["all", "relay"] = "all",
    credentials: Mapping[str, object] | None = None,
    polite: str | None = None,
) -> None:
    """Make both connections of a new call, microphones and cameras on, with nothing sent yet.

    Args:
        alice: One side.
        bob: The other.
        bob_answers: Bob sends what he has when alice's offer comes; otherwise when he is told to start.
        video: Whether the cameras are on; the microphones always are.
        signed: Tones and pictures that can be told apart take the place of microphones and cameras (see
            `assert_content`), as they do wherever one side is a program.
        policy: Which candidates both sides use.
        credentials: TURN credentials in place of the server's.
        polite: Who is polite, if not who ought to be.
    """
    common = {"callId": str(uuid.uuid4()), "video": video, "policy": policy, "credentials": credentials}
    parts = [_part(alice, bob, polite), _part(bob, alice, polite)]
    if signed or alice.native or bob.native:
        for part, peer in zip(parts, (alice, bob), strict=True):
            part["signature"] = {"hertz": SIGNATURES[peer.name].hertz, "colour": SIGNATURES[peer.name].colour}
    together(
        alice.order("peer.prepare", {**common, **parts[0]}),
        bob.order("peer.prepare", {**common, **parts[1], "answers": bob_answers}),
    )


def _part(peer: Peer, other: Peer, polite: str | None) -> dict[str, object]:
    """What a peer has to know about its own side. Browsers among themselves know who is polite."""
    part: dict[str, object] = {"remote": other.name}
    if peer.native or other.native:
        local, remote = (Party(user_id=each.name, native=each.native) for each in (peer, other))
        part["polite"] = is_polite(local, remote)
    if polite is not None:
        part["polite"] = polite == peer.name
    return part


def establish(
    alice: Peer, bob: Peer, *, video: bool = True, signed: bool = False, policy: Literal["all", "relay"] = "all"
) -> None:
    """Have alice call and bob answer, until media flows both ways."""
    prepare(alice, bob, bob_answers=True, video=video, signed=signed, policy=policy)
    alice.do("peer.start")
    assert_media_flows(alice, bob, streams=Streams(videos=int(video)))


def assert_no_errors(*peers: Peer) -> None:
    """Assert that the SDK has told the application of no error in the present call.

    Firefox calls every ICE server unreachable (701) when it breaks off a gathering for a rollback; that is no error.
    """
    told = {peer.name: [error for error in peer.do("peer.errors") if not _is_broken_off(error)] for peer in peers}
    assert not any(told.values()), f"the application was told {told}"


def _is_broken_off(error: Mapping[str, object]) -> bool:
    return error == {"code": "ice_server_unreachable", "fatal": False}
