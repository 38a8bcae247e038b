"""How much of what is said rests on mappings that no person has reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Self

from skillgraph.model.mapping import Mapping


@dataclass(frozen=True, slots=True)
class RestsOn:
    """The mappings that an answer rests on, each counted once.

    Attributes:
        mappings: How many there are.
        unreviewed: Those of them that no person has accepted: proposed, not reviewed.
        highest_confidence, median_confidence: How sure the tool is of the unreviewed ones, 0 to 1; ``None``
            where there are none, or none says.
    """

    mappings: int = 0
    unreviewed: int = 0
    highest_confidence: float | None = None
    median_confidence: float | None = None

    @classmethod
    def of(cls, records: Iterable[Mapping]) -> Self:
        """Count records; of several of the same outcome and concept an accepted one counts, else the last."""
        every: dict[tuple[str, str], Mapping] = {}
        for one in records:
            known = every.get((one.subject_id, one.object_id))
            if known is None or known.status.waiting:
                every[one.subject_id, one.object_id] = one
        waiting = [one for one in every.values() if one.status.waiting and one.predicate_modifier is None]
        said = [one.confidence if one.tool_confidence is None else one.tool_confidence for one in waiting]
        sure = [share for share in said if share is not None]
        return cls(
            len(every),
            len(waiting),
            round(max(sure), 2) if sure else None,
            round(median(sure), 2) if sure else None,
        )
