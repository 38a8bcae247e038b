"""Finds the concept that a person has in mind by the words of its labels, also while they are typed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from skillgraph.errors import InputError, NotFoundError
from skillgraph.languages.sentences import error_of
from skillgraph.matching.text.tokens import fold
from skillgraph.model import ConceptKind
from skillgraph.workspace.review.deciding import term_named

if TYPE_CHECKING:
    from skillgraph.alignment.curation import TargetTerm
    from skillgraph.workspace.state.snapshot import Snapshot

_NO_SKILLS = (ConceptKind.OCCUPATION, ConceptKind.OCCUPATION_GROUP)


@dataclass(frozen=True, slots=True)
class FoundConcept:
    """A concept that some words find.

    Attributes:
        label: The label that has the words.
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


def term_called(snapshot: Snapshot, words: str, framework: str | None = None) -> TargetTerm:
    """The concept that a URI or a label names, in any loaded language, case and accents aside.

    Args:
        snapshot: Where to look.
        words: The URI or the label.
        framework: Where a label is looked for first; everywhere if it is not there.

    Raises:
        NotFoundError: If there is none; the hint names labels that have the words.
        InputError: If a label is that of several.
    """
    with suppress(NotFoundError):
        return term_named(snapshot, words, framework)
    try:
        return term_named(snapshot, words)
    except NotFoundError as error:
        if "://" in words or not words.strip():
            raise
        return _nearly_called(snapshot, words, error)


def _nearly_called(snapshot: Snapshot, words: str, error: NotFoundError) -> TargetTerm:
    search = concept_search(snapshot)
    called = search.called(words)
    if len(called) == 1:
        return term_named(snapshot, called[0].uri)
    if called:
        listed = "; ".join(f"{one.named} <{one.uri}>" for one in called[:3])
        raise error_of(InputError, "term-ambiguous", words=words, listed=listed)
    near = ", ".join(f"“{one.label}”" for one in search.by_label(words, 3))
    raise error_of(NotFoundError, "term-near", words=words, near=near) if near else error


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
