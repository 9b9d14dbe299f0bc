"""One stable code for each reason."""

from ringback.client.signaling_errors import SignalingError


def test_codes_are_unique() -> None:
    classes: list[type[SignalingError]] = [SignalingError, *SignalingError.__subclasses__()]
    assert len({cls.code for cls in classes}) == len(classes) == 10


def test_what_is_not_known_is_none() -> None:
    assert SignalingError("lost").close_code is None
