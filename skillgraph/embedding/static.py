"""The static encoder of the fast profile: the mean of a text's token vectors, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import chain

import numpy as np

from skillgraph.embedding.encoder import Untyped, Vectors, clean, normalise_rows
from skillgraph.embedding.wheels import digest, wheel_folder

_RECIPE = "mean of token vectors, 1"
_BATCH = 2_048


class StaticEncoder:
    """wordllama's 256-dimensional token vectors, read straight from the wheel.

    The wheel's own loader asks the network for a tokenizer that lies beside the weights.
    """

    name = "static"
    dimensions = 256
    languages: frozenset[str] | None = frozenset({"en"})

    def __init__(self) -> None:
        folder = wheel_folder("wordllama", distribution="wordllama")
        self._weights_path = folder / "weights" / "l2_supercat_256.safetensors"
        self._tokenizer_path = folder / "tokenizers" / "l2_supercat_tokenizer_config.json"

    @cached_property
    def fingerprint(self) -> str:
        """Hash of weights, tokenizer and recipe."""
        return digest(_RECIPE, [self._weights_path, self._tokenizer_path])

    @property
    def space(self) -> str:
        """Its own; see `Encoder.space`."""
        return self.fingerprint

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts; see `Encoder.encode`."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = [clean(text).strip() for text in texts[start : start + _BATCH]]
            self._encode_batch(batch, vectors[start : start + _BATCH])
        return normalise_rows(vectors)

    def _encode_batch(self, texts: list[str], out: Vectors) -> None:
        encodings = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        ids = [encoding.ids for encoding in encodings]
        lengths = np.fromiter(map(len, ids), dtype=np.int64, count=len(ids))
        filled = lengths > 0
        if not filled.any():
            return
        tokens = np.fromiter(chain.from_iterable(ids), dtype=np.int64, count=int(lengths.sum()))
        starts = (np.cumsum(lengths) - lengths)[filled]
        out[filled] = np.add.reduceat(self._weights[tokens], starts, axis=0)

    @cached_property
    def _tokenizer(self) -> Untyped:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._tokenizer_path))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _weights(self) -> Vectors:
        from safetensors.numpy import load_file

        return load_file(self._weights_path)["embedding.weight"].astype(np.float32)
