"""Ratings of what the holders of credentials could do, counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

RATINGS: Final = (1, 2, 3, 4, 5)
"""From *could do none of it* to *could do all of it*."""

FEW: Final = 5
"""Means of fewer ratings are said to be of few."""

POOR: Final = 3.0
"""A credential whose mean rating is below this is called poorly rated."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """The accepted ratings of a credential, and how much besides was left.

    Attributes:
        count: Accepted ratings.
        mean: Of them, 1 to 5; ``None`` where there is none.
        distribution: How many there are of each rating, from 1 to 5.
        waiting: How many wait for a reviewer, and count nowhere.
        refused: How many a reviewer refused.
    """

    count: int = 0
    mean: float | None = None
    distribution: tuple[int, ...] = (0,) * len(RATINGS)
    waiting: int = 0
    refused: int = 0

    @classmethod
    def of(cls, ratings: Iterable[int], *, waiting: int = 0, refused: int = 0) -> Self:
        """Accepted ratings, counted."""
        given = list(ratings)
        distribution = tuple(given.count(one) for one in RATINGS)
        mean = sum(given) / len(given) if given else None
        return cls(len(given), mean, distribution, waiting, refused)

    @property
    def is_poor(self) -> bool:
        """Whether there are ratings, and their mean is poor."""
        return self.mean is not None and self.mean < POOR

    @property
    def is_few(self) -> bool:
        """Whether so few ratings were given that their mean says little."""
        return 0 < self.count < FEW


@dataclass(frozen=True, slots=True)
class SupplyRatings:
    """What the feedback on some credentials says of them as supply.

    Attributes:
        credentials: How many there are.
        ratings: The accepted ratings of all of them.
        mean: Of these ratings; ``None`` where there is none.
        unrated: Credentials without an accepted rating.
        poor: Credentials whose mean rating is below `POOR`.
    """

    credentials: int = 0
    ratings: int = 0
    mean: float | None = None
    unrated: int = 0
    poor: int = 0

    @classmethod
    def of(cls, supply: Iterable[Ratings]) -> Self:
        """The ratings of the credentials of a supply, those without any too."""
        every = list(supply)
        total = sum(one.count for one in every)
        points = sum(rating * n for one in every for rating, n in zip(RATINGS, one.distribution, strict=True))
        return cls(
            credentials=len(every),
            ratings=total,
            mean=points / total if total else None,
            unrated=sum(not one.count for one in every),
            poor=sum(one.is_poor for one in every),
        )
