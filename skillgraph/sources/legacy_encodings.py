"""Which encoding of one byte a sign a text is in: that of Windows, of DOS or of the old Macintosh.

Each gives the same bytes other signs, and text in English or French tells which are meant: a small letter
with an accent stands among small letters, a capital begins a word, an apostrophe is between letters. What
puts signs or capitals within words is wrong. Every byte above ASCII counts with the signs beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import BinaryIO, Final

WINDOWS: Final = "cp1252"
CANDIDATES: Final = (WINDOWS, "cp850", "mac_roman")
"""The encodings that are told apart; of those that fit as well, the first counts."""

_LATIN: Final = "latin-1"
"""Stands for Windows' where a byte has no meaning in that: these are controls, which are cleaned away."""

_UNDEFINED = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
"""What has no meaning in Windows' encoding."""

_FRENCH = "éèêëàâçîïôûœæ"
_APOSTROPHES = "’‘"
_OPENING, _CLOSING = "“«‹", "”»›…"
_SIGNS = "•·–—°ºª©®™§¶²³¹½¼¾×÷±µ†‰¿¡\u00a0\u00ad"
_MONEY = "€£¥¢"
_CHUNK = 1 << 20
_ENOUGH = 200_000
"""So many places tell it."""

_PLACE = re.compile(
    rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})|([\x80-\xff])"
)
"""What UTF-8 has, or else a byte above ASCII."""

_QUOTES_OF_MACINTOSH = bytes((0xC7, 0xC8, 0xC9, 0xCA, 0xD2, 0xD3, 0xD4, 0xD5))
"""Before an accent, as in ``l’été``, they look like UTF-8."""


def legacy_encoding(stream: BinaryIO) -> str | None:
    """The encoding that a text which is not UTF-8 is likely in; ``None`` where none of them gives words.

    Args:
        stream: The text, from where it stands to its end.
    """
    places, utf8 = _places(stream)
    undefined = any(place[1] in _UNDEFINED for place in places)
    candidates = [_LATIN if undefined and name == WINDOWS else name for name in CANDIDATES]
    scores = {name: sum(n * _fit(place, name) for place, n in places.items()) for name in candidates}
    if utf8 > places.total():
        return candidates[0]  # UTF-8 with a few broken bytes, whose cells are mended later
    best = max(candidates, key=lambda name: scores[name])
    return best if scores[best] >= 0 else None


def _places(stream: BinaryIO) -> tuple[Counter[bytes], int]:
    """How often each byte above ASCII stands between which others, and how many signs of UTF-8 there are."""
    places: Counter[bytes] = Counter()
    utf8 = 0
    before = b" "
    while places.total() < _ENOUGH and (chunk := stream.read(_CHUNK)):
        text = before + chunk + b" "
        for match in _PLACE.finditer(text, 1):
            if match[1] is None:
                utf8 += match[0][0] not in _QUOTES_OF_MACINTOSH
            else:
                places[text[match.start() - 1 : match.end() + 1]] += 1
        before = chunk[-1:]
    return places, utf8


def _fit(place: bytes, encoding: str) -> float:
    """How well the second of three bytes fits between the others, from -1 to 1."""
    text = place.decode(encoding, errors="replace")
    before, sign, after = text[0], text[1], text[2]
    if "\x80" <= sign <= "\x9f" or sign == "\ufffd":
        return -1 if before.isalpha() or after.isalpha() else -0.5
    return _fit_of_letter(before, sign, after) if sign.isalpha() else _fit_of_sign(before, sign, after)


def _fit_of_letter(before: str, letter: str, after: str) -> float:
    if not (before.isalpha() or after.isalpha()):
        alone = letter in "àÀ" and not (before + after).strip()
        return 1 if alone else 0
    if before.isdigit() or after.isdigit() or (before.islower() and letter.isupper()):
        return -1
    if (letter.islower() and after.isupper()) or _is_odd_pair(before, letter, after):
        return -1
    common = letter.lower() in _FRENCH or (letter == "ù" and before in "oO")
    return 1 if common else 0.25


def _is_odd_pair(before: str, letter: str, after: str) -> bool:
    """Whether accents stand side by side as in no word of English or French (``créé`` is one)."""
    beside = [one for one in (before, after) if one.isalpha() and not one.isascii()]
    return any(one.lower() not in "éèœ" or letter.lower() not in "éèœ" for one in beside)


def _fit_of_sign(before: str, sign: str, after: str) -> float:
    if sign in _APOSTROPHES and before.isalpha():
        return 1
    if sign in _OPENING + _APOSTROPHES and not before.isalnum():
        return 1
    if sign in _CLOSING and not after.isalnum():
        return 1
    if sign == "—":
        return 0.5
    if before.isalpha() and after.isalpha():
        return -1
    if sign in _MONEY:
        return 0.5 if before.isdigit() or after.isdigit() else 0.25
    if sign in _SIGNS and not after.isalpha():
        return 0.5
    return 0.25 if sign in _SIGNS else -0.25
