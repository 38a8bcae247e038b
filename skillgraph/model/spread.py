"""By how many texts and employers the postings behind a number are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

MUCH = 1 / 3
"""A number of which one text, or one employer, makes more than this says little of all others."""


class Concentration(StrEnum):
    """Why a number is not what many say."""

    TEXT = "one-text"
    """One text makes more than `MUCH` of its postings."""
    EMPLOYER = "one-employer"
    """One employer makes more than `MUCH` of its postings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """By how many texts and employers the postings of a number are; all ``None`` where it is suppressed.

    Attributes:
        texts: Different texts; those that differ in a few words, such as the town, are one.
        employers: Different employers that are named.
        text_share, employer_share: The share of the postings that the commonest text, and the commonest named
            employer, makes; 0 to 1.
        warnings: What makes more than a third of the number.
    """

    texts: int | None = None
    employers: int | None = None
    text_share: float | None = None
    employer_share: float | None = None
    warnings: tuple[Concentration, ...] = ()

    @classmethod
    def counted(cls, texts: Iterable[int], employers: Iterable[int]) -> Spread:
        """From the number of postings of each text, and of each employer that is named."""
        said, named = list(texts), list(employers)
        return cls.measured(sum(said), (len(said), max(said, default=0)), (len(named), max(named, default=0)))

    @classmethod
    def measured(cls, postings: int, text: tuple[int, int], employer: tuple[int, int]) -> Spread:
        """From how many texts, and employers, there are, and the postings of the commonest of each."""
        shares = [most / postings if postings else 0.0 for _, most in (text, employer)]
        much = tuple(kind for kind, share in zip(Concentration, shares, strict=True) if share > MUCH)
        return cls(
            texts=text[0],
            employers=employer[0],
            text_share=shares[0],
            employer_share=shares[1],
            warnings=much,
        )


def spread_of(one: Spread) -> dict[str, Any]:
    """The fields that anything with a spread has of it, by name."""
    return {each.name: getattr(one, each.name) for each in fields(Spread)}
