"""What the words of a question may stand for; apart from the answers, since the help names it."""

from __future__ import annotations

from enum import StrEnum


class ReadingKind(StrEnum):
    """What a question names: a skill, a group of skills, or an occupation, for its essential skills."""

    SKILL = "skill"
    GROUP = "group"
    OCCUPATION = "occupation"
