"""What people accepted, as texts to learn from."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from skillgraph.model import MappingStatus
from skillgraph.workspace.state.workspace import Workspace

if TYPE_CHECKING:
    from skillgraph.matching.evaluation.evaluation import GoldRow


def reviewed_gold(workspace: Workspace, lang: str) -> list[GoldRow]:
    """One row for each outcome in ``lang`` (or in no stated language) that has an accepted mapping."""
    from skillgraph.matching.evaluation.evaluation import GoldRow

    snapshot = workspace.snapshot()
    accepted: dict[str, set[str]] = defaultdict(set)
    for mapping in snapshot.mappings:
        if mapping.status is MappingStatus.ACCEPTED:
            accepted[mapping.subject_id].add(mapping.object_id)
    return [
        GoldRow(outcome.text, frozenset(accepted[outcome.id]), outcome.lang)
        for credential in snapshot.credentials
        for outcome in credential.outcomes
        if outcome.id in accepted and outcome.lang.split("-")[0].lower() in ("", lang)
    ]
