"""What marks a record in a list; apart from `listing`, because the help of the command line names it."""

from __future__ import annotations

from enum import StrEnum


class Mark(StrEnum):
    """What a reviewer should know of a record beside its status."""

    TEXT_CHANGED = "text-changed"
    OUTCOME_GONE = "outcome-gone"
    DISAGREEMENT = "disagreement"
