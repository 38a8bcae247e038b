"""`credential` and `posting`: texts in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.asking import argument, option
from skillgraph.cli.loading import tell
from skillgraph.cli.options import (
    EngineOption,
    FormatOption,
    FrameworkOption,
    MasterOption,
    NameOption,
    ProfileOption,
    StrictOption,
    opened,
)
from skillgraph.cli.output import Column, Format, emit, note
from skillgraph.cli.progress import progress
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.errors import InputError
from skillgraph.matching.profile import Profile
from skillgraph.model.texts import many
from skillgraph.workspace.engines.choosing import EngineName, engine_of
from skillgraph.workspace.loading_requests import CredentialLoadRequest, PostingLoadRequest
from skillgraph.workspace.requests import CredentialListRequest, CredentialOrder
from skillgraph.workspace.results import credential_json

if TYPE_CHECKING:
    from skillgraph.model import Credential
    from skillgraph.workspace.state.manifest import TableRecord

_NONE_LOADED = "No credentials are loaded."
ColumnOption = Annotated[list[str] | None, option(CredentialLoadRequest, "column")]
ColumnsOption = Annotated[Path | None, typer.Option("--columns", help="A TOML file with a [columns] table.")]

credentials = typer.Typer(
    help="Micro-credentials and their outcomes: load, list, check, compare.", no_args_is_help=True
)
postings = typer.Typer(help="Job postings: load, list, search for skills, check.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(credentials, name="credential")
    app.add_typer(postings, name="posting")


@credentials.command("load")
def load_credentials(
    context: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(
            help="An outcome sheet (CSV, XLSX), JSON, or Open Badges 3.0 or 2.0 (JSON, a folder or a zip)."
        ),
    ],
    column: ColumnOption = None,
    columns: ColumnsOption = None,
    issuer: Annotated[str, option(CredentialLoadRequest, "issuer")] = CredentialLoadRequest.issuer,
    name: NameOption = CredentialLoadRequest.name,
    keep_lists: Annotated[
        bool, option(CredentialLoadRequest, "keep_lists")
    ] = CredentialLoadRequest.keep_lists,
    strict: StrictOption = CredentialLoadRequest.strict,
    workspace: WorkspaceOption = None,
) -> None:
    """Load credentials; a source of the same name is replaced, its mappings stay."""
    from skillgraph.sources.columns import mapping_of
    from skillgraph.sources.sheet_columns import SHEET
    from skillgraph.workspace.loading import load_credentials

    loaded = load_credentials(
        opened(context, workspace),
        path,
        name=name,
        columns=mapping_of(column or (), columns, SHEET),
        issuer=issuer,
        strict=strict,
        keep_lists=keep_lists,
    )
    tell(loaded)


@credentials.command("list")
def list_credentials(
    context: typer.Context,
    search: Annotated[list[str] | None, argument(CredentialListRequest, "search", metavar="WORDS")] = None,
    source: Annotated[str | None, option(CredentialListRequest, "source")] = CredentialListRequest.source,
    issuer: Annotated[str, option(CredentialListRequest, "issuer")] = CredentialListRequest.issuer,
    lang: Annotated[str, option(CredentialListRequest, "lang")] = CredentialListRequest.lang,
    where: Annotated[list[str] | None, option(CredentialListRequest, "where")] = None,
    sort: Annotated[
        CredentialOrder | None, option(CredentialListRequest, "sort")
    ] = CredentialListRequest.sort,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """List the loaded credentials, or those that some words find, sorted as you like."""
    from skillgraph.workspace.credentials.finding import listed_credentials

    snapshot = opened(context, workspace).snapshot()
    loaded = listed_credentials(snapshot, CredentialListRequest(source=source))
    request = CredentialListRequest(
        search=tuple(search or ()),
        source=source,
        issuer=issuer,
        lang=lang,
        where=tuple(where or ()),
        sort=sort,
    )
    found = listed_credentials(snapshot, request)
    columns: list[Column[Credential]] = [
        Column("credential", lambda c: c.name),
        Column("issuer", lambda c: c.issuer),
        Column("outcomes", lambda c: len(c.outcomes)),
        Column("hours", lambda c: c.duration_hours),
        Column("assessment", lambda c: list(dict.fromkeys(a.kind for a in c.assessments))),
        Column("endorsed by", lambda c: list(dict.fromkeys(e.endorser for e in c.endorsements))),
        Column("also aligned to", _no_skills),
        Column("source", lambda c: c.source),
        Column("id", lambda c: c.id, identifier=True),
    ]
    nothing = f"None of the {len(loaded)} loaded credentials is like that." if loaded else _NONE_LOADED
    emit(found, columns, form, as_json=credential_json, empty=nothing)
    if len(found) < len(loaded) and found:
        note(f"{len(found)} of {many(len(loaded), 'credential')}.")


@postings.command("load")
def load_postings(
    context: typer.Context,
    path: Annotated[
        Path, typer.Argument(help="CSV, XLSX, Parquet, JSON, JSONL or schema.org JobPosting JSON-LD.")
    ],
    column: ColumnOption = None,
    columns: ColumnsOption = None,
    name: NameOption = PostingLoadRequest.name,
    replace: Annotated[bool, option(PostingLoadRequest, "replace")] = PostingLoadRequest.replace,
    occupations: Annotated[
        bool, option(PostingLoadRequest, "occupations", "--occupations/--no-occupations")
    ] = PostingLoadRequest.occupations,
    strict: StrictOption = PostingLoadRequest.strict,
    engine: EngineOption = EngineName.LOCAL,
    master: MasterOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Add postings to a source; those of the same id are replaced, near-duplicates are linked."""
    from skillgraph.sources.columns import mapping_of
    from skillgraph.workspace.loading import load_postings

    mapping, chosen = mapping_of(column or (), columns), engine_of(engine, master=master)
    space = opened(context, workspace)
    with progress() as bar:
        loaded = load_postings(
            space,
            path,
            name=name,
            columns=mapping,
            strict=strict,
            replaces=replace,
            with_occupations=occupations,
            progress=bar,
            engine=chosen,
        )
    tell(loaded)


@postings.command("list")
def list_postings(
    context: typer.Context, form: FormatOption = Format.TABLE, workspace: WorkspaceOption = None
) -> None:
    """List the loaded sources of postings."""
    manifest = opened(context, workspace).manifest
    columns: list[Column[TableRecord]] = [
        Column("source", lambda r: r.name, wrap=False),
        Column("postings", lambda r: r.count),
        Column("different jobs", lambda r: r.distinct),
        Column("loaded", lambda r: r.loaded, wrap=False),
        Column("files", lambda r: [file.name for file in r.files]),
    ]
    emit(manifest.postings, columns, form, empty="No postings are loaded.")


@postings.command("extract")
def extract_mentions(
    context: typer.Context,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.FAST,
    engine: EngineOption = EngineName.LOCAL,
    master: MasterOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Search the loaded postings for skills; goes on where it was stopped."""
    from skillgraph.workspace import Query
    from skillgraph.workspace.postings.extraction import extract

    chosen = engine_of(engine, master=master)
    space = opened(context, workspace)
    with progress() as bar:
        found = extract(space, Query(framework, profile, progress=bar, notify=note, engine=chosen))
    note(f"Searched {many(found.postings, 'posting')}; {many(found.mentions, 'mention')} in all.")


@postings.command("check")
def check_postings(
    context: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Have damaged mentions found again when they are needed.")
    ] = False,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Name the damaged or missing parts of the tables of postings and mentions; exit code 1 if any."""
    from skillgraph.workspace.postings import extraction

    space = opened(context, workspace)
    with progress() as bar:
        damage = extraction.check(space, progress=bar)
    columns: list[Column[extraction.Damage]] = [
        Column("part", lambda d: d.file, wrap=False),
        Column("holds", lambda d: d.kind),
        Column("made from", lambda d: d.origin),
    ]
    emit(damage, columns, form, empty="All parts are whole.")
    if repair:
        extraction.repair(space, damage)
    lost = sorted({one.origin for one in damage if one.kind == "postings"})
    if lost:
        raise InputError(
            f"Postings of {', '.join(lost)} are damaged.", hint="Load the files again, under the same name."
        )
    if damage and not repair:
        raise InputError("Mentions are damaged.", hint="Run `skillgraph posting check --repair`.")


def _no_skills(credential: Credential) -> list[str]:
    """What the issuer aligns a credential to that is no competency: levels, courses, accreditations."""
    from skillgraph.sources.alignments import TargetType, target_of

    named = ((one.target_name, target_of(one)) for one in credential.alignments)
    return [f"{name} ({target})" for name, target in named if target is not TargetType.COMPETENCY]
