"""What is written as SSSOM is read back as it was, and keeps the official schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from jsonschema import Draft201909Validator

from skillgraph.errors import InputError, ProblemLog
from skillgraph.export.sssom import MappingSet, write_sssom
from skillgraph.model import Mapping, MappingStatus, Predicate
from skillgraph.taxonomies.sssom import read_sssom
from tests.support.mapping_records import RECORD_LISTS

NAMES = ["set.sssom.tsv", "set.json", "set.ttl"]


def there_and_back(folder: Path, name: str, records: tuple[Mapping, ...]) -> tuple[set[Mapping], list[str]]:
    write_sssom(MappingSet.of(records, title="A set", description="Of all\nkinds."), folder / name)
    problems = ProblemLog()
    return set(read_sssom(folder / name, problems=problems)), [str(problem) for problem in problems]


@pytest.mark.parametrize("name", NAMES)
@given(records=RECORD_LISTS)
@settings(max_examples=30)
def test_records_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, name: str, records: tuple[Mapping, ...]
) -> None:
    found, problems = there_and_back(tmp_path_factory.getbasetemp(), name, records)
    assert problems == []
    assert found == set(records)


@given(records=RECORD_LISTS)
@settings(max_examples=15)
def test_json_keeps_the_official_schema(
    shared: Path, tmp_path_factory: pytest.TempPathFactory, records: tuple[Mapping, ...]
) -> None:
    path = tmp_path_factory.getbasetemp() / "schema.json"
    write_sssom(MappingSet.of(records), path)
    schema = json.loads((shared / "standards/sssom/sssom_schema.schema.json").read_text(encoding="utf-8"))
    strict = {**schema, "$ref": "#/$defs/MappingSet"}
    written = json.loads(path.read_text(encoding="utf-8"))
    written.pop("@context")  # a keyword of JSON-LD, and no slot
    assert [error.message for error in Draft201909Validator(strict).iter_errors(written)] == []


RECORD = Mapping(
    subject_id="https://w3id.org/skillgraph/id/outcome/weld",
    predicate_id=Predicate.CLOSE,
    object_id="http://data.europa.eu/esco/skill/weld",
    mapping_justification="semapv:ManualMappingCuration",
    status=MappingStatus.ACCEPTED,
    subject_label="Weld\tmetal",
    object_source="http://data.europa.eu/esco/concept-scheme/skills",
    object_source_version="1.2.0",
    confidence=0.875,
    mapping_tool="skillgraph",
    mapping_date="2026-11-25",
)


def test_the_table_is_canonical(tmp_path: Path) -> None:
    path = tmp_path / "set.sssom.tsv"
    write_sssom(
        MappingSet.of([RECORD], id="https://example.org/set", license="https://example.org/free"), path
    )
    assert path.read_text(encoding="utf-8") == (
        "#sssom_version: '1.1'\n"
        "#curie_map:\n"
        "#  esco: http://data.europa.eu/esco/skill/\n"
        "#  escoscheme: http://data.europa.eu/esco/concept-scheme/\n"
        "#  sg: https://w3id.org/skillgraph/id/\n"
        "#mapping_set_id: https://example.org/set\n"
        "#mapping_set_version: '2026-11-25'\n"
        "#license: https://example.org/free\n"
        "#object_source: escoscheme:skills\n"
        "#object_source_version: 1.2.0\n"
        "#mapping_tool: skillgraph\n"
        "#mapping_date: '2026-11-25'\n"
        "record_id\tsubject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tother\n"
        f'sg:mapping/{RECORD.uri.rpartition("/")[2]}\tsg:outcome/weld\t"Weld\tmetal"\tskos:closeMatch\tesco:weld'
        "\tsemapv:ManualMappingCuration\t0.875\tmapping_status: accepted\n"
    )


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_set_is_written(tmp_path: Path, name: str) -> None:
    write_sssom(MappingSet.of([]), tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8")


def test_another_extension_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no name for an SSSOM file"):
        write_sssom(MappingSet.of([RECORD]), tmp_path / "set.xlsx")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "it has no mappings"),
        ('{"mappings": {}}', "its mappings are no list"),
        ('{"mappings": [', "is not JSON"),
    ],
)
def test_json_of_another_kind_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "set.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_sssom(path, problems=ProblemLog())


def test_a_bad_mapping_in_json_is_named_by_its_number_and_slot(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    good = {
        "subject_id": "https://a.example/1",
        "predicate_id": "skos:closeMatch",
        "object_id": "https://b.example/2",
        "mapping_justification": "semapv:LexicalMatching",
    }
    bad = [
        {**good, "object_id": "b:2"},
        {**good, "mapping_justification": "semapv:Guessing"},
        {
            **good,
            "object_id": "https://b.example/3",
            "confidence": 2,
            "review_date": "2026-01-01",
            "mapping_date": "yesterday",
        },
        7,
    ]
    path.write_text(json.dumps({"mappings": [good, *bad]}), encoding="utf-8")
    problems = ProblemLog()
    records = read_sssom(path, problems=problems)
    assert len(records) == 2
    assert [problem.field for problem in problems] == [
        "mappings[2].object_id",
        "mappings[3].mapping_justification",
        "mappings[4].mapping_date",
        "mappings[4].confidence",
        "mappings[4].review_date",
        "mappings[5]",
    ]


def test_illegal_metadata_of_the_standard_is_refused(shared: Path, tmp_path: Path) -> None:
    """The specification's own examples of what a file may not hold, with a table below."""
    text = (shared / "standards/sssom/spec-formats-tsv.md").read_text(encoding="utf-8")
    examples = text.partition("### Invalid examples")[2].split("```")[1::2]
    assert len(examples) == 2
    for number, example in enumerate(examples):
        path = tmp_path / f"illegal-{number}.sssom.tsv"
        table = "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
        path.write_text(example.lstrip("\n") + table, encoding="utf-8")
        with pytest.raises(InputError, match=f"illegal-{number}") as caught:
            read_sssom(path, problems=ProblemLog())
        assert caught.value.hint
