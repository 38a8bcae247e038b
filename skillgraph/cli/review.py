"""`review`: people decide on the mappings that were proposed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli import review_bulk, review_session, review_sheets
from skillgraph.cli.options import FormatOption, opened
from skillgraph.cli.output import Format, note
from skillgraph.cli.review_options import (
    AboveOption,
    ConceptOption,
    ConfidenceOption,
    CredentialFilter,
    DisagreementFilter,
    FrameworkFilter,
    IssuerFilter,
    MappingsArgument,
    MarkFilter,
    MaxFilter,
    MinFilter,
    OptionalMappings,
    OverrideOption,
    ReasonOption,
    RelationOption,
    ReviewerFilter,
    ReviewerOption,
    SecondOption,
    SeenOption,
    StatusFilter,
    TopFilter,
    WaitOption,
    YesOption,
    review_of,
    who,
)
from skillgraph.cli.review_tables import (
    print_agreements,
    print_decided,
    print_listing,
    print_shown,
    print_without_record,
)
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.errors import InputError
from skillgraph.model import Action
from skillgraph.settings import WAIT
from skillgraph.workspace.requests import ReviewListRequest
from skillgraph.workspace.review.requests import DecisionRequest

if TYPE_CHECKING:
    from skillgraph.workspace import Workspace

reviews = typer.Typer(
    help="People decide on proposed mappings: accept, change, reject, no term.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(reviews, name="review")
    review_session.register(reviews)
    review_sheets.register(reviews)


@reviews.command("list")
def list_mappings(
    context: typer.Context,
    credential: CredentialFilter = ReviewListRequest.credential,
    issuer: IssuerFilter = ReviewListRequest.issuer,
    status: StatusFilter = None,
    min_confidence: MinFilter = ReviewListRequest.min_confidence,
    max_confidence: MaxFilter = ReviewListRequest.max_confidence,
    disagreement: DisagreementFilter = ReviewListRequest.disagreement,
    framework: FrameworkFilter = ReviewListRequest.framework,
    reviewer: ReviewerFilter = ReviewListRequest.reviewer,
    mark: MarkFilter = None,
    unmapped: Annotated[
        bool, typer.Option("--unmapped", help="Instead, outcomes that have no mapping at all.")
    ] = False,
    top: TopFilter = ReviewListRequest.top,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """List mappings: what waits for a decision, what was decided, and how."""
    from skillgraph.workspace.review.listing import listed, without_record

    space = opened(context, workspace)
    if unmapped:
        print_without_record(without_record(space, credential, issuer)[:top], form)
        return
    request = ReviewListRequest(
        credential=credential,
        issuer=issuer,
        status=tuple(status or ()),
        min_confidence=min_confidence,
        max_confidence=max_confidence,
        disagreement=disagreement,
        framework=framework,
        reviewer=reviewer,
        mark=tuple(mark or ()),
        top=top,
    )
    print_listing(listed(space, request.filter), request.top, form)


@reviews.command("show")
def show(
    context: typer.Context,
    mapping: Annotated[str, typer.Argument(help="A mapping, as `review list` names it.")],
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Show one mapping: what the tool says of it and why, and every decision on it with what was before."""
    from skillgraph.workspace.review.listing import shown

    print_shown(shown(opened(context, workspace), mapping), form)


@reviews.command("accept")
def accept(
    context: typer.Context,
    mappings: OptionalMappings = None,
    above: AboveOption = None,
    credential: CredentialFilter = ReviewListRequest.credential,
    issuer: IssuerFilter = ReviewListRequest.issuer,
    framework: FrameworkFilter = ReviewListRequest.framework,
    yes: YesOption = False,
    by: ReviewerOption = None,
    reason: ReasonOption = "",
    confidence: ConfidenceOption = None,
    seen: SeenOption = None,
    override: OverrideOption = False,
    second_opinion: SecondOption = False,
    wait: WaitOption = WAIT,
    workspace: WorkspaceOption = None,
) -> None:
    """Accept mappings: they hold as they stand.

    With --above: all proposals of that confidence or more, once you have seen how many and which.
    """
    space = opened(context, workspace)
    if above is not None and not mappings:
        request = ReviewListRequest(
            credential=credential, issuer=issuer, framework=framework, min_confidence=above
        )
        review_bulk.accept_above(
            space, request.filter, review_of(by, reason, confidence), sure=yes, wait=wait
        )
        return
    if above is not None or credential or issuer or framework or yes or not mappings:
        raise InputError(
            "Name mappings, or say from which confidence on with --above; not both.",
            hint="`skillgraph review list` names mappings; --credential, --issuer, --framework and --yes go "
            "with --above.",
        )
    asked = DecisionRequest(
        action=Action.ACCEPT,
        reason=reason,
        confidence=confidence,
        seen=seen,
        override=override,
        second_opinion=second_opinion,
    )
    _decide(space, asked, mappings, by, wait)


@reviews.command("reject")
def reject(
    context: typer.Context,
    mappings: MappingsArgument,
    by: ReviewerOption = None,
    reason: ReasonOption = "",
    confidence: ConfidenceOption = None,
    seen: SeenOption = None,
    override: OverrideOption = False,
    second_opinion: SecondOption = False,
    wait: WaitOption = WAIT,
    workspace: WorkspaceOption = None,
) -> None:
    """Reject mappings: they were looked at and do not hold."""
    asked = DecisionRequest(
        action=Action.REJECT,
        reason=reason,
        confidence=confidence,
        seen=seen,
        override=override,
        second_opinion=second_opinion,
    )
    _decide(opened(context, workspace), asked, mappings, by, wait)


@reviews.command("change")
def change(
    context: typer.Context,
    mapping: Annotated[
        str, typer.Argument(help="A mapping, as `review list` names it, or the URI of an outcome.")
    ],
    concept: ConceptOption = None,
    to_relation: RelationOption = None,
    by: ReviewerOption = None,
    reason: ReasonOption = "",
    confidence: ConfidenceOption = None,
    seen: SeenOption = None,
    override: OverrideOption = False,
    wait: WaitOption = WAIT,
    workspace: WorkspaceOption = None,
) -> None:
    """Change a mapping to another concept, another relation or both, and accept it so.

    With the URI of an outcome: add a mapping that nothing proposed.
    """
    asked = DecisionRequest(
        action=Action.CHANGE,
        concept=concept or "",
        relation=to_relation or "",
        reason=reason,
        confidence=confidence,
        seen=seen,
        override=override,
    )
    _decide(opened(context, workspace), asked, [mapping], by, wait)


@reviews.command("no-term")
def no_term(
    context: typer.Context,
    outcomes: Annotated[
        list[str], typer.Argument(help="Outcomes by URI, or any of their mappings; one or several.")
    ],
    by: ReviewerOption = None,
    reason: ReasonOption = "",
    confidence: ConfidenceOption = None,
    wait: WaitOption = WAIT,
    workspace: WorkspaceOption = None,
) -> None:
    """Decide that the framework has no good term for outcomes; what is proposed for them is rejected."""
    asked = DecisionRequest(action=Action.NO_TERM, reason=reason, confidence=confidence)
    _decide(opened(context, workspace), asked, outcomes, by, wait)


@reviews.command("undo")
def undo(
    context: typer.Context,
    mappings: MappingsArgument,
    by: ReviewerOption = None,
    reason: ReasonOption = "",
    seen: SeenOption = None,
    wait: WaitOption = WAIT,
    workspace: WorkspaceOption = None,
) -> None:
    """Undo the last decision on mappings; it stays in their history."""
    asked = DecisionRequest(action=Action.UNDO, reason=reason, seen=seen)
    _decide(opened(context, workspace), asked, mappings, by, wait)


@reviews.command("note")
def write_note(
    context: typer.Context,
    about: Annotated[
        str, typer.Argument(help="A mapping, as `review list` names it, or the URI of an outcome.")
    ],
    text: Annotated[str, typer.Argument(help="The note.")],
    by: ReviewerOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a note on a mapping or an outcome, for others who review; it decides nothing."""
    from skillgraph.workspace.review.notes import add_note

    written = add_note(opened(context, workspace), about, text, who(by))
    note(f"Note of {written.by} on {written.about}.")


@reviews.command("agreement")
def agreement(
    context: typer.Context, form: FormatOption = Format.TABLE, workspace: WorkspaceOption = None
) -> None:
    """How far do two reviewers agree (Cohen's kappa) on the mappings that both judged?"""
    from skillgraph.workspace.review.listing import agreement

    print_agreements(agreement(opened(context, workspace)), form)


def _decide(space: Workspace, asked: DecisionRequest, names: list[str], by: str | None, wait: float) -> None:
    from skillgraph.workspace.review.asking import decide_asked

    requests = [replace(asked, target=name) for name in dict.fromkeys(names)]
    print_decided(decide_asked(space, requests, who(by), wait=wait))
