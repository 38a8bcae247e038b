"""Which addresses are taken from people's files: none that runs a script, holds content or opens a file.

What is loaded is shown in pages and exported to other tools, where such an address is an attack.
"""

from __future__ import annotations

import html
import unicodedata
from urllib.parse import unquote

_LEADING = frozenset(
    [
        "http",
        "https",
        "ftp",
        "ftps",
        "urn",
        "did",
        "tag",
        "info",
        "doi",
        "hdl",
        "ark",
        "ni",
        "ipfs",
        "acct",
        "mailto",
        "_",  # a blank node
    ]
)
"""Schemes that name or lead to a thing; one that is missing here is no address."""

_HARMFUL = frozenset(
    [
        "javascript",
        "vbscript",
        "livescript",
        "mocha",
        "data",
        "file",
        "blob",
        "filesystem",
        "jar",
        "mhtml",
        "view-source",
        "about",
        "intent",
    ]
)
"""Schemes that run or hold something themselves, or read from the reader's machine."""

_DISGUISES = 5
"""Layers of escapes that are undone; what lies below more of them nobody undoes by accident."""

_SHOWN = 40
_IN_SCHEMES = frozenset("abcdefghijklmnopqrstuvwxyz0123456789+.-_")


def parse_address(text: str) -> str:
    """The address of a page or a person as it stands; one without a scheme passes.

    Raises:
        ValueError: If its scheme is not among those that lead to a thing.
    """
    scheme = scheme_of(text)
    if scheme in _LEADING or not scheme or ("." in scheme and scheme not in _HARMFUL):  # a host with a port
        return text
    raise ValueError(f"{_short(text)} has the scheme {scheme}, which is none for addresses")


def parse_identifier(text: str) -> str:
    """An identifier as it stands: a URI, or any code that an issuer uses, such as ``CIP:12.03``.

    Raises:
        ValueError: If it is an address that runs or holds something.
    """
    scheme = scheme_of(text)
    if scheme in _HARMFUL:
        raise ValueError(f"{_short(text)} has the scheme {scheme}, which names nothing")
    return text


def scheme_of(text: str) -> str:
    """The scheme in small letters as a browser would see it, or whoever undoes the escapes; else empty.

    Blanks and characters that are not seen count for nothing; escapes of URLs and HTML are undone.
    """
    for _ in range(_DISGUISES):
        plain = html.unescape(unquote(text))
        if plain == text:
            break
        text = plain
    folded = unicodedata.normalize("NFKC", text)
    seen = "".join(char for char in folded if unicodedata.category(char)[0] not in "CZ")
    scheme, colon, _ = seen.partition(":")
    return scheme.lower() if colon and set(scheme.lower()) <= _IN_SCHEMES else ""


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
