"""`feedback`: what learners and employers say of what the holders of credentials could do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.asking import argument, option
from skillgraph.cli.moderation_options import (
    EntryArgument,
    ReasonOption,
    SeenOption,
    StateFilter,
    TopFilter,
    decided,
    forget_entry,
    moderate_entry,
)
from skillgraph.cli.options import FormatOption, opened
from skillgraph.cli.output import Column, Format, emit, note
from skillgraph.cli.review_options import ReviewerOption
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.workspace.feedback.requests import FeedbackListRequest, FeedbackRequest, Role
from skillgraph.workspace.moderation.entries import EntryState
from skillgraph.workspace.moderation.moderating import ModerationRequest

if TYPE_CHECKING:
    from skillgraph.workspace.feedback.feedback import Feedback, RatedCredential

feedbacks = typer.Typer(
    help="What holders of credentials could do at work: give feedback, list and moderate it.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(feedbacks, name="feedback")


@feedbacks.command("give")
def give(
    context: typer.Context,
    credential: Annotated[str, argument(FeedbackRequest, "credential")],
    rating: Annotated[int, option(FeedbackRequest, "rating")],
    role: Annotated[Role, option(FeedbackRequest, "role", "--as-a")],
    words: Annotated[str, option(FeedbackRequest, "words")] = "",
    outcome: Annotated[str, option(FeedbackRequest, "outcome")] = "",
    lang: Annotated[str, option(FeedbackRequest, "lang")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Leave feedback on a credential; it waits until a reviewer accepts it."""
    from skillgraph.workspace.feedback.feedback import give as given

    request = FeedbackRequest(
        credential=credential, rating=rating, role=role, words=words, outcome=outcome, lang=lang
    )
    left = given(opened(context, workspace), request)
    note(f"Feedback {left.id[:8]} on {left.name} waits for a reviewer: `skillgraph feedback accept`.")


@feedbacks.command("list")
def list_feedback(
    context: typer.Context,
    credential: Annotated[str, option(FeedbackListRequest, "credential")] = "",
    state: StateFilter = None,
    top: TopFilter = None,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """List feedback with what was decided on it, what waits first."""
    from skillgraph.workspace.feedback.feedback import listed

    request = FeedbackListRequest(credential=credential, state=tuple(state or ()), top=top)
    found = listed(opened(context, workspace), request)
    columns: list[Column[Feedback]] = [
        Column("id", lambda one: one.id[:8] if form is Format.TABLE else one.id, wrap=False),
        Column("state", lambda one: one.state.value, wrap=False),
        Column("credential", lambda one: one.name),
        Column("rating", lambda one: one.rating, wrap=False),
        Column("role", lambda one: one.role, wrap=False),
        Column("words", lambda one: one.words),
        Column("outcome", lambda one: one.outcome_text),
        Column("decided", lambda one: decided(one.moderations)),
        Column("given", lambda one: one.at, wrap=False),
        Column("credential id", lambda one: one.credential, identifier=True),
        Column("gone", lambda one: one.gone, identifier=True),
    ]
    emit(found, columns, form, empty="There is no such feedback.")
    _note_gone(found)


@feedbacks.command("summary")
def summary(
    context: typer.Context, form: FormatOption = Format.TABLE, workspace: WorkspaceOption = None
) -> None:
    """How are credentials rated, and how much waits?"""
    from skillgraph.workspace.feedback.feedback import rated

    columns: list[Column[RatedCredential]] = [
        Column("credential", lambda one: one.name),
        Column("ratings", lambda one: one.ratings.count, wrap=False),
        Column("mean", lambda one: one.ratings.mean, wrap=False),
        Column("of 1 to 5", lambda one: list(one.ratings.distribution), wrap=False),
        Column("waiting", lambda one: one.ratings.waiting, wrap=False),
        Column("refused", lambda one: one.ratings.refused, wrap=False),
        Column("gone", lambda one: one.gone, wrap=False),
        Column("credential id", lambda one: one.credential, identifier=True),
    ]
    emit(rated(opened(context, workspace)), columns, form, empty="No feedback was given yet.")


@feedbacks.command("accept")
def accept(
    context: typer.Context,
    entry: EntryArgument,
    reason: ReasonOption = "",
    seen: SeenOption = None,
    by: ReviewerOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Accept feedback: it is shown to all, and its rating counts."""
    asked = ModerationRequest(entry=entry, state=EntryState.ACCEPTED, reason=reason, seen=seen)
    _moderate(context, workspace, asked, by)


@feedbacks.command("refuse")
def refuse(
    context: typer.Context,
    entry: EntryArgument,
    reason: ReasonOption = "",
    seen: SeenOption = None,
    by: ReviewerOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Refuse feedback, with the reason: it is not shown, and its rating does not count."""
    asked = ModerationRequest(entry=entry, state=EntryState.REFUSED, reason=reason, seen=seen)
    _moderate(context, workspace, asked, by)


@feedbacks.command("forget")
def forget(
    context: typer.Context,
    entry: EntryArgument,
    by: ReviewerOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Take feedback out of the workspace for good; backups made before still hold it."""
    from skillgraph.workspace.feedback.feedback import KIND, feedback_journal

    space = opened(context, workspace)
    forget_entry(space, feedback_journal(space), KIND, entry, by, called="Feedback")


def _moderate(
    context: typer.Context, workspace: WorkspaceOption, asked: ModerationRequest, by: str | None
) -> None:
    from skillgraph.workspace.feedback.feedback import KIND, feedback_journal

    space = opened(context, workspace)
    moderate_entry(space, feedback_journal(space), KIND, asked, by, called="Feedback")


def _note_gone(found: list[Feedback]) -> None:
    """Name the credentials that feedback is on and that are not loaded any more."""
    for name, count in Counter(one.name for one in found if one.gone).items():
        note(f"{count} on {name}, which is not loaded any more: kept, and counted nowhere.")
