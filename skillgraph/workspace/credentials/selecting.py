"""Finds the loaded credentials that a user names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from skillgraph.errors import NotFoundError
from skillgraph.model import Credential

if TYPE_CHECKING:
    from skillgraph.workspace.state.snapshot import Snapshot


def select_credentials(
    snapshot: Snapshot, named: Sequence[str], *, source: str | None = None
) -> tuple[Credential, ...]:
    """The credentials named by URI, by the end of their URI, or by name, case aside; all where none is named.

    A name that several credentials bear gives all of them.

    Args:
        snapshot: Where to look.
        named: What the user calls them.
        source: Only the credentials of this source.

    Raises:
        NotFoundError: If no credentials are loaded, or one of those named is not among them.
    """
    loaded = snapshot.credentials_of(source)
    if not named:
        return loaded
    chosen = {credential.id: credential for name in named for credential in _called(name, loaded)}
    return tuple(chosen.values())


def _called(name: str, loaded: Sequence[Credential]) -> list[Credential]:
    wanted = " ".join(name.split()).casefold()
    found = [c for c in loaded if c.id == name.strip()] or [
        c for c in loaded if wanted in (" ".join(c.name.split()).casefold(), _last_part(c.id))
    ]
    if not found:
        raise NotFoundError(f"No loaded credential is called {name!r}.", hint=_near(name, loaded))
    return found


def _last_part(uri: str) -> str:
    return uri.rstrip("/").rpartition("/")[2].casefold()


def _near(name: str, loaded: Sequence[Credential]) -> str:
    import difflib

    near = difflib.get_close_matches(name, [credential.name for credential in loaded], n=3, cutoff=0.5)
    if near:
        return f"Did you mean {' or '.join(map(repr, dict.fromkeys(near)))}?"
    return "`skillgraph credential list` names those that are loaded; give a name or a URI."
