"""`publish`: sends the graphs that changed to a graph store, and checks that they are there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from skillgraph.errors import NotFoundError
from skillgraph.graph.fingerprints import EMPTY, GraphFingerprint, fingerprint
from skillgraph.graph.graph_store_client import GraphStoreClient, RemoteStoreError
from skillgraph.workspace.publishing.record import Published, read_published, write_published

if TYPE_CHECKING:
    from skillgraph.graph.store import TripleStore
    from skillgraph.progress import Progress
    from skillgraph.workspace.state.workspace import Workspace

_STAGE = "publish graphs"
_SILENT = "The server had ceased to answer."


class Outcome(StrEnum):
    """What became of a graph.

    ``sent``: it was sent, and is there; ``unchanged``: it was not sent, being the same as last time;
    ``removed``: it is not loaded any more, and is gone there too; ``failed``: none of these;
    ``not tried``: the server had ceased to answer before its turn came.
    """

    SENT = "sent"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"
    NOT_TRIED = "not tried"


class RemoteState(StrEnum):
    """What the server has of a graph.

    ``new``: what the workspace has; ``old``: what it had before; ``other``: neither; ``unknown``: it does
    not answer.
    """

    NEW = "new"
    OLD = "old"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PublishedGraph:
    """What became of one graph.

    Attributes:
        graph: Its name.
        triples: How many the workspace has.
        remote: What the server has.
        reason: Why it failed; empty otherwise.
    """

    graph: str
    triples: int
    outcome: Outcome
    remote: RemoteState
    reason: str = ""


def publish(
    workspace: Workspace,
    client: GraphStoreClient,
    *,
    graphs: Sequence[str] = (),
    whole: bool = False,
    progress: Progress | None = None,
) -> Iterator[PublishedGraph]:
    """Make graphs of a server the same as those of the workspace, one after the other.

    Each is put in one request, which a server answers when all of it is there; then it is read and counted.
    What was done is remembered after each graph, so that a publication that was stopped goes on.

    Args:
        workspace: What to publish.
        client: Where to.
        graphs: Only these; all by default, and those that were published once and are not loaded any more.
        whole: Send those too that did not change since they were sent to this address last.
        progress: Called with the number of graphs that are done.

    Raises:
        NotFoundError: If a graph is not loaded; nothing is sent then.
    """
    snapshot = workspace.snapshot()
    before = read_published(workspace.path, client.url)
    chosen = _chosen(snapshot.store.graph_names(), before, graphs)
    return _Publication(workspace, client, snapshot.store, before, whole=whole).run(chosen, progress)


def _chosen(loaded: Sequence[str], before: Published, wanted: Sequence[str]) -> list[str]:
    for name in wanted:
        if name not in loaded and name not in before:
            raise NotFoundError(
                f"No graph <{name}> is loaded.",
                hint="List the graphs with `skillgraph query 'SELECT DISTINCT ?g { GRAPH ?g {} }'`.",
            )
    return list(dict.fromkeys(wanted)) or sorted({*loaded, *before})


class _Publication:
    """One run over some graphs."""

    def __init__(
        self,
        workspace: Workspace,
        client: GraphStoreClient,
        store: TripleStore,
        before: Published,
        *,
        whole: bool,
    ) -> None:
        self._workspace, self._client, self._store = workspace, client, store
        self._loaded = frozenset(store.graph_names())
        self._published = dict(before)
        self._whole = whole
        self._answers = True

    def run(self, graphs: Sequence[str], progress: Progress | None) -> Iterator[PublishedGraph]:
        for number, name in enumerate(graphs):
            if progress:
                progress(_STAGE, number, len(graphs))
            yield self._done(name)

    def _done(self, name: str) -> PublishedGraph:
        own = fingerprint(self._store.triples(name)) if name in self._loaded else None
        wanted, sent = own or EMPTY, self._published.get(name)
        if own is not None and own == sent and not self._whole:
            return PublishedGraph(name, own.count, Outcome.UNCHANGED, RemoteState.NEW)
        if not self._answers:
            return PublishedGraph(name, wanted.count, Outcome.NOT_TRIED, RemoteState.OLD, _SILENT)
        before = sent
        try:
            before = before or self._client.fingerprint(name)
            return self._replaced(name, own, before)
        except RemoteStoreError as error:
            state = self._state_after(error, name, own, before)
            return PublishedGraph(name, wanted.count, Outcome.FAILED, state, error.message)

    def _replaced(self, name: str, own: GraphFingerprint | None, before: GraphFingerprint) -> PublishedGraph:
        if own is None:
            self._client.delete(name)
        else:
            self._put(name)
        wanted, there = own or EMPTY, self._client.fingerprint(name)
        if there.count != wanted.count:
            reason = f"{there.count:,} triples of <{name}> are there, and {wanted.count:,} were sent."
            return PublishedGraph(
                name, wanted.count, Outcome.FAILED, _compared(there, wanted, before), reason
            )
        self._remember(name, own)
        outcome = Outcome.REMOVED if own is None else Outcome.SENT
        return PublishedGraph(name, wanted.count, outcome, RemoteState.NEW)

    def _put(self, name: str) -> None:
        with tempfile.TemporaryFile() as content:
            self._store.dump(content, format="nt", graph=name)
            size = content.tell()
            content.seek(0)
            self._client.put(name, content, size)

    def _remember(self, name: str, own: GraphFingerprint | None) -> None:
        if own is None:
            self._published.pop(name, None)
        else:
            self._published[name] = own
        write_published(self._workspace.path, self._client.url, self._published)

    def _state_after(
        self,
        error: RemoteStoreError,
        name: str,
        own: GraphFingerprint | None,
        before: GraphFingerprint | None,
    ) -> RemoteState:
        """What the server has after a failure; remembered where it is the new graph after all."""
        try:
            there = self._client.fingerprint(name)
        except RemoteStoreError as second:
            self._answers = error.answered or second.answered
            return RemoteState.UNKNOWN
        state = _compared(there, own or EMPTY, before)
        if state is RemoteState.NEW:
            self._remember(name, own)
        return state


def _compared(
    there: GraphFingerprint, wanted: GraphFingerprint, before: GraphFingerprint | None
) -> RemoteState:
    if there == wanted:
        return RemoteState.NEW
    return RemoteState.OLD if there == before else RemoteState.OTHER
