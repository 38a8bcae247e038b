"""An encoder without weights, for tests: texts that share words are near each other."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from skillgraph.embedding.encoder import TokenVectors, Vectors, clean, normalise_rows


class DummyEncoder:
    """Adds up one hashed direction for each word. Never a default."""

    name = "dummy"
    languages: frozenset[str] | None = None

    def __init__(self, *, dimensions: int = 64, name: str = "dummy") -> None:
        self.name = name
        self.dimensions = dimensions
        self.fingerprint = self.space = f"dummy-{dimensions}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts; see `Encoder.encode`."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\S+", clean(text).casefold()):
                row += self._direction(word)
        return normalise_rows(vectors)

    def encode_tokens(self, texts: Sequence[str]) -> TokenVectors:
        """Encode texts and their words; see `TokenEncoder.encode_tokens`."""
        found = [list(re.finditer(r"\S+", clean(text))) for text in texts]
        words = [word for text in found for word in text]
        tokens = np.zeros((len(words), self.dimensions), dtype=np.float32)
        for row, word in zip(tokens, words, strict=True):
            row += self._direction(word.group().casefold())
        starts = np.cumsum([0, *map(len, found)]).astype(np.int64)
        offsets = [np.array([word.span() for word in one], dtype=np.int32).reshape(-1, 2) for one in found]
        return TokenVectors(self.encode(texts), normalise_rows(tokens), starts, offsets.__getitem__)

    def _direction(self, word: str) -> Vectors:
        generator = np.random.default_rng(zlib.crc32(word.encode()))
        return generator.standard_normal(self.dimensions, dtype=np.float32)
