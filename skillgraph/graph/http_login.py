"""A name and a password for a server that asks for them: Basic (RFC 7617) or Digest (RFC 7616)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from urllib.request import (
    AbstractDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
)


class HttpLogin:
    """Who writes, for one server.

    It learns from the first refusal what the server asks for; later requests bear the answer at once.

    Args:
        name: Of the user.
        password: Never sent as it is where the server offers Digest.
    """

    def __init__(self, name: str, password: str) -> None:
        self._name, self._password = name, password
        self._basic = False
        self._digest: dict[str, str] = {}

    def learn(self, challenges: Iterable[str]) -> bool:
        """Whether one of the ``WWW-Authenticate`` of a refusal can be answered."""
        by_scheme = {one.partition(" ")[0].casefold(): one.partition(" ")[2] for one in challenges}
        self._basic = "basic" in by_scheme
        self._digest = parse_keqv_list(parse_http_list(by_scheme.get("digest", "")))
        return self._basic or bool(self._digest)

    def authorization(self, method: str, origin: str, target: str) -> str:
        """The header ``Authorization`` of a request; empty before anything was learned.

        Args:
            method: Of the request.
            origin: The scheme, host and port of the server.
            target: The path and query that are asked for.
        """
        if self._digest:
            return self._answered(Request(f"{origin}{target}", method=method))
        if self._basic:
            return f"Basic {b64encode(f'{self._name}:{self._password}'.encode()).decode()}"
        return ""

    def _answered(self, request: Request) -> str:
        passwords = HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, request.full_url, self._name, self._password)
        answer = AbstractDigestAuthHandler(passwords).get_authorization(request, self._digest)
        return f"Digest {answer}" if answer else ""
