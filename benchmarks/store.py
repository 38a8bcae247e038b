"""Our store on disk against a plain rdflib graph in memory: the same triples, the same questions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from benchmarks.inputs import Inputs
from benchmarks.measure import Sample, interleaved, process
from benchmarks.report import Report, ReportRow
from skillgraph.graph import codec, generations
from skillgraph.graph.store import OxigraphTripleStore, Solution, TripleStore
from skillgraph.graph.terms import value
from skillgraph.model import ConceptKind, Framework

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Identifier

GRAPH = "https://w3id.org/skillgraph/graph/benchmark"
PREFIXES = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX esco: <http://data.europa.eu/esco/model#>
"""
LABEL = PREFIXES + "SELECT ?concept ?label { ?concept skos:prefLabel ?label }"
NARROWER = PREFIXES + "SELECT ?concept ?top { ?concept skos:broader+ ?top }"
ESSENTIAL = (
    PREFIXES
    + """
SELECT ?occupation ?name ?skill ?label {
  ?occupation a esco:Occupation ; skos:prefLabel ?name ; esco:relatedEssentialSkill ?skill .
  ?skill skos:prefLabel ?label
}
"""
)
TYPES = (
    PREFIXES
    + """
SELECT ?type (COUNT(DISTINCT ?concept) AS ?concepts) { ?concept a skos:Concept ; a ?type } GROUP BY ?type
"""
)


@dataclass(frozen=True)
class Question:
    """A query, asked once for each of some bindings."""

    name: str
    query: str
    bindings: tuple[Mapping[str, ox.NamedNode | ox.Literal], ...] = ({},)


def run(inputs: Inputs) -> Report:
    """Load, compare the answers, then ask."""
    framework = inputs.framework("1.1.1")
    source = inputs.folder / "esco.nt"
    triples = _write_ntriples(framework, source)
    repeat = 1 if inputs.quick else 3
    with ExitStack() as stack:
        rows = _loads(inputs.folder / "store", framework, source, repeat)
        rows += _memory(source)
        folder = inputs.folder / "store"
        store = stack.enter_context(generations.opened(folder, _load_file(folder, source)))
        graph = _rdflib(source)
        questions = _questions(framework)
        memory = _load_in_memory(source)
        for question in questions:
            rows.append(_ask(question, store, graph, repeat=3))
            rows.append(_ask(question, memory, graph, repeat=3, where=", our store in memory"))
    return Report(
        "store",
        f"{triples:,} triples of {framework.scheme.id}",
        "plain rdflib.Graph in memory",
        tuple(rows),
        (
            "Ours is on disk, written through to the device; the peer's is in memory.",
            "Answers of both are compared before they are timed; every row is fetched as terms.",
        ),
    )


def _write_ntriples(framework: Framework, target: Path) -> int:
    triples = list(codec.encode_framework(framework))
    ox.serialize(triples, target, format=ox.RdfFormat.N_TRIPLES)
    return len(set(triples))


def _loads(folder: Path, framework: Framework, source: Path, repeat: int) -> list[ReportRow]:
    works: dict[str, Callable[[], object]] = {
        "ours": partial(_load_file, folder, source),
        "peer": partial(_rdflib, source),
        "values": partial(_load_values, folder, framework),
        "memory": partial(_load_in_memory, source),
    }
    times = interleaved(works, repeat=repeat)
    return [
        ReportRow("load N-Triples", "s", times["ours"], times["peer"]),
        ReportRow("load concepts through the codec", "s", times["values"], times["peer"]),
        ReportRow("load N-Triples, our store in memory", "s", times["memory"], times["peer"]),
    ]


def _load_file(folder: Path, source: Path) -> str:
    """Parse, write a generation, and have it on disk."""
    return _generation(folder, ox.parse(path=source, format=ox.RdfFormat.N_TRIPLES))


def _load_values(folder: Path, framework: Framework) -> str:
    return _generation(folder, codec.encode_framework(framework))


def _generation(folder: Path, triples: Iterable[ox.Quad | ox.Triple]) -> str:
    generations.collect(folder, keep=set())
    with generations.begin(folder, None) as generation:
        plain = (t.triple if isinstance(t, ox.Quad) else t for t in triples)
        generation.store.replace_graph(GRAPH, plain)
        return generation.publish()


def _load_in_memory(source: Path) -> OxigraphTripleStore:
    """What of the difference is the disk's."""
    store = OxigraphTripleStore.in_memory()
    store.replace_graph(GRAPH, (quad.triple for quad in ox.parse(path=source, format=ox.RdfFormat.N_TRIPLES)))
    return store


def _rdflib(source: Path) -> Graph:
    from rdflib import Graph

    return Graph().parse(source, format="nt")


def _memory(source: Path) -> list[ReportRow]:
    """Peak memory of a process that only loads."""
    peaks = {
        side: process([sys.executable, "-m", "benchmarks.store", side, str(source)]).peak / 2**20
        for side in ("ours", "peer")
    }
    return [ReportRow("load, peak memory", "MiB", Sample((peaks["ours"],)), Sample((peaks["peer"],)))]


def _questions(framework: Framework) -> list[Question]:
    skills = [c for c in framework.concepts if c.kind is ConceptKind.SKILL]
    labels = [c.pref_labels["en"] for c in skills[:: len(skills) // 200][:200]]
    tops = [c.uri for c in framework.concepts if c.kind is ConceptKind.SKILL_GROUP and not c.broader]
    return [
        Question(
            "200 concepts by exact label",
            LABEL,
            tuple({"label": ox.Literal(label, language="en")} for label in labels),
        ),
        Question(
            f"everything below {len(tops)} top groups",
            NARROWER,
            tuple({"top": ox.NamedNode(uri)} for uri in tops),
        ),
        Question("occupations with their essential skills", ESSENTIAL),
        Question("concepts by type", TYPES),
    ]


def _ask(question: Question, store: TripleStore, graph: Graph, *, repeat: int, where: str = "") -> ReportRow:
    """Compare the answers, then time them in turns."""
    ours, peer = partial(_ask_ours, question, store), partial(_ask_rdflib, question, graph)
    left = {tuple(sorted((name, value(term)) for name, term in row.items())) for row in ours()}
    right = {tuple(sorted((name, str(term)) for name, term in row.items())) for row in peer()}
    if left != right:
        raise RuntimeError(f"{question.name}: {len(left)} and {len(right)} answers, which differ")
    times = interleaved({"ours": lambda: _drain(ours()), "peer": lambda: _drain(peer())}, repeat=repeat)
    return ReportRow(f"{question.name} ({len(left):,} rows){where}", "s", times["ours"], times["peer"])


def _ask_ours(question: Question, store: TripleStore) -> Iterator[Solution]:
    for binding in question.bindings:
        yield from store.select(question.query, graphs=[GRAPH], bindings=binding)


def _ask_rdflib(question: Question, graph: Graph) -> Iterator[Mapping[str, Identifier]]:
    """The query is prepared once, as its documentation advises."""
    from rdflib.plugins.sparql import prepareQuery

    prepared = prepareQuery(question.query)
    for binding in question.bindings:
        bound = {name: _identifier(term) for name, term in binding.items()}
        yield from (dict(row.asdict()) for row in graph.query(prepared, initBindings=bound))  # type: ignore[union-attr]


def _identifier(term: ox.NamedNode | ox.Literal) -> Identifier:
    from rdflib import Literal, URIRef

    return Literal(term.value, lang=term.language) if isinstance(term, ox.Literal) else URIRef(term.value)


def _drain(rows: Iterable[object]) -> int:
    counter = count()
    for _ in zip(rows, counter, strict=False):
        pass
    return next(counter)


def main() -> None:
    """Load one file with one of the two and end: for the memory of a process that does nothing else."""
    from tempfile import TemporaryDirectory

    parser = argparse.ArgumentParser()
    parser.add_argument("side", choices=("ours", "peer"))
    parser.add_argument("source", type=Path)
    given = parser.parse_args()
    if given.side == "peer":
        _rdflib(given.source)
        return
    with TemporaryDirectory() as folder:
        _load_file(Path(folder), given.source)


if __name__ == "__main__":
    main()
