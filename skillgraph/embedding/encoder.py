"""The seam between texts and vectors: what an encoder is, and what all encoders share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""One row for each text, shape (texts, dimensions); rows have length 1, or 0 where a text has no tokens."""

Untyped = Any
"""A value of a library that has no types."""

MAX_CHARACTERS = 10_000
"""What lies beyond is never read: no encoder here looks further than a few hundred tokens."""


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity."""

    @property
    def name(self) -> str:
        """Short and stable, such as ``minilm``; names the signals it gives."""
        ...

    @property
    def fingerprint(self) -> str:
        """Hash of weights and recipe; vectors of encoders with the same one are interchangeable."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    @property
    def languages(self) -> frozenset[str] | None:
        """Languages it was trained on; ``None`` where it does not care."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts; shape (len(texts), dimensions), rows in the order of the texts.

        A row depends on its own text only (to within 1e-5), never on what else is in the batch.
        """
        ...


def clean(text: str) -> str:
    """The text as every tokenizer takes it: bounded, and without halves of surrogate pairs."""
    text = text[:MAX_CHARACTERS]
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def normalise_rows(vectors: Vectors) -> Vectors:
    """Scale rows to length 1 in place; rows of zeros stay so."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, 1)
    return vectors
