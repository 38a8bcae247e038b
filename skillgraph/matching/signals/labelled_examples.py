"""Labelled examples: vectors of texts whose concepts are known, which other texts are compared with.

A text that resembles one probably means the same concepts. The signal is the cosine with the nearest
neighbour among the examples of a concept (after E. Fix and J. Hodges, *Discriminatory analysis:
nonparametric discrimination*, 1951). Only vectors are stored, no words. They are those of one encoder; with
another one they are not used. Texts are compared with examples in their own language.

Files, the signal and the command are still named ``known``, so that what was written before can be read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph import sealed_json
from skillgraph.embedding import Encoder, Vectors
from skillgraph.errors import InputError
from skillgraph.files import atomic_folder
from skillgraph.files import sha256 as file_sha256
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.index.arithmetic import Floats, Integers, Positions, cosines, largest, on_grid, spans
from skillgraph.matching.index.content_folders import content_hash
from skillgraph.matching.index.labels import LabelTable
from skillgraph.matching.judging.parameters import FOLDER

EXAMPLES_FOLDER = "known"
"""The folder beside parameter files; its vectors are in the file `_VECTORS`, all else is in `_ABOUT`."""

_ABOUT, _VECTORS = "known.json", "vectors.npy"
_STEPS = 127
"""Components of stored vectors are whole multiples of 1/127."""

_BATCH = 256
_SAME = 0.998
"""Vectors with at least this cosine are those of the same text; the rest is rounding."""


@dataclass(frozen=True)
class LabelledExamples:
    """Vectors of texts, and which concepts each text means.

    Attributes:
        encoder: Fingerprint of the encoder that made the vectors.
        langs: The language of each text.
        concepts: URIs of the concepts of each text.
        vectors: Rows of length 1 in steps of 1/127, shape (texts, dimensions).
        record: Where the texts are from, by name of the file.
    """

    encoder: str
    langs: Sequence[str]
    concepts: Sequence[Sequence[str]]
    vectors: npt.NDArray[np.int8]
    record: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def encoded(
        cls, rows: Sequence[GoldRow], encoder: Encoder, record: Mapping[str, Any]
    ) -> LabelledExamples:
        """Encode texts.

        Args:
            rows: Texts with their language and the URIs of their concepts.
            encoder: Encodes them.
            record: See the attribute.
        """
        batches = (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))
        vectors = [np.rint(_STEPS * encoder.encode([row.text for row in batch])) for batch in batches]
        whole = np.concatenate([np.zeros((0, encoder.dimensions)), *vectors]).astype(np.int8)
        concepts = [tuple(sorted(row.uris)) for row in rows]
        return cls(encoder.fingerprint, [row.lang for row in rows], concepts, whole, record)

    def __add__(self, other: LabelledExamples) -> LabelledExamples:
        """The examples of both.

        Raises:
            ValueError: If they are of different encoders.
        """
        if self.encoder != other.encoder:
            raise ValueError("vectors of different encoders cannot be compared")
        return LabelledExamples(
            self.encoder,
            [*self.langs, *other.langs],
            [*self.concepts, *other.concepts],
            np.concatenate([self.vectors, other.vectors]),
            {**self.record, **other.record},
        )

    @classmethod
    def open(cls, folder: Path) -> LabelledExamples:
        """Read what `save` wrote.

        Raises:
            InputError: If it is missing or damaged.
        """
        try:
            about = _read_about(folder / _ABOUT)
            _check_vectors(folder / _VECTORS, about.get("vectors"))
            vectors = np.load(folder / _VECTORS, allow_pickle=False)
            uris: list[str] = about["uris"]
            langs = [lang for lang, count in about["langs"] for _ in range(count)]
            concepts = [tuple(uris[number] for number in numbers) for numbers in about["texts"]]
            if (
                len(langs) != len(concepts)
                or vectors.dtype != np.int8
                or vectors.ndim != 2
                or len(vectors) != len(concepts)
            ):
                raise ValueError("the vectors are not those of its texts")
            found = cls(about["encoder"], langs, concepts, vectors, about["record"])
            if about.get("fingerprint", found.fingerprint) != found.fingerprint:
                raise ValueError("they are damaged")
        except (OSError, EOFError, ValueError, KeyError, IndexError, TypeError) as error:
            raise InputError(
                f"The known texts in {folder} cannot be used: {error}.",
                hint="Make them again with `skillgraph train known`, or remove the folder.",
            ) from error
        return found

    def save(self, folder: Path) -> None:
        """Write them to a folder, replaced as a whole so that no reader sees half of it."""
        uris = sorted({uri for uris in self.concepts for uri in uris})
        numbers = {uri: number for number, uri in enumerate(uris)}
        texts = [[numbers[uri] for uri in uris] for uris in self.concepts]
        langs = [(lang, len(list(same))) for lang, same in groupby(self.langs)]
        about = {"encoder": self.encoder, "record": dict(self.record), "langs": langs, "uris": uris}
        about["texts"] = texts
        about["fingerprint"] = self.fingerprint
        with atomic_folder(folder) as fresh:
            np.save(fresh / _VECTORS, self.vectors)
            about["vectors"] = file_sha256(fresh / _VECTORS)
            (fresh / _ABOUT).write_bytes(sealed_json.seal(json.dumps(about, ensure_ascii=False) + "\n"))

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same vectors of the same encoder."""
        vectors = sha256(self.vectors.tobytes()).hexdigest()
        return content_hash([self.encoder, json.dumps([self.langs, self.concepts]), vectors])

    def arranged(self, labels: LabelTable, lang: str, *, leave_one_out: bool = False) -> ExampleSpace:
        """The examples in a language by the concepts of a framework; concepts it does not have are left out.

        Args:
            labels: The concepts of the framework.
            lang: The language.
            leave_one_out: Whether a text that is an example itself is compared with the others only.
        """
        places = {uri: place for place, uri in enumerate(labels.uris[: labels.matchable])}
        pairs = [
            (places[uri], row)
            for row, uris in enumerate(self.concepts)
            for uri in uris
            if uri in places and self.langs[row] == lang
        ]
        ordered = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        plain = self.vectors[ordered[:, 1]].astype(np.float32)
        lengths = np.maximum(np.linalg.norm(plain, axis=1, keepdims=True), 1)
        starts = np.searchsorted(ordered[:, 0], np.arange(labels.matchable + 1)).astype(np.int64)
        return ExampleSpace(self.encoder, starts, on_grid(plain / lengths).astype(np.int16), leave_one_out)


@dataclass(frozen=True)
class ExampleSpace:
    """The vectors of examples, sorted by concept.

    Attributes:
        encoder: Fingerprint of the encoder that made the vectors.
        starts: Row of the first vector of each concept, shape (concepts + 1,).
        vectors: On the grid of `skillgraph.matching.index.arithmetic`, shape (pairs, dimensions), where a
            pair is an example with one of its concepts.
        leave_one_out: Whether a text that is an example itself is compared with the others only.
    """

    encoder: str
    starts: Positions
    vectors: Integers
    leave_one_out: bool = False

    def nearest(self, candidates: Positions, queries: Vectors) -> Floats:
        """The cosine of each text with the nearest example of each of its candidates; 0 without examples.

        Args:
            candidates: Positions of concepts, shape (texts, candidates).
            queries: On the grid, shape (texts, dimensions).

        Returns:
            Shape (texts, candidates).
        """
        found = np.zeros(candidates.shape, dtype=np.float32)
        firsts = self.starts[candidates]
        lengths = self.starts[candidates + 1] - firsts
        for number, query in enumerate(queries):
            texts = self.vectors.take(spans(firsts[number], lengths[number]), axis=0).astype(np.float32)
            values = cosines(texts, query)
            if self.leave_one_out:
                values[values > _SAME] = 0
            found[number] = largest(values, lengths[number])
        return found


def _read_about(path: Path) -> dict[str, Any]:
    """What is known of the texts besides their vectors.

    Raises:
        ValueError: If the file does not hold what was written, or no object.
    """
    try:
        about: dict[str, Any] = json.loads(sealed_json.unseal(path.read_bytes()))
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error
    return about


def _check_vectors(path: Path, digest: str | None) -> None:
    """See that the file of vectors holds what was written; earlier versions did not say what.

    Raises:
        ValueError: If it does not.
    """
    if digest is not None and file_sha256(path) != digest:
        raise ValueError(f"{path.name} does not hold what was written")


def examples_path(folder: Path | None = None) -> Path:
    """The folder of the examples: the one in ``folder`` if there is one, else the one in the package."""
    own = folder / EXAMPLES_FOLDER if folder is not None else None
    return own if own is not None and own.is_dir() else FOLDER / EXAMPLES_FOLDER


@cache
def load_examples(folder: Path | None = None) -> LabelledExamples:
    """The labelled examples in a folder of parameters, else those that ship.

    Raises:
        InputError: If they are damaged.
    """
    return LabelledExamples.open(examples_path(folder))
