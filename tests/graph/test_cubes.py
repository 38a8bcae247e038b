"""Cubes are well formed in the sense of the RDF Data Cube recommendation, and tell what they were given.

The constraints are those of its section 11.1, by their numbers, asked in our own words.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from skillgraph.graph import codec
from skillgraph.graph.codec import encode_cube
from skillgraph.graph.store import OxigraphTripleStore
from skillgraph.graph.terms import value
from skillgraph.model.cube import Cube, Observation

GRAPH = "https://example.org/cube"
MEASURES = ("postings", "of", "share", "low", "high")

VIOLATIONS = {
    "IC-1: an observation of none, or of several data sets": """
        SELECT ?o { ?o a qb:Observation . OPTIONAL { ?o qb:dataSet ?d } }
        GROUP BY ?o HAVING (COUNT(DISTINCT ?d) != 1)""",
    "IC-2: a data set with none, or several structures": """
        SELECT ?d { ?d a qb:DataSet . OPTIONAL { ?d qb:structure ?s } }
        GROUP BY ?d HAVING (COUNT(DISTINCT ?s) != 1)""",
    "IC-3: a structure without a measure": """
        SELECT ?s { ?s a qb:DataStructureDefinition
          FILTER NOT EXISTS { ?s qb:component/qb:componentProperty/a qb:MeasureProperty } }""",
    "IC-4: a dimension without a range": """
        SELECT ?p { ?p a qb:DimensionProperty FILTER NOT EXISTS { ?p rdfs:range ?range } }""",
    "IC-11: an observation without a value on a dimension": """
        SELECT ?o { ?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?p .
          ?p a qb:DimensionProperty FILTER NOT EXISTS { ?o ?p ?value } }""",
    "IC-12: two observations at one place": """
        SELECT ?o { ?o qb:dataSet ?d . ?other qb:dataSet ?d FILTER (?o != ?other)
          FILTER NOT EXISTS {
            ?d qb:structure/qb:component/qb:componentProperty ?p . ?p a qb:DimensionProperty .
            ?o ?p ?one . ?other ?p ?two FILTER (?one != ?two) } }""",
    "IC-14: an observation without a value of a measure": """
        SELECT ?o { ?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?p .
          ?p a qb:MeasureProperty FILTER NOT EXISTS { ?o ?p ?value } }""",
}


def seen(skill: str, region: str, postings: int) -> Observation:
    share = postings / 40
    measures = {"postings": postings, "of": 40, "share": share, "low": share / 2, "high": share + 0.1}
    return Observation({"skill": f"https://example.org/{skill}", "region": region}, measures)


def hidden(skill: str, region: str, why: str) -> Observation:
    return Observation({"skill": f"https://example.org/{skill}", "region": region}, {}, suppressed=why)


CUBE = Cube(
    "one",
    {"en": "Demand", "fr": "Demande"},
    ("skill", "region"),
    MEASURES,
    (
        seen("weld", "CA-ON", 9),
        seen("weld", "CA-QC", 12),
        seen("cook", "CA-ON", 0),
        hidden("cook", "CA-QC", "small"),
        hidden("sew", "CA-QC", "complementary"),
    ),
    rights=("Say where it is from.",),
)


def stored(*cubes: Cube) -> OxigraphTripleStore:
    store = OxigraphTripleStore.in_memory()
    for number, cube in enumerate(cubes):
        store.replace_graph(f"{GRAPH}/{number}", list(encode_cube(cube)))
    return store


def violated(store: OxigraphTripleStore) -> list[str]:
    return [name for name, query in VIOLATIONS.items() if list(store.select(query))]


def test_a_cube_is_well_formed_alone_and_beside_others() -> None:
    other = replace(CUBE, key="two", dimensions=("skill", "region"))
    assert violated(stored(CUBE)) == violated(stored(CUBE, other)) == []


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        (replace(CUBE, measures=(), observations=()), "IC-3"),
        (replace(CUBE, observations=(Observation({**CUBE.observations[0].at}, {}),)), "IC-14"),
    ],
)
def test_the_constraints_see_what_is_broken(broken: Cube, name: str) -> None:
    assert any(one.startswith(name) for one in violated(stored(broken)))


def test_the_same_place_twice_is_seen() -> None:
    store = stored(CUBE)
    place = "<https://example.org/weld> ; sg:refRegion 'CA-ON'"
    data = value(next(store.select("SELECT ?d { ?d a qb:DataSet }"))["d"])
    store.update(f"""
        PREFIX qb: <http://purl.org/linked-data/cube#> PREFIX sg: <https://w3id.org/skillgraph/ns#>
        INSERT DATA {{ GRAPH <{GRAPH}/0> {{ <urn:x:again> qb:dataSet <{data}> ; sg:refSkill {place} }} }}""")
    assert any(one.startswith("IC-12") for one in violated(store))


def test_what_is_suppressed_has_its_place_and_reason_and_no_number() -> None:
    rows = stored(CUBE).select("""
        SELECT ?skill ?region ?why { ?cell a sg:SuppressedCell ; sg:suppressedIn/a qb:DataSet ;
          sg:refSkill ?skill ; sg:refRegion ?region ; sdmx-attribute:confStatus ?why
          FILTER NOT EXISTS { ?cell qb:dataSet ?d }
          FILTER NOT EXISTS { ?cell ?p ?n FILTER isNumeric(?n) } }""")
    found = {(value(r["skill"])[20:], value(r["region"]), value(r["why"])[-1]) for r in rows}
    assert found == {("cook", "CA-QC", "C"), ("sew", "CA-QC", "D")}


def test_a_zero_is_published() -> None:
    (row,) = stored(CUBE).select(
        "SELECT ?n ?share { ?o sg:refSkill <https://example.org/cook> ; sg:postings ?n ; sg:share ?share }"
    )
    assert (value(row["n"]), float(value(row["share"]))) == ("0", 0.0)


def test_components_have_names_in_both_languages_and_the_data_set_its_rights() -> None:
    rows = stored(CUBE).select("""
        SELECT ?p (COUNT(DISTINCT LANG(?label)) AS ?n) {
          ?s qb:component/qb:componentProperty ?p . ?p rdfs:label ?label } GROUP BY ?p""")
    assert {value(row["n"]) for row in rows} == {"2"}
    assert stored(CUBE).ask(f"ASK {{ <{codec.dataset_uri('one')}> dcterms:rights ?said }}")


def test_the_same_cube_gives_the_same_triples() -> None:
    assert list(encode_cube(CUBE)) == list(encode_cube(CUBE))
