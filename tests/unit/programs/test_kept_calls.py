"""What is kept of calls: where, and that nobody who calls can choose where."""

from pathlib import Path

import pytest

from ringback.programs.kept_calls import keeping, kept


def test_a_note_names_the_call_in_the_records(tmp_path: Path) -> None:
    keep = keeping(tmp_path / "calls", "1c7b8e52-9f0a", "bob")
    keep.sound.write_bytes(b"sound")
    keep.write(duration_s=2.5)
    (found,) = kept(tmp_path / "calls")
    assert found.sound == keep.sound
    assert "1c7b8e52-9f0a" in found.sound.name
    assert (found.note.call_id, found.note.user_id, found.note.duration_s) == ("1c7b8e52-9f0a", "bob", 2.5)
    assert not found.note.heard
    found.write(heard=True)
    (again,) = kept(tmp_path / "calls")
    assert again.note.heard
    assert again.note.duration_s == 2.5
    again.discard()
    again.discard()
    assert list((tmp_path / "calls").iterdir()) == []


def test_the_oldest_comes_first_and_the_same_id_twice_is_two(tmp_path: Path) -> None:
    for user in ("alice", "bob", "carol"):
        keeping(tmp_path, "same", user).write()
    assert [each.note.user_id for each in kept(tmp_path)] == ["alice", "bob", "carol"]


@pytest.mark.parametrize("broken", [b"", b'{"callId": "1c7b', b'{"callId": 1}', b'"\xff"'])
def test_a_note_that_cannot_be_read_hides_no_other(
    tmp_path: Path, broken: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    keeping(tmp_path, "1", "bob").write()
    (tmp_path / "20000101T000000.000000-0.json").write_bytes(broken)
    assert [each.note.user_id for each in kept(tmp_path)] == ["bob"]
    assert "20000101T000000.000000-0.json is no note" in caplog.text


@pytest.mark.parametrize("call_id", ["../../etc/passwd", "..", "a/b", "a\0b", "x" * 256, "é", ""])
def test_an_id_never_leads_out_of_the_folder(tmp_path: Path, call_id: str) -> None:
    keep = keeping(tmp_path / "calls", call_id, "mallory")
    assert keep.sound.parent == tmp_path / "calls"
    keep.sound.write_bytes(b"sound")
    keep.write()
    (found,) = kept(tmp_path / "calls")
    assert found.note.call_id == call_id
