"""Vectors that come with the package: near to what their encoder gives, and of no other encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from skillgraph import resources
from skillgraph.embedding import Vectors, load_encoder
from skillgraph.embedding.dummy import DummyEncoder
from skillgraph.errors import InputError, ProblemLog
from skillgraph.matching.index import known
from skillgraph.matching.index.known import CodedVectors, StoredVectors, keys_of, shipped, shipped_file
from skillgraph.matching.index.labels import LabelTable
from skillgraph.settings import Settings
from skillgraph.taxonomies import read_esco
from tests.support.small_framework import CountingEncoders, build

TEXTS = [
    f"{verb} {thing}" for verb in ("weld", "paint", "buy", "sell") for thing in ("pipes", "tins", "hats")
]


@pytest.fixture(scope="module")
def labels() -> list[str]:
    """The different labels of the built-in snapshot."""
    snapshot = resources.ontologies("esco", "esco-1.2.0-snapshot.zip")
    table = LabelTable.from_concepts(read_esco([snapshot], problems=ProblemLog()).concepts)
    return list(dict.fromkeys(text for found in table.lists.values() for text in found.texts))


def coded(encoder: DummyEncoder, texts: Sequence[str]) -> CodedVectors:
    return CodedVectors.of(encoder.fingerprint, keys_of(texts), encoder.encode(texts))


def ship(folder: Path, vectors: CodedVectors, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put vectors where those of the package are looked for."""
    monkeypatch.setattr(known, "shipped_file", lambda name: folder / f"{name}.npz")
    vectors.save(folder / "skills.npz")
    return folder / "skills.npz"


def cosines(left: Vectors, right: Vectors) -> Vectors:
    found: Vectors = np.einsum("ij,ij->i", left, right)
    return found


@pytest.mark.parametrize("name", ["skills", "use"])
def test_they_are_what_the_encoder_gives(name: str, labels: list[str]) -> None:
    encoder = load_encoder(name, Settings.from_environment())
    (vectors,) = shipped(encoder)
    assert np.array_equal(vectors.keys, keys_of(labels))
    rows = np.random.default_rng(7).choice(len(labels), 300, replace=False)
    exact = encoder.encode([labels[row] for row in rows])
    near = vectors.take(rows).astype(np.float32)
    assert cosines(exact, near).min() > 0.99
    queries = encoder.encode(TEXTS)
    assert np.abs(queries @ (exact - near).T).std() < 0.006


@pytest.mark.parametrize("name", ["skills", "use"])
def test_they_are_small(name: str) -> None:
    assert shipped_file(name).stat().st_size < 22_000_000


@pytest.mark.parametrize("name", ["student", "minilm", "dummy"])
def test_other_encoders_have_none(name: str) -> None:
    assert not list(shipped(DummyEncoder(name=name)))


def test_those_of_another_encoder_are_not_used() -> None:
    assert not list(shipped(DummyEncoder(name="skills")))


def test_labels_that_come_with_the_package_are_not_encoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoders = CountingEncoders()
    ship(tmp_path, coded(DummyEncoder(dimensions=64, name="skills"), ["SQL", "weld steel"]), monkeypatch)
    index = build(tmp_path / "index", encoders)
    texts = [text for labels in index.labels.lists.values() for text in labels.texts]
    assert encoders.encoded["skills"] == len(set(texts)) - 2
    exact = DummyEncoder(dimensions=64, name="skills").encode(index.labels.lists["en"].texts)
    assert cosines(exact, np.asarray(index.dense("skills", "en").vectors, dtype=np.float32)).min() > 0.98


def test_they_count_more_than_those_of_an_older_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that an index is the same, whatever was built before it."""
    build(tmp_path / "index", CountingEncoders())
    ship(tmp_path, coded(DummyEncoder(dimensions=64, name="skills"), [*TEXTS, "SQL"]), monkeypatch)
    fresh = build(tmp_path / "fresh", CountingEncoders()).dense("skills", "en").vectors
    for part in (tmp_path / "index" / "parts").glob("skills-*"):
        part.rename(part.with_name(part.name.removesuffix("3") + "2"))
    again = build(tmp_path / "index", CountingEncoders()).dense("skills", "en").vectors
    assert np.array_equal(fresh, again)


def test_a_damaged_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = ship(tmp_path, coded(DummyEncoder(dimensions=64, name="skills"), TEXTS), monkeypatch)
    content = bytearray(file.read_bytes())
    for damaged in (content[:200], content[:-300], b"", b"PK", _flipped(content)):
        file.write_bytes(bytes(damaged))
        with pytest.raises(InputError, match=r"skills\.npz") as caught:
            build(tmp_path / "index", CountingEncoders())
        assert "Install skillgraph again" in caught.value.hint


def test_texts_without_words_stay_without_direction(tmp_path: Path) -> None:
    encoder = DummyEncoder(dimensions=64)
    CodedVectors.of("x", keys_of(["", "weld"]), encoder.encode(["", "weld"])).save(tmp_path / "some.npz")
    nothing, something = CodedVectors.open(tmp_path / "some.npz").take(np.array([0, 1]))
    assert not nothing.any()
    assert np.linalg.norm(something.astype(np.float32)) == pytest.approx(1, abs=1e-3)


def test_parts_of_an_index_give_rows_as_they_lie(tmp_path: Path) -> None:
    np.save(tmp_path / "keys.npy", keys_of(TEXTS))
    vectors = np.arange(len(TEXTS) * 2, dtype=np.float16).reshape(-1, 2)
    np.save(tmp_path / "vectors.npy", vectors)
    stored = StoredVectors(tmp_path)
    assert np.array_equal(stored.keys, keys_of(TEXTS))
    assert np.array_equal(stored.take(np.array([3, 1])), vectors[[3, 1]])


def _flipped(content: bytearray) -> bytearray:
    """One byte in the middle is another one."""
    changed = bytearray(content)
    changed[len(changed) // 2] ^= 255
    return changed
