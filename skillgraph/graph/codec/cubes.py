"""Statistics as RDF Data Cube (W3C 2014), each cube with its structure, so that it stands by itself.

Every observation has a value for every measure, as the recommendation's integrity constraint 14 asks. What is
suppressed has none, so it is no observation of the data set: it is a `sg:SuppressedCell` at the same place,
with SDMX's confidentiality status (C: confidential, D: held back to protect another).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from skillgraph import languages, resources
from skillgraph.graph.codec.nodes import Node
from skillgraph.graph.terms import Literal, NamedNode, Triple, iri, mint, number, predicate, text, whole
from skillgraph.model.cube import Cube, Observation
from skillgraph.namespaces import DCTERMS, QB, RDF, RDFS, SDMX_ATTRIBUTE, SDMX_CODE, SDMX_DIMENSION, SG, XSD

SKILL = "skill"
_DIMENSIONS = {
    SKILL: SG.refSkill,
    "occupation": SG.refOccupation,
    "isco": SG.refIsco,
    "noc": SG.refNoc,
    "place": SG.refPlace,
    "region": SG.refRegion,
    "sector": SG.refSector,
    "employer": SG.refEmployer,
    "source": SG.refSource,
    "lang": SG.refLanguage,
    "period": SDMX_DIMENSION.refPeriod,
}
_WHOLE = {
    "postings": SG.postings,
    "of": SG.outOf,
    "supply": SG.supply,
    "accepted_supply": SG.acceptedSupply,
}
_MEASURES = {**_WHOLE, "share": SG.share, "low": SG.shareLow, "high": SG.shareHigh}
_ATTRIBUTES = {"cause": SG.gapCause}
_STATUS = {"small": SDMX_CODE["confStatus-C"], "complementary": SDMX_CODE["confStatus-D"]}


def dataset_uri(key: str) -> str:
    """The IRI of the data set of a cube."""
    return mint("dataset", key).value


def encode_cube(cube: Cube) -> Iterator[Triple]:
    """The triples of a cube: structure, data set, observations and suppressed cells.

    Raises:
        InputError: If a skill is not a URI.
    """
    dataset, structure = Node(mint("dataset", cube.key), QB.DataSet), _structure(cube)
    for lang, title in cube.titles.items():
        dataset.text(DCTERMS.title, title, lang)
        dataset.text(RDFS.label, title, lang)
    for sentence in cube.rights:
        dataset.text(DCTERMS.rights, sentence, "en")
    dataset.link(QB.structure, structure.subject)
    yield from dataset.triples
    yield from structure.triples
    yield from _components(cube)
    for value, label in cube.labels.items():
        yield Triple(iri(value), predicate(RDFS.label), text(label))
    for one in cube.observations:
        yield from _encode_cell(one, cube, dataset.subject)


def _structure(cube: Cube) -> Node:
    """The data structure definition; components are named by both properties, as in a normalised cube."""
    node = Node(mint("structure", cube.key), QB.DataStructureDefinition)
    for property_, names, iris in (
        (QB.dimension, cube.dimensions, _DIMENSIONS),
        (QB.measure, cube.measures, _MEASURES),
        (QB.attribute, cube.attributes, _ATTRIBUTES),
    ):
        for name in names:
            component = Node(mint("component", cube.key, name))
            component.link(property_, predicate(iris[name]))
            component.link(QB.componentProperty, predicate(iris[name]))
            node.link(QB.component, component.subject)
            node.triples += component.triples
    return node


def _components(cube: Cube) -> Iterator[Triple]:
    """What each component is, its range and its labels."""
    kinds = [
        *((_DIMENSIONS[name], QB.DimensionProperty, _range(name)) for name in cube.dimensions),
        *(
            (_MEASURES[name], QB.MeasureProperty, XSD.integer if name in _WHOLE else XSD.double)
            for name in cube.measures
        ),
        *((_ATTRIBUTES[name], QB.AttributeProperty, XSD.string) for name in cube.attributes),
    ]
    for property_, kind, range_ in kinds:
        node = Node(iri(property_), RDF.Property, kind)
        node.link(RDFS.range, predicate(range_))
        for lang, label in _labels().get(property_, {}).items():
            node.text(RDFS.label, label, lang)
        yield from node.triples


def _range(dimension: str) -> str:
    return RDFS.Resource if dimension == SKILL else XSD.string


def _encode_cell(one: Observation, cube: Cube, dataset: NamedNode) -> list[Triple]:
    place = [one.at[name] for name in cube.dimensions]
    if one.suppressed:
        node = Node(mint("suppressed", cube.key, *place), SG.SuppressedCell)
        node.link(SG.suppressedIn, dataset)
        node.link(SDMX_ATTRIBUTE.confStatus, predicate(_STATUS[one.suppressed]))
    else:
        node = Node(mint("observation", cube.key, *place), QB.Observation)
        node.link(QB.dataSet, dataset)
    for name in cube.dimensions:
        node.link(_DIMENSIONS[name], iri(one.at[name]) if name == SKILL else text(one.at[name]))
    for name, measure in one.measures.items():
        node.link(_MEASURES[name], whole(int(measure)) if name in _WHOLE else number(measure))
    for name, words in one.attributes.items():
        node.text(_ATTRIBUTES[name], words)
    return node.triples


@cache
def _labels() -> Mapping[str, Mapping[str, str]]:
    """The labels of our own terms, by language, as our vocabulary declares them."""
    import pyoxigraph as ox

    found: dict[str, dict[str, str]] = {}
    label = predicate(RDFS.label)
    for quad in ox.parse(path=resources.ontologies("skillgraph.ttl"), format=ox.RdfFormat.TURTLE):
        if (
            quad.predicate == label
            and isinstance(quad.object, Literal)
            and isinstance(quad.subject, NamedNode)
        ):
            found.setdefault(quad.subject.value, {})[quad.object.language or ""] = quad.object.value
    return {SDMX_DIMENSION.refPeriod: languages.by_language("data", "cubes", "period"), **found}
