"""What the page of a reviewer shows of an outcome: its candidates, why they are, and what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from skillgraph.alignment.agreement import Opinion, opinions
from skillgraph.alignment.listing import ReviewFilter, ReviewItem
from skillgraph.alignment.proposing import contexts_of
from skillgraph.alignment.votes import Vote, votes
from skillgraph.matching.types import MatchResult, Suggestion
from skillgraph.model import Action, Agent, Credential, LearningOutcome
from skillgraph.model import Mapping as Record
from skillgraph.workspace import Workspace
from skillgraph.workspace.review.listing import listed
from skillgraph.workspace.review.meanings import UNKNOWN, Meaning, meanings
from skillgraph.workspace.review.notes import Note, notes_about
from skillgraph.workspace.review.standing import OutcomeState, state_of
from skillgraph_api.web.marking import pieces
from skillgraph_api.web.term_search import meant_by, names_in


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mapping of an outcome, proposed or decided on.

    Attributes:
        number: Its place among those of the outcome, from 1.
        label: Of the term, in the language of the page where there is one.
        why: Why it would be suggested now; ``None`` where it would not be, or nothing can tell.
        words: The words that it was proposed for, as they were recorded.
        opinions: The last word of each reviewer, where they differ.
    """

    number: int
    item: ReviewItem
    label: str
    why: Suggestion | None
    words: Sequence[str]
    meaning: Meaning
    votes: Sequence[Vote]
    opinions: Sequence[Opinion]

    @property
    def waiting(self) -> bool:
        """Whether somebody has yet to decide."""
        return self.item.status.waiting

    @property
    def last(self) -> Agent | None:
        """Who decided last; ``None`` where nobody did."""
        return self.votes[-1].by if self.votes else None


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """An outcome on the page.

    Attributes:
        number: Its place in the credential, from 1.
        pieces: The text in pieces, each with whether it decided for the first term.
        result: What the text means now; ``None`` where nothing can tell.
        names: How the terms of the result are called on the page, by their URIs.
    """

    number: int
    outcome: LearningOutcome
    state: OutcomeState
    candidates: Sequence[Candidate]
    pieces: Sequence[tuple[str, bool]]
    result: MatchResult | None
    names: Mapping[str, str]
    notes: Sequence[Note]

    @property
    def framework(self) -> str | None:
        """The framework of the candidates; ``None`` where there are none."""
        return next((one.item.framework for one in self.candidates if one.item.concept), None)

    @property
    def waiting(self) -> list[Candidate]:
        """The candidates that wait for a decision, the surest first."""
        return [one for one in self.candidates if one.waiting]


@dataclass(frozen=True, slots=True)
class Review:
    """The records of a credential, by outcome."""

    credential: Credential
    items: Mapping[str, Sequence[ReviewItem]]
    records: Mapping[str, Record]

    @classmethod
    def of(cls, workspace: Workspace, credential: Credential) -> Review:
        """The records of a credential; withdrawn ones say nothing."""
        found = listed(workspace, ReviewFilter(credential=credential.id))
        items: dict[str, list[ReviewItem]] = defaultdict(list)
        for one in found.items():
            items[one.outcome].append(one)
        return cls(credential, items, {one.uri: one for one in found.records})

    def state(self, outcome: str) -> OutcomeState:
        """Where an outcome stands."""
        return state_of(self.records[one.uri] for one in self.items.get(outcome, ()))

    def revisions(self, outcome: str) -> dict[str, int]:
        """The revision of each record of an outcome, by its IRI."""
        return {one.uri: one.revision for one in self.items.get(outcome, ())}

    def seen(self, outcome: str) -> str:
        """The same as a form holds it, for `seen_of` to read back."""
        return " ".join(f"{revision}:{uri}" for uri, revision in self.revisions(outcome).items())

    def item(self, identifier: str) -> ReviewItem | None:
        """The record that is listed with an id."""
        return next((one for some in self.items.values() for one in some if one.id == identifier), None)


def seen_of(text: str) -> dict[str, int]:
    """Revisions by record, as `Review.seen` wrote them; what is none is left out."""
    pairs = (one.partition(":") for one in text.split())
    return {uri: int(number) for number, _, uri in pairs if uri and number.isdecimal() and len(number) < 10}


def outcome_view(workspace: Workspace, review: Review, number: int, lang: str) -> OutcomeView:
    """An outcome with all that a reviewer should know, in the language of a page."""
    outcome = review.credential.outcomes[number - 1]
    items = review.items.get(outcome.id, ())
    framework = next((one.framework for one in items if one.concept), None)
    context = contexts_of([review.credential])[outcome.id]
    result = meant_by(workspace, outcome.text, framework, context=context)
    candidates = _candidates(workspace, review, items, result, lang)
    about = {outcome.id, *(one.uri for one in items)}
    return OutcomeView(
        number,
        outcome,
        review.state(outcome.id),
        candidates,
        list(pieces(result)) if result else [(outcome.text, False)],
        result,
        names_in(workspace.snapshot(), [result] if result else [], lang),
        notes_about(workspace, about),
    )


def _candidates(
    workspace: Workspace,
    review: Review,
    items: Iterable[ReviewItem],
    result: MatchResult | None,
    lang: str,
) -> list[Candidate]:
    items = list(items)
    snapshot = workspace.snapshot()
    names = snapshot.names([one.concept for one in items if one.concept], lang)
    said = meanings(snapshot, names)
    whys = {one.uri: one for one in (result.suggestions if result else ())}
    made = []
    for number, one in enumerate(items, start=1):
        record = review.records[one.uri]
        made.append(
            Candidate(
                number,
                one,
                names.get(one.concept, one.label),
                whys.get(one.concept),
                _words(record),
                said.get(one.concept, UNKNOWN),
                [vote for vote in votes(record, one.text) if vote.action is not Action.PROPOSE],
                _differing(record),
            )
        )
    return made


def _differing(record: Record) -> list[Opinion]:
    found = opinions(record)
    return found if len({one.judgement for one in found}) > 1 else []


def _words(record: Record) -> list[str]:
    said = dict(pair.split(": ", 1) for pair in record.other.split("|") if ": " in pair)
    return said.get("shared_words", "").split()
