"""What is raised, and what is told."""

from ringback.errors import RingbackError
from ringback.peer import errors


def test_what_is_raised_has_a_place_in_the_tree_and_a_code_of_its_own() -> None:
    raised: list[type[RingbackError]] = [
        errors.InvalidState,
        errors.PeerClosed,
        errors.TrackNotSent,
        errors.EngineError,
        errors.EngineUnusable,
    ]
    assert all(issubclass(each, RingbackError) for each in raised)
    assert len({each.code for each in raised}) == len(raised)
    assert str(errors.PeerClosed()) == "The connection is closed."


def test_what_is_told_says_what_and_why() -> None:
    cause = OSError("unplugged")
    error = errors.PeerError("connection_timeout", "No path.", fatal=True, reason="failed").because(cause)
    assert (error.code, str(error), error.fatal, error.reason, error.__cause__) == (
        "connection_timeout",
        "No path.",
        True,
        "failed",
        cause,
    )
    assert not issubclass(errors.PeerError, RingbackError)
