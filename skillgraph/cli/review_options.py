"""Options that the commands of `review` share, and what they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.alignment.mark import Mark
from skillgraph.cli.asking import option
from skillgraph.model import MappingStatus
from skillgraph.settings import Settings
from skillgraph.workspace.requests import ReviewListRequest
from skillgraph.workspace.review.requests import DecisionRequest

if TYPE_CHECKING:
    from skillgraph.model import Agent, Review

MappingsArgument = Annotated[
    list[str], typer.Argument(help="Mappings, as `review list` names them; one or several.")
]
OptionalMappings = Annotated[
    list[str] | None,
    typer.Argument(metavar="MAPPINGS", help="Mappings, as `review list` names them; one or several."),
]
AboveOption = Annotated[
    float | None,
    typer.Option(
        "--above", min=0.0, max=1.0, help="Instead: all proposals of that confidence of the tool or more."
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", help="With --above: do not ask first.")]
ReviewerOption = Annotated[
    str | None,
    typer.Option(
        "--as", help="Who decides: an ORCID, a mail address or a name (default: SKILLGRAPH_REVIEWER)."
    ),
]
ReasonOption = Annotated[str, option(DecisionRequest, "reason")]
ConfidenceOption = Annotated[float | None, option(DecisionRequest, "confidence")]
SeenOption = Annotated[int | None, option(DecisionRequest, "seen")]
OverrideOption = Annotated[bool, option(DecisionRequest, "override", "--override")]
SecondOption = Annotated[bool, option(DecisionRequest, "second_opinion", "--second-opinion")]
WaitOption = Annotated[
    float, typer.Option("--wait", min=0.0, help="Seconds to wait for another process that is writing.")
]
RelationOption = Annotated[str | None, option(DecisionRequest, "relation")]
ConceptOption = Annotated[str | None, option(DecisionRequest, "concept")]

CredentialFilter = Annotated[str, option(ReviewListRequest, "credential")]
IssuerFilter = Annotated[str, option(ReviewListRequest, "issuer")]
MinFilter = Annotated[float, option(ReviewListRequest, "min_confidence")]
MaxFilter = Annotated[float, option(ReviewListRequest, "max_confidence")]
StatusFilter = Annotated[list[MappingStatus] | None, option(ReviewListRequest, "status")]
DisagreementFilter = Annotated[bool, option(ReviewListRequest, "disagreement", "--disagreement")]
FrameworkFilter = Annotated[str, option(ReviewListRequest, "framework")]
ReviewerFilter = Annotated[str, option(ReviewListRequest, "reviewer")]
MarkFilter = Annotated[list[Mark] | None, option(ReviewListRequest, "mark")]
TopFilter = Annotated[int | None, option(ReviewListRequest, "top")]


def who(given: str | None) -> Agent:
    """Who decides.

    Raises:
        InputError: If nobody is named.
    """
    from skillgraph.alignment.reviewers import reviewer

    return reviewer(given or Settings.from_environment().reviewer)


def review_of(given: str | None, reason: str, confidence: float | None) -> Review:
    """The circumstances of a decision made now.

    Raises:
        InputError: If nobody is named.
    """
    from skillgraph.clock import now
    from skillgraph.model import Review

    return Review(who(given), now(), reason=reason, confidence=confidence)
