"""Finds concepts by their labels, or by how their labels begin."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from skillgraph.errors import NotFoundError
from skillgraph.graph import codec
from skillgraph.languages.sentences import error_of, sentence
from skillgraph.matching.text.tokens import fold
from skillgraph.matching.types import LabelKind
from skillgraph.model import Collection, Concept, ConceptKind
from skillgraph.workspace import Workspace
from skillgraph.workspace.state.indexing import complete_concepts
from skillgraph.workspace.state.manifest import FrameworkRecord

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Label:
    """A label that a concept bears. ``key`` is what it is looked up by."""

    key: str
    text: str
    lang: str
    kind: LabelKind
    concept: str

    def is_exactly(self, words: str) -> bool:
        """Whether it is these words, case, accents and spacing aside."""
        return self.key == _key(words)


class Catalogue:
    """The labels of a framework, sorted.

    Args:
        labels: All of them.
        kinds: What each concept is.
        collections: The named sets of concepts.
    """

    def __init__(
        self, labels: Iterable[Label], kinds: dict[str, ConceptKind], collections: Iterable[Collection] = ()
    ) -> None:
        self._labels = sorted(labels, key=lambda label: (label.key, label.concept))
        self.kinds = kinds
        self._collections = tuple(collections)

    @classmethod
    def of(cls, concepts: Iterable[Concept], collections: Iterable[Collection] = ()) -> Self:
        """The catalogue of some concepts."""
        kinds: dict[str, ConceptKind] = {}
        labels: list[Label] = []
        for concept in concepts:
            kinds[concept.uri] = concept.kind
            labels.extend(_labels(concept))
        return cls(labels, kinds, collections)

    def members(self, named: Iterable[str]) -> frozenset[str]:
        """The concepts of some collections.

        Args:
            named: Their keys (``green``), URIs, or labels in any language, case aside.

        Raises:
            NotFoundError: If there is no such collection; those that are there are told.
        """
        return frozenset(uri for name in named for uri in self._collection(name).members)

    def _collection(self, name: str) -> Collection:
        wanted = name.casefold()
        for one in self._collections:
            if wanted in (one.key.casefold(), one.uri.casefold(), *map(str.casefold, one.labels.values())):
                return one
        known = ", ".join(one.key or one.uri for one in self._collections) or sentence("word.none")
        raise error_of(NotFoundError, "collection-unknown", name=name, known=known)

    def find(
        self,
        words: str,
        lang: str | None = None,
        kinds: Container[ConceptKind] = (),
        members: frozenset[str] | None = None,
    ) -> list[Label]:
        """One label of each concept with a label that begins with ``words``, case, accents and spacing aside.

        Labels that are the very words come first, then preferred ones, then by the alphabet.

        Args:
            words: The beginning.
            lang: Only labels in this language.
            kinds: Only concepts of these kinds; of all, where there are none.
            members: Only these concepts; all of them by default.
        """
        key = _key(words)
        start = bisect_left(self._labels, key, key=lambda label: label.key)
        end = bisect_right(self._labels, key + _LAST, key=lambda label: label.key)
        wanted = lang and lang.casefold()
        found = (label for label in self._labels[start:end] if wanted in (None, label.lang.casefold()))
        order = list(LabelKind)
        ranked = sorted(
            (
                label
                for label in found
                if (not kinds or self.kinds[label.concept] in kinds)
                and (members is None or label.concept in members)
            ),
            key=lambda label: (label.key != key, order.index(label.kind)),  # they are sorted by the rest
        )
        best: dict[str, Label] = {}
        for label in ranked:
            best.setdefault(label.concept, label)
        return list(best.values())


def _labels(concept: Concept) -> Iterator[Label]:
    for lang, text in concept.pref_labels.items():
        yield Label(_key(text), text, lang, LabelKind.PREF, concept.uri)
    for kind, lists in ((LabelKind.ALT, concept.alt_labels), (LabelKind.HIDDEN, concept.hidden_labels)):
        for lang, texts in lists.items():
            for text in texts:
                yield Label(_key(text), text, lang, kind, concept.uri)


def catalogue_of(workspace: Workspace, record: FrameworkRecord) -> Catalogue:
    """The labels of a framework, with those of other loaded versions in languages it lacks; read once."""
    return workspace.cached(
        ("catalogue", record.id),
        (record, workspace.manifest.label_sources(record)),
        lambda: Catalogue.of(complete_concepts(workspace, str(record.id)), _collections(workspace, record)),
    )


def _collections(workspace: Workspace, record: FrameworkRecord) -> Iterator[Collection]:
    return codec.read_collections(workspace.snapshot().store, [record.graph])


def _key(words: str) -> str:
    return " ".join(fold(words).casefold().split())
