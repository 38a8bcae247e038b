"""What every question says besides its words: the framework, the profile, and who hears of progress."""

from __future__ import annotations

from dataclasses import dataclass

from skillgraph.matching.profile import Profile
from skillgraph.progress import Progress


@dataclass(frozen=True, slots=True)
class Query:
    """How to ask.

    Attributes:
        framework: ``esco@1.1.1`` for one version, ``esco`` for its newest, ``None`` for the active one.
        profile: Precise for alignment, fast for very many sentences.
        build: Whether a missing index may be built first; otherwise it is an error.
        progress: Hears of long work.
        blind: Judge each text as if it were none of the known ones itself.
        precision: Only suggestions from the confidence on that gives this share of right ones, 0 to 1.
    """

    framework: str | None = None
    profile: Profile = Profile.PRECISE
    build: bool = True
    progress: Progress | None = None
    precision: float | None = None
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """How a request is carried out, which changes nothing of its answer.

    Attributes:
        progress: Hears of long work.
        build: Whether a missing index may be built first; otherwise it is an error.
    """

    progress: Progress | None = None
    build: bool = True


RUN = Run()
"""Nobody hears of progress, and what is missing is built."""
