"""The whole flow on what ships with skillgraph: frameworks and texts in, answers and a report out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph import resources
from skillgraph.analytics.demand.question import Axis
from skillgraph.clock import today
from skillgraph.matching.profile import Profile
from skillgraph.progress import Progress
from skillgraph.workspace import reporting
from skillgraph.workspace.answers.cover import cover
from skillgraph.workspace.answers.demand import demand, of_skills
from skillgraph.workspace.answers.gaps import gaps
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.frameworks.built_in import start
from skillgraph.workspace.loading import Loaded, load_credentials, load_postings
from skillgraph.workspace.query import Run
from skillgraph.workspace.requests import CoverRequest, DemandRequest, GapsRequest, ProposeRequest

if TYPE_CHECKING:
    from skillgraph.workspace.state.workspace import Workspace

OUTCOMES = (
    "Apply hand hygiene and personal protective equipment before and after patient contact",
    "Donner et recevoir de la rétroaction constructive",
    "Enjoy the annual barbecue with your cohort",
)
QUESTIONS = ("communication", "protect personal data and privacy", "SQL", "tungsten inert gas welding")
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
    run = Run(progress)
    proposals = propose(workspace, ProposeRequest(profile=profile), run)
    questions = [
        (skill, *cover(workspace, CoverRequest(skill=skill, profile=profile), run)) for skill in QUESTIONS
    ]
    found = gaps(workspace, GapsRequest(new_terms=False), run)
    followed = [gap.uri for gap in sorted(found, key=lambda g: (-g.postings, g.label))[:FOLLOWED]]
    by_period = DemandRequest(by=(Axis.CONCEPT, Axis.PERIOD), min_cell=1)
    quarters = demand(workspace, by_period, run)
    return reporting.Answers(proposals, questions, found, of_skills(quarters, followed))


def write_report(workspace: Workspace, found: reporting.Answers, target: Path, *, profile: Profile) -> None:
    """Write the answers as one HTML page that needs no network."""
    from skillgraph.export.report import write_report

    parameters = {
        "profile for outcomes": profile.value,
        "profile for postings": GapsRequest.profile.value,
        "confidence that counts as demand": str(GapsRequest.min_confidence),
        "confidence that is proposed": str(ProposeRequest.min_confidence),
    }
    content = reporting.content(workspace.snapshot(), found, date=today(), parameters=parameters)
    write_report(target, content)


def _files(folder: str) -> list[Path]:
    return sorted(path for path in resources.samples(folder).iterdir() if path.suffix != ".md")
