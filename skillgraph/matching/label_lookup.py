"""Finds concepts by the labels that people type: without case, accents or plurals, and with small errors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from skillgraph.matching.spelling import Speller
from skillgraph.matching.text.tokens import singular, words


@dataclass(frozen=True, slots=True)
class LabelledConcept:
    """A concept under one of its labels.

    Attributes:
        preferred: Whether the label is a preferred one.
    """

    uri: str
    label: str
    preferred: bool


class LabelLookup:
    """Labels by their words.

    Args:
        labels: Every label, of any language.
        texts: Other texts whose words are spelt right, such as those that are searched.
        others: Gives further words that are spelt right; see `Speller`.
    """

    def __init__(
        self,
        labels: Iterable[LabelledConcept],
        texts: Iterable[str] = (),
        others: Callable[[], Collection[str]] = tuple,
    ) -> None:
        self._by_words: dict[str, list[LabelledConcept]] = defaultdict(list)
        self._by_singulars: dict[str, list[LabelledConcept]] = defaultdict(list)
        self._labels = list(labels)
        for label in self._labels:
            found = words(label.label)
            self._by_words[" ".join(found)].append(label)
            self._by_singulars[" ".join(map(singular, found))].append(label)
        self._texts = tuple(texts)
        self._others = others

    def find(self, text: str) -> dict[str, str]:
        """The concepts that bear a label, case, accents and blanks aside, else plurals too.

        Where a concept has it as its preferred label, those that have it as another one are left out.

        Returns:
            Label by URI.
        """
        query_words = words(text)
        singulars = " ".join(map(singular, query_words))
        found = self._by_words.get(" ".join(query_words)) or self._by_singulars.get(singulars) or []
        preferred = [one for one in found if one.preferred]
        return {one.uri: one.label for one in sorted(preferred or found, key=lambda one: one.uri)}

    def worded(self, text: str) -> set[str]:
        """The concepts with a label of these words, case, accents and signs aside."""
        return {one.uri for one in self._by_words.get(" ".join(words(text)), ())}

    def corrected(self, text: str) -> str:
        """The text with small errors of unknown words mended, accents first; the same where none is near."""
        return self._speller.mended(text)

    @cached_property
    def _speller(self) -> Speller:
        """Made when it is first asked: it counts the words of all labels, and most questions are labels."""
        return Speller((label.label for label in self._labels), self._texts, self._others)


def lookup_of(
    labels: Mapping[str, Iterable[tuple[str, bool]]],
    texts: Iterable[str] = (),
    others: Callable[[], Collection[str]] = tuple,
) -> LabelLookup:
    """A lookup of labels given by URI, each with whether it is preferred."""
    rows = (LabelledConcept(uri, text, kind) for uri, found in labels.items() for text, kind in found)
    return LabelLookup(rows, texts, others)
