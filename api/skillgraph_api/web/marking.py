"""Texts with the words marked that decided for a term."""

from __future__ import annotations

from collections.abc import Iterator

from skillgraph.matching.types import MatchResult


def pieces(result: MatchResult) -> Iterator[tuple[str, bool]]:
    """The text cut where the words that decided for the first term begin and end; whether each decided."""
    reasons = result.suggestions[0].evidence.reasons if result.suggestions else None
    place = 0
    for word in reasons.words if reasons and not result.abstained else ():
        if word.start >= place:
            yield result.text[place : word.start], False
            yield result.text[word.start : word.end], True
            place = word.end
    yield result.text[place:], False
