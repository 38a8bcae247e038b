"""Gives each alignment that an issuer asserts an outcome to stand for it, so that it can be mapped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from skillgraph.model import Alignment, LearningOutcome
from skillgraph.sources.identifiers import outcome_uri


def linked(
    credential: str,
    outcomes: Iterable[LearningOutcome],
    alignments: Iterable[Alignment],
    add: Callable[[str], LearningOutcome | None],
) -> tuple[tuple[LearningOutcome, ...], tuple[Alignment, ...]]:
    """The outcomes with those that alignments add, and the alignments with their outcomes.

    An alignment of the whole credential is one of an outcome that says what its target is called: the one
    with these words, or a new one.

    Args:
        credential: URI of the credential.
        outcomes: What it states itself.
        alignments: What its issuer asserts; one that names an outcome keeps it.
        add: Makes an outcome of a text; ``None`` where it cannot.
    """
    named = {outcome_uri(credential, outcome.text): outcome for outcome in outcomes}
    found = []
    for alignment in alignments:
        key = outcome_uri(credential, alignment.target_name)
        if not alignment.outcome and key not in named and (outcome := add(alignment.target_name)):
            named[key] = outcome
        own = alignment.outcome or (named[key].id if key in named else "")
        found.append(replace(alignment, outcome=own))
    return tuple(named.values()), tuple(found)
