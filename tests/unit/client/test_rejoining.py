"""Two sides of a call, and which connection they end up in, whoever rejoins and whatever is on its way."""

from itertools import product

import pytest

from ringback.client.rejoining import Rejoining, Verdict
from ringback.messages import ForwardedAnswer, ForwardedIceCandidate, ForwardedOffer, IceCandidate


def offer(name: str | None) -> ForwardedOffer:
    return ForwardedOffer(sender_id="bob", call_id="c1", sdp="v=0", connection_id=name)


def answer(name: str | None) -> ForwardedAnswer:
    return ForwardedAnswer(sender_id="bob", call_id="c1", sdp="v=0", connection_id=name)


def candidate(name: str | None) -> ForwardedIceCandidate:
    return ForwardedIceCandidate(
        sender_id="bob", call_id="c1", candidate=IceCandidate(candidate=""), connection_id=name
    )


def pending(side: Rejoining) -> bool:
    return side.is_pending


@pytest.mark.parametrize("polite", [False, True])
def test_a_call_that_nobody_rejoins_has_one_connection(polite: bool) -> None:
    side = Rejoining()
    for message in (offer(None), answer(None), candidate(None)):
        assert side.heard(message, polite=polite) == "take"
    for message in (answer("x"), candidate("x")):
        assert side.heard(message, polite=polite) == "pass over"
    assert side.current is None


@pytest.mark.parametrize("polite", [False, True])
def test_the_other_side_rejoins(polite: bool) -> None:
    side = Rejoining()
    assert side.heard(offer("x"), polite=polite) == "follow"
    assert side.current == "x"
    assert side.heard(candidate("x"), polite=polite) == "take"
    for message in (offer(None), answer(None), candidate(None)):
        assert side.heard(message, polite=polite) == "pass over", "of the connection before"
    assert side.heard(offer("y"), polite=polite) == "follow"


@pytest.mark.parametrize("polite", [False, True])
def test_this_side_rejoins(polite: bool) -> None:
    side = Rejoining()
    side.begin("x")
    assert side.heard(offer(None), polite=polite) == "pass over"
    assert pending(side)
    assert side.heard(answer("x"), polite=polite) == "take"
    assert not pending(side)
    assert side.heard(offer("y"), polite=polite) == "follow"


def test_both_rejoin_at_once_and_the_impolite_one_insists() -> None:
    polite, impolite = Rejoining(), Rejoining()
    polite.begin("p")
    impolite.begin("i")
    assert impolite.heard(offer("p"), polite=False) == "insist"
    assert polite.heard(offer("i"), polite=True) == "follow"
    assert impolite.heard(answer("i"), polite=False) == "take"
    assert polite.current == impolite.current == "i"


def test_an_offer_from_before_is_followed_in_vain_and_begun_anew() -> None:
    """The polite side was loaded again; what the other had said in an earlier connection reaches it first."""
    polite, impolite = Rejoining(), Rejoining()
    impolite.heard(offer("earlier"), polite=False)
    polite.begin("p")
    assert polite.heard(offer("earlier"), polite=True) == "follow"
    assert impolite.heard(offer("p"), polite=False) == "follow"
    assert impolite.heard(answer("earlier"), polite=False) == "pass over"
    assert polite.heard(answer("p"), polite=True) == "begin"
    polite.begin("q")
    assert impolite.heard(offer("q"), polite=False) == "follow"
    assert polite.heard(answer("q"), polite=True) == "take"


class Side:
    """One side, whose messages wait on their way to the other one; a reload loses those that wait for it."""

    def __init__(self, name: str, *, polite: bool) -> None:
        self.name = name
        self.polite = polite
        self.inbox: list[ForwardedOffer | ForwardedAnswer] = []
        self.begun = 0
        self.rejoining = Rejoining()

    def begin(self, other: "Side") -> None:
        self.begun += 1
        self.rejoining.begin(f"{self.name}{self.begun}")
        other.inbox.append(offer(self.rejoining.current))

    def reload(self, other: "Side") -> None:
        self.inbox.clear()
        self.rejoining = Rejoining()
        self.begin(other)

    def offers_a_change(self, other: "Side") -> None:
        other.inbox.append(offer(self.rejoining.current))

    def hear(self, other: "Side") -> None:
        if not self.inbox:
            return
        message = self.inbox.pop(0)
        verdict: Verdict = self.rejoining.heard(message, polite=self.polite)
        if verdict == "begin":
            self.begin(other)
        elif verdict == "insist":
            other.inbox.append(offer(self.rejoining.current))
        elif verdict in ("take", "follow") and isinstance(message, ForwardedOffer):
            other.inbox.append(answer(self.rejoining.current))


STEPS = ("p reloads", "i reloads", "p changes", "i changes", "p hears", "i hears")


@pytest.mark.parametrize("first", STEPS)
def test_whatever_happens_both_end_up_in_one_connection(first: str) -> None:
    for steps in product(STEPS, repeat=5):
        polite, impolite = Side("p", polite=True), Side("i", polite=False)
        for step in (first, *steps):
            who, what = step.split()
            one, other = (polite, impolite) if who == "p" else (impolite, polite)
            {"reloads": one.reload, "changes": one.offers_a_change, "hears": one.hear}[what](other)
        for _ in range(40):
            polite.hear(impolite)
            impolite.hear(polite)
        assert not polite.inbox, steps
        assert not impolite.inbox, steps
        assert polite.rejoining.current == impolite.rejoining.current, (first, *steps)
        assert not polite.rejoining.is_pending, (first, *steps)
        assert not impolite.rejoining.is_pending, (first, *steps)
