"""Who is told that it is the polite side: what the rule says of the two devices, and of nobody else."""

import pytest

from ringback.core.directory import Party
from ringback.core.politeness import is_polite

BROWSER, PROGRAM = Party("alice", "tab"), Party("alice", "program", native=True)
OTHER, OTHER_PROGRAM = Party("bob", "tab"), Party("bob", "program", native=True)
PLAIN, OTHER_PLAIN = Party("alice", "~1"), Party("bob", "~2")


@pytest.mark.parametrize(
    ("local", "remote", "polite"),
    [
        (BROWSER, OTHER, True),
        (BROWSER, OTHER_PROGRAM, True),
        (PROGRAM, OTHER, False),
        (PROGRAM, OTHER_PROGRAM, True),
        (PROGRAM, OTHER_PLAIN, True),
        (PLAIN, OTHER_PROGRAM, True),
        (PLAIN, OTHER_PLAIN, True),
        (BROWSER, Party("alice", "telephone"), True),
        (BROWSER, Party("alice", "telephone", native=True), True),
        (PROGRAM, BROWSER, False),
    ],
)
def test_one_of_the_two_is_polite_and_with_a_plain_client_the_lower_user_is(
    local: Party, remote: Party, polite: bool
) -> None:
    assert is_polite(local, remote) == polite
    assert is_polite(remote, local) != polite
