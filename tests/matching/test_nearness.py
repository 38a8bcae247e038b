"""Signals that look at single labels: right, and the same in any company."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.embedding import TokenVectors, Vectors
from skillgraph.matching.index.arithmetic import on_grid
from skillgraph.matching.index.dense import first_labels
from skillgraph.matching.signals.focus import attention, focus
from skillgraph.matching.signals.nearness import LabelSpace
from skillgraph.matching.signals.signal_types import BEST, FOCUS, PREF

CONCEPTS, DIMENSIONS, TEXTS = 7, 24, 5


def _rows(generator: np.random.Generator, count: int) -> npt.NDArray[np.float32]:
    rows = generator.standard_normal((count, DIMENSIONS)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


@pytest.fixture(scope="module")
def generator() -> np.random.Generator:
    return np.random.default_rng(3)


def _space(vectors: Vectors, starts: npt.NDArray[np.int64]) -> LabelSpace:
    halves = vectors.astype(np.float16)
    return LabelSpace(halves, starts, first_labels(halves, starts))


@pytest.fixture(scope="module")
def space(generator: np.random.Generator) -> LabelSpace:
    """The fourth concept has no label."""
    starts = np.cumsum([0, 2, 1, 3, 0, 1, 4, 2]).astype(np.int64)
    return _space(_rows(generator, int(starts[-1])), starts)


@pytest.fixture(scope="module")
def tokens(generator: np.random.Generator) -> TokenVectors:
    """The third text has no words."""
    starts = np.cumsum([0, 3, 6, 0, 1, 9]).astype(np.int64)
    rows = _rows(generator, int(starts[-1]))
    return TokenVectors(_rows(generator, TEXTS), rows, starts)


def test_measures_what_it_says(space: LabelSpace, tokens: TokenVectors) -> None:
    candidates = np.tile(np.arange(CONCEPTS), (TEXTS, 1))
    found = space.measure({BEST, PREF, FOCUS}, candidates, on_grid(tokens.vectors), tokens)
    for text in range(TEXTS):
        for concept in range(CONCEPTS):
            labels = space.vectors[space.starts[concept] : space.starts[concept + 1]].astype(np.float32)
            plain = [0.0, 0.0, 0.0]
            if len(labels):
                cosines = labels @ tokens.vectors[text]
                own = tokens.of(text)
                plain = [cosines.max(), cosines[0], _plain_focus(labels[:1], own)]
            measured = [found[part][text, concept] for part in (BEST, PREF, FOCUS)]
            assert measured == pytest.approx(plain, abs=1e-3)


def _plain_focus(label: npt.NDArray[np.float32], own: npt.NDArray[np.float32]) -> float:
    if not len(own):
        return 0.0
    seen = attention(label, own) @ own
    return float((seen * label).sum() / np.linalg.norm(seen))


@given(st.sets(st.sampled_from([BEST, PREF, FOCUS]), min_size=1), st.permutations(range(TEXTS)))
def test_a_value_depends_on_its_own_text_only(parts: set[str], order: list[int]) -> None:
    generator = np.random.default_rng(3)
    starts = np.cumsum([0, 2, 1, 3, 0, 1, 4, 2]).astype(np.int64)
    space = _space(_rows(generator, int(starts[-1])), starts)
    states = [_rows(generator, 4) for _ in range(TEXTS)]
    vectors = _rows(generator, TEXTS)
    candidates = np.sort(generator.permuted(np.tile(np.arange(CONCEPTS), (TEXTS, 1)), axis=1)[:, :4], axis=1)

    def measured(chosen: list[int]) -> dict[str, npt.NDArray[np.float32]]:
        rows = np.concatenate([states[one] for one in chosen])
        bounds = np.arange(len(chosen) + 1) * 4
        tokens = TokenVectors(vectors[chosen], rows, bounds)
        return space.measure(parts, candidates[chosen], on_grid(vectors[chosen]), tokens)

    together = measured(order)
    for place, text in enumerate(order):
        alone = measured([text])
        assert all((together[part][place] == alone[part][0]).all() for part in parts)


def test_the_length_of_labels_changes_no_focus() -> None:
    generator = np.random.default_rng(5)
    labels, own = _rows(generator, 6), _rows(generator, 8)
    np.testing.assert_allclose(focus(labels * 7, own, length=7.0), focus(labels, own), atol=1e-5)
