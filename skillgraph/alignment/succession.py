"""Finds what takes the place of concepts that a new version of a framework does not have any more.

A framework that merges two concepts usually leaves its traces in the one that stays: the labels of the other
become its alternative labels, and what pointed to the other points to it. Such a trace counts only where the
concept did not bear it in the older version: concepts that shared a label all along are no successors of each
other. Which evidence is enough was measured on concepts whose successor is known (docs/framework-upgrade.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from skillgraph.matching.text.tokens import normalised
from skillgraph.model import Concept, ConceptRelation
from skillgraph.taxonomies.differences import gone

Similarities = Mapping[str, float]
"""Cosines of the preferred labels of some concepts with another's, by URI."""

CANDIDATES = 5
"""How many candidates are named at most."""

LABELS = 2
"""So many labels taken over are enough without the preferred one among them."""

LINKS = 2
"""Of the occupations, skills and narrower concepts of the old concept, at least so many …"""
LINKS_SHARE = 0.5
"""… and this share must lead to the new one now, …"""
LINKED_SIMILARITY = 0.7
"""… and the preferred labels must be so similar."""

SIMILARITY = 0.8
"""A concept that is new in the version, and only such a one, succeeds by this similarity alone."""


class EvidenceKind(StrEnum):
    """What shows that a concept succeeds another, the surest first."""

    REPLACEMENT = "replacement"
    """The framework says so."""
    LABEL = "label"
    """It has the preferred label of the old one, and did not have it before."""
    ALTERNATIVE = "alternative-label"
    """It took over the old preferred label, or at least two other labels, as alternative labels."""
    HIERARCHY = "hierarchy"
    """What the old one was linked to is now linked to it, and the labels are similar."""
    EMBEDDING = "embedding"
    """It is new, and its preferred label means nearly the same."""

    @property
    def confidence(self) -> float:
        """The share of right replacements that this evidence finds, as measured, rounded down."""
        return _CONFIDENCES[self]


_CONFIDENCES: Mapping[EvidenceKind, float] = {
    EvidenceKind.REPLACEMENT: 1.0,
    EvidenceKind.LABEL: 0.99,
    EvidenceKind.ALTERNATIVE: 0.98,
    EvidenceKind.HIERARCHY: 0.95,
    EvidenceKind.EMBEDDING: 0.95,
}


class Doubt(StrEnum):
    """Why there is no sure replacement."""

    TIE = "tie"
    """Several concepts have equally good evidence."""
    WEAK = "weak"
    """There are candidates, and no evidence that is enough."""
    NOTHING = "nothing"
    """There is no candidate."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept of the newer version that may succeed an old one, and what speaks for it.

    Attributes:
        kind: The surest kind of evidence that is enough by itself; ``None`` where none is.
        labels: Labels of the old concept that it took over.
        links: How many links of the old concept it took over.
        of_links: How many links the old concept had.
        similarity: Cosine of the preferred labels; ``None`` where it was not measured.
    """

    uri: str
    label: str
    kind: EvidenceKind | None
    labels: tuple[str, ...] = ()
    links: int = 0
    of_links: int = 0
    similarity: float | None = None

    @property
    def confidence(self) -> float | None:
        """How sure it is that the concept is a right replacement; ``None`` where nobody measured that."""
        return None if self.kind is None else self.kind.confidence

    @property
    def trace(self) -> str:
        """The evidence in the form of SSSOM's ``other``: ``key: value`` parted by ``|``."""
        facts = {
            "evidence": self.kind or "",
            "labels taken over": "; ".join(self.labels),
            "links taken over": f"{self.links} of {self.of_links}" if self.links else "",
            "similarity": "" if self.similarity is None else f"{self.similarity:.2f}",
        }
        return "|".join(f"{key}: {value.replace('|', '/')}" for key, value in facts.items() if value)


@dataclass(frozen=True, slots=True)
class Succession:
    """What takes the place of one concept.

    Attributes:
        successor: The sure replacement; ``None`` where there is none.
        candidates: What else might, the most likely first; the successor too.
        doubt: Why there is no successor.
    """

    uri: str
    label: str
    successor: Candidate | None
    candidates: tuple[Candidate, ...]
    doubt: Doubt | None = None


@dataclass(frozen=True)
class Version:
    """The concepts of one version of a framework, by URI, and the relations among them."""

    concepts: Mapping[str, Concept]
    relations: Sequence[ConceptRelation] = ()

    @classmethod
    def of(cls, concepts: Iterable[Concept], relations: Iterable[ConceptRelation] = ()) -> Version:
        """Take concepts in any order."""
        return cls({concept.uri: concept for concept in concepts}, tuple(relations))

    def has(self, uri: str) -> bool:
        """Whether the version has a concept that may be used."""
        return uri in self.concepts and not gone(self.concepts[uri])

    @cached_property
    def links(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """What each concept is linked to: occupations and skills, either way, and narrower concepts."""
        found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for relation in self.relations:
            found[relation.object].add(("of", relation.subject))
            found[relation.subject].add(("to", relation.object))
        for concept in self.concepts.values():
            for broader in concept.broader:
                found[broader].add(("narrower", concept.uri))
        return {uri: frozenset(links) for uri, links in found.items()}

    @cached_property
    def replacing(self) -> Mapping[str, tuple[str, ...]]:
        """The concepts that are said to take the place of each."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for concept in self.concepts.values():
            for uri in concept.replaces:
                found[uri].append(concept.uri)
        return {uri: tuple(successors) for uri, successors in found.items()}

    @cached_property
    def bearers(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The usable concepts that bear a label, by language and normalised label."""
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for uri in self.concepts:
            if self.has(uri):
                for key in labels(self.concepts[uri]):
                    found[key].append(uri)
        return {key: tuple(uris) for key, uris in found.items()}


def labels(concept: Concept) -> dict[tuple[str, str], str]:
    """All labels of a concept, by language and normalised label; the preferred ones first."""
    found: dict[tuple[str, str], str] = {}
    for lang, label in concept.pref_labels.items():
        found.setdefault((lang, normalised(label)), label)
    for lists in (concept.alt_labels, concept.hidden_labels):
        for lang, texts in lists.items():
            for label in texts:
                found.setdefault((lang, normalised(label)), label)
    return found


def successions(
    uris: Iterable[str], old: Version, new: Version, similar: Mapping[str, Similarities]
) -> dict[str, Succession]:
    """What takes the place of concepts of the older version that the newer one does not have.

    Args:
        uris: The concepts; each is one of ``old``.
        old: The older version.
        new: The newer one.
        similar: For each concept, where it was measured, the concepts of ``new`` with similar labels.
    """
    return {uri: _succession(_Search(old.concepts[uri], old, new, similar.get(uri, {}))) for uri in uris}


def _succession(search: _Search) -> Succession:
    old = search.concept
    found = sorted(search.candidates(), key=_rank)
    best = next((kind for kind in EvidenceKind if any(one.kind is kind for one in found)), None)
    sure = [one for one in found if one.kind is best] if best is not None else []
    named = tuple(found[:CANDIDATES])
    if len(sure) == 1:
        return Succession(old.uri, old.label(), sure[0], named)
    doubt = Doubt.TIE if sure else Doubt.WEAK if found else Doubt.NOTHING
    return Succession(old.uri, old.label(), None, named, doubt)


def _rank(one: Candidate) -> tuple[int, int, float, float, str]:
    """Sure evidence first, then labels taken over, links taken over and similarity."""
    kinds = list(EvidenceKind)
    place = len(kinds) if one.kind is None else kinds.index(one.kind)
    share = one.links / one.of_links if one.of_links else 0.0
    return place, -len(one.labels), -(share + (one.similarity or 0.0)), -share, one.uri


@dataclass(frozen=True)
class _Search:
    """The search for what succeeds one concept."""

    concept: Concept
    old: Version
    new: Version
    similar: Similarities

    def candidates(self) -> list[Candidate]:
        """The concepts of the same kind that the framework names, that share a label, or that are similar."""
        named = self._replacements
        sharing = (uri for key in self._labels for uri in self.new.bearers.get(key, ()))
        uris = dict.fromkeys([*named, *sharing, *self.similar])
        usable = (uri for uri in uris if self.new.has(uri) and uri != self.concept.uri)
        return [self._candidate(uri) for uri in usable if uri in named or self._same_kind(uri)]

    def _same_kind(self, uri: str) -> bool:
        return self.new.concepts[uri].kind is self.concept.kind

    @cached_property
    def _replacements(self) -> frozenset[str]:
        """What the framework itself names: where it still has the old concept, it says so there."""
        said = self.new.concepts.get(self.concept.uri, self.concept)
        named = self.new.replacing.get(self.concept.uri, ())
        return self._ends(frozenset((*said.replaced_by, *named)) or frozenset(self.concept.replaced_by))

    def _ends(self, uris: frozenset[str]) -> frozenset[str]:
        """Where chains of replacements end: what is itself replaced gives way to what is in its place."""
        found: set[str] = set()
        pending, seen = set(uris), {self.concept.uri}
        while pending:
            uri = pending.pop()
            seen.add(uri)
            told = self.new.concepts.get(uri)
            further = set(told.replaced_by) if told is not None and told.retired else set()
            pending |= further - seen
            found |= set() if further else {uri}
        return frozenset(found)

    @cached_property
    def _labels(self) -> dict[tuple[str, str], str]:
        return labels(self.concept)

    @cached_property
    def _links(self) -> frozenset[tuple[str, str]]:
        return self.old.links.get(self.concept.uri, frozenset())

    def _candidate(self, uri: str) -> Candidate:
        taken, links, similarity = self._taken_labels(uri), self._taken_links(uri), self.similar.get(uri)
        return Candidate(
            uri=uri,
            label=self.new.concepts[uri].label(),
            kind=self._kind(uri, taken, links, similarity),
            labels=tuple(self._labels[key] for key in taken),
            links=links,
            of_links=len(self._links),
            similarity=similarity,
        )

    def _kind(
        self, uri: str, taken: Sequence[tuple[str, str]], links: int, similarity: float | None
    ) -> EvidenceKind | None:
        preferred = {(lang, normalised(label)) for lang, label in self.concept.pref_labels.items()}
        if uri in self._replacements:
            return EvidenceKind.REPLACEMENT
        if self._took_preferred(uri):
            return EvidenceKind.LABEL
        if not preferred.isdisjoint(taken) or len(taken) >= LABELS:
            return EvidenceKind.ALTERNATIVE
        near = similarity or 0.0
        if links >= LINKS and links >= LINKS_SHARE * len(self._links) and near >= LINKED_SIMILARITY:
            return EvidenceKind.HIERARCHY
        if near >= SIMILARITY and uri not in self.old.concepts:
            return EvidenceKind.EMBEDDING
        return None

    def _took_preferred(self, uri: str) -> bool:
        """Whether it has the old preferred label in all languages of both, and had not before."""
        mine, theirs = _preferred(self.concept), _preferred(self.new.concepts[uri])
        before = _preferred(self.old.concepts[uri]) if uri in self.old.concepts else {}
        shared = mine.keys() & theirs.keys()
        return bool(shared) and all(
            mine[lang] == theirs[lang] and before.get(lang) != mine[lang] for lang in shared
        )

    def _taken_labels(self, uri: str) -> list[tuple[str, str]]:
        """Labels of the old concept that it has, and had not in the older version."""
        now = labels(self.new.concepts[uri])
        before = labels(self.old.concepts[uri]) if uri in self.old.concepts else {}
        return [key for key in self._labels if key in now and key not in before]

    def _taken_links(self, uri: str) -> int:
        none: frozenset[tuple[str, str]] = frozenset()
        return len((self._links & self.new.links.get(uri, none)) - self.old.links.get(uri, none))


def _preferred(concept: Concept) -> dict[str, str]:
    return {lang: normalised(label) for lang, label in concept.pref_labels.items()}
