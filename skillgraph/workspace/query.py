"""What every question says besides its words: the framework, the profile, and who hears of progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from skillgraph.matching.profile import Profile
from skillgraph.progress import Progress

Tell = Callable[[str], None]
"""Hears, in a sentence, of what a question does besides answering."""


def ignore_message(said: str) -> None:
    """Nobody hears it."""


@dataclass(frozen=True, slots=True)
class Query:
    """How to ask.

    Attributes:
        framework: ``esco@1.1.1`` for one version, ``esco`` for its newest, ``None`` for the active one.
        profile: Precise for alignment, fast for very many sentences.
        build: Whether a missing index, and missing mentions of postings, may be made first; otherwise it is
            an error that names the command that makes them.
        progress: Hears of long work.
        leave_one_out: Compare a text that is a labelled example itself with the other examples only.
        precision: Only suggestions from the confidence on that gives this share of right ones, 0 to 1.
        tell: Hears that missing mentions are made.
    """

    framework: str | None = None
    profile: Profile = Profile.PRECISE
    build: bool = True
    progress: Progress | None = None
    precision: float | None = None
    leave_one_out: bool = False
    tell: Tell = ignore_message


@dataclass(frozen=True, slots=True)
class Run:
    """How a request is carried out, which changes nothing of its answer.

    Attributes:
        progress: Hears of long work.
        build: Whether a missing index, and missing mentions of postings, may be made first; otherwise it is
            an error that names the command that makes them.
        tell: Hears that missing mentions are made.
    """

    progress: Progress | None = None
    build: bool = True
    tell: Tell = ignore_message


RUN = Run()
"""Nobody hears of progress, and what is missing is built."""
