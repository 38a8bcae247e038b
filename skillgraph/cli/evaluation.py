"""`evaluate`: the quality of the matcher on texts whose concepts are known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.evaluation_tables import Show, print_advertisements, print_evaluation
from skillgraph.cli.options import FormatOption, FrameworkOption, ProfileOption, opened
from skillgraph.cli.output import Format, note
from skillgraph.cli.progress import progress
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.errors import ProblemLog
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.profile import Profile
from skillgraph.workspace.requests import ProposeRequest

if TYPE_CHECKING:
    from skillgraph.matching.evaluation.outcomes import Proposing
    from skillgraph.matching.index.labels import LabelTable
    from skillgraph.workspace import Workspace


PostingsOption = Annotated[
    Path | None,
    typer.Option(
        "--postings",
        help="The file with the advertisements that GOLD names by job_id, with all skills of each.",
    ),
]
ShowOption = Annotated[
    list[Show] | None,
    typer.Option("--show", help="Which tables: by default all; in csv and tsv the figures."),
]
PlotOption = Annotated[
    Path | None, typer.Option("--plot", help="Draw confidence against truth: FILE.svg or FILE.html.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(evaluate)


def evaluate(
    context: typer.Context,
    gold: Annotated[
        Path,
        typer.Argument(help="JSON lines with text and uris (none: no skill), perhaps lang and posting."),
    ],
    lang: Annotated[str, typer.Option("--lang", help="auto, or the language of the texts.")] = "auto",
    kind: Annotated[TextKind, typer.Option("--kind", help="What the texts are.")] = TextKind.POSTING,
    postings: PostingsOption = None,
    show: ShowOption = None,
    plot: PlotOption = None,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.PRECISE,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Measure ranking, confidence, abstention and speed on a gold file; of outcomes, the proposals too.

    With --postings: how many skills of whole advertisements are found as extraction finds them.
    """
    if postings is not None:
        space = opened(context, workspace)
        _evaluate_advertisements(space, gold, postings, framework, profile, lang, form)
        return
    from skillgraph.alignment.proposing import ProposalRule
    from skillgraph.export.reliability import check_suffix, write_reliability
    from skillgraph.matching.evaluation.evaluation import evaluate, read_gold
    from skillgraph.matching.evaluation.outcomes import Remembering, outcome_tables
    from skillgraph.matching.parts import PartMatcher
    from skillgraph.workspace import Query
    from skillgraph.workspace.state.indexing import open_matcher

    if plot is not None:
        check_suffix(plot)
    problems = ProblemLog()
    rows = read_gold(gold, problems=problems)
    with progress() as bar:
        query = Query(framework, profile, progress=bar, leave_one_out=True)
        matcher = open_matcher(opened(context, workspace), query)
        of_kind = matcher.of_kind(kind)
        remembering = Remembering(PartMatcher(of_kind), ProposalRule(ProposeRequest.limit).ranks)
        found = evaluate(remembering if kind is TextKind.OUTCOME else of_kind, rows, lang=lang)
    for problem in problems:
        note(str(problem))
    outcomes = outcome_tables(rows, remembering, _proposing(matcher.index.labels))
    print_evaluation(found, show, form, outcomes=outcomes)
    if plot is not None:
        write_reliability(plot, found, subject=f"{gold.name}, {matcher.index.framework}, {profile}")
        note(f"Wrote {plot}.")


def _proposing(labels: LabelTable) -> Proposing:
    """What `propose` takes by default."""
    from skillgraph.matching.evaluation.outcomes import Proposing

    places = {uri: place for place, uri in enumerate(labels.uris)}

    def wider(uri: str) -> frozenset[str]:
        place = places.get(uri)
        parent = -1 if place is None else labels.parents[place]
        return frozenset() if parent < 0 else frozenset([labels.uris[parent]])

    return Proposing(ProposeRequest.min_confidence, ProposeRequest.limit, wider)


def _evaluate_advertisements(
    space: Workspace,
    gold: Path,
    postings: Path,
    framework: str | None,
    profile: Profile,
    lang: str,
    form: Format,
) -> None:
    """Print what is found of the skills of whole advertisements, from several confidences on."""
    from skillgraph.matching.advertisements import evaluate_advertisements, read_advertisements
    from skillgraph.workspace import Query
    from skillgraph.workspace.postings.extraction import RULE
    from skillgraph.workspace.state.indexing import open_matcher

    advertisements = read_advertisements(gold, postings)
    with progress() as bar:
        matcher = open_matcher(space, Query(framework, profile, progress=bar, leave_one_out=True))
        found = evaluate_advertisements(matcher, advertisements, RULE, lang=lang)
    print_advertisements(found, form)
