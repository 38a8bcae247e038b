"""Finds the loaded credentials that a user names: one way of naming for every command."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from skillgraph.analytics.facets import Facet, counted, meets
from skillgraph.errors import InputError, NotFoundError
from skillgraph.languages.sentences import error_of
from skillgraph.matching.text.language import language_of
from skillgraph.matching.text.tokens import fold
from skillgraph.model import Credential
from skillgraph.workspace.requests import CredentialOrder

if TYPE_CHECKING:
    from skillgraph.workspace.requests import CredentialListRequest
    from skillgraph.workspace.state.snapshot import Snapshot


_ORDERS: Mapping[CredentialOrder, Callable[[Credential], str | float]] = {
    CredentialOrder.NAME: lambda one: _plain(one.name),
    CredentialOrder.ISSUER: lambda one: _plain(one.issuer),
    CredentialOrder.SOURCE: lambda one: one.source,
    CredentialOrder.OUTCOMES: lambda one: -len(one.outcomes),
    CredentialOrder.HOURS: lambda one: -(one.duration_hours or 0.0),
}

LISTED = 10
"""Of several credentials that a name fits, so many are listed; the others are counted."""


def select_credentials(
    snapshot: Snapshot, named: Sequence[str], *, source: str | None = None
) -> tuple[Credential, ...]:
    """The credentials that are named, each once; all of them where none is named.

    Args:
        snapshot: Where to look.
        named: What the user calls them; see `find_credential`.
        source: Only the credentials of this source.

    Raises:
        NotFoundError: If no credentials are loaded, or one of those named is not among them.
        InputError: If a name fits several.
    """
    loaded = snapshot.credentials_of(source)
    if not named:
        return loaded
    chosen = {found.id: found for found in (find_credential(loaded, name) for name in named)}
    return tuple(chosen.values())


def find_credential(loaded: Sequence[Credential], name: str) -> Credential:
    """The one credential that a user names.

    The first of these that any fits decides: the identifier; the issuer's code, which is the last part of the
    identifier; the whole name; a part of the name. But for the identifier, case, accents and extra blanks do
    not count.

    Raises:
        NotFoundError: If none fits; the nearest names are told.
        InputError: If several fit; they are listed.
    """
    found = _fitting(loaded, name)
    if not found:
        near = _near(loaded, name)
        raise error_of(
            NotFoundError, "credential-near" if near else "credential-unknown", name=name, near=near
        )
    if len(found) > 1:
        count, listed = len(found), _list(found)
        raise error_of(InputError, "credential-ambiguous", name=name, count=count, listed=listed)
    return found[0]


def search_credentials(loaded: Sequence[Credential], words: str) -> tuple[Credential, ...]:
    """The credentials that have each of some words, or parts of them, in their name, issuer or id.

    Case and accents do not count; all of them where there are no words.
    """
    wanted = _plain(words).split()
    return tuple(
        one
        for one in loaded
        if all(word in _plain(f"{one.name} {one.issuer} {unquote(one.id)}") for word in wanted)
    )


def listed_credentials(snapshot: Snapshot, request: CredentialListRequest) -> tuple[Credential, ...]:
    """The credentials that are asked for; none where none is loaded.

    Raises:
        NotFoundError: If the source is not loaded.
    """
    found = _chosen(_searched(snapshot, request), request)
    return tuple(found) if request.sort is None else sorted_credentials(found, request.sort)


def credential_facets(
    snapshot: Snapshot, request: CredentialListRequest
) -> Mapping[Facet, Mapping[str, int]]:
    """For each facet the values of the credentials that meet all other conditions, and how many say each.

    Raises:
        NotFoundError: If the source is not loaded.
        InputError: If a condition cannot be read.
    """
    searched = _searched(snapshot, request)
    return {facet: counted(facet, _chosen(searched, request, but=facet)) for facet in Facet}


def _searched(snapshot: Snapshot, request: CredentialListRequest) -> tuple[Credential, ...]:
    asked, loaded = request.source, snapshot.manifest.credentials
    found = snapshot.credentials_of(asked) if asked or loaded else ()
    return search_credentials(found, " ".join(request.search))


def _chosen(
    found: Sequence[Credential], request: CredentialListRequest, *, but: Facet | None = None
) -> list[Credential]:
    """The credentials that meet the conditions, those on one facet aside."""
    conditions = request.conditions
    issuer = "" if but is Facet.ISSUER else request.issuer.casefold()
    lang = "" if but is Facet.LANG or not request.lang else language_of(request.lang)
    return [
        one
        for one in found
        if issuer in one.issuer.casefold()
        and (not lang or language_of(one.lang) == lang)
        and meets(one, conditions, but=but)
    ]


def sorted_credentials(found: Sequence[Credential], order: CredentialOrder) -> tuple[Credential, ...]:
    """Credentials in an order; those that are equal in it by name, then as they came."""
    key = _ORDERS[order]
    return tuple(sorted(found, key=lambda one: (key(one), _plain(one.name))))


def _fitting(loaded: Sequence[Credential], name: str) -> list[Credential]:
    wanted = _plain(name)
    if not wanted:
        return []
    return (
        [one for one in loaded if one.id == name.strip()]
        or [one for one in loaded if _code(one) == wanted]
        or [one for one in loaded if _plain(one.name) == wanted]
        or [one for one in loaded if wanted in _plain(one.name)]
    )


def _code(credential: Credential) -> str:
    """The last part of the identifier, as the issuer wrote it before it was put into a URI."""
    return _plain(unquote(re.split("[/#:]", credential.id.rstrip("/#"))[-1]))


def _plain(words: str) -> str:
    """Words without case, accents and extra blanks, straight and curved apostrophes being the same."""
    return " ".join(fold(words).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())


def _list(found: Sequence[Credential]) -> str:
    listed = "; ".join(f"{one.name} ({one.issuer}) <{one.id}>" for one in found[:LISTED])
    return listed if len(found) <= LISTED else f"{listed}; and {len(found) - LISTED} more"


def _near(loaded: Sequence[Credential], name: str) -> str:
    """The names that are nearest to one; empty where none is near."""
    import difflib

    called: dict[str, Credential] = {}
    for one in loaded:
        called.setdefault(_plain(one.name), one)
        called.setdefault(_code(one), one)
    near = difflib.get_close_matches(_plain(name), called, n=3, cutoff=0.5)
    return ", ".join(dict.fromkeys(repr(called[one].name) for one in near))
