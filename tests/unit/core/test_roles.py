"""Exactly one side is polite, and both work out the same one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.core.roles import Party, is_polite


def users(local: str, remote: str) -> bool:
    return is_polite(Party(user_id=local), Party(user_id=remote))


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("alice", "bob"),
        ("Bob", "alice"),
        ("al", "alice"),
        ("10", "9"),
        ("\uff5e", "\U0001f600"),
        ("a\uffffb", "a\U00010000b"),
    ],
)
def test_the_lower_user_id_is_polite_by_code_point(lower: str, higher: str) -> None:
    assert users(lower, higher)
    assert not users(higher, lower)


def test_the_same_user_twice_the_lower_device_id_is_polite() -> None:
    laptop, phone = (Party(user_id="ann", device_id=device) for device in ("laptop", "phone"))
    assert is_polite(laptop, phone)
    assert not is_polite(phone, laptop)


def test_of_different_users_the_device_ids_do_not_matter() -> None:
    assert is_polite(Party(user_id="ann", device_id="z"), Party(user_id="bob", device_id="a"))


@pytest.mark.parametrize("user", ["a", "z"])
def test_a_native_side_is_impolite_towards_a_browser(user: str) -> None:
    native, browser = Party(user_id=user, native=True), Party(user_id="m")
    assert not is_polite(native, browser)
    assert is_polite(browser, native)


def test_two_native_sides_decide_by_their_ids() -> None:
    ann, bob = (Party(user_id=user, native=True) for user in ("ann", "bob"))
    assert is_polite(ann, bob)
    assert not is_polite(bob, ann)


PARTIES = st.builds(Party, user_id=st.text(min_size=1), device_id=st.text(), native=st.booleans())


@given(PARTIES, PARTIES)
def test_exactly_one_side_is_polite(left: Party, right: Party) -> None:
    same = (left.user_id, left.device_id, left.native) == (right.user_id, right.device_id, right.native)
    assert is_polite(left, right) != is_polite(right, left) or same
