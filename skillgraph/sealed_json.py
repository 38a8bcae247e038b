"""JSON objects whose first line is the checksum of all that follows, to notice when they changed."""

from __future__ import annotations

from hashlib import sha256

_BEGIN = b"{\n"
_DIGITS = 64
_SEAL = b'{\n  "sha256": "%s",\n'
_BEFORE, _AFTER = _SEAL.split(b"%s")
_LENGTH = len(_BEFORE) + _DIGITS + len(_AFTER)
_ALIKE = 1
"""A first line that differs from a seal in so many bytes is a damaged one, and none of another kind."""


def seal(content: str | bytes) -> bytes:
    """An object, as JSON with at least one field, with its checksum."""
    plain = content.encode("utf-8") if isinstance(content, str) else content
    rest = plain.removeprefix(b"{").removeprefix(b"\n")
    return _seal(rest) + rest


def unseal(content: bytes) -> bytes:
    """The object without its checksum; earlier versions, and people, wrote none.

    Raises:
        ValueError: If it holds other bytes than were written.
    """
    if not is_sealed(content):
        return content
    rest = content[_LENGTH:]
    if content[:_LENGTH] != _seal(rest):
        raise ValueError("it does not hold what was written")
    return _BEGIN + rest


def is_sealed(content: bytes) -> bool:
    """Whether there is a checksum, be it right or damaged."""
    head, tail = content[: len(_BEFORE)], content[len(_BEFORE) + _DIGITS : _LENGTH]
    return _differing(head, _BEFORE) + _differing(tail, _AFTER) <= _ALIKE


def _seal(rest: bytes) -> bytes:
    return _SEAL % sha256(_BEGIN + rest).hexdigest().encode()


def _differing(found: bytes, wanted: bytes) -> int:
    return sum(one != other for one, other in zip(found.ljust(len(wanted)), wanted, strict=True))
