"""The same shapes on the same data by other engines, for tests only."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox

from skillgraph import resources
from skillgraph.graph.shapes import ShapeResult, constraints
from skillgraph.graph.store import TripleStore

Finding = tuple[str, str, str]
"""Focus node, shape, severity."""


def findings_by_rudof(triples: Iterable[ox.Triple], shapes: Path) -> set[Finding]:
    """What rudof, an engine in Rust that shares no code with pySHACL, finds."""
    import pyrudof

    engine = pyrudof.Rudof(pyrudof.RudofConfig())
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert data is not None
    engine.read_data(data.decode("utf-8"), pyrudof.RDFFormat.NTriples)
    engine.read_shacl(shapes.read_text(encoding="utf-8"), pyrudof.ShaclFormat.Turtle)
    return {(one.focus_node, one.source_shape or "", one.severity.lower()) for one in engine.validate_shacl()}


def report_by_pyshacl(store: TripleStore, graphs: Sequence[str]) -> set[ShapeResult]:
    """What pySHACL finds in some graphs, taken together, by the shapes that reports are made by."""
    from pyshacl import validate
    from rdflib import RDF, SH, Graph

    merged, shapes = Graph(), Graph()
    for graph in graphs:
        triples = io.BytesIO()
        store.dump(triples, format="nt", graph=graph)
        merged.parse(data=triples.getvalue(), format="nt")
    for path in resources.ontologies("shapes").glob("*.ttl"):
        shapes.parse(path, format="turtle")
    _, results, _ = validate(merged, shacl_graph=shapes, inplace=True)
    found = set()
    for result in results.subjects(RDF.type, SH.ValidationResult):
        said = {term: results.value(result, term) for term in results.predicates(result)}
        constraint = constraints()[str(said[SH.sourceConstraint])]
        found.add(
            ShapeResult(
                severity=constraint.severity,
                focus_node=str(said[SH.focusNode]),
                path=str(said.get(SH.resultPath, "")),
                value=str(said.get(SH.value, "")) if "?value" in constraint.select else "",
                messages=constraint.messages,
            )
        )
    return found
