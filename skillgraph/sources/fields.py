"""What the two credential formats share: building checked values, and keeping identifiers unique."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from skillgraph import languages
from skillgraph.errors import ProblemLog
from skillgraph.model import EndorsementClaim, LearningOutcome
from skillgraph.sources.identifiers import outcome_uri

T = TypeVar("T")

_CLAIMS = {
    word: EndorsementClaim[name.upper()]
    for name, words in languages.together("values", "claims").items()
    for word in words
}


def parse_claim(text: str) -> EndorsementClaim:
    """What an endorser vouches for, in any of our languages; unspecified for empty text.

    Raises:
        ValueError: If it is none of the claims.
    """
    try:
        return _CLAIMS[text.strip().casefold()]
    except KeyError:
        raise ValueError(f"{text!r} is none of demand, assessment") from None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands in a file; problems are recorded through it."""

    path: Path
    line: int
    problems: ProblemLog
    prefix: str = ""
    """The key path of the value within its record, as in ``outcomes[1].``"""

    def problem(self, field: str, reason: str) -> None:
        """Record one problem here."""
        self.problems.add(self.path, self.line, reason, field=(self.prefix + field).rstrip(".: "))

    def note(self, field: str, reason: str) -> None:
        """Record here what a person should know although nothing is wrong."""
        self.problems.note(self.path, self.line, reason, field=(self.prefix + field).rstrip(".: "))

    def within(self, key: str) -> Place:
        """The place of a nested value."""
        return Place(self.path, self.line, self.problems, f"{self.prefix}{key}.")

    def parsed(self, field: str, text: str, parse: Callable[[str], T], default: T) -> T:
        """The parsed text, or ``default`` with a problem where it cannot be parsed."""
        try:
            return parse(text)
        except ValueError as error:
            self.problem(field, f"{error}; left empty")
            return default


@dataclass(slots=True)
class OutcomeIds:
    """Hands out outcome URIs that are unique over a file."""

    _taken: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)

    def outcome(
        self,
        credential: str,
        text: str,
        *,
        given: str,
        lang: str,
        place: Place,
        others: tuple[tuple[str, str], ...] = (),
    ) -> LearningOutcome | None:
        """The outcome, or ``None`` with a problem where its credential has the same text already.

        An identifier that another outcome has taken is reported, and one is minted instead.
        """
        minted = outcome_uri(credential, text)
        if minted in self._seen:
            place.problem("outcome", "the credential has this outcome already; this one was ignored")
            return None
        self._seen.add(minted)
        uri = outcome_uri(credential, text, given)
        if uri in self._taken:
            place.problem("outcome_id", f"{given or uri!r} belongs to another outcome; a new one was made")
            uri = minted
        while uri in self._taken:
            uri += "-2"
        self._taken.add(uri)
        return LearningOutcome(uri, text, lang, others)
