"""`review session`: outcomes that nothing is proposed for, asked after those that wait, told at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from skillgraph.cli import review_search
from skillgraph.cli.output import note, readable
from skillgraph.errors import InputError
from skillgraph.model import Action
from skillgraph.model.texts import many

if TYPE_CHECKING:
    from skillgraph.alignment.listing import ReviewFilter
    from skillgraph.alignment.verdicts import Verdict
    from skillgraph.model import Credential, LearningOutcome, Review
    from skillgraph.workspace import Workspace

KEYS = "c finds it a concept, n no good term, s skip, u undo the last, q quit"
_NAMED = 5
"""So many outcomes that nothing is proposed for are named."""


@dataclass(slots=True)
class UnmappedOutcomes:
    """Those of a session, which asks for them one by one once nothing waits any more.

    A filter by confidence or framework is one of proposals: where there is one, they are only told.
    """

    space: Workspace
    wanted: ReviewFilter
    review: Callable[[], Review]
    _skipped: set[str] = field(default_factory=set)
    _order: list[str] = field(default_factory=list)

    def next(self, words: str) -> tuple[Credential, LearningOutcome] | None:
        """The next one that has all words of the session's filter; ``None`` after the last."""
        if (self.wanted.min_confidence, self.wanted.max_confidence, self.wanted.framework) != (0.0, 1.0, ""):
            return None
        found = {outcome.id: (one, outcome) for one, outcome in self._all() if _fits(one, outcome, words)}
        self._order += [uri for uri in found if uri not in self._order]
        return next((found[uri] for uri in found if uri not in self._skipped), None)

    def show(self, credential: Credential, outcome: LearningOutcome) -> None:
        """Print one with its place among those that there were."""
        number = self._order.index(outcome.id) + 1
        place = f"{number} of {len(self._order)} without a proposal"
        note(readable(f"\n{place} · {credential.name} ({credential.issuer})"))
        for text in (outcome.text, *(text for _, text in outcome.other_texts)):
            note(readable(f"“{text}”"))

    def verdict(self, outcome: LearningOutcome, key: str) -> Verdict | None:
        """What a key decides of an outcome; ``None`` where it decides nothing.

        Raises:
            InputError: If no concept is named.
        """
        from skillgraph.alignment.verdicts import Verdict
        from skillgraph.workspace.review.deciding import term_named

        if key == "n":
            return Verdict(Action.NO_TERM, outcome.id, self.review())
        if key != "c":
            return None
        words = review_search.choose_concept(self.space)
        if not words:
            raise InputError("No concept was named.", hint="Nothing was changed.")
        term = term_named(self.space.snapshot(), words)
        return Verdict(Action.CHANGE, outcome.id, self.review(), term=term)

    def skip(self, outcome: LearningOutcome) -> None:
        """Leave one for another session."""
        self._skipped.add(outcome.id)

    def tell(self) -> None:
        """Name those that are left, and how to map them."""
        found = self._all()
        if not found:
            return
        note(f"{many(len(found), 'outcome has', 'outcomes have')} no mapping, and nothing is proposed:")
        for credential, outcome in found[:_NAMED]:
            note(readable(f"  “{outcome.shown}” · {credential.name}: {outcome.id}"))
        if len(found) > _NAMED:
            note(f"  … and {len(found) - _NAMED} more, which `skillgraph review list --unmapped` lists.")
        note(
            "Map one with `skillgraph review change OUTCOME --concept LABEL`, or say with "
            "`skillgraph review no-term OUTCOME` that there is no term for it."
        )

    def _all(self) -> list[tuple[Credential, LearningOutcome]]:
        from skillgraph.workspace.review.listing import without_record

        return without_record(self.space, self.wanted.credential, self.wanted.issuer)


def _fits(credential: Credential, outcome: LearningOutcome, words: str) -> bool:
    texts = f"{outcome.shown} {credential.name} {credential.issuer}".casefold()
    return all(word in texts for word in words.casefold().split())
