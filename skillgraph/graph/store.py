"""The triple store: what the rest of the program may ask of it, and its implementation on Oxigraph.

Everything in :class:`TripleStore` can be said in SPARQL 1.1 query, update and graph-store operations, so a
remote server can stand in. Named graphs hold all data; ``graphs=None`` means all of them together.

A triple that lies in two graphs matches twice in their union (Oxigraph does not merge them): counts over
several graphs need ``DISTINCT``.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Protocol, Self

import pyoxigraph as ox

from skillgraph import disk
from skillgraph.errors import InputError, NotFoundError
from skillgraph.graph.serializing import RDF_FORMATS
from skillgraph.graph.terms import NamedNode, Quad, Term, Triple, iri, value
from skillgraph.namespaces import prefixes

if TYPE_CHECKING:
    from rdflib import Dataset

Solution = Mapping[str, Term]
"""One solution: the bound variables by name, without the question mark."""

BIG_GRAPH = 20_000
"""Triples from which a graph is replaced by rebuilding its folder: clearing costs some 50 µs a triple."""

TOGETHER = 100_000
"""Triples that are written at once; of its own accord Oxigraph keeps ten times as many in memory."""

_FORMATS = {suffix.removeprefix("."): known for suffix, known in RDF_FORMATS.items()}


class TripleStore(Protocol):
    """A store of named graphs."""

    def select(
        self, query: str, *, graphs: Sequence[str] | None = None, bindings: Mapping[str, Term] | None = None
    ) -> Iterator[Solution]:
        """Run a ``SELECT`` query.

        Args:
            query: SPARQL 1.1, with its own prefixes.
            graphs: The graphs whose triples are matched; ``None`` for all.
            bindings: Values of variables; each has to be among the selected variables.
        """

    def ask(
        self, query: str, *, graphs: Sequence[str] | None = None, bindings: Mapping[str, Term] | None = None
    ) -> bool:
        """Run an ``ASK`` query."""

    def construct(
        self, query: str, *, graphs: Sequence[str] | None = None, bindings: Mapping[str, Term] | None = None
    ) -> Iterator[Triple]:
        """Run a ``CONSTRUCT`` or ``DESCRIBE`` query."""

    def pairs(self, predicate: str, *, graphs: Sequence[str] | None = None) -> Iterator[tuple[Term, Term]]:
        """Subject and object of every triple with a predicate; a pair repeats when graphs share it."""

    def describe(self, subject: str, *, graph: str) -> list[Triple]:
        """The triples of one subject in one graph."""

    def triples(self, graph: str) -> Iterator[Triple]:
        """All triples of a graph."""

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        """The statements of one graph, or of all, as a stream."""

    def update(self, text: str) -> None:
        """Run a SPARQL 1.1 update."""

    def replace_graph(self, graph: str, triples: Iterable[Triple]) -> None:
        """Make ``triples`` the whole content of a graph."""

    def add(self, graph: str, triples: Iterable[Triple]) -> None:
        """Add triples to a graph."""

    def remove(self, graph: str, triples: Iterable[Triple]) -> None:
        """Take triples out of a graph; those that are not there are passed over."""

    def drop_graph(self, graph: str) -> None:
        """Remove a graph; nothing happens when there is none of that name."""

    def graph_names(self) -> tuple[str, ...]:
        """The IRIs of the graphs, sorted."""

    def count(self, graph: str) -> int:
        """How many triples a graph holds."""

    def dump(self, output: IO[bytes], *, format: str = "nq", graph: str | None = None) -> None:  # noqa: A002
        """Write one graph, or (as ``nq`` or ``trig``) all of them."""


def in_memory() -> TripleStore:
    """An empty store that goes away with the object."""
    return OxigraphTripleStore.in_memory()


def folder_of(store: TripleStore) -> Path:
    """Where a store lies.

    Raises:
        InputError: If it lies in no folder: in memory, or on a server.
    """
    folder = store.path if isinstance(store, OxigraphTripleStore) else None
    if folder is None:
        raise InputError("The graph lies in no folder.", hint="Run skillgraph init, and load something.")
    return folder


class OxigraphTripleStore:
    """A :class:`TripleStore` in memory or in a folder. Close it, or use it in a ``with`` block."""

    def __init__(self, store: ox.Store, *, path: Path | None = None) -> None:
        self._open: ox.Store | None = store
        self._path = path

    @classmethod
    def in_memory(cls) -> Self:
        """An empty store that goes away with the object."""
        return cls(ox.Store())

    @classmethod
    def open_read_only(cls, path: Path) -> Self:
        """Open a folder that nobody writes to; any number of processes may do so.

        Raises:
            NotFoundError: If there is no store in the folder.
            InputError: If the folder holds something else, or is damaged.
        """
        if not (path / "CURRENT").is_file():
            raise NotFoundError(f"There is no graph store in {path}.", hint="Run skillgraph init.")
        try:
            return cls(ox.Store.read_only(str(path)), path=path)
        except (OSError, RuntimeError) as error:
            raise _damaged(path, error) from error

    @classmethod
    def open_writable(cls, path: Path) -> Self:
        """Open a folder for reading and writing, alone; it is made where it is absent.

        Raises:
            InputError: If it is open for writing already, or is damaged.
        """
        try:
            return cls(ox.Store(str(path)), path=path)
        except (OSError, RuntimeError) as error:
            raise _damaged(path, error) from error

    @property
    def path(self) -> Path | None:
        """Where it lies; a store in memory has none."""
        return self._path

    @property
    def _store(self) -> ox.Store:
        if self._open is None:
            raise ValueError("The store has been closed.")
        return self._open

    def close(self) -> None:
        """Let go of the folder; Oxigraph does so with the last reference, so finish your iterators first."""
        self._open = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def flush(self) -> None:
        """Have everything on disk."""
        self._store.flush()

    def backup(self, path: Path) -> None:
        """Copy the folder, by hard links where it can be, into one that is not there yet."""
        self._store.backup(path)

    def query(
        self,
        query: str,
        *,
        graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        bindings: Mapping[str, Term] | None = None,
        own_graphs: bool = False,
        base: str | None = None,
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Run any query and give Oxigraph's own results; the usual prefixes need no declaration.

        ``GRAPH`` chooses from ``named_graphs``, or from all. ``own_graphs`` leaves the choice of graphs to
        the query's ``FROM``, which would be passed over otherwise. ``base`` completes relative IRIs.

        Raises:
            InputError: If the query is not SPARQL.
        """
        try:
            return self._store.query(
                query,
                base_iri=base,
                prefixes=prefixes(),
                use_default_graph_as_union=graphs is None and not own_graphs,
                default_graph=None if graphs is None else list(map(iri, graphs)),
                named_graphs=None if named_graphs is None else list(map(iri, named_graphs)),
                substitutions={ox.Variable(name): term for name, term in (bindings or {}).items()},
            )
        except SyntaxError as error:
            raise InputError(f"The query is not valid SPARQL: {error}.", hint=_SPARQL_HINT) from error

    def select(
        self, query: str, *, graphs: Sequence[str] | None = None, bindings: Mapping[str, Term] | None = None
    ) -> Iterator[Solution]:
        """See :meth:`TripleStore.select`."""
        solutions = self.query(query, graphs=graphs, bindings=bindings)
        if not isinstance(solutions, ox.QuerySolutions):
            raise InputError("A SELECT query was expected.", hint=_SPARQL_HINT)
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            yield {name: term for name, term in zip(names, solution, strict=True) if term is not None}

    def ask(
        self, query: str, *, graphs: Sequence[str] | None = None, bindings: Mapping[str, Term] | None = None
    ) -> bool:
        """See :meth:`TripleStore.ask`."""
        answer = self.query(query, graphs=graphs, bindings=bindings)
        if not isinstance(answer, ox.QueryBoolean):
            raise InputError("An ASK query was expected.", hint=_SPARQL_HINT)
        return bool(answer)

    def construct(
        self, query: str, *, graphs: Sequence[str] | None = None, bindings: Mapping[str, Term] | None = None
    ) -> Iterator[Triple]:
        """See :meth:`TripleStore.construct`."""
        triples = self.query(query, graphs=graphs, bindings=bindings)
        if not isinstance(triples, ox.QueryTriples):
            raise InputError("A CONSTRUCT or DESCRIBE query was expected.", hint=_SPARQL_HINT)
        yield from triples

    def pairs(self, predicate: str, *, graphs: Sequence[str] | None = None) -> Iterator[tuple[Term, Term]]:
        """See :meth:`TripleStore.pairs`; a query reads less of each triple than Oxigraph's quads do."""
        solutions = self.query(_PAIRS, graphs=graphs, bindings={"predicate": iri(predicate)})
        if isinstance(solutions, ox.QuerySolutions):
            for subject, _, target in solutions:
                yield subject, target

    def describe(self, subject: str, *, graph: str) -> list[Triple]:
        """See :meth:`TripleStore.describe`."""
        return [quad.triple for quad in self._store.quads_for_pattern(iri(subject), None, None, iri(graph))]

    def triples(self, graph: str) -> Iterator[Triple]:
        """See :meth:`TripleStore.triples`."""
        return (quad.triple for quad in self._store.quads_for_pattern(None, None, None, iri(graph)))

    def update(self, text: str) -> None:
        """See :meth:`TripleStore.update`.

        Raises:
            InputError: If the update is not SPARQL.
        """
        try:
            self._store.update(text)
        except SyntaxError as error:
            raise InputError(f"The update is not valid SPARQL: {error}.", hint=_SPARQL_HINT) from error

    def replace_graph(self, graph: str, triples: Iterable[Triple]) -> None:
        """See :meth:`TripleStore.replace_graph`.

        A graph of :data:`BIG_GRAPH` triples or more is not cleared: its folder is written anew without it.
        ``triples`` must not be read from this store while it is being replaced: gather them first.
        """
        self.drop_graph(graph)
        name = iri(graph)
        self._store.add_graph(name)
        quads = _quads(triples, name)
        while some := list(islice(quads, TOGETHER)):
            self._store.bulk_extend(some)

    def add(self, graph: str, triples: Iterable[Triple]) -> None:
        """See :meth:`TripleStore.add`."""
        name = iri(graph)
        self._store.extend(list(_quads(triples, name)))

    def remove(self, graph: str, triples: Iterable[Triple]) -> None:
        """See :meth:`TripleStore.remove`."""
        name = iri(graph)
        for quad in _quads(triples, name):
            self._store.remove(quad)

    def drop_graph(self, graph: str) -> None:
        """See :meth:`TripleStore.drop_graph`."""
        name = iri(graph)
        if self._path is not None and self._is_big(name):
            self._rebuild(self._path, without=graph)
        else:
            self._store.remove_graph(name)

    def graph_names(self) -> tuple[str, ...]:
        """See :meth:`TripleStore.graph_names`."""
        return tuple(sorted(name.value for name in self._store.named_graphs()))

    def count(self, graph: str) -> int:
        """See :meth:`TripleStore.count`."""
        row = next(self.select("SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }", graphs=[graph]))
        return int(value(row["triples"]))

    def load(self, path: Path, *, graph: str) -> None:
        """Add the triples of a Turtle, N-Triples, RDF/XML or JSON-LD file to a graph.

        Raises:
            InputError: If the file is not RDF; the message has the place.
        """
        try:
            self._store.load(path=path, to_graph=iri(graph))
        except (SyntaxError, ValueError) as error:
            raise InputError(
                f"{path} is not RDF: {error}.", hint="Use Turtle, N-Triples, RDF/XML or JSON-LD."
            ) from error

    def dump(self, output: IO[bytes], *, format: str = "nq", graph: str | None = None) -> None:  # noqa: A002
        """See :meth:`TripleStore.dump`.

        Raises:
            InputError: If the format is unknown, or holds one graph only and none is named.
        """
        chosen = _FORMATS.get(format)
        if chosen is None or (graph is None and not chosen.supports_datasets):
            raise InputError(
                f"All graphs cannot be written as {format!r}.",
                hint=f"Formats for one graph are {', '.join(_FORMATS)}; for all of them nq and trig.",
            )
        self._store.dump(
            output, chosen, from_graph=None if graph is None else iri(graph), prefixes=prefixes()
        )

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        """See :meth:`TripleStore.quads`."""
        name = None if graph is None else iri(graph)
        yield from self._store.quads_for_pattern(None, None, None, name)

    def dataset(self) -> Dataset:
        """The same data as an rdflib ``Dataset`` whose default graph is the union of all graphs."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        return Dataset(store=OxigraphStore(store=self._store), default_union=True)

    def _is_big(self, name: NamedNode) -> bool:
        quads = self._store.quads_for_pattern(None, None, None, name)
        return next(islice(quads, BIG_GRAPH, None), None) is not None

    def _rebuild(self, path: Path, *, without: str) -> None:
        """Write the folder anew with all graphs but one, through files, in bounded memory.

        Killed in between it leaves a folder beside ``path``, or no ``path``; both belong to a generation
        that nobody reads yet.
        """
        fresh, passing = path.with_name(f"{path.name}.rebuild"), path.with_name(f"{path.name}.nt")
        shutil.rmtree(fresh, ignore_errors=True)
        store = ox.Store(str(fresh))
        for graph in self.graph_names():
            if graph == without:
                continue
            self._store.dump(passing, ox.RdfFormat.N_TRIPLES, from_graph=iri(graph))
            store.add_graph(iri(graph))
            store.bulk_load(path=passing, format=ox.RdfFormat.N_TRIPLES, to_graph=iri(graph), lenient=True)
        with suppress(FileNotFoundError):
            passing.unlink()
        store.flush()
        del store
        self.close()
        shutil.rmtree(path)
        fresh.rename(path)
        self._open = ox.Store(str(path))


def _quads(triples: Iterable[Triple], graph: NamedNode) -> Iterator[ox.Quad]:
    for triple in triples:
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


_PAIRS = "SELECT ?subject ?predicate ?object { ?subject ?predicate ?object }"
_SPARQL_HINT = "See https://www.w3.org/TR/sparql11-query/ for the language."


def _damaged(path: Path, error: Exception) -> Exception:
    if disk.is_full(error):
        return OSError(errno.ENOSPC, "No space left on device", disk.file_of(error) or str(path))
    return InputError(
        f"The graph store in {path} cannot be opened: {error}.",
        hint="Close the other program that writes to it, or build the workspace again with skillgraph init.",
    )
