"""How people sign in to the pages with an account of their institution (OpenID Connect), as it was set."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from skillgraph.errors import InputError

EVERYBODY: Final = "*"
"""In place of values: everybody whom the provider signs in."""

_ISSUER, _CLIENT, _SECRET = "SKILLGRAPH_OIDC_ISSUER", "SKILLGRAPH_OIDC_CLIENT", "SKILLGRAPH_OIDC_SECRET"
_NAME, _CLAIM, _PERSON = "SKILLGRAPH_OIDC_NAME", "SKILLGRAPH_OIDC_CLAIM", "SKILLGRAPH_OIDC_PERSON"
_REVIEWERS, _READERS = "SKILLGRAPH_OIDC_REVIEWERS", "SKILLGRAPH_OIDC_READERS"
_ALL: Final = (_ISSUER, _CLIENT, _SECRET, _NAME, _CLAIM, _PERSON, _REVIEWERS, _READERS)


@dataclass(frozen=True, slots=True)
class ServiceProvider:
    """The provider of OpenID Connect that people may sign in with, and what its accounts allow.

    Attributes:
        issuer: Its address, exactly as it names itself.
        client: What it calls this service.
        secret: What this service proves that with; empty where the provider asks for none.
        name: What people call it; empty where they know it by its host.
        claim: Which of its statements about a person gives the scope; dots lead into it.
        person: Which of them says who a person is: a mail address, an ORCID, a URL or a name.
        reviewers: The values of the claim that allow to decide.
        readers: The values that allow to read only.
    """

    issuer: str
    client: str
    secret: str = ""
    name: str = ""
    claim: str = "groups"
    person: str = "email"
    reviewers: frozenset[str] = frozenset()
    readers: frozenset[str] = frozenset()

    @property
    def called(self) -> str:
        """What to call it before people."""
        return self.name or urlsplit(self.issuer).netloc

    @classmethod
    def from_environment(cls) -> ServiceProvider | None:
        """Read the environment; ``None`` where nothing of it is set.

        Raises:
            InputError: If something that is needed is missing, or the issuer is no address that can be
                trusted.
        """
        given = {name: os.environ.get(name, "").strip() for name in _ALL}
        if not any(given.values()):
            return None
        for needed, example in ((_ISSUER, "https://login.example.org"), (_CLIENT, "skillgraph")):
            if not given[needed]:
                other = next(name for name in _ALL if given[name])
                raise InputError(
                    f"{other} is set, but {needed} is not.",
                    hint=f"Set it as your provider names it, such as {example}, or unset {other}.",
                )
        if not is_trusted(given[_ISSUER]):
            raise InputError(
                f"{_ISSUER} is {given[_ISSUER]!r}, which is no https address.",
                hint="Set it to what the provider calls its issuer, such as https://login.example.org.",
            )
        if not (given[_REVIEWERS] or given[_READERS]):
            raise InputError(
                f"{_ISSUER} is set, but neither {_REVIEWERS} nor {_READERS}: nobody could sign in.",
                hint=f"Set {_REVIEWERS} to the groups whose members may decide.",
            )
        return cls(
            issuer=given[_ISSUER],
            client=given[_CLIENT],
            secret=given[_SECRET],
            name=given[_NAME],
            claim=given[_CLAIM] or "groups",
            person=given[_PERSON] or "email",
            reviewers=_values(given[_REVIEWERS]),
            readers=_values(given[_READERS]),
        )


def is_trusted(address: str) -> bool:
    """Whether what an address answers cannot be changed on its way: over TLS, or within this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    local = parts.scheme == "http" and host in ("127.0.0.1", "::1", "localhost")
    return bool(host) and (parts.scheme == "https" or local) and not (parts.username or parts.password)


def _values(given: str) -> frozenset[str]:
    """The values between semicolons; those of directories have commas."""
    return frozenset(filter(None, map(str.strip, given.split(";"))))
