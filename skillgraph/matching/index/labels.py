"""The label space of a framework: every label of every concept that texts can be matched to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skillgraph.errors import IndexMissingError, InputError
from skillgraph.matching.index.content_folders import REBUILD, content_hash
from skillgraph.matching.text.tokens import normalised, without_qualifier
from skillgraph.matching.types import LabelKind
from skillgraph.model import Concept, in_language

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
        ordered = sorted(unique.values(), key=lambda concept: (not concept.matchable, concept.uri))
        matchable = sum(concept.matchable for concept in ordered)
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
        """The preferred label, by `in_language`; the URI where there is none."""
        return in_language(self.preferred[position], lang, self.uris[position])

    def writes(self, name: str, concepts: Iterable[int]) -> bool:
        """Whether one of some concepts has a label as it is written: ``SPARK`` is not for ``Spark``."""
        form, shouted = normalised(name), name.isupper()
        return any(
            normalised(without_qualifier(text)) == form and (shouted or not text.isupper())
            for concept in concepts
            for lang, labels in self.lists.items()
            for text in labels.texts[slice(*self.starts[lang][concept : concept + 2].tolist())]
        )

    def broader(self, position: int, lang: str) -> tuple[str, ...]:
        """Labels from the direct parent to the top; a cycle ends where it closes."""
        return tuple(self.label(one, lang) for one in self.ancestors(position))

    def ancestors(self, position: int) -> tuple[int, ...]:
        """Positions from the direct parent to the top; a cycle ends where it closes."""
        found = {position: None}
        while (position := self.parents[position]) >= 0 and position not in found:
            found[position] = None
        return tuple(found)[1:]

    def save(self, folder: Path) -> None:
        """Write the table."""
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
