"""Badges as signed JWTs: what they carry is read, and never called verified.

A badge may come as a JSON Web Signature in compact form: three parts in base64url between dots, of which
the second is the badge (Verifiable Credentials 2.0), or holds it under ``vc`` (1.1).
"""

from __future__ import annotations

import base64
import binascii
import datetime
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from skillgraph.errors import InputError, ProblemLog
from skillgraph.sources.encodings import open_text
from skillgraph.sources.fields import Place
from skillgraph.sources.jsonrecords import parse_values, read_values

UNVERIFIED = "is a signed JWT; what it says was read, its signature was not verified"

_COMPACT = re.compile(r"eyJ[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){1,4}(?:~.*)?", re.DOTALL)
_ENVELOPE = re.compile(r"data:application/[a-z+]*jwt,", re.IGNORECASE)
_PARTS = {3: "", 5: "is an encrypted JWT; export the unencrypted JSON"}
_CLAIMS = {"iss": "issuer", "jti": "id"}
_DATES = {"nbf": "issuanceDate", "exp": "expirationDate"}


def token_in(value: object) -> str:
    """The compact form that a JSON value is, or holds as an enveloped credential; empty where it is none."""
    if isinstance(value, dict):
        given = value.get("id")
        value = given[found.end() :] if isinstance(given, str) and (found := _ENVELOPE.match(given)) else ""
    return value.strip() if isinstance(value, str) and _COMPACT.fullmatch(value.strip()) else ""


def holds_tokens(path: Path) -> bool:
    """Whether a file is no JSON, but begins with a badge in compact form."""
    with open_text(path, problems=ProblemLog()) as stream:
        return bool(token_in(next(stream, "").removeprefix("\ufeff")))


def read_tokens_or_values(path: Path, *, problems: ProblemLog) -> Iterator[tuple[int, object]]:
    """The values of a JSON file, or the lines of a file of badges in compact form, with their lines.

    Raises:
        InputError: If the file cannot be read.
    """
    if not holds_tokens(path):
        yield from read_values(path, problems=problems)
        return
    with open_text(path, problems=problems) as stream:
        for line, text in enumerate(stream, start=1):
            if stripped := text.removeprefix("\ufeff").strip():
                yield line, stripped


def unsigned(value: object, place: Place) -> object:
    """The badge that a signed JWT carries; any other value as it is.

    Returns:
        ``None``, with a problem, where the token cannot be read.
    """
    token = token_in(value)
    if not token:
        return value
    found, reason = _payload(token, place.path)
    if reason:
        place.problem("", f"{reason}; passed over")
        return None
    return _credential(found)


def _payload(token: str, path: Path) -> tuple[dict[str, object], str]:
    """What a token carries, or why that cannot be read."""
    if "~" in token:
        return {}, "is a JWT with selective disclosure (SD-JWT); export the unsigned JSON"
    parts = token.split(".")
    if reason := _PARTS.get(len(parts), "is a JWT that is cut off; export the badge again"):
        return {}, reason
    try:
        text = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)).decode("utf-8")
        _, found = next(parse_values(text, path))
    except (binascii.Error, UnicodeDecodeError, InputError, StopIteration):
        found = None
    if not isinstance(found, dict):
        return {}, "is a signed JWT that carries no JSON object; export the unsigned JSON"
    return found, ""


def _credential(payload: Mapping[str, object]) -> dict[str, object]:
    """The badge in a payload; what version 1.1 says by claims of the JWT is put where badges say it."""
    inner = payload.get("vc")
    if not isinstance(inner, dict):
        return dict(payload)
    claimed: dict[str, object] = {name: payload[claim] for claim, name in _CLAIMS.items() if claim in payload}
    claimed |= {name: _moment(payload[claim]) for claim, name in _DATES.items() if claim in payload}
    return {**claimed, **inner}


def _moment(seconds: object) -> object:
    """A numeric date as badges write it; anything else as it is, for the rules to refuse."""
    try:
        moment = datetime.datetime.fromtimestamp(float(json.dumps(seconds)), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return seconds
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
