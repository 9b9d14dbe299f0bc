"""Who is answered, who waits, and who hears that it is busy."""

import pytest

from ringback.client.reception import Reception


def test_without_a_limit_everybody_is_answered() -> None:
    reception: Reception[str] = Reception(None, 0)
    assert [reception.arrive(each) for each in "abcdef"] == ["answer"] * 6


def test_beyond_the_limit_they_wait_and_beyond_the_queue_it_is_busy() -> None:
    reception: Reception[str] = Reception(2, 1)
    assert [reception.arrive(each) for each in "abcd"] == ["answer", "answer", "wait", "busy"]
    assert reception.waiting == ("c",)


def test_who_came_first_is_first() -> None:
    reception: Reception[str] = Reception(1, 3)
    for each in "abcd":
        reception.arrive(each)
    assert reception.leave("a") == "b"
    assert reception.arrive("e") == "wait", "there is room for one"
    assert [reception.leave(each) for each in "bcde"] == ["c", "d", "e", None]
    assert reception.arrive("f") == "answer"


def test_who_waits_and_leaves_makes_no_room_but_in_the_queue() -> None:
    reception: Reception[str] = Reception(1, 1)
    assert [reception.arrive(each) for each in "ab"] == ["answer", "wait"]
    assert reception.leave("b") is None
    assert reception.arrive("c") == "wait"
    assert reception.leave("somebody else") is None
    assert reception.leave("a") == "c"


def test_who_was_answered_before_takes_room_and_beyond_the_limit_too() -> None:
    reception: Reception[str] = Reception(2, 1)
    for each in "abc":
        reception.admit(each)
    assert reception.arrive("d") == "wait"
    assert [reception.leave(each) for each in "ab"] == [None, "d"]
    assert reception.arrive("e") == "wait"


@pytest.mark.parametrize(("limit", "queue"), [(0, 0), (-1, 0), (1, -1)])
def test_nobody_could_be_answered(limit: int, queue: int) -> None:
    with pytest.raises(ValueError, match="At least one call"):
        Reception(limit, queue)
