"""Options that the commands of `review` share, and what they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.alignment.mark import Mark
from skillgraph.cli.options import NAMING
from skillgraph.model import MappingStatus, Predicate
from skillgraph.settings import Settings

if TYPE_CHECKING:
    from skillgraph.alignment.listing import ReviewFilter
    from skillgraph.model import Agent, Review

MappingsArgument = Annotated[
    list[str], typer.Argument(help="Mappings, as `review list` names them; one or several.")
]
ReviewerOption = Annotated[
    str | None,
    typer.Option(
        "--as", help="Who decides: an ORCID, a mail address or a name (default: SKILLGRAPH_REVIEWER)."
    ),
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; it stays in the history.")]
ConfidenceOption = Annotated[
    float | None,
    typer.Option("--confidence", min=0.0, max=1.0, help="How sure you are of your decision, 0 to 1."),
]
SeenOption = Annotated[
    int | None,
    typer.Option("--seen", min=0, help="The revision you looked at; refused if somebody decided since."),
]
OverrideOption = Annotated[
    bool, typer.Option("--override", help="Decide although a decision stands; it stays in the history.")
]
SecondOption = Annotated[
    bool,
    typer.Option("--second-opinion", help="Stand beside the decision there is, and leave the state as is."),
]
WaitOption = Annotated[
    float, typer.Option("--wait", min=0.0, help="Seconds to wait for another process that is writing.")
]
RelationOption = Annotated[
    str | None, typer.Option("--relation", help="exact, close, broad, narrow or related.")
]

CredentialFilter = Annotated[str, typer.Option("--credential", help=f"Only this credential: {NAMING}.")]
IssuerFilter = Annotated[str, typer.Option("--issuer", help="Only issuers whose name holds these letters.")]
MinFilter = Annotated[
    float, typer.Option("--min-confidence", min=0.0, max=1.0, help="The tool's confidence, at least.")
]
MaxFilter = Annotated[
    float, typer.Option("--max-confidence", min=0.0, max=1.0, help="The tool's confidence, at most.")
]
StatusFilter = Annotated[
    list[MappingStatus] | None,
    typer.Option("--status", help="Only these; may be given several times (default: all but withdrawn)."),
]
DisagreementFilter = Annotated[
    bool, typer.Option("--disagreement", help="Only mappings on which reviewers disagree.")
]
FrameworkFilter = Annotated[
    str, typer.Option("--framework", help="Only concepts of a framework, or of one version: esco@1.2.0.")
]
ReviewerFilter = Annotated[
    str, typer.Option("--reviewer", help="Only what somebody whose name or id holds these letters decided.")
]
MarkFilter = Annotated[
    list[Mark] | None,
    typer.Option("--mark", help="Only mappings with this mark; may be given several times."),
]


def review_filter(
    *,
    credential: str = "",
    issuer: str = "",
    min_confidence: float = 0.0,
    max_confidence: float = 1.0,
    status: list[MappingStatus] | None = None,
    disagreement: bool = False,
    framework: str = "",
    reviewer: str = "",
    mark: list[Mark] | None = None,
) -> ReviewFilter:
    """The filter that options give."""
    from skillgraph.alignment.listing import ReviewFilter

    return ReviewFilter(
        credential=credential,
        issuer=issuer,
        min_confidence=min_confidence,
        max_confidence=max_confidence,
        statuses=frozenset(status or ()),
        disagreement=disagreement,
        framework=framework,
        reviewer=reviewer,
        marks=frozenset(mark or ()),
    )


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


def relation(words: str | None) -> Predicate | None:
    """The predicate that ``exact`` or ``skos:exactMatch`` names.

    Raises:
        InputError: If none is named so.
    """
    from skillgraph.alignment.review_words import predicate_named

    return predicate_named(words) if words else None
