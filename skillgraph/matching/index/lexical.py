"""TF-IDF over words and over characters, without a library to import at query time.

Weights are those of scikit-learn's ``TfidfVectorizer(sublinear_tf=True)`` over the same terms:
(1 + ln count) · (1 + ln((1 + documents) / (1 + documents with the term))), rows scaled to length 1.
Importing scikit-learn alone would take most of the time that a cold ``suggest`` may take.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from skillgraph.errors import IndexMissingError
from skillgraph.matching.index.arithmetic import Floats, Positions, spans, sums
from skillgraph.matching.index.content_folders import REBUILD, load_array
from skillgraph.matching.text.tokens import character_terms, word_terms, words

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_REMEMBERED = 200_000
_TOGETHER = 16
"""Queries whose candidates are compared at once: more of them do not fit into the caches of a processor."""

_COMMON = 500
"""A term that more concepts have hardly distinguishes them."""


@dataclass(frozen=True, slots=True)
class Analyser:
    """How a text becomes terms.

    ``low`` and ``high`` are the lengths of character n-grams within words; both are 0 for words and
    pairs of words.
    """

    low: int = 0
    high: int = 0

    def terms(self, text: str) -> list[str]:
        """All terms of a text, repeated as often as they occur."""
        if self.high == 0:
            return word_terms(text)
        return [term for word in words(text) for term in self.terms_of_word(word)]

    def terms_of_word(self, word: str) -> list[str]:
        """The character n-grams of one word."""
        return character_terms(word, low=self.low, high=self.high)


class Vectoriser:
    """Turns texts into TF-IDF rows over a fixed vocabulary.

    Args:
        analyser: How a text becomes terms.
        vocabulary: The terms, in the order of their columns.
        idf: Weight of each term, shape (terms,).
    """

    def __init__(self, analyser: Analyser, vocabulary: Sequence[str], idf: Floats) -> None:
        self.analyser = analyser
        self.vocabulary = vocabulary
        self.idf = idf
        self._columns = {term: column for column, term in enumerate(vocabulary)}
        self._of_word: dict[str, list[int]] = {}

    def transform(self, texts: Iterable[str]) -> csr_array:
        """TF-IDF rows of texts, shape (texts, terms); a text without known terms is a row of zeros."""
        return self.weigh([self._ids(text) for text in texts])

    def weigh(self, documents: Sequence[Sequence[int]]) -> csr_array:
        """TF-IDF rows of documents given as columns of terms, repeated as often as they occur."""
        rows = counts(documents, len(self.vocabulary))
        rows.data = (1 + np.log(rows.data)) * self.idf[rows.indices]
        return scale_rows(rows)

    def rarity(self, term: str) -> float:
        """Inverse document frequency of a term, at least 1; 1 where it is unknown."""
        column = self._columns.get(term)
        return 1.0 if column is None else float(self.idf[column])

    def _ids(self, text: str) -> list[int]:
        if self.analyser.high == 0:
            return self._known(word_terms(text))
        return [column for word in words(text) for column in self._ids_of_word(word)]

    def _ids_of_word(self, word: str) -> list[int]:
        """Words repeat over texts, so the n-grams of each are looked up once."""
        found = self._of_word.get(word)
        if found is None:
            if len(self._of_word) >= _REMEMBERED:
                self._of_word.clear()
            found = self._of_word[word] = self._known(self.analyser.terms_of_word(word))
        return found

    def _known(self, terms: list[str]) -> list[int]:
        get = self._columns.get
        return [column for term in terms if (column := get(term)) is not None]


@dataclass(frozen=True)
class TermSpace:
    """Concepts as TF-IDF rows over the terms of their labels.

    Attributes:
        rows: Shape (concepts, terms), rows of length 1.
    """

    vectoriser: Vectoriser
    rows: csr_array

    @cached_property
    def _telling(self) -> csr_array:
        """The same by term, shape (terms, concepts), without the terms that many concepts have."""
        columns = self.rows.T.tocsr()
        counts = np.diff(columns.indptr)
        columns.data[np.repeat(counts > _COMMON, counts)] = 0
        columns.eliminate_zeros()
        return columns

    def telling_cosines(self, queries: csr_array) -> csr_array:
        """Cosines of queries with all concepts, as far as terms make them that tell concepts apart.

        Most of the work would go into words that thousands of concepts have, and that choose none.

        Returns:
            Shape (queries, concepts).
        """
        found: csr_array = queries @ self._telling
        return found

    def some_cosines(self, queries: csr_array, candidates: Positions) -> Floats:
        """Cosines of each query with its candidates, shape (queries, candidates)."""
        out = np.zeros(candidates.shape, dtype=np.float32)
        for start in range(0, len(candidates), _TOGETHER):
            rows = slice(start, start + _TOGETHER)
            out[rows] = self._cosines(queries[rows], candidates[rows])
        return out

    def _cosines(self, queries: csr_array, candidates: Positions) -> Floats:
        """The same, without a bound on memory."""
        known, columns = np.unique(queries.indices, return_inverse=True)
        weights = np.zeros((len(candidates), len(known) + 1), dtype=np.float32)
        weights[np.repeat(np.arange(len(candidates)), np.diff(queries.indptr)), columns] = queries.data
        column_of = np.full(self.rows.shape[1], len(known))
        column_of[known] = np.arange(len(known))
        firsts = self.rows.indptr[candidates.ravel()].astype(np.int64)
        lengths = self.rows.indptr[candidates.ravel() + 1] - firsts
        places = spans(firsts, lengths)
        owners = np.repeat(np.arange(candidates.size) // candidates.shape[1], lengths)
        products = self.rows.data[places]
        products *= weights[owners, column_of[self.rows.indices[places]]]
        return sums(products, lengths).reshape(candidates.shape)

    @classmethod
    def from_labels(cls, analyser: Analyser, labels: Sequence[Sequence[str]]) -> TermSpace:
        """Build from the labels of each concept."""
        return cls(*fit(analyser, labels))

    def save(self, folder: Path) -> None:
        """Write into a new folder."""
        folder.mkdir()
        about = {
            "low": self.vectoriser.analyser.low,
            "high": self.vectoriser.analyser.high,
            "concepts": self.rows.shape[0],
            "vocabulary": list(self.vectoriser.vocabulary),
        }
        (folder / "terms.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        np.save(folder / "idf.npy", self.vectoriser.idf)
        np.save(folder / "indptr.npy", self.rows.indptr.astype(np.int32))
        np.save(folder / "indices.npy", self.rows.indices.astype(np.int32))
        np.save(folder / "data.npy", self.rows.data.astype(np.float32))

    @classmethod
    def open(cls, folder: Path) -> TermSpace:
        """Read what `save` wrote; the arrays are memory-mapped.

        Raises:
            IndexMissingError: If it is missing or damaged.
        """
        from scipy.sparse import csr_array

        data, indices, indptr, idf = (
            np.asarray(load_array(folder / f"{name}.npy")) for name in ("data", "indices", "indptr", "idf")
        )
        try:
            about = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
            vectoriser = Vectoriser(Analyser(about["low"], about["high"]), about["vocabulary"], idf)
            shape = (about["concepts"], len(about["vocabulary"]))
            return cls(vectoriser, csr_array((data, indices, indptr), shape=shape, copy=False))
        except (OSError, ValueError, KeyError) as error:
            raise IndexMissingError(f"The index part {folder} is damaged: {error}.", hint=REBUILD) from error


def fit(analyser: Analyser, documents: Sequence[Sequence[str]]) -> tuple[Vectoriser, csr_array]:
    """Learn vocabulary and weights from documents of several texts each (no term spans two texts).

    Returns:
        The vectoriser, and the rows of the documents, shape (documents, terms).
    """
    columns: dict[str, int] = {}
    ids_of = _Columns(analyser, columns)
    ids = [[column for text in texts for column in ids_of(text)] for texts in documents]
    frequencies = np.bincount(counts(ids, len(columns)).indices, minlength=len(columns))
    idf = np.log((1 + len(documents)) / (1 + frequencies)) + 1
    vectoriser = Vectoriser(analyser, list(columns), idf.astype(np.float32))
    return vectoriser, vectoriser.weigh(ids)


class _Columns:
    """Gives the columns of a text's terms, new ones to new terms; the n-grams of a word are made once."""

    def __init__(self, analyser: Analyser, columns: dict[str, int]) -> None:
        self._analyser = analyser
        self._columns = columns
        self._of_word: dict[str, list[int]] = {}

    def __call__(self, text: str) -> list[int]:
        if self._analyser.high == 0:
            return self._of(self._analyser.terms(text))
        return [column for word in words(text) for column in self._ids_of_word(word)]

    def _ids_of_word(self, word: str) -> list[int]:
        found = self._of_word.get(word)
        if found is None:
            found = self._of_word[word] = self._of(self._analyser.terms_of_word(word))
        return found

    def _of(self, terms: Iterable[str]) -> list[int]:
        columns = self._columns
        return [columns.setdefault(term, len(columns)) for term in terms]


def counts(documents: Sequence[Sequence[int]], width: int) -> csr_array:
    """How often each column occurs in each document, shape (documents, width)."""
    from scipy.sparse import csr_array

    lengths = np.fromiter(map(len, documents), dtype=np.int64, count=len(documents))
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    indices = np.fromiter(chain.from_iterable(documents), dtype=np.int32, count=int(indptr[-1]))
    ones = np.ones(len(indices), dtype=np.float32)
    matrix = csr_array((ones, indices, indptr), shape=(len(documents), width))
    matrix.sum_duplicates()
    return matrix


def scale_rows(rows: csr_array) -> csr_array:
    """Scale each row to length 1, in place; empty rows stay so."""
    row_of = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    squares = np.bincount(row_of, weights=rows.data**2, minlength=rows.shape[0])
    lengths = np.sqrt(np.where(squares > 0, squares, 1))
    rows.data = (rows.data / lengths[row_of]).astype(np.float32)
    return rows
