"""Content negotiation (RFC 9110): which of the formats or languages on offer a client likes best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AcceptedRange:
    """One element of an ``Accept`` or ``Accept-Language`` header.

    Attributes:
        pattern: ``text/turtle``, ``text/*``, ``*/*``; ``fr-CA``, ``fr``, ``*``.
        quality: How much it is liked, 0 (not at all) to 1.
    """

    pattern: str
    quality: float


def choose_media(accept: str | None, offered: Sequence[str]) -> str | None:
    """The media type to answer with; ``None`` where nothing on offer is accepted.

    Args:
        accept: The header; where it is absent or empty, everything is accepted.
        offered: Media types, the one that is preferred here first.
    """
    ranges = list(_ranges(accept or "")) or [AcceptedRange("*/*", 1.0)]
    rated = [(*_rating(ranges, _media_patterns(media)), media) for media in offered]
    best = max(rated, key=lambda one: one[:2])  # of equals, the first that is offered
    return best[2] if best[0] > 0 else None


def choose_language(accept: str | None, offered: Sequence[str]) -> str | None:
    """The language of ``offered`` that is accepted most; ``None`` where none is, or nothing is said.

    A region is of no account: ``fr-CA`` accepts ``fr``.
    """
    liked = sorted(_ranges(accept or ""), key=lambda one: -one.quality)
    wanted = (one.pattern.partition("-")[0] for one in liked if one.quality > 0)
    return next((lang for lang in wanted if lang in offered), None)


def _ranges(header: str) -> Iterator[AcceptedRange]:
    for element in header.split(","):
        pattern, *parameters = (part.strip().lower() for part in element.split(";"))
        if pattern:
            yield AcceptedRange(pattern, _quality(parameters))


def _quality(parameters: Sequence[str]) -> float:
    """What ``q`` says; 0 where it is no number from 0 to 1."""
    given = next((text[2:] for text in parameters if text.startswith("q=")), "1")
    whole, _, decimals = given.partition(".")
    if not (f"{whole}{decimals}".isascii() and f"{whole}{decimals}".isdigit() and len(decimals) <= 3):
        return 0.0
    return float(given) if float(given) <= 1 else 0.0


def _media_patterns(media: str) -> tuple[str, ...]:
    """The ranges that a media type lies in, the narrowest last."""
    bare = media.partition(";")[0]
    return "*/*", f"{bare.partition('/')[0]}/*", bare


def _rating(ranges: Sequence[AcceptedRange], patterns: Sequence[str]) -> tuple[float, int]:
    """How much a media type is liked by the narrowest range it lies in, and how narrow that is."""
    found = [(patterns.index(one.pattern), one.quality) for one in ranges if one.pattern in patterns]
    narrow, quality = max(found, default=(-1, 0.0))
    return quality, narrow
