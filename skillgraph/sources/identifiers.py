"""The one place where URIs for things without one are minted, always the same for the same content."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote

from skillgraph.namespaces import IDENTIFIERS

_URI = re.compile(r"(?:https?://|urn:|did:|tag:|info:)\S", re.IGNORECASE)
_IRI_SAFE = "/:?#[]@!$&'()*+,;=%-._~"
_FORBIDDEN = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f]")
_SLUG_LENGTH = 60


def credential_uri(issuer: str, name: str, given: str = "") -> str:
    """The URI of a credential: the one given, else one made of issuer and name.

    A given identifier that is no URI (a code, a UUID) is put under ``namespaces.IDENTIFIERS``.
    """
    return as_uri(given, "credential") if given else _mint("credential", name, issuer, name)


def outcome_uri(credential: str, text: str, given: str = "") -> str:
    """The URI of a learning outcome: the one given, else one made of its credential's URI and its text."""
    return as_uri(given, "outcome") if given else _mint("outcome", text, credential, text)


def as_uri(given: str, kind: str) -> str:
    """An identifier as a URI: unchanged where it is one, except for characters that no URI may hold."""
    given = given.strip()
    if _URI.match(given):
        return quote(given, safe=_IRI_SAFE) if _FORBIDDEN.search(given) else given
    return f"{IDENTIFIERS}{kind}/{quote(given, safe='')}"


def content_hash(*parts: str, digits: int) -> str:
    """Hexadecimal digits that stay the same when only case, white space or Unicode form change."""
    joined = "\x1f".join(_normalise(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()[:digits]


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, cut at a word within 60 characters; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(words) <= _SLUG_LENGTH:
        return words
    return words[:_SLUG_LENGTH].rpartition("-")[0] or words[:_SLUG_LENGTH]


def _mint(kind: str, name: str, *content: str) -> str:
    return f"{IDENTIFIERS}{kind}/" + "-".join(filter(None, (slug(name), content_hash(*content, digits=8))))


def _normalise(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
