"""The concepts of a framework as training sees them: by position, with labels and neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from skillgraph.matching.index.labels import LabelTable
from skillgraph.model import Concept


@dataclass(frozen=True, slots=True)
class ConceptSpace:
    """Concepts by position, sorted by URI.

    Attributes:
        positions: Position of each URI.
        main: The language that most labels are in, English where there is any.
        labels: By language and position, the preferred label first; empty where a concept has none.
        descriptions: By language and position; an empty text where there is none.
        near: Parents and children of each concept, which are never called wrong for it.
        siblings: Concepts that share a parent with it.
    """

    positions: Mapping[str, int]
    main: str
    labels: Mapping[str, Sequence[Sequence[str]]]
    descriptions: Mapping[str, Sequence[str]]
    near: Sequence[frozenset[int]]
    siblings: Sequence[Sequence[int]]

    @classmethod
    def from_concepts(cls, concepts: Iterable[Concept]) -> ConceptSpace:
        """Collect the concepts that texts are matched to and that have a label in the main language.

        Raises:
            InputError: If there is none.
        """
        given = list(concepts)
        main = _main_language(given)
        chosen = [c for c in given if c.matchable and (not main or c.pref_labels.get(main, "").strip())]
        table = LabelTable.from_concepts(chosen)
        found = {concept.uri: concept for concept in chosen}
        ordered = [found[uri] for uri in table.uris]
        positions = {uri: position for position, uri in enumerate(table.uris)}
        return cls(
            positions=positions,
            main=main,
            labels={lang: labels.by_concept(table.matchable) for lang, labels in table.lists.items()},
            descriptions={
                lang: [concept.descriptions.get(lang, "") for concept in ordered] for lang in table.lists
            },
            near=_near(ordered, positions),
            siblings=_siblings(ordered),
        )

    @property
    def others(self) -> tuple[str, ...]:
        """The languages beside the main one, sorted."""
        return tuple(sorted(set(self.labels) - {self.main}))

    def preferred(self, lang: str) -> list[str]:
        """The preferred label of each concept, in the main language where it has none in this one."""
        return [
            (own or other)[0] for own, other in zip(self.labels[lang], self.labels[self.main], strict=True)
        ]

    def __len__(self) -> int:
        return len(self.positions)


def _main_language(concepts: Sequence[Concept]) -> str:
    counts: dict[str, int] = defaultdict(int)
    for concept in concepts:
        for lang in concept.pref_labels if concept.matchable else ():
            counts[lang] += 1
    return "en" if "en" in counts else max(sorted(counts), key=lambda lang: counts[lang], default="")


def _near(concepts: Sequence[Concept], positions: Mapping[str, int]) -> list[frozenset[int]]:
    near: list[set[int]] = [set() for _ in concepts]
    for position, concept in enumerate(concepts):
        for parent in (positions[uri] for uri in concept.broader if uri in positions):
            near[position].add(parent)
            near[parent].add(position)
    return [frozenset(one) for one in near]


def _siblings(concepts: Sequence[Concept]) -> list[tuple[int, ...]]:
    children: dict[str, list[int]] = defaultdict(list)
    for position, concept in enumerate(concepts):
        for parent in concept.broader:
            children[parent].append(position)
    return [
        tuple(other for parent in concept.broader for other in children[parent] if other != position)
        for position, concept in enumerate(concepts)
    ]
