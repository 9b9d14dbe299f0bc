"""Where a client's tokens come from."""

import inspect
from collections.abc import Awaitable, Callable

from ringback.client.signaling_errors import TokenUnavailable

TokenSource = str | Callable[[], str | Awaitable[str]]
"""A token; or a function, asynchronous or not, that makes a fresh one whenever one is needed."""


async def token_from(source: TokenSource) -> str:
    """The token to use now.

    Raises:
        TokenUnavailable: the callable raised, or gave nothing.
    """
    try:
        made = source if isinstance(source, str) else source()
        token = await made if inspect.isawaitable(made) else made
    except Exception as error:
        raise TokenUnavailable("The application's token could not be made.") from error
    if not isinstance(token, str) or not token:
        raise TokenUnavailable("The application gave no token.")
    return token
