"""`plan`: which credentials cover what a posting, an occupation or skills demand."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillgraph.analytics.objective import DemandedBy, Objective
from skillgraph.cli.options import FormatOption, FrameworkOption, ProfileOption, WorkspaceOption, opened
from skillgraph.cli.output import Column, Format, emit, emit_json, note
from skillgraph.cli.progress import progress
from skillgraph.cli.reading import read_text
from skillgraph.matching.profile import Profile

if TYPE_CHECKING:
    from skillgraph.analytics.plan import Plan, Step
    from skillgraph.workspace.answers.plan import Planned

_TOLD = 20
_UNITS = {Objective.SMALLEST: "credentials", Objective.CHEAPEST: "in cost", Objective.SHORTEST: "hours"}


WordsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        help="Ids of loaded postings, labels or URIs of occupations, and skills (URI, label, free words)."
    ),
]
KindOption = Annotated[
    DemandedBy | None, typer.Option("--as", help="What the words are, where it must not be guessed.")
]
PostingFileOption = Annotated[
    Path | None, typer.Option("--file", help="The text of a posting that is not loaded.")
]
ObjectiveOption = Annotated[
    Objective, typer.Option("--objective", help="What to have least of: credentials, cost or hours.")
]
AtMostOption = Annotated[
    int | None,
    typer.Option("--at-most", min=1, help="So many credentials, covering as much as they can."),
]
BroaderOption = Annotated[
    bool, typer.Option("--broader", help="Let credentials for broader skills count too.")
]
AcceptedOption = Annotated[
    bool, typer.Option("--accepted", help="Only mappings that a person accepted count.")
]
RequiredOption = Annotated[bool, typer.Option("--required", help="Leave out assets and optional skills.")]
DemandConfidence = Annotated[
    float,
    typer.Option(
        "--min-confidence", min=0.0, max=1.0, help="Confidence from which a posting demands a skill."
    ),
]
SupplyConfidence = Annotated[
    float,
    typer.Option("--min-supply", min=0.0, max=1.0, help="Confidence that a proposed mapping needs."),
]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(plan)


def plan(
    context: typer.Context,
    words: WordsArgument = None,
    kind: KindOption = None,
    file: PostingFileOption = None,
    objective: ObjectiveOption = Objective.SMALLEST,
    at_most: AtMostOption = None,
    broader: BroaderOption = False,
    accepted: AcceptedOption = False,
    required: RequiredOption = False,
    min_confidence: DemandConfidence = 0.5,
    min_supply: SupplyConfidence = 0.1,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.PRECISE,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Which few credentials cover what is demanded, in which order, and what stays uncovered?"""
    from skillgraph.analytics.coverage import CoverageKind
    from skillgraph.analytics.plan import PlanRule
    from skillgraph.workspace import Query
    from skillgraph.workspace.answers.plan import plan_for

    kinds = [one for one in CoverageKind if broader or one is not CoverageKind.BROADER]
    rule = PlanRule(objective, at_most, kinds, accepted_only=accepted, min_confidence=min_supply)
    with progress() as bar:
        found = plan_for(
            opened(context, workspace),
            words or [],
            Query(framework, profile, progress=bar),
            rule,
            kind=kind,
            text=read_text(file) if file else "",
            min_confidence=min_confidence,
            optional=not required,
        )
    _print(found, form)


def _print(found: Planned, form: Format) -> None:
    if form is Format.JSON:
        emit_json(_as_json(found))
        return
    for source in found.sources:
        note(f"{source.kind.capitalize()} “{source.label}” demands {source.skills} skills.")
    columns: list[Column[Step]] = [
        Column("credential", lambda step: step.credential),
        Column("issuer", lambda step: step.issuer),
        Column("covers", lambda step: [f"{one.label}{_how(one.coverage.value)}" for one in step.covers]),
        Column("alone", lambda step: len(step.alone), wrap=False),
        Column("hours", lambda step: step.hours, wrap=False),
        Column("cost", lambda step: step.cost, wrap=False),
        Column("asks for", lambda step: list(step.other_prerequisites)),
        Column("instead", lambda step: [name for _, name in step.alternatives]),
        Column("credential id", lambda step: step.credential_id, identifier=True),
    ]
    emit(found.plan.steps, columns, form, empty="No loaded credential covers any of it.")
    _tell(found.plan)


def _how(coverage: str) -> str:
    return "" if coverage == "direct" else f" ({coverage})"


def _tell(plan: Plan) -> None:
    """What the plan comes to, how sure it is that nothing is better, and what stays uncovered."""
    proved = "none has less" if plan.exact else f"none has less than {plan.bound:g}"
    note(
        f"{plan.covered} skills covered, {len(plan.uncovered)} not;"
        f" {plan.value:g} {_UNITS[plan.objective]} ({proved})."
    )
    if plan.assumed:
        note(f"{len(plan.assumed)} credentials do not say; the largest that any says was assumed for them.")
    for one in plan.uncovered[:_TOLD]:
        near = f"; nearest: {', '.join(one.nearest)}" if one.nearest else ""
        left = " (a credential covers it, but there was no room)" if one.possible else ""
        note(f"  not covered: {one.label}{'' if one.required else ' (an asset)'}{left}{near}")
    if len(plan.uncovered) > _TOLD:
        note(f"  … and {len(plan.uncovered) - _TOLD} more.")


def _as_json(found: Planned) -> dict[str, Any]:
    plan = asdict(found.plan)
    return {
        "demanded_by": [asdict(source) for source in found.sources],
        "demanded": [
            {"uri": one.uri, "label": one.label, "required": one.required} for one in found.demanded
        ],
        **plan,
        "covered": found.plan.covered,
    }
