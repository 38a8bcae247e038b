"""Credentials in readable addresses: what the issuer calls one, and signs that no other has."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final
from urllib.parse import unquote

from skillgraph.model import Credential
from skillgraph.workspace.credentials.finding import find_credential
from skillgraph.workspace.state.snapshot import Snapshot

_SIGNS: Final = 8
_LONGEST: Final = 60


def handle(identifier: str) -> str:
    """How addresses of pages name the credential with an id: ``finance-3fa9c1d2``."""
    code = unquote(re.split("[/#:]", identifier.rstrip("/#"))[-1])
    plain = "-".join(re.findall("[a-z0-9]+", code.lower()))[:_LONGEST].strip("-")
    return f"{plain or 'credential'}-{_mark(identifier)}"


def credential_at(snapshot: Snapshot, name: str) -> Credential:
    """The credential that an address names: by its handle, or as commands do.

    Raises:
        NotFoundError: If there is none.
        InputError: If there are several.
    """
    mark = name.rpartition("-")[2]
    found = [one for one in snapshot.credentials if _mark(one.id) == mark and handle(one.id) == name]
    return found[0] if len(found) == 1 else find_credential(snapshot.credentials_of(None), name)


def _mark(identifier: str) -> str:
    return sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:_SIGNS]
