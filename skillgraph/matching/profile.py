"""The profiles of matching; apart from its values, since the help needs nothing else."""

from __future__ import annotations

from enum import StrEnum

from skillgraph.settings import Settings


class Profile(StrEnum):
    """How much work a text is worth: a transformer, or a small encoder at some fifteen times its speed."""

    PRECISE = "precise"
    FAST = "fast"


def processes_for(profile: Profile) -> int:
    """One for each processor where matching is arithmetic; a transformer uses them all by itself."""
    return Settings.from_environment().threads if profile is Profile.FAST else 1
