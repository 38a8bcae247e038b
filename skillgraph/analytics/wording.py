"""Credentials that say the words of a question, whatever they are mapped to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Self

from skillgraph.matching.text.cues import hollow_words
from skillgraph.matching.text.tokens import fold, stem, words
from skillgraph.model import Credential, LearningOutcome


@dataclass(frozen=True, slots=True)
class WordingMatch:
    """A credential that says a phrase.

    Attributes:
        rank: The first rank of phrases of which it says one.
        outcomes: The outcomes that say it.
        named: Whether its name says it.
    """

    credential: Credential
    rank: int
    outcomes: tuple[LearningOutcome, ...]
    named: bool

    def without(self, outcomes: Collection[str]) -> WordingMatch:
        """The same without some outcomes, by their ids."""
        return replace(self, outcomes=tuple(one for one in self.outcomes if one.id not in outcomes))


@dataclass(frozen=True, slots=True)
class CredentialWords:
    """A credential with the stems of the words in its name, in each of its outcomes, and in all of these."""

    credential: Credential
    name: frozenset[str]
    everywhere: frozenset[str]
    outcomes: tuple[tuple[LearningOutcome, frozenset[str]], ...]

    def saying(self, phrases: Collection[frozenset[str]]) -> WordingMatch | None:
        """Where it says all words of any of the phrases, if it does."""
        outcomes = tuple(one for one, said in self.outcomes if any(phrase <= said for phrase in phrases))
        named = any(phrase <= self.name for phrase in phrases)
        return WordingMatch(self.credential, 0, outcomes, named) if outcomes or named else None

    @classmethod
    def of(cls, credential: Credential) -> Self:
        """The words of a credential."""
        outcomes = tuple((one, _stems(one.shown)) for one in credential.outcomes)
        name = _stems(credential.name)
        return cls(credential, name, name.union(*(said for _, said in outcomes)), outcomes)


class Wording:
    """Phrases to look for; each counts only with all its words that mean something.

    Args:
        ranks: Phrases as people write them; those of the first rank count most, of one rank all the same.
    """

    def __init__(self, ranks: Iterable[Iterable[str]]) -> None:
        self._ranks = [[found for phrase in rank if (found := _telling(phrase))] for rank in ranks]

    def held_by(self, credentials: Iterable[CredentialWords]) -> list[WordingMatch]:
        """The credentials that say a phrase: by its rank, those named so first, then most often."""
        phrases = [phrase for rank in self._ranks for phrase in rank]
        # Most say none, which is found out without a step of Python for each.
        saying = (one for one in credentials if any(map(one.everywhere.issuperset, phrases)))
        found = map(self._said, saying)
        return sorted(
            (one for one in found if one is not None),
            key=lambda one: (one.rank, not one.named, -len(one.outcomes), one.credential.name),
        )

    def _said(self, one: CredentialWords) -> WordingMatch | None:
        found = ((place, one.saying(phrases)) for place, phrases in enumerate(self._ranks))
        return next((replace(said, rank=place) for place, said in found if said is not None), None)


def _telling(phrase: str) -> frozenset[str]:
    """The stems of the words that mean something by themselves."""
    hollow = hollow_words()
    return frozenset(stem(word) for word in words(phrase) if word not in hollow)


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, words(fold(text))))
