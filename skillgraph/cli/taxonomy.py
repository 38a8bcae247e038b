"""`init` and `taxonomy`: frameworks in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.asking import option
from skillgraph.cli.loading import tell
from skillgraph.cli.options import FormatOption, FrameworkOption, ProfileOption, StrictOption, folder, opened
from skillgraph.cli.output import Column, Format, emit, note
from skillgraph.cli.progress import progress
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.matching.profile import Profile
from skillgraph.workspace.loading_requests import FrameworkLoadRequest

if TYPE_CHECKING:
    from skillgraph.workspace.state.manifest import FrameworkRecord

commands = typer.Typer(help="Competency frameworks: load and list.", no_args_is_help=True)

NameOption = Annotated[str | None, option(FrameworkLoadRequest, "name")]
VersionOption = Annotated[str | None, option(FrameworkLoadRequest, "version")]
LanguagesOption = Annotated[
    list[str] | None,
    option(
        FrameworkLoadRequest,
        "lang",
        help="Only this language; may be given several times (default: all).",
    ),
]
ReplaceOption = Annotated[bool, option(FrameworkLoadRequest, "replace")]
SchemesOption = Annotated[
    list[str] | None,
    option(
        FrameworkLoadRequest,
        "scheme",
        help="URI of a concept scheme: only its concepts; may be given several times (SKOS).",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(init)
    app.command()(index)
    app.add_typer(commands, name="taxonomy")


def init(
    context: typer.Context,
    esco: Annotated[
        list[Path] | None,
        typer.Option("--esco", help="Official ESCO bundle (zip or folder); several are taken together."),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Make a workspace with ESCO (the built-in snapshot, or yours) and Skills for Success."""
    from skillgraph.workspace import Workspace
    from skillgraph.workspace.frameworks.built_in import start

    made = Workspace.create(folder(context, workspace))
    for loaded in start(made, esco or []):
        tell(loaded)
    note(f'The workspace is {made.path}. Next: skillgraph suggest "...", or skillgraph credential load FILE.')


def index(
    context: typer.Context,
    framework: FrameworkOption = None,
    profile: ProfileOption = Profile.PRECISE,
    workspace: WorkspaceOption = None,
) -> None:
    """Build the search index now; the first question would do it otherwise."""
    from skillgraph.workspace import Query
    from skillgraph.workspace.state.indexing import open_matcher

    with progress() as bar:
        matcher = open_matcher(opened(context, workspace), Query(framework, profile, progress=bar))
    note(f"The index of {matcher.index.framework} is ready for the {profile.value} profile.")


@commands.command("load")
def load(
    context: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(help="The files of ONE version: ESCO zips or folders, or one SKOS file.")
    ],
    name: NameOption = FrameworkLoadRequest.name,
    version: VersionOption = FrameworkLoadRequest.version,
    lang: LanguagesOption = None,
    scheme: SchemesOption = None,
    replace: ReplaceOption = FrameworkLoadRequest.replace,
    strict: StrictOption = FrameworkLoadRequest.strict,
    workspace: WorkspaceOption = None,
) -> None:
    """Load a framework version; the same version is replaced, languages it already has are kept.

    Files of a language that the version does not have yet are added to it. Files that lack concepts or
    relations of it are refused without --replace.
    """
    from skillgraph.workspace.loading import load_framework

    space = opened(context, workspace)
    loaded = load_framework(
        space,
        paths,
        name=name,
        version=version,
        languages=lang,
        schemes=scheme or (),
        strict=strict,
        replaces=replace,
    )
    tell(loaded)


@commands.command("crosswalk")
def crosswalk(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="Mappings between frameworks, as SSSOM TSV.")],
    name: NameOption = None,
    strict: StrictOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Load a crosswalk between frameworks, so that coverage is found across them."""
    from skillgraph.workspace.loading import load_crosswalk

    tell(load_crosswalk(opened(context, workspace), path, name=name, strict=strict))


@commands.command("list")
def list_(
    context: typer.Context, form: FormatOption = Format.TABLE, workspace: WorkspaceOption = None
) -> None:
    """List the loaded frameworks with their counts; the active ones are marked."""
    manifest = opened(context, workspace).manifest
    active = manifest.active()
    columns: list[Column[FrameworkRecord]] = [
        Column("framework", lambda r: str(r.id), wrap=False),
        Column("active", lambda r: "yes" if r.id in active else ""),
        Column("languages", lambda r: " ".join(r.languages)),
        Column("skills", lambda r: r.counts.get("skill", 0) + r.counts.get("concept", 0)),
        Column("groups", lambda r: r.counts.get("skill-group", 0)),
        Column("occupations", lambda r: r.counts.get("occupation", 0)),
        Column("loaded", lambda r: r.loaded, wrap=False),
        Column("files", lambda r: [file.name for file in r.files]),
    ]
    emit(
        manifest.frameworks,
        columns,
        form,
        as_json=lambda r: {
            "framework": str(r.id),
            "name": r.id.name,
            "version": r.id.version,
            "active": r.id in active,
            "languages": list(r.languages),
            "counts": r.counts,
            "graph": r.graph,
            "loaded": r.loaded,
            "files": [{"name": file.name, "sha256": file.sha256} for file in r.files],
            "acknowledgement": r.acknowledgement,
        },
        empty="No framework is loaded; load one with `skillgraph taxonomy load PATH...`.",
    )
