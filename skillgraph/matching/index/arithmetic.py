"""Arithmetic whose results do not depend on what else is computed beside them.

A float32 product of matrices comes out a little differently with every number of rows, of threads, and on
every processor, because sums are added up in another order. A ranking must not. So vectors are rounded to
whole numbers of 1/4,000: a sum of products of such numbers stays below 2²⁴ (by the inequality of Cauchy and
Schwarz, for vectors of length 1), where float32 counts without rounding and order is all the same. What
that costs is about 0.0001 of a cosine.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]
Integers = npt.NDArray[np.int16]
"""Vectors on the grid as they are stored."""

GRID = 4_000.0
_UNIT = np.float32(GRID**-2)

_HALF_TO_SINGLE = np.float32(GRID * 2.0**112)
"""The exponents of float16 and float32 are 112 apart."""
_HALF_BITS = np.uint32(0x8FFFE000)


def on_grid(vectors: Floats) -> Floats:
    """Vectors of length 1 or 0 as whole numbers of 1/`GRID`, any shape."""
    scaled = vectors * np.float32(GRID)
    rounded: Floats = np.rint(scaled, out=scaled)
    return rounded


def halves_on_grid(vectors: npt.NDArray[np.float16]) -> Floats:
    """The same for half precision; five times as fast as NumPy's own conversion."""
    bits = vectors.view(np.int16).astype(np.uint32)
    bits <<= 13
    bits &= _HALF_BITS
    scaled = bits.view(np.float32)
    scaled *= _HALF_TO_SINGLE
    rounded: Floats = np.rint(scaled, out=scaled)
    return rounded


def cosines(left: Floats, right: Floats) -> Floats:
    """The product of two matrices on the grid, as cosines; exact, so the same in every order."""
    product: Floats = left @ right
    product *= _UNIT
    return product


def pairwise_cosines(left: Floats, right: Floats) -> Floats:
    """The cosine of each row with the one at its side, or with the only one there; exact as well."""
    product: Floats = np.einsum("ij,ij->i", left, np.broadcast_to(right, left.shape))
    product *= _UNIT
    return product


def spans(starts: Positions, lengths: Positions) -> Positions:
    """The numbers of several ranges one after the other."""
    ends = np.cumsum(lengths)
    return np.repeat(starts - ends + lengths, lengths) + np.arange(ends[-1] if len(ends) else 0)


def largest(values: Floats, lengths: Positions) -> Floats:
    """The largest of each of several ranges that follow each other; 0 for an empty one."""
    return _reduced(np.maximum, values, lengths)


def sums(values: Floats, lengths: Positions) -> Floats:
    """The sum of each of several ranges that follow each other."""
    return _reduced(np.add, values, lengths)


def first_largest(values: Floats, lengths: Positions) -> Positions:
    """Where the largest of each of several ranges stands that follow each other; none may be empty."""
    if not len(lengths):
        return np.zeros(0, dtype=np.int64)
    places = np.flatnonzero(values == np.repeat(largest(values, lengths), lengths))
    return places[np.searchsorted(places, np.cumsum(lengths) - lengths)]


def largest_of_each(rows: Floats, count: int) -> Positions:
    """Where the largest values of each row stand, ascending; of equal ones, the first are taken.

    Half the time of `numpy.argpartition`: values alone are parted many at a time.

    Args:
        rows: Shape (rows, values).
        count: How many, not more than there are.

    Returns:
        Shape (rows, count).
    """
    if not rows.size:
        return np.zeros((len(rows), count), dtype=np.int64)
    width = rows.shape[1]
    least = np.partition(rows, width - count, axis=1)[:, width - count, None]
    chosen = rows >= least
    found = np.flatnonzero(chosen)
    if len(found) > len(rows) * count:
        many = np.bincount(found // width, minlength=len(rows)) > count
        for row in np.flatnonzero(many).tolist():
            chosen[row] = False
            chosen[row, np.argsort(-rows[row], kind="stable")[:count]] = True
        found = np.flatnonzero(chosen)
    columns: Positions = found.reshape(len(rows), count) % width
    return columns


def places(
    ascending: Positions, rows: Sequence[int], values: Sequence[int]
) -> tuple[npt.NDArray[np.bool_], Positions]:
    """Where values stand in rows that ascend.

    Args:
        ascending: Shape (rows, columns).
        rows: The row to look for each value in.
        values: The values, not below 0.

    Returns:
        Which of the values are there, and the columns of those that are.
    """
    if not len(rows) or not ascending.size:
        return np.zeros(len(rows), dtype=bool), np.zeros(0, dtype=np.int64)
    wanted, owners = np.array(values, dtype=np.int64), np.array(rows, dtype=np.int64)
    beyond = max(int(ascending.max()), int(wanted.max())) + 1
    line = (ascending + beyond * np.arange(len(ascending))[:, None]).ravel()
    keys = wanted + beyond * owners
    found = np.searchsorted(line, keys)
    there = line.take(found, mode="clip") == keys
    return there, found[there] - owners[there] * ascending.shape[1]


def _reduced(by: np.ufunc, values: Floats, lengths: Positions) -> Floats:
    out = np.zeros(len(lengths), dtype=np.float32)
    filled = np.flatnonzero(lengths)
    if len(filled):
        starts = np.cumsum(lengths) - lengths
        out[filled] = by.reduceat(values, starts[filled])
    return out
