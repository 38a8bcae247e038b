"""`query`: SPARQL over the workspace."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from skillgraph.cli.options import WorkspaceOption, opened
from skillgraph.cli.output import Format


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(query)


def query(
    context: typer.Context,
    sparql: Annotated[str, typer.Argument(help="A SPARQL 1.1 query, or @FILE.")],
    form: Annotated[Format, typer.Option("--format", help="How to print the result.")] = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Ask the graph in SPARQL: over the union of all graphs, or with GRAPH for one."""
    from skillgraph.graph import results

    text = Path(sparql[1:]).read_text(encoding="utf-8") if sparql.startswith("@") else sparql
    store = opened(context, workspace).snapshot().store
    sys.stdout.write(results.render(store, text, form.value))
