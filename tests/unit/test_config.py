"""The settings: what is unsafe is refused by name."""

from dataclasses import fields

import pytest

from ringback.config import Config, state_directory
from ringback.errors import ConfigurationError

GOOD_SECRET = "s" * 32


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"RINGBACK_SECRET": "short"}, "RINGBACK_SECRET has 5 bytes"),
        ({"RINGBACK_SECRET": "s" * 31}, "RINGBACK_SECRET has 31 bytes"),
        ({"RINGBACK_ALGORITHMS": "HS256,none"}, "RINGBACK_ALGORITHMS: none"),
        ({"RINGBACK_JWKS_URL": "http://keys.example.org/jwks"}, "RINGBACK_JWKS_URL"),
        ({"RINGBACK_JWKS_URL": "file:///etc/passwd"}, "RINGBACK_JWKS_URL"),
        ({"RINGBACK_JWKS_URL": "https:"}, "RINGBACK_JWKS_URL"),
        ({"RINGBACK_ALLOWED_ORIGINS": "*"}, "RINGBACK_ALLOWED_ORIGINS: '\\*'"),
        ({"RINGBACK_ALLOWED_ORIGINS": "https://a.example/"}, "is not an origin"),
        ({"RINGBACK_ALLOWED_ORIGINS": "https://a.example,b.example"}, "'b.example'"),
        ({"RINGBACK_TURN_URIS": "turn:t.example.org"}, "RINGBACK_TURN_SECRET is not set"),
        ({"RINGBACK_TURN_URIS": "http://t.example.org", "RINGBACK_TURN_SECRET": "x"}, "RINGBACK_TURN_URIS"),
        ({"RINGBACK_TURN_TTL": "10"}, "RINGBACK_TURN_TTL is 10"),
        ({"RINGBACK_TURN_TTL": "1h"}, "RINGBACK_TURN_TTL is '1h'"),
        ({"RINGBACK_PRESENCE": "perhaps"}, "RINGBACK_PRESENCE is 'perhaps'"),
    ],
)
def test_what_is_unsafe_is_refused_by_name(environ: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        Config.from_environ(environ)


def test_everything_from_the_environment() -> None:
    config = Config.from_environ(
        {
            "RINGBACK_SECRET": GOOD_SECRET,
            "RINGBACK_JWKS_URL": "http://127.0.0.1:8000/jwks",
            "RINGBACK_ALGORITHMS": "ES256, EdDSA",
            "RINGBACK_AUDIENCE": "calls",
            "RINGBACK_ISSUER": "https://app.example",
            "RINGBACK_ALLOWED_ORIGINS": "https://a.example, http://localhost:3000,",
            "RINGBACK_TURN_URIS": "stun:t.example.org, turn:t.example.org?transport=tcp",
            "RINGBACK_TURN_SECRET": "new, old",
            "RINGBACK_TURN_TTL": "600",
            "RINGBACK_PRESENCE": "on",
            "UNRELATED": "x",
        }
    )
    assert config == Config(
        secret=GOOD_SECRET,
        jwks_url="http://127.0.0.1:8000/jwks",
        algorithms=("ES256", "EdDSA"),
        audience="calls",
        issuer="https://app.example",
        allowed_origins=("https://a.example", "http://localhost:3000"),
        turn_uris=("stun:t.example.org", "turn:t.example.org?transport=tcp"),
        turn_secrets=("new", "old"),
        turn_ttl_s=600,
        presence=True,
    )


def test_an_empty_variable_counts_as_unset() -> None:
    assert Config.from_environ({"RINGBACK_SECRET": " ", "RINGBACK_PRESENCE": "off"}) == Config()


def test_secrets_do_not_show_in_its_text() -> None:
    url = "postgresql://ringback:database-canary@localhost/calls"
    text = repr(Config(secret=GOOD_SECRET, turn_secrets=("turn-canary",), database_url=url))
    for secret in (GOOD_SECRET, "turn-canary", "database-canary"):
        assert secret not in text


@pytest.mark.parametrize("url", ["mysql://root:canary@localhost/calls", "sqlite:", "memory:calls", "calls.sqlite3"])
def test_a_database_that_cannot_be_used_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ConfigurationError, match="RINGBACK_DATABASE_URL") as refused:
        Config(database_url=url)
    assert "canary" not in str(refused.value)


def test_calls_are_not_kept_for_less_than_no_time() -> None:
    with pytest.raises(ConfigurationError, match="RINGBACK_HISTORY_DAYS"):
        Config(history_days=-1)


def test_every_setting_is_documented_and_every_variable_has_our_prefix() -> None:
    for setting in fields(Config):
        assert setting.metadata["description"].endswith("."), setting.name
        assert (setting.metadata["env"] or "RINGBACK_").startswith("RINGBACK_")


def test_the_state_directory_follows_xdg() -> None:
    assert str(state_directory({"XDG_STATE_HOME": "/s"})) == "/s/ringback"
    assert str(state_directory({})).endswith(".local/state/ringback")
