"""`publish`: the graph, in a store elsewhere."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.options import FormatOption, opened
from skillgraph.cli.output import Column, Format, emit, note
from skillgraph.cli.progress import progress
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.errors import InputError

if TYPE_CHECKING:
    from skillgraph.workspace.publishing.publishing import PublishedGraph


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(publish)


def publish(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="A graph store: http://localhost:7878/store.")],
    graph: Annotated[
        list[str] | None, typer.Option("--graph", help="Only this graph; may be given several times.")
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help="Send graphs that did not change too.")] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", min=1, help="Seconds that the server may be silent.")
    ] = 300.0,
    form: FormatOption = Format.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """Send what changed to a SPARQL 1.1 graph store, graph by graph, and count what is there."""
    from skillgraph.graph.graph_store_client import GraphStoreClient
    from skillgraph.graph.http_login import HttpLogin
    from skillgraph.settings import publish_authorization, publish_login
    from skillgraph.workspace.publishing.publishing import publish as job

    who = publish_login()
    client = GraphStoreClient(url, timeout, publish_authorization(), HttpLogin(*who) if who else None)
    with progress() as bar:
        found = list(job(opened(context, workspace), client, graphs=graph or (), whole=whole, progress=bar))
    columns: list[Column[PublishedGraph]] = [
        Column("graph", lambda one: one.graph),
        Column("triples", lambda one: one.triples),
        Column("outcome", lambda one: one.outcome.value),
        Column("remote", lambda one: one.remote.value),
        Column("reason", lambda one: one.reason),
    ]
    emit(found, columns, form, empty="The workspace holds no graph yet.")
    _tell(found)


def _tell(found: list[PublishedGraph]) -> None:
    from skillgraph.workspace.publishing.publishing import Outcome

    counts = Counter(one.outcome for one in found)
    failed = [one for one in found if one.outcome in (Outcome.FAILED, Outcome.NOT_TRIED)]
    if failed:
        named = ", ".join(f"<{one.graph}> ({one.remote.value})" for one in failed[:5])
        more = f" and {len(failed) - 5} more" if len(failed) > 5 else ""
        raise InputError(
            f"{len(failed)} of {len(found)} graphs were not published: {named}{more}. {failed[0].reason}",
            hint="See to the server and run the command again: what is there already is not sent again.",
        )
    said = ", ".join(f"{count} {outcome.value}" for outcome, count in counts.items())
    note(f"Everything is published ({said}).")
