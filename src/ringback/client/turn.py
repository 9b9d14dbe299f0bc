"""TURN credentials of the user who is signed in."""

import asyncio
import re
from typing import Final, Literal

import httpx
import msgspec

from ringback.client.server_url import server_url
from ringback.client.signaling_errors import TokenUnavailable
from ringback.client.token_source import TokenSource, token_from
from ringback.errors import RingbackError, TurnNotConfigured
from ringback.messages import Refusal, TurnCredentials

PATIENCE_S: Final = 5.0
"""How long the server may take: a call must not wait for ever for what it can do without."""

_ICE_URI: Final = re.compile(r"(?i)(stun|turn)s?:[^/]")

TurnUnavailableReason = Literal["turn_not_configured", "unauthorized", "network", "refused", "invalid_answer"]


class TurnUnavailable(RingbackError):
    """There are no TURN credentials, and ``reason`` says why. Without them, calls through strict networks fail."""

    code = "turn_unavailable"

    def __init__(self, message: str, *, reason: TurnUnavailableReason) -> None:
        super().__init__(message)
        self.reason = reason


class TurnClient:
    """Asks ``GET /turn/credentials`` below ``url``, where ringback is mounted.

    ``token`` is as for ``SignalingClient``; a callable is called for every request, and once more when the server
    refuses its token. Nothing stays open between requests.
    """

    def __init__(self, url: str, *, token: TokenSource, allow_insecure: bool = False) -> None:
        """Prepare; nothing is asked yet.

        Raises:
            ConfigurationError: the address cannot be used; see ``server_url``.
        """
        self._url = server_url(url, allow_insecure=allow_insecure).turn_credentials
        self._token = token

    async def get_credentials(self) -> TurnCredentials:
        """Credentials to allocate with, usable for ``ttl`` seconds. Takes 5 s at most. Cancelling loses the request.

        Raises:
            TurnUnavailable: and nothing else.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                answer = await self._ask()
                if answer.status_code == 401 and not isinstance(self._token, str):
                    answer = await self._ask()
        except TokenUnavailable as error:
            raise TurnUnavailable(str(error), reason="unauthorized") from error
        except (TimeoutError, httpx.HTTPError) as error:
            raise TurnUnavailable(
                "The server that gives TURN credentials could not be reached.", reason="network"
            ) from error
        if answer.status_code != 200:
            raise _refused(answer)
        credentials = _credentials_in(answer)
        if credentials is None:
            raise TurnUnavailable("The server's answer is not a set of TURN credentials.", reason="invalid_answer")
        return credentials

    async def _ask(self) -> httpx.Response:
        token = await token_from(self._token)
        async with httpx.AsyncClient(timeout=PATIENCE_S) as http:
            return await http.get(self._url, headers=[(b"Authorization", f"Bearer {token}".encode())])


def _credentials_in(answer: httpx.Response) -> TurnCredentials | None:
    try:
        credentials = msgspec.json.decode(answer.content, type=TurnCredentials)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return credentials if all(map(_ICE_URI.match, credentials.uris)) else None


def _refused(answer: httpx.Response) -> TurnUnavailable:
    if answer.status_code == 401:
        return TurnUnavailable("The server refused the token, so it gave no TURN credentials.", reason="unauthorized")
    if answer.status_code == 503 and _code_in(answer) == TurnNotConfigured.code:
        return TurnUnavailable("The server has no TURN server set up.", reason="turn_not_configured")
    return TurnUnavailable(f"The server gave no TURN credentials: HTTP status {answer.status_code}.", reason="refused")


def _code_in(answer: httpx.Response) -> str | None:
    try:
        return msgspec.json.decode(answer.content, type=Refusal).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
