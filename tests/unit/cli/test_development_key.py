"""The key for development."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ringback.cli.development_key import development_key


def test_it_is_made_once_and_kept_from_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "not there yet"))
    key = development_key()
    assert len(key) >= 32
    assert development_key() == key
    (path,) = (tmp_path / "not there yet" / "ringback").iterdir()
    assert path.stat().st_mode & 0o077 == 0


def test_many_that_start_at_once_get_the_same_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: development_key(), range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 32
