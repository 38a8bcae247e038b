"""The SSSOM/TSV reader: what it returns, what it reports, what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Mapping, MappingStatus, Predicate, PredicateModifier
from skillgraph.taxonomies.sssom import read_sssom

HEAD = """\
# curie_map:
#   a: https://a.example/
#   b: https://b.example/
# mapping_set_id: https://a.example/set
# license: https://a.example/licence
# object_source: b:scheme
# object_source_version: 1.10
"""
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tcomment\n"
ROW = "a:1\tskos:broadMatch\tb:2\tsemapv:ManualMappingCuration\t0.8\twider\n"


def write(tmp_path: Path, text: str, name: str = "x.sssom.tsv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


def read(path: Path) -> tuple[tuple[Mapping, ...], list[str]]:
    problems = ProblemLog()
    mappings = read_sssom(path, problems=problems)
    return mappings, [str(problem).removeprefix(str(path)) for problem in problems]


def test_a_row_becomes_a_mapping_with_iris_and_the_values_of_the_metadata(tmp_path: Path) -> None:
    (mapping,), problems = read(write(tmp_path, HEAD + COLUMNS + ROW))
    assert problems == []
    assert mapping == Mapping(
        subject_id="https://a.example/1",
        predicate_id=Predicate.BROAD,
        object_id="https://b.example/2",
        mapping_justification="semapv:ManualMappingCuration",
        status=MappingStatus.ACCEPTED,
        object_source="https://b.example/scheme",
        object_source_version="1.10",
        confidence=0.8,
        comment="wider",
    )


def test_what_a_machine_found_is_only_proposed(tmp_path: Path) -> None:
    (mapping,), _ = read(
        write(tmp_path, HEAD + COLUMNS + ROW.replace("ManualMappingCuration", "LexicalMatching"))
    )
    assert mapping.status is MappingStatus.PROPOSED


def test_windows_line_ends_quotes_and_line_breaks_in_cells(tmp_path: Path) -> None:
    rows = ROW.replace("wider", '"a ""wide"" one,\r\ntoo"') + "a:1\tskos:x\tb:2\tsemapv:LexicalMatching\t\t\n"
    (mapping,), problems = read(write(tmp_path, (HEAD + COLUMNS).replace("\n", "\r\n") + rows))
    assert mapping.comment == 'a "wide" one,\r\ntoo'
    assert [problem.split(":")[1] for problem in problems] == ["11"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ROW.replace("b:2", "c:2"),
            ":9: object_id: 'c:2' uses the prefix 'c', which curie_map",
        ),
        (ROW.replace("a:1", "one"), ":9: subject_id: 'one' is not a CURIE"),
        (ROW.replace("a:1", ""), ":9: subject_id: is empty"),
        (
            ROW.replace("skos:broadMatch", "owl:sameAs"),
            ":9: predicate_id: 'owl:sameAs' is not",
        ),
        (ROW.replace("a:1", "sssom:NoTermFound"), ":9: subject_id: says that no subject was found"),
        (ROW.replace("\n", "\tmore\n"), ":9: has 7 cells for 6 columns"),
        ("a:1\n", ":9: object_id: is empty"),
    ],
)
def test_a_bad_row_is_named_by_line_and_the_rest_is_read(tmp_path: Path, row: str, said: str) -> None:
    mappings, problems = read(write(tmp_path, HEAD + COLUMNS + row + ROW))
    assert len(mappings) == 1
    assert len(problems) == 1
    assert problems[0].startswith(said)


@pytest.mark.parametrize("number", ["eighty", "180 %", "1.2", "-0.1", "nan"])
def test_a_wrong_number_is_left_out_and_named(tmp_path: Path, number: str) -> None:
    (mapping,), problems = read(write(tmp_path, HEAD + COLUMNS + ROW.replace("0.8", number)))
    assert mapping.confidence is None
    assert problems == [f":9: confidence: {number!r} is not a number from 0 to 1; left out"]


def test_no_term_found_is_a_decision_of_its_own(tmp_path: Path) -> None:
    (mapping,), problems = read(write(tmp_path, HEAD + COLUMNS + ROW.replace("b:2", "sssom:NoTermFound")))
    assert problems == []
    assert mapping.status is MappingStatus.NO_TERM
    assert mapping.no_term


def test_strict_reading_stops_at_the_first_bad_row(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + COLUMNS + ROW.replace("b:2", "c:2"))
    with pytest.raises(InputError, match=r":9: object_id"):
        read_sssom(path, problems=ProblemLog(strict=True))


def test_a_negative_mapping_keeps_its_not(tmp_path: Path) -> None:
    columns = COLUMNS.replace("confidence", "predicate_modifier")
    (mapping,), _ = read(write(tmp_path, HEAD + columns + ROW.replace("0.8", "Not")))
    assert mapping.predicate_modifier is PredicateModifier.NOT
    _, problems = read(write(tmp_path, HEAD + columns + ROW.replace("0.8", "Maybe")))
    assert problems == [":9: predicate_modifier: 'Maybe' is not 'Not', the only modifier there is"]


def test_metadata_may_lie_beside_the_table(tmp_path: Path) -> None:
    write(tmp_path, HEAD.replace("# ", ""), "x.sssom.yml")
    (mapping,), problems = read(write(tmp_path, COLUMNS + ROW))
    assert problems == []
    assert mapping.object_id == "https://b.example/2"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the column subject_id, predicate_id, object_id, mapping_justification is missing"),
        ((HEAD + COLUMNS.replace("object_id\t", "")).encode(), ":8: the column object_id is missing"),
        (b"# curie_map: [\n" + COLUMNS.encode(), "are not YAML"),
        (b"# just words\n" + COLUMNS.encode(), "are not slots with values"),
        (b"# curie_map: words\n" + COLUMNS.encode(), "curie_map does not list prefixes"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_reason(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x.sssom.tsv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        read_sssom(path, problems=ProblemLog())
    assert caught.value.hint


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.sssom\.tsv cannot be read"):
        read_sssom(tmp_path / "none.sssom.tsv", problems=ProblemLog())


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_but_never_crash(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.sssom.tsv"
    path.write_bytes((HEAD + COLUMNS + ROW).encode() + content)
    try:
        mappings = read_sssom(path, problems=ProblemLog())
    except InputError:
        return
    assert all(isinstance(mapping.predicate_id, Predicate) for mapping in mappings)


def test_the_examples_of_the_standard_are_read(shared: Path) -> None:
    for path in sorted((shared / "standards" / "sssom" / "examples").rglob("*.sssom.tsv")):
        if path.name.startswith("literals"):
            continue  # maps words, which have no subject_id
        mappings, problems = read(path)
        assert len(mappings) + len(problems) > 0, path
        assert not [problem for problem in problems if "curie_map" in problem], path
