"""`credential` and `posting`: texts in."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.loading import tell
from skillgraph.cli.options import FormatOption, NameOption, StrictOption, WorkspaceOption, opened
from skillgraph.cli.output import Column, Format, emit
from skillgraph.errors import InputError

if TYPE_CHECKING:
    from skillgraph.model import Credential
    from skillgraph.workspace.manifest import TableRecord

credentials = typer.Typer(help="Micro-credentials and their outcomes: load and list.", no_args_is_help=True)
postings = typer.Typer(help="Job postings: load and list.", no_args_is_help=True)


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
    name: NameOption = None,
    strict: StrictOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Load credentials; a source of the same name is replaced, its mappings stay."""
    from skillgraph.workspace.loading import load_credentials

    tell(load_credentials(opened(context, workspace), path, name=name, strict=strict))


@credentials.command("list")
def list_credentials(
    context: typer.Context,
    source: Annotated[str | None, typer.Option("--source", help="Only this source.")] = None,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """List the loaded credentials."""
    snapshot = opened(context, workspace).snapshot()
    found = snapshot.credentials_of(source) if source or snapshot.manifest.credentials else ()
    columns: list[Column[Credential]] = [
        Column("credential", lambda c: c.name),
        Column("issuer", lambda c: c.issuer),
        Column("outcomes", lambda c: len(c.outcomes)),
        Column("hours", lambda c: c.duration_hours),
        Column("assessment", lambda c: [a.kind for a in c.assessments]),
        Column("endorsed by", lambda c: [e.endorser for e in c.endorsements]),
        Column("source", lambda c: c.source),
        Column("id", lambda c: c.id, identifier=True),
    ]
    emit(found, columns, form, as_json=_fields, empty="No credentials are loaded.")


@postings.command("load")
def load_postings(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="CSV, XLSX, JSON, JSONL or schema.org JobPosting JSON-LD.")],
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column", help="FIELD=COLUMN (several columns: FIELD=A+B); may be given several times."
        ),
    ] = None,
    columns: Annotated[
        Path | None, typer.Option("--columns", help="A TOML file with a [columns] table.")
    ] = None,
    name: NameOption = None,
    strict: StrictOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Load postings; a source of the same name is replaced."""
    from skillgraph.sources import read_column_mapping
    from skillgraph.workspace.loading import load_postings

    mapping = dict(read_column_mapping(columns)) if columns else {}
    mapping |= dict(_pair(text) for text in column or [])
    space = opened(context, workspace)
    tell(load_postings(space, path, name=name, columns=mapping or None, strict=strict))


@postings.command("list")
def list_postings(
    context: typer.Context, form: FormatOption = Format.TABLE, workspace: WorkspaceOption = None
) -> None:
    """List the loaded sources of postings."""
    manifest = opened(context, workspace).manifest
    columns: list[Column[TableRecord]] = [
        Column("source", lambda r: r.name, wrap=False),
        Column("postings", lambda r: r.count),
        Column("loaded", lambda r: r.loaded, wrap=False),
        Column("files", lambda r: [file.name for file in r.files]),
    ]
    emit(manifest.postings, columns, form, empty="No postings are loaded.")


def _fields(credential: Credential) -> dict[str, object]:
    """The fields of a credential, without the document it was read from."""
    return {name: value for name, value in asdict(credential).items() if name != "original"}


def _pair(text: str) -> tuple[str, tuple[str, ...]]:
    """``title=Business Title``, ``description=Duties+Requirements``."""
    field, separator, source = text.partition("=")
    if not (field and separator and source):
        raise InputError(
            f"--column {text!r} is not of the form FIELD=COLUMN.", hint="Write --column title='Job title'."
        )
    return field.strip(), tuple(part.strip() for part in source.split("+"))
