"""Set cover against trying every choice."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillgraph.analytics.setcover import SetCover

SETS = 6


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[set[int]], list[float], list[tuple[int, int]]]:
    holders = draw(st.lists(st.sets(st.integers(0, SETS - 1), min_size=1), min_size=1, max_size=6))
    weights = draw(st.lists(st.integers(0, 9).map(float), min_size=SETS, max_size=SETS))
    # Prerequisites come earlier, so that there is no circle.
    pairs = st.tuples(st.integers(0, SETS - 1), st.integers(0, SETS - 1)).filter(lambda one: one[0] < one[1])
    return holders, weights, draw(st.lists(pairs, max_size=3))


def choices(before: list[tuple[int, int]]) -> list[tuple[bool, ...]]:
    every = product((False, True), repeat=SETS)
    return [one for one in every if all(one[first] or not one[second] for first, second in before)]


def covered(choice: tuple[bool, ...], holders: list[set[int]]) -> list[bool]:
    return [any(choice[place] for place in places) for places in holders]


def total(choice: tuple[bool, ...] | list[bool], weights: list[float]) -> float:
    return sum(weight for weight, taken in zip(weights, choice, strict=True) if taken)


@settings(max_examples=60)
@given(problems())
def test_no_choice_that_covers_all_has_less(
    problem: tuple[list[set[int]], list[float], list[tuple[int, int]]],
) -> None:
    holders, weights, before = problem
    allowed = [choice for choice in choices(before) if all(covered(choice, holders))]
    best = min(total(choice, weights) for choice in allowed)
    cover = SetCover(holders, SETS, before=before)
    cover.cover_all()
    assert cover.least(weights) == pytest.approx(best)
    assert total(cover.taken, weights) == pytest.approx(best)
    cover.least([1.0] * SETS)
    assert tuple(cover.taken) in allowed
    fewest = min(sum(choice) for choice in allowed if total(choice, weights) == best)
    assert (sum(cover.taken), total(cover.taken, weights)) == (fewest, best)


@settings(max_examples=60)
@given(problems(), st.integers(0, 4), st.data())
def test_no_choice_of_so_many_gains_more(
    problem: tuple[list[set[int]], list[float], list[tuple[int, int]]], at_most: int, data: st.DataObject
) -> None:
    holders, weights, before = problem
    gains = [float(data.draw(st.integers(1, 5))) for _ in holders]
    allowed = [choice for choice in choices(before) if sum(choice) <= at_most]

    def gain(choice: tuple[bool, ...]) -> float:
        return sum(one for one, told in zip(gains, covered(choice, holders), strict=True) if told)

    most = max(map(gain, allowed))
    cheapest = min(total(choice, weights) for choice in allowed if gain(choice) == most)
    cover = SetCover(holders, SETS, before=before)
    cover.cover_most(at_most, gains)
    assert cover.least(weights) == pytest.approx(cheapest)
    assert tuple(cover.taken) in allowed
    assert (gain(tuple(cover.taken)), total(cover.taken, weights)) == (most, cheapest)


def test_where_the_time_does_not_suffice_the_choice_is_still_allowed() -> None:
    holders = [{n % 40, (7 * n) % 40, (11 * n + 3) % 40} for n in range(200)]
    cover = SetCover(holders, 40, seconds=0.0)
    cover.cover_all()
    bound = cover.least([1.0 + n % 3 for n in range(40)])
    assert all(any(cover.taken[place] for place in places) for places in holders)
    assert bound <= sum(1.0 + n % 3 for n in range(40) if cover.taken[n])
