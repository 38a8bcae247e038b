"""The provider of OpenID Connect that people sign in with: authorisation code, PKCE, signed tokens.

Nothing is asked of it before somebody signs in, and nothing of any other host but those that it names itself.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from skillgraph.alignment.reviewers import reviewer
from skillgraph.errors import InputError
from skillgraph.provider_settings import EVERYBODY, ServiceProvider, is_trusted
from skillgraph.workspace.access.keys import Scope
from skillgraph_api.sessions import Account
from skillgraph_api.sign_in_attempts import Attempt

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import AsyncOAuth2Client

SCOPES: Final = "openid profile email"
"""What is asked for about a person."""

PATIENCE: Final = 10.0
"""Seconds that each question to the provider may take to connect, and each part of its answer to come."""

LEEWAY: Final = 60
"""Seconds by which its clock may differ."""

KNOWN_FOR: Final = 3600.0
"""Seconds after which it is asked anew for its addresses and keys."""

_SIGNED: Final = frozenset(
    ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
)
"""Signatures by a key that the provider alone has; never one that is made with what both know, or none."""

_LOG = logging.getLogger(__name__)


class Fault(StrEnum):
    """Why somebody could not sign in; the name of the words that say so."""

    UNREACHABLE = "unreachable"
    DENIED = "denied"
    STATE = "state"
    TOKEN = "token"
    SCOPE = "scope"
    PERSON = "person"

    @property
    def status(self) -> int:
        """The HTTP status."""
        return _STATUS[self]


_STATUS: Final = {
    Fault.UNREACHABLE: 502,
    Fault.DENIED: 401,
    Fault.STATE: 400,
    Fault.TOKEN: 401,
    Fault.SCOPE: 403,
    Fault.PERSON: 403,
}


class ProviderError(Exception):
    """Somebody could not sign in.

    Attributes:
        fault: Why, for them; the message is for the log, without anything secret.
    """

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Known:
    """What the provider said of itself, and when, in seconds of the monotonic clock."""

    metadata: Mapping[str, Any]
    keys: Mapping[str, Any]
    at: float


class Provider:
    """A provider.

    Args:
        settings: Which, and what its accounts allow.

    Raises:
        InputError: If what speaks with it is not installed.
    """

    def __init__(self, settings: ServiceProvider) -> None:
        if find_spec("authlib") is None or find_spec("httpx2") is None:
            raise InputError(
                "SKILLGRAPH_OIDC_ISSUER is set, but what signing in with a provider needs is not installed.",
                hint="Run `pip install 'skillgraph-mapper[oidc]'`, or unset it.",
            )
        self._settings = settings
        self._known: _Known | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self._settings.called

    async def departure(self, attempt: Attempt, back: str) -> str:
        """The address at the provider where a person signs in, who is then sent back.

        Raises:
            ProviderError: If the provider cannot be asked.
        """
        with _translated():
            async with self._client(back) as client:
                known = await self._current(client)
                url, _ = client.create_authorization_url(
                    _endpoint(known, "authorization_endpoint"),
                    state=attempt.state,
                    nonce=attempt.nonce,
                    code_verifier=attempt.verifier,
                )
        return str(url)

    async def arrival(self, attempt: Attempt, back: str, answer: Mapping[str, str]) -> Account:
        """Who came back from the provider.

        Args:
            attempt: What was begun.
            back: The address to which the person was sent back, as it was said at the departure.
            answer: What the address said when they came.

        Raises:
            ProviderError: If they were not signed in, may do nothing here, or nothing proves who they are.
        """
        if not attempt.answers(answer.get("state", "")):
            raise ProviderError(Fault.STATE, "The state is another.")
        if answer.get("iss", self._settings.issuer) != self._settings.issuer:
            raise ProviderError(Fault.TOKEN, "Another issuer answers.")
        if "error" in answer or not answer.get("code"):
            raise ProviderError(Fault.DENIED, "The provider gave no code.")
        with _translated():
            async with self._client(back) as client:
                claims = await self._claims(client, attempt, answer["code"])
        return self._account(claims)

    def _client(self, back: str) -> AsyncOAuth2Client:
        from authlib.integrations.httpx_client import AsyncOAuth2Client

        return AsyncOAuth2Client(
            client_id=self._settings.client,
            client_secret=self._settings.secret or None,
            scope=SCOPES,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=PATIENCE,
        )

    async def _claims(self, client: AsyncOAuth2Client, attempt: Attempt, code: str) -> dict[str, Any]:
        """What the provider says of the person: in the signed token and, where that lacks it, when asked."""
        known = await self._current(client)
        methods = known.metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if self._settings.secret and "client_secret_basic" not in methods:
            client.token_endpoint_auth_method = "client_secret_post"
        token = await client.fetch_token(
            _endpoint(known, "token_endpoint"),
            grant_type="authorization_code",
            code=code,
            code_verifier=attempt.verifier,
        )
        claims = await self._proved(client, known, token, attempt.nonce)
        wanted = (self._settings.claim, self._settings.person)
        if all(_at(claims, name) for name in wanted) or "userinfo_endpoint" not in known.metadata:
            return claims
        more = await _fetched(client, _endpoint(known, "userinfo_endpoint"), auth=client.token_auth)
        if more.get("sub") != claims["sub"]:
            raise ProviderError(Fault.TOKEN, "The provider tells of another person than it signed in.")
        return {**more, **claims}

    async def _proved(
        self, client: AsyncOAuth2Client, known: _Known, token: Mapping[str, Any], nonce: str
    ) -> dict[str, Any]:
        """What the signed token says, once everything about it was compared."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError
        from joserfc.jwk import KeySet
        from joserfc.jws import JWSRegistry

        offered = known.metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        algorithms = sorted(_SIGNED.intersection(offered))
        if not algorithms:  # with an empty list the library would take those that it recommends
            raise ProviderError(Fault.TOKEN, f"The provider signs by {', '.join(map(str, offered))} only.")
        registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
        signed = str(token.get("id_token", ""))
        try:
            read = jwt.decode(signed, KeySet.import_key_set(dict(known.keys)), registry=registry)  # type: ignore[arg-type]
        except InvalidKeyIdError:  # it has changed its keys since it was asked for them
            known = await self._current(client, anew=True)
            read = jwt.decode(signed, KeySet.import_key_set(dict(known.keys)), registry=registry)  # type: ignore[arg-type]
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": self._settings.issuer},
                "aud": {"essential": True, "value": self._settings.client},
            },
            {
                "nonce": nonce,
                "client_id": self._settings.client,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(leeway=LEEWAY)
        return dict(claims)

    async def _current(self, client: AsyncOAuth2Client, *, anew: bool = False) -> _Known:
        """What the provider says of itself, asked once an hour."""
        known = self._known
        if known is None or anew or time.monotonic() > known.at + KNOWN_FOR:
            issuer = self._settings.issuer
            place = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
            metadata = await _fetched(client, place)
            if metadata.get("issuer") != issuer:
                raise ProviderError(Fault.UNREACHABLE, f"{place} names another issuer.")
            keys = await _fetched(client, _address(metadata, "jwks_uri"))
            self._known = known = _Known(metadata, keys, time.monotonic())
        return known

    def _account(self, claims: Mapping[str, Any]) -> Account:
        """The account that a person has here."""
        settings = self._settings
        values = {str(one) for one in _several(_at(claims, settings.claim))} | {EVERYBODY}
        scopes = ((Scope.REVIEWER, settings.reviewers), (Scope.READER, settings.readers))
        scope = next((one for one, allowed in scopes if values & allowed), None)
        if scope is None:
            raise ProviderError(Fault.SCOPE, f"No value of the claim {settings.claim} gives a scope.")
        known_by = sha256(f"{settings.issuer} {claims['sub']}".encode("utf-8", "replace")).hexdigest()[:16]
        return Account(f"oidc-{known_by}", _name_of(claims, settings.person), scope)


def _name_of(claims: Mapping[str, Any], person: str) -> str:
    """What a person is called, as `reviewer` reads it: a name with a mail address or an ORCID.

    Raises:
        ProviderError: If there is nothing, or nothing that was verified.
    """
    said, name = (_plain(_at(claims, one)) for one in (person, "name"))
    if not said:
        raise ProviderError(Fault.PERSON, f"The claim {person} is missing.")
    if person == "email" and claims.get("email_verified", True) not in (True, "true"):
        raise ProviderError(Fault.PERSON, "The mail address is not verified.")
    try:
        if not reviewer(said).id or not name:
            return said
        reviewer(both := f"{name} <{said}>")
    except InputError as error:
        raise ProviderError(Fault.PERSON, f"The claim {person}: {error.message}") from error
    return both


def _plain(value: object) -> str:
    """A text without what marks an identifier in a name: nobody gives themselves that of another."""
    text = value if isinstance(value, str) else ""
    return " ".join("".join(" " if sign in "<>" or not sign.isprintable() else sign for sign in text).split())


def _at(claims: Mapping[str, Any], name: str) -> object:
    """A claim by its name, or by the names of those that it stands in: ``realm_access.roles``."""
    if name in claims:
        return claims[name]
    found: object = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _several(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _endpoint(known: _Known, name: str) -> str:
    return _address(known.metadata, name)


def _address(metadata: Mapping[str, Any], name: str) -> str:
    """An address that the provider names.

    Raises:
        ProviderError: If there is none, or what it answers could be changed on its way.
    """
    address = metadata.get(name)
    if not isinstance(address, str) or not is_trusted(address):
        raise ProviderError(Fault.UNREACHABLE, f"The provider names no https address as {name}.")
    return address


async def _fetched(client: AsyncOAuth2Client, address: str, **options: Any) -> dict[str, Any]:  # noqa: ANN401
    """The JSON object at an address of the provider; nothing is led on to another."""
    answer = await client.request("GET", address, withhold_token=True, **options)
    answer.raise_for_status()
    read = answer.json()
    if not isinstance(read, dict):
        raise ProviderError(Fault.UNREACHABLE, f"{address} answers with something else than an object.")
    return read


@contextmanager
def _translated() -> Iterator[None]:
    """Say why somebody could not sign in, whatever library noticed it."""
    import httpx2
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    try:
        yield
    except ProviderError:
        raise
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise ProviderError(Fault.UNREACHABLE, f"{type(error).__name__}: {error}") from error
    except (AuthlibBaseError, JoseError) as error:
        raise ProviderError(Fault.TOKEN, f"{type(error).__name__}: {error}") from error
    except (ValueError, TypeError, KeyError) as error:  # JSON, or keys, that are none
        _LOG.warning("What the provider said cannot be read.", exc_info=error)
        raise ProviderError(Fault.TOKEN, f"{type(error).__name__}: {error}") from error
