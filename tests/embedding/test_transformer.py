"""What a transformer says of a text and its words: in any company the same, to the last bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillgraph.embedding import TokenEncoder
from skillgraph.embedding.export import export_folder
from skillgraph.embedding.int8 import store_as_int8
from skillgraph.embedding.onnxmodel import OnnxModel
from skillgraph.embedding.registry import SHIPPED, load_onnx_folder
from skillgraph.embedding.transformer import TransformerEncoder
from skillgraph.embedding.use import UseEncoder
from skillgraph.errors import InputError
from skillgraph.settings import Settings
from tests.support.tiny_model import tiny_model

TEXTS = [
    "manage musical staff",
    "",
    "weld",
    "   ",
    "Weld STEEL pipes, é and \ud800 or manage staff",
    "staff " * 30,
    *("manage " * words + "pipes" for words in range(1, 14)),
]


PLAIN = [
    "Don't weld steel-pipes_or (C++/C#) at 20%!",
    "x" * 101,
    "a" * 40 + "\t[MASK] \r\n[sep]",
    "tab\x0bbell\x07del\x7f",
    *("manage " * words for words in (29, 30, 31, 70)),
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> OnnxModel:
    """The tiny model, converted, with its weights stored as integers."""
    folder = tmp_path_factory.mktemp("converted")
    export_folder(tiny_model(tmp_path_factory.mktemp("original")), folder)
    store_as_int8(folder / "model.onnx")
    return OnnxModel.seal(folder, recipe="test", dimensions=64, max_tokens=32, languages=["en"])


@pytest.fixture(scope="module", params=["tiny", "skills"])
def encoder(request: pytest.FixtureRequest) -> TransformerEncoder:
    given = Settings.from_environment()
    tiny = request.param == "tiny"
    folder = request.getfixturevalue("tiny").folder if tiny else given.encoder or SHIPPED
    return load_onnx_folder(folder, given, name=request.param)


@pytest.fixture(scope="module")
def alone(encoder: TransformerEncoder) -> np.ndarray:
    """The vector of each text when nothing stands beside it."""
    return np.concatenate([encoder.encode([text]) for text in TEXTS])


@given(st.lists(st.integers(0, len(TEXTS) - 1), max_size=40))
@settings(max_examples=5)
def test_company_order_and_repetition_change_no_bit(
    encoder: TransformerEncoder, alone: np.ndarray, chosen: list[int]
) -> None:
    found = encoder.encode([TEXTS[number] for number in chosen])
    np.testing.assert_array_equal(found, alone[chosen])


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_number_of_threads_changes_no_bit(
    encoder: TransformerEncoder, alone: np.ndarray, threads: int
) -> None:
    again = TransformerEncoder(encoder._model, name="again", languages=None, threads=threads)
    np.testing.assert_array_equal(again.encode(TEXTS), alone)


def test_tokens_come_with_the_vectors_of_their_texts(encoder: TransformerEncoder, alone: np.ndarray) -> None:
    found = encoder.encode_tokens(TEXTS)
    np.testing.assert_array_equal(found.vectors, alone)
    assert found.starts.shape == (len(TEXTS) + 1,)
    assert found.tokens.shape == (found.starts[-1], encoder.dimensions)
    assert all(len(found.offsets(text)) == len(found.of(text)) for text in range(len(TEXTS)))
    np.testing.assert_allclose(np.linalg.norm(found.tokens, axis=1), 1, atol=1e-5)
    backwards = encoder.encode_tokens(TEXTS[::-1])
    for text in range(len(TEXTS)):
        np.testing.assert_array_equal(found.of(text), backwards.of(len(TEXTS) - 1 - text))


def test_tokens_know_where_they_stand(encoder: TransformerEncoder) -> None:
    text = "é\ud800 Manage   musical  STAFF"
    offsets = encoder.encode_tokens(["", text]).offsets(1)
    spans = {text[start:end].casefold() for start, end in offsets.tolist() if end > start}
    assert {"manage", "musical", "staff"} <= spans
    assert offsets[0].tolist() == offsets[-1].tolist() == [0, 0]
    assert len(encoder.encode_tokens(["", "  "]).tokens) == 0
    assert encoder.encode_tokens([]).starts.tolist() == [0]


@given(
    st.lists(st.text(st.characters(max_codepoint=0x17F)) | st.sampled_from(PLAIN), max_size=4).map(" ".join)
)
@settings(max_examples=300, deadline=None)
def test_words_are_cut_as_the_tokenizer_cuts_them(encoder: TransformerEncoder, text: str) -> None:
    assert encoder._pieces.ids([text]) == [encoder._tokenizer.encode(text).ids]


def test_only_encoders_that_tell_words_apart_say_so(encoder: TransformerEncoder) -> None:
    assert isinstance(encoder, TokenEncoder)
    assert not isinstance(UseEncoder(), TokenEncoder)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "encoder.json"])
@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", None])
def test_a_damaged_encoder_is_refused(tmp_path: Path, name: str, damage: bytes | None) -> None:
    for part in ("model.onnx", "tokenizer.json"):
        (tmp_path / part).write_bytes(b"content")
    whole = OnnxModel.seal(tmp_path, recipe="test", dimensions=8, max_tokens=16, languages=["fr", "en"])
    assert OnnxModel.open(tmp_path) == whole == replace(whole, languages=frozenset({"en", "fr"}))
    (tmp_path / name).unlink() if damage is None else (tmp_path / name).write_bytes(damage)
    with pytest.raises(InputError, match="cannot be used"):
        OnnxModel.open(tmp_path)


def test_the_fingerprint_follows_graph_tokenizer_and_recipe(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"graph")
    (tmp_path / "tokenizer.json").write_bytes(b"words")
    first = OnnxModel.seal(tmp_path, recipe="one", dimensions=8, max_tokens=16)
    assert OnnxModel.seal(tmp_path, recipe="one", dimensions=8, max_tokens=16) == first
    other = OnnxModel.seal(tmp_path, recipe="two", dimensions=8, max_tokens=16)
    (tmp_path / "model.onnx").write_bytes(b"another")
    tuned = OnnxModel.seal(tmp_path, recipe="one", dimensions=8, max_tokens=16)
    assert len({first.fingerprint, other.fingerprint, tuned.fingerprint}) == 3
