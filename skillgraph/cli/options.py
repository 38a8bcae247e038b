"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.asking import option
from skillgraph.cli.output import Format, note
from skillgraph.matching.profile import Profile
from skillgraph.settings import Settings
from skillgraph.workspace.engines.choosing import EngineName, engine_of
from skillgraph.workspace.loading_requests import LoadRequest
from skillgraph.workspace.query import Run
from skillgraph.workspace.requests import FRAMEWORK, PROFILE

if TYPE_CHECKING:
    from skillgraph.progress import Progress
    from skillgraph.workspace import Workspace


class Language(StrEnum):
    """The languages of a page."""

    EN = "en"
    FR = "fr"


FormatOption = Annotated[Format, typer.Option("--format", help="How to print the result.")]
FrameworkOption = Annotated[
    str | None,
    typer.Option("--framework", help=FRAMEWORK.help),
]
ProfileOption = Annotated[Profile, typer.Option("--profile", help=PROFILE.help)]
StrictOption = Annotated[bool, option(LoadRequest, "strict")]
NameOption = Annotated[str | None, option(LoadRequest, "name")]


ExtractOption = Annotated[
    bool,
    typer.Option(
        "--extract/--no-extract",
        help="First find the mentions that are missing, as `posting extract` does; without, nothing is made.",
    ),
]

EngineOption = Annotated[
    EngineName,
    typer.Option("--engine", help="local: this machine; spark: Spark (needs pyspark)."),
]
MasterOption = Annotated[
    str,
    typer.Option(
        "--master",
        help="Where Spark is: local[2], spark://HOST:7077, yarn … (default: SKILLGRAPH_SPARK_MASTER).",
    ),
]


def asking(
    bar: Progress | None, *, extract: bool = True, engine: EngineName = EngineName.LOCAL, master: str = ""
) -> Run:
    """How a question is carried out; what it makes besides is said on stderr.

    Raises:
        InputError: If what the engine needs is not installed, or one without a master is given one.
    """
    return Run(bar, build=extract, notify=note, engine=engine_of(engine, master=master))


def folder(context: typer.Context, given: Path | None) -> Path:
    """The workspace folder: the command's own option, else the one before the command, else the setting."""
    return given or context.obj or Settings.from_environment().workspace


def opened(context: typer.Context, given: Path | None) -> Workspace:
    """The workspace to work in.

    Raises:
        NotFoundError: If there is none.
    """
    from skillgraph.workspace import Workspace

    return Workspace.open(folder(context, given))
