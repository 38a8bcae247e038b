"""Why a concept was proposed, in the words of `suggest`, with what the framework says of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from skillgraph.alignment.proposing import contexts_of
from skillgraph.cli.answer_tables import said_by, why
from skillgraph.cli.output import note, readable
from skillgraph.errors import SkillgraphError
from skillgraph.matching.types import NO_CONTEXT, Context, ContextKind, ContextReason

if TYPE_CHECKING:
    from skillgraph.alignment.listing import ReviewItem
    from skillgraph.model import Mapping
    from skillgraph.workspace import Workspace

_LOOKED_AT = 20
"""A proposal is looked for among so many suggestions."""


def explain(space: Workspace, items: Sequence[ReviewItem], numbers: Sequence[int]) -> None:
    """Tell of each of the candidates of one outcome why it was proposed, what it means and its history."""
    from skillgraph.workspace.review.listing import shown
    from skillgraph.workspace.review.meanings import UNKNOWN, meanings

    known = meanings(space.snapshot(), {one.concept: one.label for one in items})
    reasons = _reasons(space, items[0])
    for number, item in zip(numbers, items, strict=True):
        record, meaning = shown(space, item.uri).record, known.get(item.concept, UNKNOWN)
        note(readable(f"  {number}  {item.label}: {reasons.get(item.concept) or _as_recorded(record)}"))
        if meaning.definition:
            note(readable(f"     {' '.join(meaning.definition.split())}"))
        if meaning.path:
            note(readable(f"     below {' < '.join(meaning.path)}"))
        for step in record.history:
            note(readable(f"     {step.at} {step.by}: {step.action} {step.reason}"))


def _reasons(space: Workspace, item: ReviewItem) -> dict[str, str]:
    """The reason of each suggestion for the outcome of a mapping, by concept; none without an index."""
    from skillgraph.workspace.answers.suggest import suggest_texts
    from skillgraph.workspace.query import Query

    query = Query(framework=item.framework or None, build=False)
    try:
        (result,) = suggest_texts(space, [item.text], query, k=_LOOKED_AT, context=_context(space, item))
    except SkillgraphError:
        return {}
    return {one.uri: why(one, first=not place) for place, one in enumerate(result.suggestions)}


def _context(space: Workspace, item: ReviewItem) -> Context:
    """The credential of an outcome, as `propose` saw it."""
    credentials = (one for one in space.snapshot().credentials if one.id == item.credential_id)
    return contexts_of(credentials).get(item.outcome, NO_CONTEXT)


def _as_recorded(record: Mapping) -> str:
    """What the mapping itself holds of why it was proposed."""
    return "; ".join(_recorded(record)) or "nothing is recorded of why"


def _recorded(record: Mapping) -> Iterator[str]:
    if record.match_string and record.match_string[0] != record.object_label:
        yield f"as “{', '.join(record.match_string)}”"
    said = dict(pair.split(": ", 1) for pair in record.other.split("|") if ": " in pair)
    if words := said.get("shared_words"):
        yield f"by {', '.join(words.split())}"
    elif record.match_string:
        yield "similar meaning"
    for kind in ContextKind:
        if decided := said.get(f"by_{kind}"):
            yield said_by(ContextReason(kind, decided))
