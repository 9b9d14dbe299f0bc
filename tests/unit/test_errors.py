"""One tree, one stable code for each kind of error."""

from ringback import errors
from ringback.core.switchboard import call_error
from ringback.server.http import status_of


def _leaves(cls: type[errors.RingbackError]) -> list[type[errors.RingbackError]]:
    children = cls.__subclasses__()
    return [leaf for child in children for leaf in _leaves(child)] if children else [cls]


# Those of the clients never go on the wire, and are told of where they are raised.
LEAVES = [leaf for leaf in _leaves(errors.RingbackError) if leaf.__module__ == errors.__name__]


def test_codes_are_unique() -> None:
    codes = [leaf.code for leaf in LEAVES]
    assert len(codes) == len(set(codes)) > 10


def test_the_tree_at_the_top_of_the_file_names_every_class() -> None:
    for leaf in LEAVES:
        assert leaf.__name__ in (errors.__doc__ or ""), leaf


def test_every_error_has_a_form_on_the_wire() -> None:
    for leaf in LEAVES:
        assert call_error(leaf("why"), call_id=None).error == leaf.code


def test_every_error_that_http_can_meet_has_a_status() -> None:
    for leaf in LEAVES:
        if issubclass(leaf, errors.AuthenticationError | errors.TurnNotConfigured | errors.InternalError):
            assert 400 <= status_of(leaf("why")) <= 503
