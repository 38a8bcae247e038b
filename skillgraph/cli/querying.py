"""`query`: SPARQL over the workspace."""

from __future__ import annotations

import csv
import io
import sys
from operator import itemgetter
from pathlib import Path
from typing import Annotated

import typer

from skillgraph.cli.options import opened
from skillgraph.cli.output import Column, Format, emit
from skillgraph.cli.reading import read_text
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.formulas import guarded


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
    if form is Format.TABLE and found.media_type.endswith("json"):
        _print_table(found.body)
    elif found.holds_triples or form not in _GUARDS:
        _print(found.body.decode("utf-8"))
    else:
        _GUARDS[form](found.body.decode("utf-8"))


def _print(body: str) -> None:
    sys.stdout.write(body if body.endswith("\n") else f"{body}\n")


def _print_csv(body: str) -> None:
    """SPARQL 1.1 CSV, with none of its cells run by a spreadsheet."""
    csv.field_size_limit(max(csv.field_size_limit(), len(body)))
    rows = csv.reader(io.StringIO(body, newline=""))
    csv.writer(sys.stdout, lineterminator="\n").writerows(map(_shown, row) for row in rows)


def _print_tsv(body: str) -> None:
    """The same of TSV: numbers stand as they are, and texts in quotation marks, which a spreadsheet drops."""
    for line in body.removesuffix("\n").split("\n"):
        cells = (f'"{guarded(cell[1:])}' if cell.startswith('"') else cell for cell in line.split("\t"))
        sys.stdout.write("\t".join(cells) + "\n")


_GUARDS = {Format.CSV: _print_csv, Format.TSV: _print_tsv}


def _shown(cell: str) -> str:
    """A cell of CSV, which does not say what is a number: one is no formula."""
    try:
        float(cell)
    except ValueError:
        return guarded(cell)
    return cell


def _print_table(body: bytes) -> None:
    """SPARQL 1.1 JSON results as a table; the answer of ASK as a word."""
    from skillgraph.graph.solutions import read_solutions

    found = read_solutions(body)
    if isinstance(found, bool):
        _print("yes" if found else "no")
        return
    columns: list[Column[tuple[str, ...]]] = [
        Column(name, itemgetter(place)) for place, name in enumerate(found.names)
    ]
    emit(found.rows, columns, Format.TABLE, empty="The query has no result.")
