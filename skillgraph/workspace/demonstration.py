"""The whole flow on what ships with skillgraph: frameworks and texts in, answers and a report out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph import resources
from skillgraph.alignment.proposing import ProposalRule
from skillgraph.analytics.demand.question import Axis, Question
from skillgraph.clock import today
from skillgraph.matching.profile import Profile
from skillgraph.progress import Progress
from skillgraph.workspace import reporting
from skillgraph.workspace.answers import answers
from skillgraph.workspace.answers.demand import Counting, demand, of_skills
from skillgraph.workspace.frameworks.built_in import start
from skillgraph.workspace.loading import Loaded, load_credentials, load_postings
from skillgraph.workspace.query import Query

if TYPE_CHECKING:
    from skillgraph.workspace.state.workspace import Workspace

OUTCOMES = (
    "Apply hand hygiene and personal protective equipment before and after patient contact",
    "Donner et recevoir de la rétroaction constructive",
    "Enjoy the annual barbecue with your cohort",
)
QUESTIONS = ("communication", "protect personal data and privacy", "SQL", "tungsten inert gas welding")
MIN_CONFIDENCE = 0.5
FOLLOWED = 6
"""How many of the most demanded skills are followed over the quarters."""


def load_samples(workspace: Workspace) -> Iterator[Loaded]:
    """Load the built-in frameworks and all samples, one step at a time."""
    yield from start(workspace)
    for path in _files("credentials"):
        yield load_credentials(workspace, path)
    for path in _files("postings"):
        yield load_postings(workspace, path)


def answer(workspace: Workspace, *, profile: Profile, progress: Progress | None) -> reporting.Answers:
    """Ask the three jobs."""
    precise, fast = Query(profile=profile, progress=progress), Query(profile=Profile.FAST, progress=progress)
    proposals = answers.propose(workspace, precise, ProposalRule())
    questions = [(skill, *answers.cover(workspace, skill, precise)) for skill in QUESTIONS]
    gaps = answers.gaps(workspace, fast, min_confidence=MIN_CONFIDENCE)
    followed = [gap.uri for gap in sorted(gaps, key=lambda g: (-g.postings, g.label))[:FOLLOWED]]
    by_period = Question((Axis.CONCEPT, Axis.PERIOD), min_cell=1)
    quarters = demand(workspace, fast, by_period, Counting(MIN_CONFIDENCE))
    return reporting.Answers(proposals, questions, gaps, of_skills(quarters, followed))


def write_report(workspace: Workspace, found: reporting.Answers, target: Path, *, profile: Profile) -> None:
    """Write the answers as one HTML page that needs no network."""
    from skillgraph.export.report import write_report

    parameters = {
        "profile for outcomes": profile.value,
        "profile for postings": Profile.FAST.value,
        "confidence that counts as demand": str(MIN_CONFIDENCE),
        "confidence that is proposed": str(ProposalRule().min_confidence),
    }
    content = reporting.content(workspace.snapshot(), found, date=today(), parameters=parameters)
    write_report(target, content)


def _files(folder: str) -> list[Path]:
    return sorted(path for path in resources.samples(folder).iterdir() if path.suffix != ".md")
