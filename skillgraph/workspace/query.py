"""What every question has besides its words: the framework, the profile, and who is told of progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillgraph.matching.profile import Profile
from skillgraph.progress import Progress
from skillgraph.workspace.engines.local import LOCAL
from skillgraph.workspace.state.index_query import IndexQuery, Notify, ignore_message

if TYPE_CHECKING:
    from skillgraph.workspace.engines.engine import Engine


@dataclass(frozen=True, slots=True)
class Query(IndexQuery):
    """How to ask, and what carries it out.

    Attributes:
        precision: The share of right suggestions to reach, 0 to 1; those of lower confidence are left out.
        engine: What searches and counts postings; the answers are the same.
    """

    precision: float | None = None
    engine: Engine = LOCAL


@dataclass(frozen=True, slots=True)
class Run:
    """How a request is carried out, which changes nothing of its answer.

    Attributes:
        progress: Called during long work with stage, done and total.
        build: Whether a missing index, and missing mentions of postings, may be made first; otherwise it is
            an error that names the command that makes them.
        notify: Called with a sentence before missing mentions are made, or a damaged index is built again.
        engine: What searches and counts postings; the answers are the same.
    """

    progress: Progress | None = None
    build: bool = True
    notify: Notify = ignore_message
    engine: Engine = LOCAL

    def query(self, framework: str | None, profile: Profile, precision: float | None = None) -> Query:
        """How a question about a framework is asked, carried out so."""
        return Query(
            framework,
            profile,
            self.build,
            self.progress,
            precision=precision,
            notify=self.notify,
            engine=self.engine,
        )


RUN = Run()
"""Progress is not reported, and what is missing is built."""
