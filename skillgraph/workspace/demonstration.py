"""The whole flow on what ships with skillgraph: frameworks and texts in, answers and reports out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph import resources
from skillgraph.errors import NotFoundError
from skillgraph.matching.profile import Profile
from skillgraph.progress import Progress
from skillgraph.workspace.answers.cover import cover
from skillgraph.workspace.answers.gaps import gaps
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.frameworks.built_in import start
from skillgraph.workspace.loading import Loaded, load_credentials, load_postings
from skillgraph.workspace.query import Run
from skillgraph.workspace.reports import request
from skillgraph.workspace.reports.making import PAGE, make_report
from skillgraph.workspace.requests import CoverRequest, GapsRequest, ProposeRequest

if TYPE_CHECKING:
    from skillgraph.analytics.coverage import Coverage
    from skillgraph.analytics.gaps import Gap
    from skillgraph.workspace.answers.propose import Proposals
    from skillgraph.workspace.answers.resolving import ResolvedSkill
    from skillgraph.workspace.reports.request import AnyReportRequest
    from skillgraph.workspace.state.workspace import Workspace

OUTCOMES = (
    "Apply hand hygiene and personal protective equipment before and after patient contact",
    "Donner et recevoir de la rétroaction constructive",
    "Enjoy the annual barbecue with your cohort",
)
QUESTIONS = ("communication", "protect personal data and privacy", "SQL", "tungsten inert gas welding")
GAPS = GapsRequest(new_terms=False, min_cell=1)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the three jobs answered.

    Attributes:
        proposals: For the sample outcomes.
        questions: Each with the skill it was read as and who covers that, or with why nobody can say.
        gaps: What the sample postings ask for that no sample credential supplies.
    """

    proposals: Proposals
    questions: Sequence[tuple[str, tuple[ResolvedSkill, Sequence[Coverage]] | NotFoundError]]
    gaps: Sequence[Gap]


def load_samples(workspace: Workspace) -> Iterator[Loaded]:
    """Load the built-in frameworks and all samples, one step at a time."""
    yield from start(workspace)
    for path in _files("credentials"):
        yield load_credentials(workspace, path)
    for path in _files("postings"):
        yield load_postings(workspace, path)


def answer(workspace: Workspace, *, profile: Profile, progress: Progress | None) -> Answers:
    """Ask the three jobs."""
    run = Run(progress)
    proposals = propose(workspace, ProposeRequest(profile=profile), run)
    questions = [(skill, _covered(workspace, skill, profile, run)) for skill in QUESTIONS]
    return Answers(proposals, questions, gaps(workspace, GAPS, run))


def _covered(
    workspace: Workspace, skill: str, profile: Profile, run: Run
) -> tuple[ResolvedSkill, Sequence[Coverage]] | NotFoundError:
    """The answer to one question; a profile that finds no concept for it does not end the others."""
    try:
        return cover(workspace, CoverRequest(skill=skill, profile=profile), run)
    except NotFoundError as error:
        return error


def write_reports(workspace: Workspace, folder: Path, *, progress: Progress | None) -> list[Path]:
    """Write a report on demand and one on gaps, as `report` does; gives their pages.

    Counts below five are not suppressed: the samples are made up, and hold few postings.
    """
    asked: dict[str, AnyReportRequest] = {
        "demand": request.DemandReportRequest(framework="", min_cell=1),
        "gaps": request.GapsReportRequest(framework="", min_cell=1, new_terms=GAPS.new_terms),
    }
    for name, one in asked.items():
        make_report(workspace, one, folder / name, run=Run(progress))
    return [folder / name / PAGE for name in asked]


def _files(folder: str) -> list[Path]:
    return sorted(path for path in resources.samples(folder).iterdir() if path.suffix != ".md")
