"""Weighted set cover with prerequisites, solved exactly as an integer programme by HiGHS, in SciPy.

R. Karp, *Reducibility among combinatorial problems* (1972): one binary variable for each set, and a row for
each element that some set holds. Questions are asked one after the other, each among the answers that are
best for those before. Where the time runs out, the best answer so far stands, with the bound that the
solver had proved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

NEARLY = 1e-6
"""Sums that differ by less are the same."""


@dataclass(frozen=True, slots=True)
class Inequality:
    """A sum of ``entries``, pairs of a set's place and its factor, that must be at least ``low``."""

    entries: tuple[tuple[int, float], ...]
    low: float


class SetCover:
    """Chooses sets; ``taken`` says which, and is an allowed choice at any time.

    Args:
        holders: For each element, the places of the sets that hold it; at least one.
        count: How many sets there are.
        before: Pairs of places: the first must be taken wherever the second is.
        seconds: How long to search for the answer to one question.
    """

    def __init__(
        self,
        holders: Sequence[Collection[int]],
        count: int,
        *,
        before: Iterable[tuple[int, int]] = (),
        seconds: float = 10.0,
    ) -> None:
        self._holders = holders
        self._count = count
        self._seconds = seconds
        self._constraints = [Inequality(((first, 1.0), (second, -1.0)), 0.0) for first, second in before]
        self.taken = [True] * count

    def cover_all(self) -> None:
        """From now on, every element is covered."""
        for places in self._holders:
            self._constraints.append(Inequality(tuple((place, 1.0) for place in sorted(places)), 1.0))

    def cover_most(self, at_most: int, gains: Sequence[float]) -> None:
        """From now on, at most so many sets are taken, and the largest sum of gains is reached.

        Args:
            at_most: How many sets may be taken.
            gains: What covering each element is worth, above 0.
        """
        self.taken = [False] * self._count
        self._constraints.append(
            Inequality(tuple((place, -1.0) for place in range(self._count)), -float(at_most))
        )
        for covered, places in enumerate(self._holders, start=self._count):
            self._constraints.append(
                Inequality((*((place, 1.0) for place in sorted(places)), (covered, -1.0)), 0.0)
            )
        best, _ = self._solve([0.0] * self._count + [-gain for gain in gains])
        covered_of = best[self._count :]
        reached = sum(gain for gain, covered in zip(gains, covered_of, strict=True) if covered)
        self.taken = best[: self._count]
        self._constraints.append(Inequality(tuple(enumerate(gains, start=self._count)), reached - NEARLY))

    def least(self, weights: Sequence[float]) -> float:
        """Make the sum of the weights of the taken sets least; from now on it stays so.

        Returns:
            What the sum cannot be less than, as far as is proved: the sum itself where the choice is best.
        """
        best, bound = self._solve([*weights, *([0.0] * len(self._holders))])
        self.taken = best[: self._count]
        value = sum(weight for weight, taken in zip(weights, self.taken, strict=True) if taken)
        self._constraints.append(
            Inequality(tuple((n, -weight) for n, weight in enumerate(weights)), -value - NEARLY)
        )
        return bound

    def _solve(self, costs: Sequence[float]) -> tuple[list[bool], float]:
        """The taken variables and the bound; a variable for each set is followed by one for each element."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        entries = [
            (n, place, factor) for n, one in enumerate(self._constraints) for place, factor in one.entries
        ]
        numbers, places, factors = zip(*entries, strict=True) if entries else ((), (), ())
        matrix = csr_array((factors, (numbers, places)), shape=(len(self._constraints), len(costs)))
        lows = [one.low for one in self._constraints]
        done = milp(
            np.array(costs),
            integrality=np.ones(len(costs), dtype=np.int64),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, lows, np.inf) if entries else (),
            options={"time_limit": self._seconds, "mip_rel_gap": 0.0},
        )
        bound = -np.inf if done.mip_dual_bound is None else float(done.mip_dual_bound)
        if done.x is None:
            return [*self.taken, *([False] * len(self._holders))], bound
        return [bool(value > 0.5) for value in done.x], float(done.fun) if done.status == 0 else bound
