"""Many proposals accepted at once, as they were seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from skillgraph.alignment.listing import ReviewFilter, ReviewItem
from skillgraph.alignment.verdicts import Verdict
from skillgraph.model import Action, MappingStatus, Review
from skillgraph.workspace.review.deciding import Decided, decide
from skillgraph.workspace.review.listing import listed

if TYPE_CHECKING:
    from skillgraph.workspace.state.workspace import Workspace


def proposals_of(workspace: Workspace, wanted: ReviewFilter) -> list[ReviewItem]:
    """The proposals that a filter leaves and nobody has decided on yet, the least sure first.

    What is open again is left out: somebody decided on it before, and its text changed.
    """
    items = listed(workspace, wanted).items()
    proposed = [one for one in items if one.status is MappingStatus.PROPOSED and one.confidence is not None]
    return sorted(proposed, key=lambda one: (one.confidence or 0.0, one.text, one.uri))


def accept_seen(
    workspace: Workspace, seen: Sequence[tuple[str, int]], review: Review, *, wait: float
) -> Decided:
    """Accept mappings in one commit, each if it is still in the revision that was seen.

    Args:
        workspace: Where to write.
        seen: IRI and revision of each.
        review: Who accepts, when and why.
        wait: For so many seconds, let another writer end first.
    """
    verdicts = [Verdict(Action.ACCEPT, uri, review, seen=revision) for uri, revision in seen]
    return decide(workspace, verdicts, wait=wait, skip_refused=True)
