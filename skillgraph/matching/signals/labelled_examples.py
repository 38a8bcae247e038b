"""Texts whose concepts are known, as vectors: a text that resembles one probably means what that one means.

The nearest neighbour of a text among examples, beside its distance to labels (after E. Fix and J. Hodges,
*Discriminatory analysis: nonparametric discrimination*, 1951). Only vectors are kept, no words. They are
those of one encoder; with another one they are passed over. Texts are compared with those in their language.
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

from skillgraph.embedding import Encoder, Vectors
from skillgraph.errors import InputError
from skillgraph.files import atomic_folder
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.index.arithmetic import Floats, Integers, Positions, cosines, largest, on_grid, spans
from skillgraph.matching.index.content_folders import content_hash
from skillgraph.matching.index.labels import LabelTable
from skillgraph.matching.judging.parameters import FOLDER

NAME = "known"
"""The folder beside parameter files; its vectors are `_VECTORS`, all else is in `_ABOUT`."""

_ABOUT, _VECTORS = "known.json", "vectors.npy"
_STEPS = 127
_BATCH = 256
_SAME = 0.998
"""From this cosine on it is the same text: rounding takes less than that away."""


@dataclass(frozen=True)
class KnownTexts:
    """Vectors of texts, and which concepts each text means.

    Attributes:
        encoder: Its fingerprint.
        langs: The language of each text.
        concepts: URIs of the concepts of each text.
        vectors: Rows of length 1 in steps of 1/127, shape (texts, dimensions).
        record: What texts these are.
    """

    encoder: str
    langs: Sequence[str]
    concepts: Sequence[Sequence[str]]
    vectors: npt.NDArray[np.int8]
    record: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def encoded(cls, rows: Sequence[GoldRow], encoder: Encoder, record: Mapping[str, Any]) -> KnownTexts:
        """Encode texts.

        Args:
            rows: Texts in a language, with the URIs of their concepts.
            encoder: Whose vectors they are to have.
            record: What texts these are.
        """
        batches = (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))
        vectors = [np.rint(_STEPS * encoder.encode([row.text for row in batch])) for batch in batches]
        whole = np.concatenate([np.zeros((0, encoder.dimensions)), *vectors]).astype(np.int8)
        concepts = [tuple(sorted(row.uris)) for row in rows]
        return cls(encoder.fingerprint, [row.lang for row in rows], concepts, whole, record)

    def __add__(self, other: KnownTexts) -> KnownTexts:
        """Both, where they are of one encoder."""
        if self.encoder != other.encoder:
            raise ValueError("vectors of different encoders cannot be compared")
        return KnownTexts(
            self.encoder,
            [*self.langs, *other.langs],
            [*self.concepts, *other.concepts],
            np.concatenate([self.vectors, other.vectors]),
            {**self.record, **other.record},
        )

    @classmethod
    def open(cls, folder: Path) -> KnownTexts:
        """Read what `save` wrote.

        Raises:
            InputError: If it is missing or damaged.
        """
        try:
            about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
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
            return cls(about["encoder"], langs, concepts, vectors, about["record"])
        except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
            raise InputError(
                f"The known texts in {folder} cannot be used: {error}.",
                hint="Make them again with `skillgraph train known`, or remove the folder.",
            ) from error

    def save(self, folder: Path) -> None:
        """Write them in one step."""
        uris = sorted({uri for uris in self.concepts for uri in uris})
        numbers = {uri: number for number, uri in enumerate(uris)}
        texts = [[numbers[uri] for uri in uris] for uris in self.concepts]
        langs = [(lang, len(list(same))) for lang, same in groupby(self.langs)]
        about = {"encoder": self.encoder, "record": dict(self.record), "langs": langs, "uris": uris}
        about["texts"] = texts
        with atomic_folder(folder) as fresh:
            np.save(fresh / _VECTORS, self.vectors)
            (fresh / _ABOUT).write_text(json.dumps(about, ensure_ascii=False) + "\n", encoding="utf-8")

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same vectors of the same encoder."""
        vectors = sha256(self.vectors.tobytes()).hexdigest()
        return content_hash([self.encoder, json.dumps([self.langs, self.concepts]), vectors])

    def arranged(self, labels: LabelTable, lang: str, *, blind: bool = False) -> KnownSpace:
        """Sort those of a language by the concepts of a framework; concepts that it has not are left out.

        Args:
            labels: The concepts.
            lang: The language.
            blind: Whether a text is not to be compared with itself.
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
        return KnownSpace(self.encoder, starts, on_grid(plain / lengths).astype(np.int16), blind)


@dataclass(frozen=True)
class KnownSpace:
    """Known texts by concept.

    Attributes:
        encoder: Its fingerprint.
        starts: First vector of each concept, shape (concepts + 1,).
        vectors: On the grid of `skillgraph.matching.index.arithmetic`, shape (pairs, dimensions).
        blind: Whether a text is not compared with itself.
    """

    encoder: str
    starts: Positions
    vectors: Integers
    blind: bool = False

    def nearest(self, candidates: Positions, queries: Vectors) -> Floats:
        """The cosine of each text with the nearest known text of its candidates; 0 where there is none.

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
            if self.blind:
                values[values > _SAME] = 0
            found[number] = largest(values, lengths[number])
        return found


def known_path(folder: Path | None = None) -> Path:
    """Where known texts lie: in ``folder``, else where they are shipped."""
    own = folder / NAME if folder is not None else None
    return own if own is not None and own.is_dir() else FOLDER / NAME


@cache
def known_texts(folder: Path | None = None) -> KnownTexts:
    """The known texts of a folder of parameters, else those that ship.

    Raises:
        InputError: If they are damaged.
    """
    return KnownTexts.open(known_path(folder))
