"""The three jobs: `suggest` and `propose`, `cover`, `gaps`."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from skillgraph.cli.answer_tables import (
    print_coverage,
    print_gaps,
    print_passages,
    print_proposals,
    print_suggestions,
)
from skillgraph.cli.options import FormatOption, FrameworkOption, ProfileOption, WorkspaceOption, opened
from skillgraph.cli.output import Format
from skillgraph.cli.progress import progress
from skillgraph.cli.reading import read_text
from skillgraph.errors import InputError
from skillgraph.matching.profile import Profile

WeighOption = Annotated[
    list[str] | None,
    typer.Option("--weigh", help="assessment, endorsement=0.5: count credentials by the evidence they have."),
]
NewTermsOption = Annotated[
    bool, typer.Option("--new-terms/--no-new-terms", help="Look for demanded words that no term names.")
]
MinConfidence = Annotated[
    float, typer.Option("--min-confidence", min=0.0, max=1.0, help="Confidence that counts.")
]

Precision = Annotated[
    float | None,
    typer.Option(
        "--precision",
        min=0.0,
        max=1.0,
        help="Only suggestions from the confidence on that gives this share of right ones: 0.8.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (suggest, propose, cover, gaps):
        app.command()(command)


def suggest(
    context: typer.Context,
    texts: Annotated[list[str] | None, typer.Argument(help="Texts, such as learning outcomes.")] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", help="A file with one text a line (with --segment: one text); - for standard input."
        ),
    ] = None,
    segment: Annotated[
        bool,
        typer.Option(
            "--segment",
            help="The texts are long (advertisements, course descriptions, HTML): answer for each of their "
            "sentences, with its section.",
        ),
    ] = False,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many suggestions for each text.")] = 5,
    lang: Annotated[
        str, typer.Option("--lang", help="auto, or the language of the texts: en, fr …")
    ] = "auto",
    precision: Precision = None,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.PRECISE,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Which concepts do these texts mean, why, and which texts fit none?"""
    from skillgraph.workspace import Query
    from skillgraph.workspace.answers.answers import suggest, suggest_passages

    space = opened(context, workspace)
    wanted = _texts(texts or [], file, whole=segment)
    with progress() as bar:
        query = Query(framework, profile, progress=bar, precision=precision)
        if segment:
            found = [suggest_passages(space, text, query, k=k, lang=lang) for text in wanted]
        else:
            results = suggest(space, wanted, query, k=k, lang=lang)
    if segment:
        print_passages(chain.from_iterable(found), form)
    else:
        print_suggestions(results, form)


def propose(
    context: typer.Context,
    source: Annotated[
        str | None, typer.Option("--source", help="Only the credentials of this source.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="At most so many proposals for each outcome.")
    ] = 3,
    min_confidence: MinConfidence = 0.1,
    precision: Precision = None,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.PRECISE,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Propose mappings for all outcomes of the loaded credentials; decided mappings stay as they are."""
    from skillgraph.alignment.proposing import ProposalRule
    from skillgraph.workspace import Query
    from skillgraph.workspace.answers.answers import propose

    space = opened(context, workspace)
    rule = ProposalRule(limit, min_confidence)
    with progress() as bar:
        query = Query(framework, profile, progress=bar, precision=precision)
        found = propose(space, query, rule, source=source)
    print_proposals(found, form)


def cover(
    context: typer.Context,
    skill: Annotated[
        str, typer.Argument(help="A concept's URI, its label in any loaded language, or free words.")
    ],
    min_confidence: MinConfidence = 0.1,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.PRECISE,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Which credentials cover this skill, directly, through narrower or through broader concepts?"""
    from skillgraph.workspace import Query
    from skillgraph.workspace.answers.answers import cover

    space = opened(context, workspace)
    with progress() as bar:
        resolved, found = cover(
            space, skill, Query(framework, profile, progress=bar), min_confidence=min_confidence
        )
    print_coverage(resolved, found, form)


def gaps(
    context: typer.Context,
    min_confidence: MinConfidence = 0.5,
    precision: Precision = None,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", help="FIELD=VALUE, only these postings and mentions; see demand --help."),
    ] = None,
    evidence: WeighOption = None,
    new_terms: NewTermsOption = True,
    top: Annotated[int | None, typer.Option("--top", min=1, help="Only the first so many rows.")] = None,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.FAST,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Which skills do the loaded postings ask for that no loaded credential supplies, and why?"""
    from skillgraph.analytics.demand.question import Condition
    from skillgraph.analytics.supply import EvidenceWeights
    from skillgraph.workspace import Query
    from skillgraph.workspace.answers.answers import gaps

    conditions = tuple(map(Condition.parse, where or ()))
    weights = EvidenceWeights.parse(evidence or ())
    space = opened(context, workspace)
    with progress() as bar:
        query = Query(framework, profile, progress=bar, precision=precision)
        found = gaps(
            space,
            query,
            min_confidence=min_confidence,
            where=conditions,
            evidence=weights,
            new_terms=new_terms,
        )
    print_gaps(found[:top], form)


def _texts(texts: list[str], file: Path | None, *, whole: bool) -> list[str]:
    """The texts of the arguments, then those of the file: its lines, or the ``whole`` of it."""
    if file is not None:
        content = sys.stdin.read() if str(file) == "-" else read_text(file)
        found = [content] if whole else content.splitlines()
        texts = [*texts, *(text for text in found if text.strip())]
    if not texts:
        raise InputError("No text was given.", hint='Write skillgraph suggest "TEXT", or --file FILE.')
    return texts
