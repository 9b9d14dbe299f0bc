"""Who is connected, by connection, user and device."""

from ringback.core.directory import PRESENCE_CHUNK, Directory, Party, is_plain
from ringback.core.effects import Send
from ringback.messages import Presence

ALICE, BOB, BOBS_PHONE = 1, 2, 3


def a_directory() -> Directory:
    directory = Directory()
    for connection_id, user in ((ALICE, "alice"), (BOB, "bob"), (BOBS_PHONE, "bob")):
        directory.add(connection_id, Party(user, f"~{connection_id}"))
    return directory


def test_a_watcher_is_told_everybody_and_then_every_change() -> None:
    directory = a_directory()
    assert directory.watch(ALICE) == [Send((ALICE,), Presence(online=["alice", "bob"]))]
    assert directory.add(9, Party("zoe", "~9")) == [Send((ALICE,), Presence(online=["zoe"]))]
    assert directory.add(10, Party("zoe", "~10")) == []
    assert directory.remove(9) == (Party("zoe", "~9"), [])
    assert directory.remove(10) == (Party("zoe", "~10"), [Send((ALICE,), Presence(offline=["zoe"]))])


def test_nobody_watches_unasked_or_after_the_end() -> None:
    directory = a_directory()
    assert directory.add(9, Party("zoe", "~9")) == []
    directory.watch(ALICE)
    directory.remove(ALICE)
    assert directory.remove(9) == (Party("zoe", "~9"), [])


def test_a_long_list_comes_in_parts() -> None:
    directory = Directory()
    for number in range(PRESENCE_CHUNK + 1):
        directory.add(number, Party(f"user {number}", "~"))
    parts = [effect.message for effect in directory.watch(0) if isinstance(effect, Send)]
    assert [len(part.online) for part in parts if isinstance(part, Presence)] == [PRESENCE_CHUNK, 1]


def test_ending_twice_does_no_harm() -> None:
    directory = a_directory()
    directory.remove(ALICE)
    assert directory.remove(ALICE) == (None, [])
    assert not directory.has(ALICE)


def test_a_device_is_at_one_connection_and_the_latest_counts() -> None:
    directory = a_directory()
    assert directory.rename(BOB, Party("bob", "tab")) is None
    assert directory.rename(BOBS_PHONE, Party("bob", "tab")) == BOB
    assert directory.connection("bob", "tab") == BOBS_PHONE
    assert directory.connections("bob") == (BOBS_PHONE,)
    assert directory.remove(BOB) == (None, [])
    assert directory.connection("bob", "tab") == BOBS_PHONE
    assert directory.connection("bob", None) is None


def test_only_a_device_of_the_servers_making_is_plain() -> None:
    assert is_plain("~1")
    assert Party("bob", "~1").plain
    assert not Party("bob", "tab").plain


def test_a_watcher_of_some_is_told_of_these_only_and_of_the_latest_list() -> None:
    directory = a_directory()
    told = directory.watch_users(ALICE, ["bob", "zoe", "bob"])
    assert told == [Send((ALICE,), Presence(online=["bob"], offline=["zoe"]))]
    assert directory.add(8, Party("eve", "~8")) == []
    assert directory.add(9, Party("zoe", "~9")) == [Send((ALICE,), Presence(online=["zoe"]))]
    assert directory.watch_users(ALICE, []) == [Send((ALICE,), Presence())]
    assert directory.remove(9) == (Party("zoe", "~9"), [])


def test_who_watches_everybody_and_some_is_told_once_and_nobody_after_the_end() -> None:
    directory = a_directory()
    directory.watch(ALICE)
    directory.watch_users(ALICE, ["zoe"])
    assert directory.add(9, Party("zoe", "~9")) == [Send((ALICE,), Presence(online=["zoe"]))]
    directory.remove(ALICE)
    assert directory.remove(9) == (Party("zoe", "~9"), [])


def test_a_device_that_is_away_is_online_until_it_fades() -> None:
    directory = a_directory()
    directory.watch(BOB)
    directory.leave(ALICE)
    assert (directory.is_here(ALICE), directory.online("alice")) == (False, True)
    assert directory.reachable("alice") == (ALICE,)
    assert directory.fade(ALICE) == [Send((BOB,), Presence(offline=["alice"]))]
    assert directory.reachable("alice") == ()
    assert directory.connections("alice") == (ALICE,)
    assert directory.come_back(ALICE) == [Send((BOB,), Presence(online=["alice"]))]
    directory.leave(ALICE)
    directory.fade(ALICE)
    assert directory.remove(ALICE) == (Party("alice", "~1"), [])
