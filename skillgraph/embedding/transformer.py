"""Runs a compiled transformer with onnxruntime and tokenizers: no torch, up in a third of a second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from skillgraph.embedding.compilation import CompiledModel
from skillgraph.embedding.encoder import Untyped, Vectors, clean

_CHUNK = 8_192
_TOKENS = 4_096
_ROWS = 128


class TransformerEncoder:
    """A compiled sentence-transformers model.

    Args:
        model: The compiled model.
        name: Names the signals, such as ``minilm``.
        languages: What it was trained on; ``None`` where it does not care.
        threads: Threads of the linear algebra underneath.
    """

    def __init__(
        self,
        model: CompiledModel,
        *,
        name: str,
        languages: frozenset[str] | None = frozenset({"en"}),
        threads: int = 1,
    ) -> None:
        self.name = name
        self.languages = languages
        self.fingerprint = model.fingerprint
        self.dimensions = model.dimensions
        self._model = model
        self._threads = threads

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts, cut at the model's length in tokens; see `Encoder.encode`."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _CHUNK):
            self._encode_chunk(texts[start : start + _CHUNK], vectors[start : start + _CHUNK])
        return vectors

    def _encode_chunk(self, texts: Sequence[str], out: Vectors) -> None:
        encodings = self._tokenizer.encode_batch_fast([clean(text) for text in texts])
        ids = [encoding.ids for encoding in encodings]
        lengths = np.fromiter(map(len, ids), dtype=np.int64, count=len(ids))
        for rows in _batches(lengths, above=self._markers):
            out[rows] = self._run([ids[row] for row in rows], int(lengths[rows].max()))

    def _run(self, ids: list[list[int]], length: int) -> Untyped:
        tokens = np.zeros((len(ids), length), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for row, values in enumerate(ids):
            tokens[row, : len(values)] = values
            mask[row, : len(values)] = 1
        return self._session.run(None, {"input_ids": tokens, "attention_mask": mask})[0]

    @cached_property
    def _markers(self) -> int:
        """How many tokens an empty text has."""
        return len(self._tokenizer.encode("").ids)

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
        # Threads that spin while they wait take the processor from whoever else wants it.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(
            str(self._model.graph), options, providers=["CPUExecutionProvider"]
        )


def _batches(lengths: Untyped, *, above: int) -> Iterator[Untyped]:
    """Rows of similar length together, so that little is padded; those not ``above`` left out."""
    order = np.argsort(lengths, kind="stable")
    order = order[lengths[order] > above]
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and end - start < _ROWS and (end - start + 1) * lengths[order[end]] <= _TOKENS:
            end += 1
        yield order[start:end]
        start = end
