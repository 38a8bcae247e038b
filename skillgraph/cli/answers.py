"""The three jobs: `suggest` and `propose`, `cover`, `gaps`."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from skillgraph.analytics.reading import ReadingKind
from skillgraph.cli.answer_tables import (
    print_coverage,
    print_first_gaps,
    print_passages,
    print_proposals,
    print_suggestions,
)
from skillgraph.cli.asking import argument, option
from skillgraph.cli.options import (
    EngineOption,
    ExtractOption,
    FormatOption,
    FrameworkOption,
    MasterOption,
    ProfileOption,
    asking,
    opened,
)
from skillgraph.cli.output import Format
from skillgraph.cli.progress import progress
from skillgraph.cli.reading import read_text
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.errors import InputError
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.types import Context
from skillgraph.workspace.engines.choosing import EngineName
from skillgraph.workspace.requests import CoverRequest, GapsRequest, ProposeRequest, SuggestRequest

WeighOption = Annotated[list[str] | None, option(GapsRequest, "evidence", "--weigh")]
NewTermsOption = Annotated[bool, option(GapsRequest, "new_terms", "--new-terms/--no-new-terms")]
SmallOption = Annotated[int, option(GapsRequest, "min_cell")]
VacanciesOption = Annotated[bool, option(GapsRequest, "vacancies", "--vacancies")]
GapSentencesOption = Annotated[int, option(GapsRequest, "sentences")]
MinSupplyOption = Annotated[float, option(GapsRequest, "min_supply")]
MinConfidence = Annotated[float, option(GapsRequest, "min_confidence")]
ProposalConfidence = Annotated[float, option(CoverRequest, "min_confidence")]
WhereOption = Annotated[list[str] | None, option(GapsRequest, "where")]
TopOption = Annotated[int | None, option(GapsRequest, "top")]
TitlesOption = Annotated[bool, option(GapsRequest, "titles", "--titles")]
Precision = Annotated[float | None, option(SuggestRequest, "precision")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (suggest, propose, cover, gaps):
        app.command()(command)


def suggest(
    context: typer.Context,
    texts: Annotated[list[str] | None, argument(SuggestRequest, "texts")] = None,
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
    k: Annotated[int, option(SuggestRequest, "k", "-k")] = SuggestRequest.k,
    lang: Annotated[str, option(SuggestRequest, "lang")] = SuggestRequest.lang,
    kind: Annotated[TextKind, option(SuggestRequest, "kind")] = SuggestRequest.kind,
    about: Annotated[str, option(SuggestRequest, "context")] = SuggestRequest.context,
    precision: Precision = None,
    framework: FrameworkOption = None,
    profile: ProfileOption = SuggestRequest.profile,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Which concepts do these texts mean, why, and which texts fit none?"""
    from skillgraph.workspace.answers.suggest import suggest, suggest_passages

    space = opened(context, workspace)
    request = SuggestRequest(
        texts=tuple(_texts(texts or [], file, whole=segment)),
        k=k,
        lang=lang,
        kind=kind,
        context=about,
        precision=precision,
        framework=framework,
        profile=profile,
    )
    with progress() as bar:
        run = asking(bar)
        if segment:
            query = request.query(run)
            stated = Context(about.strip())
            found = [
                suggest_passages(space, text, query, k=k, lang=lang, context=stated) for text in request.texts
            ]
        else:
            results = suggest(space, request, run)
    if segment:
        print_passages(chain.from_iterable(found), form)
    else:
        print_suggestions(results, form)


def propose(
    context: typer.Context,
    source: Annotated[str | None, option(ProposeRequest, "source")] = ProposeRequest.source,
    limit: Annotated[int, option(ProposeRequest, "limit")] = ProposeRequest.limit,
    min_confidence: Annotated[
        float, option(ProposeRequest, "min_confidence")
    ] = ProposeRequest.min_confidence,
    more: Annotated[bool, option(ProposeRequest, "more")] = ProposeRequest.more,
    precision: Precision = ProposeRequest.precision,
    framework: FrameworkOption = ProposeRequest.framework,
    profile: ProfileOption = ProposeRequest.profile,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Propose mappings for all outcomes of the loaded credentials; decided mappings stay as they are."""
    from skillgraph.workspace.answers.propose import propose

    space = opened(context, workspace)
    request = ProposeRequest(
        source=source,
        limit=limit,
        min_confidence=min_confidence,
        more=more,
        precision=precision,
        framework=framework,
        profile=profile,
    )
    with progress() as bar:
        found = propose(space, request, asking(bar))
    print_proposals(found, form)


def cover(
    context: typer.Context,
    skill: Annotated[str, argument(CoverRequest, "skill")],
    min_confidence: ProposalConfidence = CoverRequest.min_confidence,
    reading: Annotated[ReadingKind | None, option(CoverRequest, "reading", "--as")] = CoverRequest.reading,
    as_written: Annotated[bool, option(CoverRequest, "as_written", "--as-written")] = CoverRequest.as_written,
    issuer: Annotated[str, option(CoverRequest, "issuer")] = CoverRequest.issuer,
    lang: Annotated[str, option(CoverRequest, "lang")] = CoverRequest.lang,
    where: Annotated[list[str] | None, option(CoverRequest, "where")] = None,
    accepted: Annotated[bool, option(CoverRequest, "accepted")] = CoverRequest.accepted,
    top: TopOption = CoverRequest.top,
    framework: FrameworkOption = CoverRequest.framework,
    profile: ProfileOption = CoverRequest.profile,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Which credentials cover this skill, directly, through narrower or through broader concepts?"""
    from skillgraph.workspace.answers.cover import cover

    space = opened(context, workspace)
    request = CoverRequest(
        skill=skill,
        min_confidence=min_confidence,
        reading=reading,
        as_written=as_written,
        issuer=issuer,
        lang=lang,
        where=tuple(where or ()),
        accepted=accepted,
        top=top,
        framework=framework,
        profile=profile,
    )
    with progress() as bar:
        resolved, found = cover(space, request, asking(bar))
    print_coverage(resolved, found, form)


def gaps(
    context: typer.Context,
    min_confidence: MinConfidence = GapsRequest.min_confidence,
    min_supply: MinSupplyOption = GapsRequest.min_supply,
    precision: Precision = GapsRequest.precision,
    where: WhereOption = None,
    evidence: WeighOption = None,
    new_terms: NewTermsOption = GapsRequest.new_terms,
    min_cell: SmallOption = GapsRequest.min_cell,
    vacancies: VacanciesOption = GapsRequest.vacancies,
    sentences: GapSentencesOption = GapsRequest.sentences,
    titles: TitlesOption = GapsRequest.titles,
    top: TopOption = GapsRequest.top,
    framework: FrameworkOption = GapsRequest.framework,
    extract: ExtractOption = True,
    engine: EngineOption = EngineName.LOCAL,
    master: MasterOption = "",
    profile: ProfileOption = GapsRequest.profile,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Which skills do the loaded postings ask for that no loaded credential supplies, and why?"""
    from skillgraph.workspace.answers.gaps import first_gaps

    request = GapsRequest(
        where=tuple(where or ()),
        min_confidence=min_confidence,
        min_supply=min_supply,
        precision=precision,
        evidence=tuple(evidence or ()),
        new_terms=new_terms,
        min_cell=min_cell,
        vacancies=vacancies,
        sentences=sentences,
        titles=titles,
        top=top,
        framework=framework,
        profile=profile,
    )
    space = opened(context, workspace)
    with progress() as bar:
        run = asking(bar, extract=extract, engine=engine, master=master)
        found = first_gaps(space, request, run)
    print_first_gaps(found, form)


def _texts(texts: list[str], file: Path | None, *, whole: bool) -> list[str]:
    """The texts of the arguments, then those of the file: its lines, or the ``whole`` of it."""
    if file is not None:
        content = read_text(file)
        found = [content] if whole else content.splitlines()
        texts = [*texts, *(text for text in found if text.strip())]
    if not texts:
        raise InputError("No text was given.", hint='Write skillgraph suggest "TEXT", or --file FILE.')
    return texts
