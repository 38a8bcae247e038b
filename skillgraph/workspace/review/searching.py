"""Finds the concept that a reviewer has in mind: by words of labels as they are typed, and by meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from skillgraph.errors import SkillgraphError
from skillgraph.matching.text.tokens import fold
from skillgraph.model import ConceptKind

if TYPE_CHECKING:
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

_NO_SKILLS = (ConceptKind.OCCUPATION, ConceptKind.OCCUPATION_GROUP)
_MEANT = 5
"""So many concepts are found by meaning."""


@dataclass(frozen=True, slots=True)
class FoundConcept:
    """A concept that some words find.

    Attributes:
        label: The label that has the words; the preferred one where it is found by meaning.
        named: The concept's preferred label.
    """

    uri: str
    label: str
    named: str


@dataclass(frozen=True, slots=True)
class _Label:
    """A label, folded, with a blank before each word so that beginnings of words can be found."""

    words: str
    text: str
    uri: str
    preferred: bool


class ConceptSearch:
    """All labels of the loaded frameworks but those of occupations."""

    def __init__(self, snapshot: Snapshot) -> None:
        kinds, self._snapshot = snapshot.kinds, snapshot
        self._labels = [
            _Label(f" {_plain(text)}", text, uri, preferred)
            for uri, found in snapshot.all_labels().items()
            if kinds.get(uri) not in _NO_SKILLS
            for text, preferred in found
        ]

    def by_label(self, text: str, most: int) -> list[FoundConcept]:
        """The concepts of which a label has words that begin so, in any order; the shortest labels first.

        A label that is the text, and then one that begins with it, comes before the others.
        """
        whole = f" {_plain(text)}"
        words = [f" {word}" for word in whole.split()]
        fitting = [one for one in self._labels if words and all(word in one.words for word in words)]
        fitting.sort(key=lambda one: _rank(one, whole))
        return self._found(fitting, most)

    def called(self, text: str) -> list[FoundConcept]:
        """The concepts that are called so, case and accents aside; by preferred labels, if by any."""
        whole = f" {_plain(text)}"
        bearing = [one for one in self._labels if one.words == whole]
        preferred = [one for one in bearing if one.preferred]
        return self._found(preferred or bearing, len(bearing))

    def _found(self, labels: Iterable[_Label], most: int) -> list[FoundConcept]:
        first: dict[str, _Label] = {}
        for one in labels:
            if len(first) == most:
                break
            first.setdefault(one.uri, one)
        names = self._snapshot.names(first)
        return [FoundConcept(uri, one.text, names.get(uri, one.text)) for uri, one in first.items()]


def by_meaning(workspace: Workspace, text: str) -> list[FoundConcept]:
    """The concepts that a text means; none where there is no search index yet."""
    return list(_meant(workspace, text))


def _meant(workspace: Workspace, text: str) -> Iterator[FoundConcept]:
    from skillgraph.workspace.answers.suggest import suggest_texts
    from skillgraph.workspace.query import Query

    try:
        (result,) = suggest_texts(workspace, [text], Query(build=False), k=_MEANT)
    except SkillgraphError:
        return
    for one in result.suggestions:
        yield FoundConcept(one.uri, one.label, one.label)


@lru_cache(maxsize=1)
def concept_search(snapshot: Snapshot) -> ConceptSearch:
    """The search in a state of a workspace; made once, which takes some seconds."""
    return ConceptSearch(snapshot)


def _rank(label: _Label, whole: str) -> tuple[bool, bool, bool, int, str]:
    return (
        label.words != whole,
        not label.words.startswith(whole),
        not label.preferred,
        len(label.words),
        label.words,
    )


def _plain(text: str) -> str:
    return " ".join(fold(text).split())
