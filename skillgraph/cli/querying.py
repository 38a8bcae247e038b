"""`query`: SPARQL over the workspace."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from skillgraph.cli.options import WorkspaceOption, opened
from skillgraph.cli.output import Column, Format, emit
from skillgraph.cli.reading import read_text


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
    from skillgraph.graph.answers import answer

    text = read_text(Path(sparql[1:])) if sparql.startswith("@") else sparql
    snapshot = opened(context, workspace).snapshot()
    found = answer(snapshot.store, text, format="json" if form is Format.TABLE else form.value)
    body = found.body.decode("utf-8")
    if form is Format.TABLE and found.media_type.endswith("json"):
        _print_table(json.loads(body))
    else:
        sys.stdout.write(body if body.endswith("\n") else f"{body}\n")


def _print_table(results: dict[str, Any]) -> None:
    """SPARQL 1.1 JSON results as a table; the answer of ASK as a word."""
    if "boolean" in results:
        sys.stdout.write(f"{'yes' if results['boolean'] else 'no'}\n")
        return
    columns = [Column(name, partial(_value, name)) for name in results["head"]["vars"]]
    emit(results["results"]["bindings"], columns, Format.TABLE, empty="The query has no result.")


def _value(name: str, row: dict[str, Any]) -> object:
    return row.get(name, {}).get("value")
