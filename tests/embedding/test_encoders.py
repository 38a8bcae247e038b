"""One contract for all encoders, and what each adds to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillgraph.embedding import Encoder, load_encoder
from skillgraph.embedding.dummy import DummyEncoder
from skillgraph.embedding.registry import NAMES
from skillgraph.errors import InputError, MissingDependencyError
from skillgraph.settings import Settings

TEXTS = [
    "manage musical staff",
    "",
    "Rédiger des rapports techniques",
    "   ",
    "管理音乐人员",
    "C++ and R&D 😀",
    "a\x00b\x01 \ud800 half a pair",
    "word " * 3_000,
    "manage musical staff",
]
EMPTY = (1, 3)


@pytest.fixture(scope="module", params=NAMES)
def encoder(request: pytest.FixtureRequest) -> Encoder:
    try:
        return load_encoder(request.param, Settings.from_environment())
    except MissingDependencyError as error:
        pytest.skip(f"{request.param}: {error}")


def test_one_row_of_floats_for_each_text(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.isfinite(vectors).all()
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_rows_have_length_one_and_empty_texts_zero(encoder: Encoder) -> None:
    lengths = np.linalg.norm(encoder.encode(TEXTS), axis=1)
    expected = [0.0 if row in EMPTY else 1.0 for row in range(len(TEXTS))]
    np.testing.assert_allclose(lengths, expected, atol=1e-5)


def test_a_row_depends_on_its_own_text_only(encoder: Encoder) -> None:
    together = encoder.encode(TEXTS)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    backwards = encoder.encode(TEXTS[::-1])[::-1]
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(together, backwards, atol=1e-5)


def test_the_same_text_gives_the_same_row_every_time(encoder: Encoder) -> None:
    first, second = encoder.encode(TEXTS), encoder.encode(TEXTS)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_allclose(first[0], first[-1], atol=1e-5)


def test_has_a_name_and_a_stable_fingerprint(encoder: Encoder) -> None:
    again = load_encoder(encoder.name, Settings.from_environment())
    assert encoder.name in NAMES
    assert encoder.fingerprint == again.fingerprint != ""


@given(st.lists(st.text(max_size=40), max_size=4))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_takes_any_text(encoder: Encoder, texts: list[str]) -> None:
    assert encoder.encode(texts).shape == (len(texts), encoder.dimensions)


@pytest.mark.parametrize(
    ("name", "near", "far"),
    [
        ("student", "lead a group of musicians", "weld steel pipes"),
        ("minilm", "lead a group of musicians", "weld steel pipes"),
        ("use", "diriger un groupe de musiciens", "souder des tuyaux en acier"),
    ],
)
def test_texts_of_like_meaning_are_nearer(name: str, near: str, far: str) -> None:
    try:
        encoder = load_encoder(name, Settings.from_environment())
    except MissingDependencyError as error:
        pytest.skip(str(error))
    text, good, bad = encoder.encode(["manage musical staff", near, far])
    assert text @ good > text @ bad + 0.1


def test_an_unknown_encoder_is_named() -> None:
    with pytest.raises(InputError, match="no encoder called 'bert'"):
        load_encoder("bert", Settings.from_environment())


def test_encoders_of_other_recipes_have_other_fingerprints() -> None:
    assert DummyEncoder(dimensions=8).fingerprint != DummyEncoder(dimensions=9).fingerprint
