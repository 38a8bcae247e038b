"""Runs a converted transformer with onnxruntime and tokenizers: no torch, up in a third of a second.

What a text gives, to the last bit, depends on the text alone: its length says how far it is padded, whatever
stands beside it, and the graph adds up in an order that the batch does not change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from skillgraph.embedding.encoder import Offsets, TokenVectors, Untyped, Vectors, clean
from skillgraph.embedding.onnxmodel import OnnxModel
from skillgraph.embedding.wordpiece import PieceFinder

_CHUNK = 8_192
_TOKENS = 2_048
"""Of a batch; what more of them need no longer fits into the caches."""
_ROWS = 128
_SHORT = 8
"""Texts of so many tokens, markers included, are not padded. Three in four labels are as short, and a fifth
of their work was padding; sentences seldom are, and batches of few texts would cost those more."""
_PADDING = 4
"""The length of longer ones is a multiple of this."""


class TransformerEncoder:
    """A converted sentence-transformers model.

    Args:
        model: The converted model.
        name: Names the signals, such as ``skills``.
        languages: What it was trained on; ``None`` where it does not care.
        threads: Threads of the linear algebra underneath.
    """

    def __init__(
        self, model: OnnxModel, *, name: str, languages: frozenset[str] | None, threads: int = 1
    ) -> None:
        self.name = name
        self.languages = languages
        self.fingerprint = model.fingerprint
        self.space = model.space or model.fingerprint
        self.dimensions = model.dimensions
        self._model = model
        self._threads = threads

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts, cut at the model's length in tokens; see `Encoder.encode`."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _CHUNK):
            self._encode_chunk(texts[start : start + _CHUNK], vectors[start : start + _CHUNK])
        return vectors

    def encode_tokens(self, texts: Sequence[str]) -> TokenVectors:
        """Encode texts and their tokens; see `TokenEncoder.encode_tokens`."""
        ids = self._pieces.ids([clean(text) for text in texts])
        lengths = self._lengths(ids)
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        tokens = np.zeros((int(starts[-1]), self.dimensions), dtype=np.float32)
        for rows in _batches(lengths):
            found = self._run(["vectors", "tokens"], [ids[row] for row in rows])
            vectors[rows] = found[0]
            for row, states in zip(rows.tolist(), found[1], strict=True):
                tokens[starts[row] : starts[row + 1]] = states[: lengths[row]]
        return TokenVectors(vectors, tokens, starts, lambda text: self._offsets(texts[text]))

    def _offsets(self, text: str) -> Offsets:
        """Where the tokens of a text stand in it."""
        found = self._tokenizer.encode(clean(text)).offsets
        return np.array(found if len(found) > len(self._pieces.markers) else [], dtype=np.int32).reshape(
            -1, 2
        )

    def token_states(self, ids: Sequence[Sequence[int]]) -> Vectors:
        """Vectors of the tokens of texts that are given as equally many token numbers each.

        Returns:
            Shape (texts, tokens, dimensions).
        """
        (found,) = self._run(["tokens"], ids)
        return found[:, : len(ids[0])]

    def _encode_chunk(self, texts: Sequence[str], out: Vectors) -> None:
        ids = self._pieces.ids([clean(text) for text in texts])
        for rows in _batches(self._lengths(ids)):
            (out[rows],) = self._run(["vectors"], [ids[row] for row in rows])

    def _lengths(self, ids: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
        """How many tokens each text has; none where there is nothing between the markers."""
        lengths = np.fromiter(map(len, ids), dtype=np.int64, count=len(ids))
        lengths[lengths <= len(self._pieces.markers)] = 0
        return lengths

    def _run(self, outputs: list[str], ids: Sequence[Sequence[int]]) -> list[Vectors]:
        """Outputs of the graph for texts that are padded to the same length."""
        tokens = np.zeros((len(ids), _padded(len(ids[0]))), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for row, values in enumerate(ids):
            tokens[row, : len(values)] = values
            mask[row, : len(values)] = 1
        found: list[Vectors] = self._session.run(outputs, {"input_ids": tokens, "attention_mask": mask})
        return found

    @cached_property
    def _pieces(self) -> PieceFinder:
        return PieceFinder(self._tokenizer, self._model.max_tokens)

    @cached_property
    def _tokenizer(self) -> Untyped:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._model.tokenizer))
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._model.max_tokens)
        return tokenizer

    @cached_property
    def _session(self) -> Untyped:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        # Threads that spin while they wait keep the processor from other threads and processes.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(
            str(self._model.graph), options, providers=["CPUExecutionProvider"]
        )


def _padded(length: int) -> int:
    """The length to which a text of so many tokens is padded, in any company."""
    return length if length <= _SHORT else -(-length // _PADDING) * _PADDING


def _batches(lengths: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[np.int64]]:
    """Rows that are padded to the same length together; rows of length 0 left out."""
    of_length = [_padded(length) for length in range(int(lengths.max(initial=0)) + 1)]
    padded = np.array(of_length)[lengths]
    for length in np.unique(padded[padded > 0]).tolist():
        rows = np.flatnonzero(padded == length)
        size = max(1, min(_ROWS, _TOKENS // length))
        yield from (rows[start : start + size] for start in range(0, len(rows), size))
