"""Buttons of the reviewer's page: which decision each asks for, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from skillgraph.alignment.listing import ReviewItem
from skillgraph.alignment.votes import Vote, votes
from skillgraph.errors import InputError
from skillgraph.languages.sentences import error_of
from skillgraph.model import Action, LearningOutcome
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.audit import audited
from skillgraph.workspace.review.asking import decide_asked
from skillgraph.workspace.review.notes import add_note
from skillgraph.workspace.review.requests import DecisionRequest
from skillgraph_api.deciding import PATIENCE
from skillgraph_api.web.review_view import Review, seen_of
from skillgraph_api.web.signed_in import Sent

RELATIONS: Final = ("exact", "close", "broad", "narrow", "related")
_OPINIONS: Final = {"agree": Action.ACCEPT, "disagree": Action.REJECT}
_STAYING: Final = ("note", "undo", *_OPINIONS)
"""After these the same outcome is shown again."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The button that was pressed: what it does, and to what."""

    action: str
    target: str

    @classmethod
    def of(cls, sent: Sent) -> Pressed:
        """The button that a form was sent with."""
        action, _, target = sent.text("do").partition(":")
        return cls(action, target)

    @property
    def stays(self) -> bool:
        """Whether the same outcome is shown again."""
        return self.action in _STAYING


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What became of a mapping since the page was made.

    Attributes:
        vote: The last step; ``None`` where the mapping is new, or was replaced by another proposal.
    """

    label: str
    vote: Vote | None


def meanwhile(review: Review, outcome: LearningOutcome, sent: Sent) -> list[Meanwhile]:
    """What others did to the mappings of an outcome after the form was made."""
    seen, now = seen_of(sent.text("seen")), review.revisions(outcome.id)
    changed = [uri for uri in (*now, *seen.keys() - now.keys()) if seen.get(uri) != now.get(uri)]
    return [_meanwhile(review, uri) for uri in changed]


def carry_out(
    workspace: Workspace, review: Review, outcome: LearningOutcome, pressed: Pressed, sent: Sent
) -> str:
    """Do what the button says; gives the IRI of the mapping that it was done to, empty for a note.

    Raises:
        SkillgraphError: If it cannot be done.
    """
    if pressed.action == "note":
        with audited(workspace, sent.writer, "note", [outcome.id]):
            add_note(workspace, outcome.id, sent.text("note"), sent.writer.by)
        return ""
    requests = _requests(review, outcome, pressed, sent)
    with audited(workspace, sent.writer, requests[0].action, [one.target for one in requests]):
        changed = decide_asked(workspace, requests, sent.writer.by, wait=PATIENCE)
    return next(iter(changed)).uri


def _requests(
    review: Review, outcome: LearningOutcome, pressed: Pressed, sent: Sent
) -> Sequence[DecisionRequest]:
    reason, relation = sent.text("reason").strip(), sent.text(f"relation:{pressed.target}")
    if pressed.action == "none":
        return [DecisionRequest(action=Action.NO_TERM, target=outcome.id, reason=reason)]
    if pressed.action == "choose":
        return [
            DecisionRequest(
                action=Action.CHANGE,
                target=outcome.id,
                concept=pressed.target,
                relation=relation,
                reason=reason,
            )
        ]
    items = {one.uri: one for one in review.items.get(outcome.id, ())}
    if pressed.action == "reject-all":
        return _rejecting(items, reason)
    if pressed.target not in items:
        raise error_of(InputError, "page-mapping")
    return [_on_mapping(items[pressed.target], pressed, relation, reason)]


def _rejecting(items: Mapping[str, ReviewItem], reason: str) -> list[DecisionRequest]:
    """Reject all that waits.

    Raises:
        InputError: If nothing does.
    """
    waiting = [one for one in items.values() if one.status.waiting]
    if not waiting:
        raise error_of(InputError, "page-nothing-waits")
    return [
        DecisionRequest(action=Action.REJECT, target=one.uri, seen=one.revision, reason=reason)
        for one in waiting
    ]


def _on_mapping(item: ReviewItem, pressed: Pressed, relation: str, reason: str) -> DecisionRequest:
    """What a button of one mapping asks; to accept it with another relation is to change it.

    Raises:
        InputError: If there is no such button.
    """
    if pressed.action in _OPINIONS:
        action = _OPINIONS[pressed.action]
        return DecisionRequest(
            action=action, target=item.uri, seen=item.revision, reason=reason, second_opinion=True
        )
    if pressed.action not in ("accept", "reject", "undo"):
        raise error_of(InputError, "page-button", name=pressed.action[:40])
    changes = pressed.action == "accept" and relation and relation != relation_of(item)
    action = Action.CHANGE if changes else Action(pressed.action)
    return DecisionRequest(
        action=action,
        target=item.uri,
        seen=item.revision,
        relation=relation if changes else "",
        reason=reason,
    )


def relation_of(item: ReviewItem) -> str:
    """The relation of a mapping in one word, as requests take it."""
    return item.predicate.removeprefix("skos:").removesuffix("Match")


def _meanwhile(review: Review, uri: str) -> Meanwhile:
    record = review.records.get(uri)
    steps = votes(record, "") if record else []
    return Meanwhile(record.object_label if record else "", steps[-1] if steps else None)
