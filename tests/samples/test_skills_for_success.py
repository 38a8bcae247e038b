"""The Skills for Success scheme and its crosswalk to ESCO: complete, bilingual, and true to ESCO's labels."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from skillgraph.errors import ProblemLog
from skillgraph.model import Mapping, MappingStatus, Predicate
from skillgraph.resources import ontologies
from skillgraph.taxonomies.crosswalk import read_crosswalk

SFS = "https://w3id.org/skillgraph/sfs/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
NINE = {
    "reading": "lecture",
    "writing": "rédaction",
    "numeracy": "calcul",
    "digital": "compétences numériques",
    "problem solving": "résolution de problèmes",
    "communication": "communication",
    "collaboration": "collaboration",
    "adaptability": "adaptabilité",
    "creativity and innovation": "créativité et innovation",
}
TITLE = "Skills for Success (unofficial edition)"
SCHEME = ontologies("skills-for-success.ttl")
CROSSWALK = ontologies("skills-for-success-esco.sssom.tsv")

Values = dict[str, list[ox.Literal | ox.NamedNode]]


@pytest.fixture(scope="module")
def nodes() -> dict[str, Values]:
    """The values of each subject by local name of the SKOS property."""
    found: dict[str, Values] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(path=str(SCHEME), format=ox.RdfFormat.TURTLE):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.Literal | ox.NamedNode)
        found[quad.subject.value][quad.predicate.value.removeprefix(SKOS)].append(quad.object)
    return {uri: dict(values) for uri, values in found.items()}


@pytest.fixture(scope="module")
def concepts(nodes: dict[str, Values]) -> dict[str, Values]:
    return {uri: values for uri, values in nodes.items() if uri != f"{SFS}scheme"}


@pytest.fixture(scope="module")
def mappings() -> tuple[Mapping, ...]:
    problems = ProblemLog()
    found = read_crosswalk(CROSSWALK, problems=problems)
    assert list(problems) == []
    return found


def texts(values: Values, name: str, lang: str) -> list[str]:
    return [v.value for v in values.get(name, []) if isinstance(v, ox.Literal) and v.language == lang]


def targets(values: Values, name: str) -> set[str]:
    return {value.value for value in values.get(name, [])}


def test_the_nine_skills_are_the_top_concepts(nodes: dict[str, Values], concepts: dict[str, Values]) -> None:
    tops = {uri for uri, values in concepts.items() if "topConceptOf" in values}
    assert targets(nodes[f"{SFS}scheme"], "hasTopConcept") == tops
    labels = {
        texts(concepts[uri], "prefLabel", "en")[0]: texts(concepts[uri], "prefLabel", "fr")[0] for uri in tops
    }
    assert labels == NINE


def test_every_concept_speaks_both_languages(concepts: dict[str, Values]) -> None:
    for uri, values in concepts.items():
        assert uri.startswith(SFS)
        top = "topConceptOf" in values
        for lang in ("en", "fr"):
            assert len(texts(values, "prefLabel", lang)) == 1, (uri, lang)
            assert len(texts(values, "definition", lang)) == 1, (uri, lang)
            assert len(texts(values, "altLabel", lang)) >= 2, (uri, lang)
            assert len(texts(values, "scopeNote", lang)) == int(top), (uri, lang)
            assert not set(texts(values, "prefLabel", lang)) & set(texts(values, "altLabel", lang)), uri


def test_labels_and_notations_tell_concepts_apart(concepts: dict[str, Values]) -> None:
    for lang in ("en", "fr"):
        labels = Counter(label for values in concepts.values() for label in texts(values, "prefLabel", lang))
        assert max(labels.values()) == 1
    notations = [value for values in concepts.values() for value in targets(values, "notation")]
    assert len(notations) == len(set(notations)) == len(concepts)


def test_component_skills_hang_below_exactly_one_of_the_nine(concepts: dict[str, Values]) -> None:
    below: Counter[str] = Counter()
    for uri, values in concepts.items():
        assert targets(values, "inScheme") == {f"{SFS}scheme"}
        broader = targets(values, "broader")
        assert len(broader) == ("topConceptOf" not in values)
        for parent in broader:
            assert "topConceptOf" in concepts[parent]
            assert uri in targets(concepts[parent], "narrower")
            below[parent] += 1
    assert set(below.values()) <= {4, 5, 6}
    assert len(below) == 9


def test_the_scheme_says_what_it_is(nodes: dict[str, Values]) -> None:
    scheme = nodes[f"{SFS}scheme"]
    assert texts(scheme, "http://purl.org/dc/terms/title", "en") == [
        "Skills for Success (unofficial edition)"
    ]
    assert targets(scheme, "http://www.w3.org/2002/07/owl#versionInfo") == {"1.0"}
    (page,) = targets(scheme, "http://www.w3.org/2000/01/rdf-schema#seeAlso")
    assert page.startswith("https://www.canada.ca/")


def test_the_crosswalk_covers_every_skill_and_component(
    concepts: dict[str, Values], mappings: tuple[Mapping, ...]
) -> None:
    subjects = {mapping.subject_id for mapping in mappings}
    assert subjects == set(concepts)


def test_each_row_is_reviewed_and_says_why(
    concepts: dict[str, Values], mappings: tuple[Mapping, ...]
) -> None:
    for mapping in mappings:
        assert mapping.status is MappingStatus.ACCEPTED
        assert mapping.subject_label == texts(concepts[mapping.subject_id], "prefLabel", "en")[0]
        assert mapping.object_source_version == "1.2.0"
        assert mapping.author_label or mapping.author_id
        assert mapping.mapping_date
        assert mapping.confidence is not None
        assert 0.5 <= mapping.confidence <= 0.95
        assert len(mapping.comment) > 15


def test_no_pair_is_related_in_two_ways(mappings: tuple[Mapping, ...]) -> None:
    pairs = Counter((mapping.subject_id, mapping.object_id) for mapping in mappings)
    assert max(pairs.values()) == 1


def test_exact_matches_agree_with_the_hierarchy(
    concepts: dict[str, Values], mappings: tuple[Mapping, ...]
) -> None:
    """What is exactly a component cannot be broader than, or exactly, the skill above it."""
    exact = {
        mapping.object_id: mapping.subject_id
        for mapping in mappings
        if mapping.predicate_id is Predicate.EXACT
    }
    assert len(exact) == sum(mapping.predicate_id is Predicate.EXACT for mapping in mappings)
    for mapping in mappings:
        component = exact.get(mapping.object_id)
        if component and mapping.subject_id in targets(concepts[component], "broader"):
            assert mapping.predicate_id in (Predicate.NARROW, Predicate.RELATED), mapping


def esco_labels(archive: Path) -> Iterator[tuple[str, str]]:
    """URI and preferred label of the skills and groups in a zip of ESCO's English CSV files."""
    with zipfile.ZipFile(archive) as bundle:
        for name in bundle.namelist():
            if "skills_en" in name or "skillGroups_en" in name:
                with bundle.open(name) as stream:
                    for row in csv.DictReader(io.TextIOWrapper(stream, "utf-8-sig", newline="")):
                        yield row["conceptUri"], " ".join(row["preferredLabel"].split())


def assert_objects_exist(archive: Path, mappings: tuple[Mapping, ...]) -> None:
    labels = dict(esco_labels(archive))
    wrong = [(m.object_id, m.object_label) for m in mappings if labels.get(m.object_id) != m.object_label]
    assert wrong == []


def test_every_object_is_in_the_official_esco(shared: Path, mappings: tuple[Mapping, ...]) -> None:
    (archive,) = (shared / "data" / "esco").glob("*v1.2.0*.zip")
    assert_objects_exist(archive, mappings)


def test_every_object_is_in_the_built_in_snapshot(mappings: tuple[Mapping, ...]) -> None:
    archive = ontologies("esco", "esco-1.2.0-snapshot.zip")
    if not archive.is_file():
        pytest.skip("the built-in snapshot is not there")
    assert_objects_exist(archive, mappings)


def test_the_crosswalk_follows_the_schema_of_the_standard(shared: Path) -> None:
    import json

    import jsonschema
    import yaml

    lines = CROSSWALK.read_text(encoding="utf-8").splitlines()
    document = yaml.load(
        "\n".join(line[1:] for line in lines if line.startswith("#")), Loader=yaml.BaseLoader
    )
    rows: list[dict[str, object]] = list(
        csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    )
    for row in rows:
        row["confidence"] = float(str(row["confidence"]))
        row["author_label"] = [row["author_label"]]
    schema = json.loads((shared / "standards/sssom/sssom_schema.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(document | {"mappings": rows}, schema)
