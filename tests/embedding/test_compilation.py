"""Compiling a transformer: once, whole or not at all, and never trusting a damaged cache."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from skillgraph.embedding import compilation, load_model_folder
from skillgraph.embedding.compilation import compiled, model_fingerprint
from skillgraph.embedding.export import load_sentence_transformer
from skillgraph.embedding.onnxmodel import OnnxModel
from skillgraph.errors import InputError, MissingDependencyError
from skillgraph.settings import Settings
from tests.support.tiny_model import tiny_model


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "tokenizer.json").write_text("{}")
    return folder


@pytest.fixture
def exports(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Replaces the export by one that writes small files; lists its calls."""
    calls: list[Path] = []

    def export(source: Path, folder: Path, fingerprint: str) -> None:
        calls.append(folder)
        (folder / "model.onnx").write_bytes(b"graph")
        (folder / "tokenizer.json").write_text("{}")
        OnnxModel.seal(folder, recipe="test", fingerprint=fingerprint, dimensions=8, max_tokens=16)

    monkeypatch.setattr(compilation, "_export", export)
    return calls


def test_compiles_once(source: Path, exports: list[Path], tmp_path: Path) -> None:
    fingerprint = model_fingerprint(source)
    first = compiled(tmp_path / "cache", fingerprint, source)
    second = compiled(tmp_path / "cache", fingerprint, source)
    assert first == second
    assert len(exports) == 1
    assert first.folder == tmp_path / "cache" / "encoders" / fingerprint


def test_leaves_nothing_behind(source: Path, exports: list[Path], tmp_path: Path) -> None:
    fingerprint = model_fingerprint(source)
    compiled(tmp_path / "cache", fingerprint, source)
    assert [path.name for path in (tmp_path / "cache" / "encoders").iterdir()] == [fingerprint]


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "encoder.json"])
@pytest.mark.parametrize("damage", [b"", b"other", None])
def test_a_damaged_cache_is_built_again(
    source: Path, exports: list[Path], tmp_path: Path, name: str, damage: bytes | None
) -> None:
    fingerprint = model_fingerprint(source)
    file = compiled(tmp_path / "cache", fingerprint, source).folder / name
    file.unlink() if damage is None else file.write_bytes(damage)
    assert compiled(tmp_path / "cache", fingerprint, source).graph.read_bytes() == b"graph"
    assert len(exports) == 2


def test_a_compiled_model_needs_no_source(source: Path, exports: list[Path], tmp_path: Path) -> None:
    fingerprint = model_fingerprint(source)
    model = compiled(tmp_path / "cache", fingerprint, source)
    assert compiled(tmp_path / "cache", fingerprint, None) == model


def test_two_that_compile_at_once_agree(
    source: Path, exports: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fingerprint = model_fingerprint(source)
    export = compilation._export

    def slower(source_: Path, folder: Path, fingerprint_: str) -> None:
        monkeypatch.setattr(compilation, "_export", export)
        compiled(tmp_path / "cache", fingerprint, source)  # somebody else is done first
        export(source_, folder, fingerprint_)

    monkeypatch.setattr(compilation, "_export", slower)
    assert compiled(tmp_path / "cache", fingerprint, source).graph.is_file()


def test_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(MissingDependencyError) as caught:
        compiled(tmp_path, "0" * 32, None)
    assert "skillgraph[train]" in caught.value.hint


def test_other_weights_are_refused(source: Path, exports: list[Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="are not the ones"):
        compiled(tmp_path / "cache", "0" * 32, source)


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no weights"):
        model_fingerprint(tmp_path)


def test_the_fingerprint_follows_what_the_model_computes(source: Path) -> None:
    before = model_fingerprint(source)
    (source / "README.md").write_text("words")
    assert model_fingerprint(source) == before
    (source / "model.safetensors").write_bytes(b"tuned")
    assert model_fingerprint(source) != before


@pytest.mark.filterwarnings("ignore")
def test_any_mean_of_a_transformer_can_be_converted(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path)
    encoder = load_model_folder(folder, Settings(tmp_path, tmp_path / "cache", 1), name="tiny")
    texts = ["manage musical staff", "", "staff " * 100]
    vectors = encoder.encode(texts)
    original = load_sentence_transformer(folder)
    expected = original.encode([texts[0], texts[2]], normalize_embeddings=True, show_progress_bar=False)
    np.testing.assert_allclose(vectors[[0, 2]], expected, atol=1e-5)
    assert not vectors[1].any()
