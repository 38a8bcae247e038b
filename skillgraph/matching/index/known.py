"""Vectors of texts that are known without asking the encoder, found by a hash of the text.

They lie in the index of another version of a framework, or come with the package: those of all labels of the
built-in snapshot, since encoding them takes minutes. What comes with the package is stored as `CodedVectors`.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from skillgraph import resources
from skillgraph.embedding import Encoder, Vectors
from skillgraph.embedding.encoder import normalise_rows
from skillgraph.errors import InputError
from skillgraph.matching.index.arithmetic import Positions
from skillgraph.matching.index.content_folders import load_array

Keys = npt.NDArray[np.uint64]
"""Hashes of texts."""

Halves = npt.NDArray[np.float16]
"""Vectors as an index stores them, shape (texts, dimensions)."""

STEP = 0.01
"""Coordinates are rounded to multiples of this: a cosine is off by 0.003, one in a hundred by 0.008."""

_DECODED = 8_192
"""So many texts are decoded at once."""


class KnownVectors(Protocol):
    """Vectors of some texts."""

    @property
    def keys(self) -> Keys:
        """Of the texts, in any order."""
        ...

    def take(self, rows: Positions) -> Halves:
        """The vectors of some of them."""
        ...


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """The vectors in a part of an index."""

    folder: Path

    @property
    def keys(self) -> Keys:
        """See `KnownVectors.keys`."""
        return load_array(self.folder / "keys.npy")

    def take(self, rows: Positions) -> Halves:
        """See `KnownVectors.take`."""
        taken: Halves = load_array(self.folder / "vectors.npy")[rows]
        return taken


@dataclass(frozen=True, slots=True)
class CodedVectors:
    """Vectors as small whole numbers, in a sixth of the space of half precision.

    Vectors are turned so that their coordinates are those in which they differ most, those in which they
    differ next, and so on (their principal components); many of the last are 0 after rounding to multiples
    of `STEP`. Coordinates stand one after the other in a Huffman code: longer codes for what is rarer there.

    Attributes:
        encoder: Fingerprint of what gave the vectors.
        keys: Of the texts.
        directions: Unit vectors as columns, at right angles, shape (dimensions, dimensions).
        code: The coordinates as multiples of `step`, one after the other, compressed.
        step: What they were rounded to.
    """

    encoder: str
    keys: Keys
    directions: Halves
    code: bytes
    step: float = STEP

    @classmethod
    def of(cls, encoder: str, keys: Keys, vectors: Vectors) -> CodedVectors:
        """Code vectors of length 1 or 0, shape (texts, dimensions)."""
        doubles = vectors.astype(np.float64)
        _, found = np.linalg.eigh(doubles.T @ doubles)
        directions = found[:, ::-1].astype(np.float16)
        numbers = np.rint(vectors @ directions.astype(np.float32) / np.float32(STEP)).astype(np.int8)
        # Repetitions are chance, and naming them takes more than they save.
        coder = zlib.compressobj(9, strategy=zlib.Z_HUFFMAN_ONLY)
        return cls(encoder, keys, directions, coder.compress(numbers.T.tobytes()) + coder.flush())

    def take(self, rows: Positions) -> Halves:
        """See `KnownVectors.take`."""
        dimensions = len(self.directions)
        numbers = np.frombuffer(zlib.decompress(self.code), dtype=np.int8)
        coordinates = numbers.reshape(dimensions, len(self.keys))
        back = self.directions.T.astype(np.float32) * np.float32(self.step)
        taken = np.zeros((len(rows), dimensions), dtype=np.float16)
        for start in range(0, len(rows), _DECODED):
            some = coordinates[:, rows[start : start + _DECODED]].T.astype(np.float32)
            taken[start : start + _DECODED] = normalise_rows(some @ back)
        return taken

    def save(self, file: Path) -> None:
        """Write everything to one file."""
        np.savez(
            file,
            encoder=np.array(self.encoder),
            keys=self.keys,
            directions=self.directions,
            code=np.frombuffer(self.code, dtype=np.uint8),
            step=np.array(self.step),
        )

    @classmethod
    def open(cls, file: Path) -> CodedVectors:
        """Read what `save` wrote.

        Raises:
            InputError: If the file is damaged.
        """
        try:
            with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as content:
                return cls(
                    str(content["encoder"]),
                    content["keys"],
                    content["directions"],
                    content["code"].tobytes(),
                    float(content["step"]),
                )
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise InputError(
                f"The vectors of labels in {file} cannot be used: {error}.", hint="Install skillgraph again."
            ) from error


def shipped_file(encoder: str) -> Path:
    """Where the vectors of an encoder lie that come with the package."""
    return resources.ontologies("esco", "vectors", f"{encoder}.npz")


def shipped(encoder: Encoder) -> Iterator[CodedVectors]:
    """The vectors that come with the package, if they are of this very encoder.

    Raises:
        InputError: If their file is damaged.
    """
    file = shipped_file(encoder.name)
    if file.is_file() and (coded := CodedVectors.open(file)).encoder == encoder.fingerprint:
        yield coded


def keys_of(texts: Sequence[str]) -> Keys:
    """A 64-bit hash of each text; two of a million texts share one with probability 3e-8."""
    digests = (hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest() for text in texts)
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)
