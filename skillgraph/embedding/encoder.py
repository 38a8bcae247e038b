"""The seam between texts and vectors: what an encoder is, and what all encoders share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""One row for each text, shape (texts, dimensions); rows have length 1, or 0 where a text has no tokens."""

Offsets = npt.NDArray[np.int32]
"""First character of each token and the one after its last, shape (tokens, 2)."""

Untyped = Any
"""A value of a library that has no types."""

MAX_CHARACTERS = 10_000
"""What lies beyond is never read: no encoder here looks further than a few hundred tokens."""


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity."""

    @property
    def name(self) -> str:
        """Short and stable, such as ``skills``; names the signals it gives."""
        ...

    @property
    def fingerprint(self) -> str:
        """Hash of weights and recipe; vectors of encoders with the same one are interchangeable."""
        ...

    @property
    def space(self) -> str:
        """Fingerprint of the encoder whose vectors its own may be compared with: itself, or its teacher."""
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


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """Texts as one vector each and as one vector for each of their tokens.

    Attributes:
        vectors: What `Encoder.encode` gives, shape (texts, dimensions).
        tokens: The tokens of all texts, one text after the other, rows of length 1, shape
            (tokens, dimensions). Markers that the model puts around a text count as tokens.
        starts: The rows of text i are ``starts[i]:starts[i + 1]``, shape (texts + 1,); a text without
            words has none.
        locate: Gives the characters of its text that each token of a text stands for; see `offsets`.
    """

    vectors: Vectors
    tokens: Vectors
    starts: npt.NDArray[np.int64]
    locate: Callable[[int], Offsets] | None = None

    def of(self, text: int) -> Vectors:
        """The vectors of one text's tokens."""
        return self.tokens[self.starts[text] : self.starts[text + 1]]

    def offsets(self, text: int) -> Offsets:
        """Start and end of one text's tokens, equal at markers, and everywhere without a tokenizer's."""
        return np.zeros((len(self.of(text)), 2), dtype=np.int32) if self.locate is None else self.locate(text)


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An encoder that can also tell the words of a text apart."""

    def encode_tokens(self, texts: Sequence[str]) -> TokenVectors:
        """Encode texts and each of their tokens, some 50 KB for a sentence: give a few hundred at a time."""
        ...


def clean(text: str) -> str:
    """The text as every tokenizer takes it: bounded, and without halves of surrogate pairs.

    Characters keep their places.
    """
    text = text[:MAX_CHARACTERS]
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def normalise_rows(vectors: Vectors) -> Vectors:
    """Scale rows to length 1 in place; rows of zeros stay so."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, 1)
    return vectors
