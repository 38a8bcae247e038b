"""What plans are for, and have least of; apart from `plan`, since the help names them."""

from __future__ import annotations

from enum import StrEnum


class Objective(StrEnum):
    """What a plan has least of."""

    SMALLEST = "smallest"
    CHEAPEST = "cheapest"
    SHORTEST = "shortest"


class DemandedBy(StrEnum):
    """What demands skills; a skill demands itself."""

    POSTING = "posting"
    OCCUPATION = "occupation"
    SKILL = "skill"
