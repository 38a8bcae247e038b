"""Names for demanded words that no concept means: noun phrases that several employers write."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Key = tuple[str, ...]

_NEARLY = 0.6
"""A longer phrase is the better name where so many of the postings that use the shorter one use it."""

_LONG = 50
"""Sentences of so many characters are written by one hand; nobody chooses all these words again."""


class Said(Protocol):
    """A sentence and the postings that it stands in."""

    @property
    def sentence(self) -> str:
        """Its words."""
        ...

    @property
    def postings(self) -> Collection[str]:
        """Where it stands."""
        ...


Phrases = Callable[[str], Iterable[tuple[Key, str]]]
"""Gives the noun phrases of a sentence, each as what its forms share and as it is written."""


@dataclass(frozen=True, slots=True)
class Named:
    """A phrase with the sentences that use it.

    Attributes:
        words: As most of them write it.
        places: Which of the sentences.
    """

    words: str
    places: tuple[int, ...]


def writers(sentences: Iterable[Said], employers: Mapping[str, str]) -> dict[str, str]:
    """Who wrote each posting: the employer, or where none is named whoever writes the same long sentences.

    Args:
        sentences: Of all postings.
        employers: By posting, empty where it is not named.
    """
    same: dict[str, str] = {}

    def root(posting: str) -> str:
        while (above := same.setdefault(posting, posting)) != posting:
            posting = above
        return posting

    for one in sentences:
        first, *others = sorted(map(root, one.postings)) or [""]
        for other in others if len(one.sentence) >= _LONG else ():
            same[root(other)] = root(first)
    every = {posting for one in sentences for posting in one.postings}
    return {posting: employers.get(posting) or f"\n{root(posting)}" for posting in every}


def names(
    sentences: Sequence[Said],
    groups: Iterable[Collection[int]],
    phrases: Phrases,
    wrote: Mapping[str, str],
    *,
    min_postings: int,
    min_writers: int,
) -> Iterator[Named]:
    """The best name of each group, each once, with all sentences that use it, also those of other groups.

    A group without a phrase that enough postings use, and enough of those who write postings, has no name.
    """
    table = _Phrases(sentences, phrases)
    usable = {
        key
        for key in table.places
        if len(used := table.postings(key)) >= min_postings
        and len({wrote[posting] for posting in used}) >= min_writers
    }
    found: dict[Key, None] = {}
    for group in groups:
        if (best := table.best(frozenset(group), usable)) is not None:
            found[best] = None
    return (Named(table.words(key), tuple(table.places[key])) for key in found)


class _Phrases:
    """Which sentences use which phrases."""

    def __init__(self, sentences: Sequence[Said], phrases: Phrases) -> None:
        self._sentences = sentences
        self.places: defaultdict[Key, list[int]] = defaultdict(list)
        self._written: defaultdict[Key, Counter[str]] = defaultdict(Counter)
        for place, one in enumerate(sentences):
            for key, text in dict(phrases(one.sentence)).items():
                self.places[key].append(place)
                self._written[key][text] += 1

    def postings(self, key: Key, among: frozenset[int] | None = None) -> frozenset[str]:
        """The postings that use a phrase, in any of the sentences or in some."""
        places = (place for place in self.places[key] if among is None or place in among)
        return frozenset(posting for place in places for posting in self._sentences[place].postings)

    def words(self, key: Key) -> str:
        """The phrase as most sentences write it."""
        return min(self._written[key].items(), key=lambda pair: (-pair[1], pair[0]))[0]

    def best(self, group: frozenset[int], usable: Collection[Key]) -> Key | None:
        """The phrase that most postings of a group use, or a longer one around it that nearly as many use."""
        counts = {
            key: len(self.postings(key, group)) for key in usable if group.intersection(self.places[key])
        }
        if not counts:
            return None
        best = min(counts, key=lambda key: (-counts[key], -len(key), key))
        around = [key for key in counts if _holds(key, best) and counts[key] >= _NEARLY * counts[best]]
        return max(around, key=lambda key: (len(key), counts[key], key))


def _holds(longer: Key, shorter: Key) -> bool:
    width = len(shorter)
    return any(longer[start : start + width] == shorter for start in range(len(longer) - width + 1))
