"""`plan`: which credentials cover what a posting, an occupation or skills demand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.analytics.objective import DemandedBy, Objective
from skillgraph.cli.asking import argument, option
from skillgraph.cli.options import FormatOption, FrameworkOption, ProfileOption, asking, opened
from skillgraph.cli.output import Column, Format, emit, emit_json, note
from skillgraph.cli.progress import progress
from skillgraph.cli.reading import read_text
from skillgraph.cli.unreviewed import note_rests_on
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.model.texts import many
from skillgraph.workspace.requests import PlanRequest

if TYPE_CHECKING:
    from skillgraph.analytics.plan import Plan, PlanStep
    from skillgraph.workspace.answers.plan import Planned, Source

_TOLD = 20
_UNITS = {Objective.SMALLEST: "credentials", Objective.CHEAPEST: "in cost", Objective.SHORTEST: "hours"}


WordsArgument = Annotated[list[str] | None, argument(PlanRequest, "words")]
KindOption = Annotated[DemandedBy | None, option(PlanRequest, "kind", "--as")]
PostingFileOption = Annotated[Path | None, option(PlanRequest, "text", "--file")]
ObjectiveOption = Annotated[Objective, option(PlanRequest, "objective")]
AtMostOption = Annotated[int | None, option(PlanRequest, "at_most")]
BroaderOption = Annotated[bool, option(PlanRequest, "broader", "--broader")]
AcceptedOption = Annotated[bool, option(PlanRequest, "accepted", "--accepted")]
RequiredOption = Annotated[bool, option(PlanRequest, "required", "--required")]
DemandConfidence = Annotated[float, option(PlanRequest, "min_confidence")]
SupplyConfidence = Annotated[float, option(PlanRequest, "min_supply")]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(plan)


def plan(
    context: typer.Context,
    words: WordsArgument = None,
    kind: KindOption = PlanRequest.kind,
    file: PostingFileOption = None,
    objective: ObjectiveOption = PlanRequest.objective,
    at_most: AtMostOption = PlanRequest.at_most,
    broader: BroaderOption = PlanRequest.broader,
    accepted: AcceptedOption = PlanRequest.accepted,
    required: RequiredOption = PlanRequest.required,
    min_confidence: DemandConfidence = PlanRequest.min_confidence,
    min_supply: SupplyConfidence = PlanRequest.min_supply,
    framework: FrameworkOption = PlanRequest.framework,
    profile: ProfileOption = PlanRequest.profile,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Which few credentials cover what is demanded, in which order, and what stays uncovered?"""
    from skillgraph.workspace.answers.plan import plan_for

    request = PlanRequest(
        words=tuple(words or ()),
        kind=kind,
        text=read_text(file) if file else PlanRequest.text,
        objective=objective,
        at_most=at_most,
        broader=broader,
        accepted=accepted,
        required=required,
        min_confidence=min_confidence,
        min_supply=min_supply,
        framework=framework,
        profile=profile,
    )
    with progress() as bar:
        found = plan_for(opened(context, workspace), request, asking(bar))
    _print(found, form)


def _print(found: Planned, form: Format) -> None:
    if form is Format.JSON:
        from skillgraph.workspace.results import plan_json

        emit_json(plan_json(found))
        return
    for source in found.sources:
        _note_source(source)
    columns: list[Column[PlanStep]] = [
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


def _note_source(source: Source) -> None:
    """What demands skills, and where they are from if not from what was named."""
    note(f"{source.kind.capitalize()} “{source.label}” demands {many(source.skills, 'skill')}.")
    if source.occupation:
        note(f"  No sentence of it states a skill: these are those of its occupation, {source.occupation}.")
    if source.lenders:
        note(f"  From {', '.join(source.lenders)}, since the asked version lacks the occupation's skills.")


def _how(coverage: str) -> str:
    return "" if coverage == "direct" else f" ({coverage})"


def _tell(plan: Plan) -> None:
    """What the plan comes to, how sure it is that nothing is better, and what stays uncovered."""
    proved = "none has less" if plan.exact else f"none has less than {plan.bound:g}"
    note(
        f"{many(plan.covered, 'skill')} covered, {len(plan.uncovered)} not;"
        f" {plan.value:g} {_UNITS[plan.objective]} ({proved})."
    )
    note_rests_on(plan.rests_on)
    if plan.assumed:
        note(f"{len(plan.assumed)} credentials do not say; the largest that any says was assumed for them.")
    for one in plan.uncovered[:_TOLD]:
        near = f"; nearest: {', '.join(one.nearest)}" if one.nearest else ""
        left = " (a credential covers it, but there was no room)" if one.possible else ""
        note(f"  not covered: {one.label}{'' if one.required else ' (an asset)'}{left}{near}")
    if len(plan.uncovered) > _TOLD:
        note(f"  … and {len(plan.uncovered) - _TOLD} more.")
