"""What a SPARQL endpoint says of itself: SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skillgraph.graph.serializing import document
from skillgraph.graph.terms import BlankNode, Triple, iri
from skillgraph.namespaces import RDF, SD

RESULT_FORMATS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "JSON-LD", "N-Triples", "RDF_XML"),
)
_FORMATS = "http://www.w3.org/ns/formats/"


def service_description(endpoint: str, graphs: Iterable[str], suffix: str) -> bytes:
    """The description of an endpoint, as RDF.

    Args:
        endpoint: Its address.
        graphs: The named graphs that queries may ask.
        suffix: The file name extension of the format, one of `skillgraph.graph.serializing.FORMATS`.

    Raises:
        InputError: If the address is no IRI.
    """
    return document(_statements(endpoint, graphs), suffix, {"sd": str(SD)})


def _statements(endpoint: str, graphs: Iterable[str]) -> Iterator[Triple]:
    service, dataset, default = BlankNode(), BlankNode(), BlankNode()
    yield Triple(service, iri(RDF.type), iri(SD.Service))
    yield Triple(service, iri(SD.endpoint), iri(endpoint))
    yield Triple(service, iri(SD.supportedLanguage), iri(SD.SPARQL11Query))
    yield Triple(service, iri(SD.feature), iri(SD.UnionDefaultGraph))
    for name in RESULT_FORMATS:
        yield Triple(service, iri(SD.resultFormat), iri(_FORMATS + name))
    yield Triple(service, iri(SD.defaultDataset), dataset)
    yield Triple(dataset, iri(RDF.type), iri(SD.Dataset))
    yield Triple(dataset, iri(SD.defaultGraph), default)
    yield Triple(default, iri(RDF.type), iri(SD.Graph))
    for name in graphs:
        yield from _named_graph(dataset, name)


def _named_graph(dataset: BlankNode, name: str) -> Iterator[Triple]:
    node, graph = BlankNode(), BlankNode()
    yield Triple(dataset, iri(SD.namedGraph), node)
    yield Triple(node, iri(RDF.type), iri(SD.NamedGraph))
    yield Triple(node, iri(SD.name), iri(name))
    yield Triple(node, iri(SD.graph), graph)
    yield Triple(graph, iri(RDF.type), iri(SD.Graph))
