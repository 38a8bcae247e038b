"""Credentials that say the words of a question, whatever they are mapped to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Self

from skillgraph.matching.text.cues import hollow_words
from skillgraph.matching.text.tokens import fold, stem, words
from skillgraph.model import Credential, LearningOutcome


@dataclass(frozen=True, slots=True)
class Said:
    """A credential that says a phrase.

    Attributes:
        phrase: Which of the phrases, by its place.
        outcomes: The outcomes that say it.
        named: Whether its name says it.
    """

    credential: Credential
    phrase: int
    outcomes: tuple[LearningOutcome, ...]
    named: bool

    def without(self, outcomes: Collection[str]) -> Said:
        """The same without some outcomes, by their ids."""
        return replace(self, outcomes=tuple(one for one in self.outcomes if one.id not in outcomes))


@dataclass(frozen=True, slots=True)
class CredentialWords:
    """A credential with the stems of the words in its name and in each of its outcomes."""

    credential: Credential
    name: frozenset[str]
    outcomes: tuple[tuple[LearningOutcome, frozenset[str]], ...]

    def saying(self, phrase: frozenset[str]) -> Said | None:
        """Where it says all words of a phrase, if it does."""
        outcomes = tuple(outcome for outcome, said in self.outcomes if phrase <= said)
        named = phrase <= self.name
        return Said(self.credential, 0, outcomes, named) if outcomes or named else None

    @classmethod
    def of(cls, credential: Credential) -> Self:
        """The words of a credential."""
        outcomes = tuple((one, _stems(one.text)) for one in credential.outcomes)
        return cls(credential, _stems(credential.name), outcomes)


class Wording:
    """Phrases to look for; each counts only with all its words that mean something.

    Args:
        phrases: As people write them.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        hollow = hollow_words()
        found = (frozenset(stem(w) for w in words(one) if w not in hollow) for one in phrases)
        self.stems: tuple[frozenset[str], ...] = tuple(dict.fromkeys(one for one in found if one))

    def held_by(self, credentials: Iterable[CredentialWords]) -> list[Said]:
        """The credentials that say a phrase: by the first they say, those named so first, then most often."""
        found = (self._said(one) for one in credentials)
        return sorted(
            (one for one in found if one is not None),
            key=lambda one: (one.phrase, not one.named, -len(one.outcomes), one.credential.name),
        )

    def _said(self, one: CredentialWords) -> Said | None:
        found = ((place, one.saying(phrase)) for place, phrase in enumerate(self.stems))
        return next((replace(said, phrase=place) for place, said in found if said is not None), None)


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, words(fold(text))))
