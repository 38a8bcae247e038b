"""How to ask the index of a framework."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from skillgraph.matching.profile import Profile
from skillgraph.progress import Progress

Notify = Callable[[str], None]
"""Takes a sentence about what a question does besides answering, such as making missing mentions."""


def ignore_message(said: str) -> None:
    """Drop the sentence."""


@dataclass(frozen=True, slots=True)
class IndexQuery:
    """How to ask.

    Attributes:
        framework: ``esco@1.1.1`` for one version, ``esco`` for its newest, ``None`` for the active one.
        profile: Precise for alignment, fast for very many sentences.
        build: Whether a missing index, and missing mentions of postings, may be made first; otherwise it is
            an error that names the command that makes them.
        progress: Called during long work with stage, done and total.
        leave_one_out: Compare a text that is a labelled example itself with the other examples only.
        notify: Called with a sentence before missing mentions are made, or a damaged index is built again.
    """

    framework: str | None = None
    profile: Profile = Profile.PRECISE
    build: bool = True
    progress: Progress | None = None
    leave_one_out: bool = False
    notify: Notify = ignore_message
