"""`review accept --above`: many proposals accepted at once, after a look at how many and which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from skillgraph.cli.keys import read_line
from skillgraph.cli.output import note, readable
from skillgraph.errors import InputError
from skillgraph.model.texts import many

if TYPE_CHECKING:
    from skillgraph.alignment.listing import ReviewFilter, ReviewItem
    from skillgraph.model import Review
    from skillgraph.workspace import Workspace

PREVIEWED = 10
"""So many mappings are shown before it is asked."""

_YES = ("y", "yes", "o", "oui")


def confirmed(items: Sequence[ReviewItem], *, above: float, sure: bool) -> bool:
    """Show how many mappings would be accepted and the least sure of them, and ask; not where it is sure.

    Raises:
        InputError: If nobody answers.
    """
    outcomes, credentials = ({getattr(one, name) for one in items} for name in ("outcome", "credential_id"))
    note(
        f"{many(len(items), 'proposal')} with a confidence of {above:.2f} or more "
        f"(outcomes: {len(outcomes)}, credentials: {len(credentials)}). The least sure:"
    )
    lines = dict.fromkeys(f"  {one.confidence:.2f}  {_cut(one.shown)} → {one.label}" for one in items)
    for line in list(lines)[:PREVIEWED]:
        note(readable(line))
    if sure:
        return True
    answer = read_line(f"Accept {'it' if len(items) == 1 else f'all {len(items)}'}? [y/N] ")
    if not answer:
        raise InputError("Nothing was accepted: it was not confirmed.", hint="Answer y, or give --yes.")
    return answer.lower() in _YES


def accept_all(space: Workspace, items: Sequence[ReviewItem], review: Review, wait: float) -> list[str]:
    """Accept proposals in one commit, as they were seen; gives which, and tells those that could not be."""
    from skillgraph.workspace.review.bulk import accept_seen

    decided = accept_seen(space, [(one.uri, one.revision) for one in items], review, wait=wait)
    for one in decided.refused:
        note(readable(f"  not accepted: {_cut(items[one.place].shown)}: {one.error.message}"))
    refused = {one.place for one in decided.refused}
    return [one.uri for place, one in enumerate(items) if place not in refused]


def accept_above(
    space: Workspace,
    wanted: ReviewFilter,
    review: Review,
    *,
    sure: bool,
    wait: float,
    fits: Callable[[ReviewItem], bool] = lambda _: True,
) -> list[str]:
    """Accept every proposal that a filter leaves and that fits, if it is confirmed; gives which were."""
    from skillgraph.workspace.review.bulk import proposals_of

    items = list(filter(fits, proposals_of(space, wanted)))
    if not items:
        note(f"No proposal that waits has a confidence of {wanted.min_confidence:.2f} or more.")
        return []
    if not confirmed(items, above=wanted.min_confidence, sure=sure):
        note("Nothing was accepted.")
        return []
    accepted = accept_all(space, items, review, wait)
    note(f"Accepted {many(len(accepted), 'mapping')} as {review.by}; `review undo` takes single ones back.")
    return accepted


def _cut(text: str, length: int = 70) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
