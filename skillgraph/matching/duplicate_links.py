"""Links near-duplicates: who stands for whom among all postings.

Candidates share a band of the MinHash or all that describes a job. Each is compared with the next few of the
same key only, in an order that puts the likeliest side by side, so the pairs grow with the postings and not
with the square of the largest bucket. `link` does it on one machine; an engine of many machines takes the
same steps: `KEYS`, `neighbours`, `are_one_job`, `labelled` and `Leaders`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph.matching.near_duplicates import BANDS, NEAR, SKETCH, Sketches, judge, resemblance

Rows = npt.NDArray[np.int64]
"""Numbers of postings, counted over all parts."""

_CHUNK = 50_000

NEIGHBOURS = 3
"""With so many of the next rows of the same key a row is compared."""

KEYS: tuple[tuple[str, int | None], ...] = (
    *((name, None) for name in ("job_here", "job_unit", "text")),
    *(("bands", band) for band in range(BANDS)),
)
"""Fields of a sketch by which duplicates are found, with the place where a field has several; 0 is no key."""

ORDER = ("title", "employer", "unit", "day")
"""How rows of the same key are ordered; those that agree in all stand in the order of their numbers."""


@dataclass(frozen=True, slots=True)
class Links:
    """For each posting the one that stands for it.

    Attributes:
        canonical: Its row, shape (postings,); its own where it stands for itself.
        similarity: To that one, shape (postings,); NaN where it stands for itself.
        reasons: A `Reason` each, shape (postings,).
    """

    canonical: Rows
    similarity: npt.NDArray[np.float64]
    reasons: npt.NDArray[np.uint8]

    @classmethod
    def none(cls, count: int) -> Links:
        """Of so many postings that all stand for themselves; to be filled in."""
        rows = np.arange(count, dtype=np.int64)
        return cls(rows, np.full(count, np.nan), np.zeros(count, dtype=np.uint8))


def link(parts: Sequence[Sketches]) -> Links:
    """Find the duplicates among all postings of several parts; rows are counted over the parts.

    The earliest advertisement stands for the later ones that are duplicates of it. The outcome does not
    depend on the order of the parts or of their rows. Memory grows by some 50 bytes for a posting; sketches
    may be memory-mapped.
    """
    every = _Parts(parts)
    links = Links.none(len(every))
    for members in _components(_duplicates(every)):
        rows = every.rows(members)
        order = np.lexsort((rows["id"], rows["day"]))
        leaders = Leaders()
        for place in order:
            found = leaders.leader_of(rows[place : place + 1], int(members[place]))
            if found is not None:
                row = members[place]
                links.canonical[row], links.similarity[row], links.reasons[row] = found
    return links


class Leaders:
    """The advertisements of a group that stand for others; they are told in the order of day and id."""

    def __init__(self) -> None:
        self._rows: Sketches = np.empty(0, dtype=SKETCH)
        self._numbers: list[int] = []

    def leader_of(self, row: Sketches, number: int) -> tuple[int, float, int] | None:
        """The leader that a posting is most like; one that is like none becomes a leader itself.

        Args:
            row: Its sketch, shape (1,).
            number: Its own.

        Returns:
            The leader's number, the similarity to it and the `Reason`; ``None`` for a new leader.
        """
        if self._numbers:
            measured, reasons = judge(row, self._rows)
            best = int(np.where(reasons > 0, measured, -1).argmax())
            if reasons[best]:
                return self._numbers[best], float(measured[best]), int(reasons[best])
        self._rows = np.concatenate([self._rows, row])
        self._numbers.append(number)
        return None


def same_texts(parts: Sequence[Sketches]) -> Rows:
    """For each posting the first row whose text is the same or `NEAR`, whoever it is of and wherever.

    Postings without a text go by their titles. Rows are counted over the parts; shape (postings,).
    """
    every = _Parts(parts)
    titles = {"title": every.column("title")}
    texts = every.column("text")
    keys = [texts, *(every.column("bands", band) for band in range(BANDS))]
    pairs = [_judged(every, _candidates(key, titles), _say_the_same) for key in keys]
    untold = _candidates(np.where(texts == 0, titles["title"], 0), titles)
    first = np.arange(len(every), dtype=np.int64)
    for members in _components(np.concatenate([*pairs, untold])):
        first[members] = members[0]
    return first


def _say_the_same(first: Sketches, second: Sketches) -> npt.NDArray[np.bool_]:
    return resemblance(first, second) >= NEAR


def are_one_job(first: Sketches, second: Sketches) -> npt.NDArray[np.bool_]:
    """Whether postings are duplicates, pair by pair."""
    _, reasons = judge(first, second)
    return reasons > 0


def labelled(pairs: Rows) -> tuple[Rows, npt.NDArray[np.int32]]:
    """All rows of pairs, each once, with the group that pairs join it to.

    Returns:
        The rows, group by group and ascending in each, and the number of the group of each.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    rows, places = np.unique(pairs, return_inverse=True)
    first, second = places.reshape(-1, 2).T
    graph = coo_array((np.ones(len(pairs), dtype=np.int8), (first, second)), shape=(len(rows), len(rows)))
    _, labels = connected_components(graph, directed=False)
    order = np.argsort(labels, kind="stable")
    return rows[order], labels[order]


def spanning(pairs: Rows) -> Rows:
    """The fewest pairs that join what these join: each row of a group with its first one."""
    if not len(pairs):
        return pairs
    rows, labels = labelled(pairs)
    starts = np.flatnonzero(np.diff(labels, prepend=-1))
    first = np.repeat(rows[starts], np.diff([*starts, len(rows)]))
    found: Rows = np.stack([first, rows], axis=1)[first != rows]
    return found


def _components(pairs: Rows) -> list[Rows]:
    """Groups of two or more rows that pairs join, each ascending."""
    if not len(pairs):
        return []
    rows, labels = labelled(pairs)
    return np.split(rows, np.flatnonzero(np.diff(labels)) + 1)


def _duplicates(every: _Parts) -> Rows:
    """Candidate pairs that are duplicates, shape (pairs, 2)."""
    order = {name: every.column(name) for name in ORDER}
    found = [_judged(every, _candidates(every.column(*key), order), are_one_job) for key in KEYS]
    return np.unique(np.concatenate(found), axis=0)


def _candidates(keys: npt.NDArray[Any], order: dict[str, npt.NDArray[Any]]) -> Rows:
    """Pairs of rows with the same key, of those that have one."""
    rows = np.flatnonzero(keys)
    rows = rows[np.lexsort((*(column[rows] for column in reversed(order.values())), keys[rows]))]
    return neighbours(rows, [keys[rows]])


def neighbours(rows: Rows, keys: Sequence[npt.NDArray[Any]]) -> Rows:
    """Pairs of rows whose keys are the same, each row with the next few; shape (pairs, 2).

    Args:
        rows: Sorted by the keys.
        keys: Of the rows; each has shape (rows,).
    """
    pairs = [np.empty((0, 2), dtype=np.int64)]
    for step in range(1, min(NEIGHBOURS + 1, len(rows))):
        same = np.logical_and.reduce([key[step:] == key[:-step] for key in keys])
        pairs.append(np.stack([rows[:-step][same], rows[step:][same]], axis=1))
    return np.concatenate(pairs)


def _judged(every: _Parts, pairs: Rows, holds: Callable[[Sketches, Sketches], npt.NDArray[np.bool_]]) -> Rows:
    pairs = np.sort(pairs, axis=1)
    kept = [np.empty((0, 2), dtype=np.int64)]
    for start in range(0, len(pairs), _CHUNK):
        some = pairs[start : start + _CHUNK]
        kept.append(some[holds(every.rows(some[:, 0]), every.rows(some[:, 1]))])
    return np.concatenate(kept)


def column_of(rows: Sketches, name: str, place: int | None = None) -> npt.NDArray[Any]:
    """A field of sketches, or one place of a field that has several."""
    column: npt.NDArray[Any] = rows[name] if place is None else rows[name][:, place]
    return column


class _Parts:
    """The rows of several arrays under one count."""

    def __init__(self, parts: Sequence[Sketches]) -> None:
        self._parts = parts
        self._starts = np.cumsum([0, *map(len, parts)])

    def __len__(self) -> int:
        return int(self._starts[-1])

    def column(self, name: str, place: int | None = None) -> npt.NDArray[Any]:
        found = [column_of(part, name, place) for part in self._parts]
        return np.concatenate([np.empty(0, dtype=SKETCH[name].base), *found])

    def rows(self, wanted: Rows) -> Sketches:
        """Copies of rows, in the order asked for."""
        found = np.empty(len(wanted), dtype=SKETCH)
        owners = np.searchsorted(self._starts, wanted, side="right") - 1
        for owner in np.unique(owners):
            here = owners == owner
            found[here] = self._parts[owner][wanted[here] - self._starts[owner]]
        return found
