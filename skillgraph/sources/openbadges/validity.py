"""Whether a badge is in force, and names a key that could have signed it.

Keys are not fetched and signatures not verified: what is loaded is what a badge says, not who holds it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping

from skillgraph.sources.openbadges.rules import RuleViolation, parse_datetime

_FROM = ("validFrom", "issuanceDate", "issuedOn")
_UNTIL = ("validUntil", "expirationDate", "expires")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519 = (b"\xed\x01", 34)
"""The mark of an Ed25519 key in a multikey, and the length of both together."""

Document = Mapping[str, object]


def with_times(document: Document) -> tuple[Document, list[tuple[str, str]]]:
    """A badge whose days have times, as the specification asks for, and what was a day without one.

    A badge is in force from the beginning of a day, and to its end.

    Returns:
        The badge, and for each field that was mended its name and what was done.
    """
    ends = dict.fromkeys(_FROM, "00:00:00") | dict.fromkeys(_UNTIL, "23:59:59")
    mended, told = dict(document), list[tuple[str, str]]()
    for name, time in ends.items():
        given = document.get(name)
        if isinstance(given, str) and _DAY.fullmatch(given):
            mended[name] = f"{given}T{time}Z"
            told.append((name, f"is {given!r}, a day without a time; read as {mended[name]}"))
    return (mended, told) if told else (document, [])


def date_findings(document: Document, now: datetime.datetime) -> Iterator[RuleViolation]:
    """Whether a badge is not in force yet, or no longer."""
    start, end = _moment(document, _FROM), _moment(document, _UNTIL)
    if start and start[1] > now:
        yield RuleViolation(
            start[0], f"lies in the future ({start[1]:%Y-%m-%d}); the badge is not in force yet"
        )
    if end and end[1] < now:
        yield RuleViolation(end[0], f"has passed ({end[1]:%Y-%m-%d}); the badge is no longer in force")
    if start and end and end[1] < start[1]:
        yield RuleViolation(end[0], f"lies before {start[0]}")


def _moment(document: Document, names: tuple[str, ...]) -> tuple[str, datetime.datetime] | None:
    name = next((name for name in names if name in document), "")
    try:
        return (name, parse_datetime(str(document[name]))) if name else None
    except ValueError:
        return None  # the rules report it


def proof_findings(document: Document) -> Iterator[RuleViolation]:
    """What is wrong with the keys that the proofs of a badge name, as far as their writing tells."""
    found = document.get("proof")
    for index, proof in enumerate(found if isinstance(found, list) else [found]):
        method = proof.get("verificationMethod") if isinstance(proof, dict) else None
        if isinstance(method, str) and (reason := _key_problem(method)):
            path = f"proof[{index}]" if isinstance(found, list) else "proof"
            yield RuleViolation(f"{path}.verificationMethod", reason)


def _key_problem(method: str) -> str:
    scheme, colon, rest = method.partition(":")
    if not colon:
        return "is not a URI: it has no scheme"
    if scheme not in ("https", "http", "did", "urn"):
        return f"has the unknown scheme {scheme!r}"
    if scheme == "did" and rest.startswith("example:"):
        return "is a did:example, which stands in examples and leads to no key"
    key = method.rpartition("#")[2]
    if key.startswith("z6Mk") and not _is_ed25519(key[1:]):
        return f"does not hold an Ed25519 key ({key[:12]}…)"
    return ""


def _is_ed25519(text: str) -> bool:
    number = 0
    for sign in text:
        digit = _BASE58.find(sign)
        if digit < 0:
            return False
        number = number * 58 + digit
    mark, length = _ED25519
    content = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return content.startswith(mark) and len(content) == length
