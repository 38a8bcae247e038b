"""The label space of a framework: every label of every concept that texts can be matched to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skillgraph.errors import IndexMissingError, InputError
from skillgraph.matching.parts import REBUILD, content_hash
from skillgraph.matching.types import LabelKind
from skillgraph.matching.words import normalised, without_qualifier
from skillgraph.model import Concept

_KINDS = tuple(LabelKind)
_FILE = "labels.json"
_ARRAYS = ("concepts", "kinds")


@dataclass(frozen=True, slots=True)
class LabelList:
    """All labels in one language, by concept, the preferred one of each concept first.

    Attributes:
        texts: The labels; no concept has the same one twice.
        concepts: Position of each label's concept, ascending.
        kinds: Position of each label's kind in `LabelKind`.
    """

    lang: str
    texts: Sequence[str]
    concepts: npt.NDArray[np.int32]
    kinds: npt.NDArray[np.int8]

    def kind(self, row: int) -> LabelKind:
        """The kind of a label."""
        return _KINDS[int(self.kinds[row])]

    def starts(self, concepts: int) -> npt.NDArray[np.int64]:
        """First row of each concept, shape (concepts + 1,); rows of concept i are starts[i]:starts[i+1]."""
        return np.searchsorted(self.concepts, np.arange(concepts + 1)).astype(np.int64)

    def by_concept(self, concepts: int, *, kind: LabelKind | None = None) -> list[list[str]]:
        """The labels (of one kind) of each concept."""
        lists: list[list[str]] = [[] for _ in range(concepts)]
        wanted = None if kind is None else _KINDS.index(kind)
        for text, concept, number in zip(self.texts, self.concepts, self.kinds, strict=True):
            if wanted is None or number == wanted:
                lists[concept].append(text)
        return lists

    @property
    def fingerprint(self) -> str:
        """Hash of all that is in the list."""
        rows = zip(self.texts, self.concepts.tolist(), self.kinds.tolist(), strict=True)
        return content_hash(f"{concept} {kind} {text}" for text, concept, kind in rows)


@dataclass(frozen=True)
class LabelTable:
    """Concepts by position (those texts are matched to first, each kind sorted by URI) and their labels.

    Attributes:
        uris: All concepts, groups included.
        matchable: How many of them texts are matched to; the others only give names to parents.
        preferred: Preferred labels of each concept by language.
        parents: Position of each concept's first parent that is known, or -1.
        lists: Labels of the matchable concepts by language.
    """

    uris: Sequence[str]
    matchable: int
    preferred: Sequence[Mapping[str, str]]
    parents: Sequence[int]
    lists: Mapping[str, LabelList]

    @classmethod
    def from_concepts(cls, concepts: Iterable[Concept]) -> LabelTable:
        """Collect the labels of concepts.

        Raises:
            InputError: If there is none to match to.
        """
        unique = {concept.uri: concept for concept in concepts}
        ordered = sorted(unique.values(), key=lambda concept: (not concept.kind.matchable, concept.uri))
        matchable = sum(concept.kind.matchable for concept in ordered)
        langs = sorted({lang for c in ordered[:matchable] for lang in (*c.pref_labels, *c.alt_labels)})
        if not langs:
            raise InputError(
                "There is no skill with a label to match texts to.", hint="Load a framework that has skills."
            )
        positions = {concept.uri: position for position, concept in enumerate(ordered)}
        return cls(
            uris=[concept.uri for concept in ordered],
            matchable=matchable,
            preferred=[dict(concept.pref_labels) for concept in ordered],
            parents=[
                next((positions[uri] for uri in sorted(c.broader) if uri in positions), -1) for c in ordered
            ],
            lists={lang: _label_list(lang, ordered[:matchable]) for lang in langs},
        )

    @property
    def fingerprint(self) -> str:
        """Hash of everything in the table."""
        return content_hash(
            [
                json.dumps([list(self.uris), self.matchable, list(self.preferred), list(self.parents)]),
                *(self.lists[lang].fingerprint for lang in sorted(self.lists)),
            ]
        )

    @cached_property
    def starts(self) -> Mapping[str, npt.NDArray[np.int64]]:
        """First label row of each concept, by language."""
        return {lang: labels.starts(self.matchable) for lang, labels in self.lists.items()}

    def label(self, position: int, lang: str) -> str:
        """The preferred label in ``lang``, else in English, else in any language, else the URI."""
        texts = self.preferred[position]
        return texts.get(lang) or texts.get("en") or next(iter(texts.values()), self.uris[position])

    def broader(self, position: int, lang: str) -> tuple[str, ...]:
        """Labels from the direct parent to the top; a cycle ends where it closes."""
        seen = {position}
        labels = []
        while (position := self.parents[position]) >= 0 and position not in seen:
            seen.add(position)
            labels.append(self.label(position, lang))
        return tuple(labels)

    def save(self, folder: Path) -> None:
        """Write the table and the look-up of exact labels."""
        content = {
            "uris": list(self.uris),
            "matchable": self.matchable,
            "preferred": list(self.preferred),
            "parents": list(self.parents),
            "labels": {lang: list(labels.texts) for lang, labels in self.lists.items()},
        }
        (folder / _FILE).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        for lang, labels in self.lists.items():
            np.save(folder / f"{lang}.concepts.npy", labels.concepts)
            np.save(folder / f"{lang}.kinds.npy", labels.kinds)
        ExactLabels.from_table(self).save(folder)

    @classmethod
    def open(cls, folder: Path) -> LabelTable:
        """Read a table.

        Raises:
            IndexMissingError: If it is damaged.
        """
        try:
            content = json.loads((folder / _FILE).read_text(encoding="utf-8"))
            lists = {
                lang: LabelList(lang, texts, *(np.load(folder / f"{lang}.{name}.npy") for name in _ARRAYS))
                for lang, texts in content["labels"].items()
            }
            return cls(content["uris"], content["matchable"], content["preferred"], content["parents"], lists)
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise IndexMissingError(f"The index part {folder} is damaged: {error}.", hint=REBUILD) from error


@dataclass(frozen=True, slots=True)
class ExactLabels:
    """Finds the concepts that have a text as a label, but for case, accents and punctuation.

    Attributes:
        keys: Hashes of language-free normal forms, ascending.
        concepts: Position of the concept of each key.
        values: 1 for a preferred label, less for others; see `_EXACT`.
    """

    keys: npt.NDArray[np.uint64]
    concepts: npt.NDArray[np.int32]
    values: npt.NDArray[np.float32]

    @classmethod
    def from_table(cls, table: LabelTable) -> ExactLabels:
        """Collect the keys of all labels, with and without a note in brackets at their end."""
        best: dict[tuple[int, int], float] = {}
        for key, concept, value in _exact_keys(table):
            best[key, concept] = max(value, best.get((key, concept), 0.0))
        rows = sorted(best.items())
        return cls(
            np.array([key for (key, _), _ in rows], dtype=np.uint64),
            np.array([concept for (_, concept), _ in rows], dtype=np.int32),
            np.array([value for _, value in rows], dtype=np.float32),
        )

    def find(self, text: str) -> dict[int, float]:
        """Concepts with this label, and how much the hit is worth, 0 to 1."""
        key = _key(normalised(text))
        if key is None:
            return {}
        start = np.searchsorted(self.keys, np.uint64(key))
        end = np.searchsorted(self.keys, np.uint64(key), "right")
        return dict(zip(self.concepts[start:end].tolist(), self.values[start:end].tolist(), strict=True))

    def save(self, folder: Path) -> None:
        """Write the look-up."""
        np.save(folder / "exact.keys.npy", self.keys)
        np.save(folder / "exact.concepts.npy", self.concepts)
        np.save(folder / "exact.values.npy", self.values)

    @classmethod
    def open(cls, folder: Path) -> ExactLabels:
        """Read a look-up."""
        return cls(*(np.load(folder / f"exact.{name}.npy") for name in ("keys", "concepts", "values")))


_EXACT = {LabelKind.PREF: 1.0, LabelKind.ALT: 0.8, LabelKind.HIDDEN: 0.8}
_WITHOUT_QUALIFIER = 0.9
"""Of what the whole label is worth: ``Java`` for ``Java (computer programming)``."""


def _exact_keys(table: LabelTable) -> Iterator[tuple[int, int, float]]:
    for labels in table.lists.values():
        for row, (text, concept) in enumerate(zip(labels.texts, labels.concepts.tolist(), strict=True)):
            value = _EXACT[labels.kind(row)]
            for form, worth in ((text, value), (without_qualifier(text), value * _WITHOUT_QUALIFIER)):
                if (key := _key(normalised(form))) is not None:
                    yield key, concept, worth


def _key(form: str) -> int | None:
    if not form:
        return None
    return int.from_bytes(hashlib.blake2b(form.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def _label_list(lang: str, concepts: Sequence[Concept]) -> LabelList:
    rows = [(text, position, kind) for position, c in enumerate(concepts) for text, kind in _labels(c, lang)]
    return LabelList(
        lang,
        [text for text, _, _ in rows],
        np.array([position for _, position, _ in rows], dtype=np.int32),
        np.array([_KINDS.index(kind) for _, _, kind in rows], dtype=np.int8),
    )


def _labels(concept: Concept, lang: str) -> list[tuple[str, LabelKind]]:
    """Labels of a concept in a language, each spelling once, the preferred one first."""
    found: dict[str, LabelKind] = {}
    preferred = concept.pref_labels.get(lang)
    groups = (
        ((preferred,) if preferred else (), LabelKind.PREF),
        (concept.alt_labels.get(lang, ()), LabelKind.ALT),
        (concept.hidden_labels.get(lang, ()), LabelKind.HIDDEN),
    )
    for texts, kind in groups:
        for text in texts:
            if tidy := " ".join(text.split()):
                found.setdefault(tidy, kind)
    return list(found.items())
