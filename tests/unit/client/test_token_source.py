"""A token, or what makes one."""

from typing import Any

import pytest

from ringback.client.signaling_errors import TokenUnavailable
from ringback.client.token_source import token_from


async def made_later() -> str:
    return "later"


@pytest.mark.parametrize(("source", "token"), [("given", "given"), (lambda: "made", "made"), (made_later, "later")])
async def test_every_kind_of_source(source: Any, token: str) -> None:
    assert await token_from(source) == token


def failing() -> str:
    raise OSError("the vault is shut")


async def failing_later() -> str:
    raise OSError("the vault is shut")


@pytest.mark.parametrize("source", [failing, failing_later])
async def test_a_callable_that_raises_is_the_cause(source: Any) -> None:
    with pytest.raises(TokenUnavailable) as error:
        await token_from(source)
    assert isinstance(error.value.__cause__, OSError)


@pytest.mark.parametrize("source", ["", lambda: None, lambda: "", lambda: b"bytes"])
async def test_what_is_no_token(source: Any) -> None:
    with pytest.raises(TokenUnavailable):
        await token_from(source)
