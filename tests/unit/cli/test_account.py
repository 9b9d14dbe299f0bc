"""Who a command is: by its options, then by the environment, then by a token that it makes."""

from pathlib import Path

import jwt
import pytest

from ringback.cli.account import Account, Given
from ringback.errors import ConfigurationError
from ringback.testing import SECRET


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SECRET", "JWKS_URL", "SERVER", "TOKEN", "FALLBACK_STUN"):
        monkeypatch.delenv(f"RINGBACK_{name}", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def subject(account: Account, *, key: str = SECRET) -> str:
    assert callable(account.token)
    claims = jwt.decode(account.token(), key, algorithms=["HS256"])
    assert isinstance(claims["sub"], str)
    return claims["sub"]


def test_options_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGBACK_SERVER", "https://example.org/calls")
    monkeypatch.setenv("RINGBACK_TOKEN", "theirs")
    monkeypatch.setenv("RINGBACK_FALLBACK_STUN", "off")
    assert Given().account() == Account("https://example.org/calls", "theirs", "off")
    given = Given(server="https://example.com", token="ours", stun="stun:example.com", allow_insecure=True)
    assert given.account() == Account("https://example.com", "ours", "stun:example.com", True)


def test_without_a_token_one_is_made_with_the_key_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGBACK_SECRET", SECRET)
    monkeypatch.setenv("RINGBACK_SERVER", "https://example.org/calls")
    assert subject(Given(user="alice").account()) == "alice"
    assert subject(Given(default_user="echo").account()) == "echo"


def test_without_a_key_that_of_development_does_for_a_server_on_this_machine(tmp_path: Path) -> None:
    account = Given(user="alice").account()
    assert account.url == "http://127.0.0.1:8000/"
    assert subject(account, key=(tmp_path / "ringback" / "development-key").read_text()) == "alice"


def test_for_another_machine_it_does_not(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Who are you"):
        Given(server="https://example.org").account()
    assert list(tmp_path.iterdir()) == []


def test_where_the_application_has_the_key_it_makes_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGBACK_JWKS_URL", "https://example.org/jwks")
    with pytest.raises(ConfigurationError, match="the private key is the application's"):
        Given().account()
