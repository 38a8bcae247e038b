"""The addresses under which people copy a concept of ESCO, and the URI that they mean."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qs, unquote, urlsplit, urlunsplit

_PORTALS = ("esco.ec.europa.eu", "ec.europa.eu")
"""Hosts whose pages name the concept that they show in their query: the portal, and the one before it."""

_HOST, _PATH = "data.europa.eu", "/esco/"


def concept_uri(address: str) -> str:
    """The URI of the concept that an address stands for; any other address as it is.

    >>> concept_uri("https://esco.ec.europa.eu/en/classification/skills?uri=http://data.europa.eu/esco/skill/1")
    'http://data.europa.eu/esco/skill/1'
    >>> concept_uri("https://data.europa.eu/esco/skill/1")
    'http://data.europa.eu/esco/skill/1'
    """
    split = _split(address)
    if split is None:
        return address
    if split.hostname in _PORTALS and (named := parse_qs(split.query).get("uri")):
        shown = _split(unquote(named[0]))
        return _canonical(shown, address) if shown else address
    return _canonical(split, address)


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address.strip())
    except ValueError:
        return None


def _canonical(split: SplitResult, otherwise: str) -> str:
    """The address with the scheme and without the slash that no URI of ESCO ends in."""
    if split.scheme not in ("http", "https") or split.hostname != _HOST or not split.path.startswith(_PATH):
        return otherwise
    return urlunsplit(("http", _HOST, split.path.rstrip("/"), split.query, split.fragment))
