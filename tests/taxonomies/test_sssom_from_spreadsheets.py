"""SSSOM tables as people have them: saved by a spreadsheet, with literals, with one pair several times."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Mapping
from skillgraph.taxonomies.sssom import read_sssom

METADATA = [
    "#curie_map:",
    "#  esco: http://data.europa.eu/esco/skill/",
    "#  c: https://college.example/o/",
    "#license: https://creativecommons.org/licenses/by/4.0/",
]
HEADER = ["subject_id", "subject_label", "predicate_id", "object_id", "mapping_justification"]
CURATED = "semapv:ManualMappingCuration"
ROW = ["c:1", "Work in a team", "skos:closeMatch", "esco:60c7", CURATED]


def read(
    folder: Path, lines: list[str], name: str = "set.sssom.tsv"
) -> tuple[tuple[Mapping, ...], list[str]]:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
    problems = ProblemLog()
    found = read_sssom(path, problems=problems)
    return found, [f"{problem.line} {problem.field}: {problem.reason}" for problem in problems]


def table(*rows: list[str], header: list[str] = HEADER) -> list[str]:
    return ["\t".join(cells) for cells in (header, *rows)]


@pytest.mark.parametrize(
    "lines",
    [
        [f"{line}\t\t\t\t\t" for line in [*METADATA, *table(ROW)]],
        [f"{line}\r" for line in [*METADATA, *table(ROW)]],
        [*(f'"{line}"\t\t' for line in METADATA), *table(ROW)],
        [*METADATA, '"#comment: ""made, by hand"""\t\t', "\t\t\t", *table(ROW), "\t\t\t\t"],
        [*METADATA, *table([f'"{cell}"' for cell in ROW]), "\t\t"],
    ],
)
def test_what_a_spreadsheet_adds_is_no_fault(tmp_path: Path, lines: list[str]) -> None:
    (mapping,), problems = read(tmp_path, lines)
    assert problems == []
    assert (mapping.subject_id, mapping.subject_label) == ("https://college.example/o/1", "Work in a team")


def test_a_cell_without_a_column_is_still_reported(tmp_path: Path) -> None:
    found, (problem,) = read(tmp_path, [*METADATA, *table([*ROW, "", "lost"])])
    assert found == ()
    assert problem == "6 : has 7 cells for 5 columns"


@pytest.mark.parametrize("with_column", [True, False])
def test_literal_subjects_are_named_with_their_lines(tmp_path: Path, with_column: bool) -> None:
    header, row = [*HEADER, "subject_type"], [*ROW, "rdfs literal"]
    row[0] = ""
    cut = slice(None) if with_column else slice(1, None)
    found, problems = read(tmp_path, [*METADATA, *table(row[cut], row[cut], header=header[cut])])
    assert found == ()
    assert [problem.split(";")[0] for problem in problems] == [
        f"{line} subject_type: says that the subject is a literal ('Work in a team')" for line in (6, 7)
    ]
    assert "literal subjects are not read" in problems[0]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (CURATED, "semapv:LexicalMatching", CURATED),
        ("semapv:LexicalMatching", CURATED, CURATED),
        ("semapv:LexicalMatching", "semapv:CompositeMatching", "semapv:LexicalMatching"),
    ],
)
def test_one_pair_with_two_justifications(tmp_path: Path, first: str, second: str, kept: str) -> None:
    lines = [*METADATA, *table([*ROW[:-1], first], [*ROW[:-1], second])]
    (mapping,), (problem,) = read(tmp_path, lines)
    assert mapping.mapping_justification == kept
    assert problem.startswith(
        "7 mapping_justification: the same pair stands twice in this file, first in line 6"
    )
    assert kept in problem


def test_two_relations_and_named_records_of_one_pair_stay_apart(tmp_path: Path) -> None:
    related = [cell.replace("closeMatch", "relatedMatch") for cell in ROW]
    found, problems = read(tmp_path, [*METADATA, *table(ROW, related)])
    assert (len(found), problems) == (2, [])
    named = [[*ROW, "c:r1"], [*ROW, "c:r2"]]
    found, problems = read(tmp_path, [*METADATA, *table(*named, header=[*HEADER, "record_id"])])
    assert (len(found), problems) == (2, [])


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        (2, "owl:equivalentClass", "predicate_id"),
        (3, "60c7", "object_id"),
        (4, "semapv:Guess", "mapping_justification"),
    ],
)
def test_the_reason_comes_before_smaller_faults(tmp_path: Path, column: int, value: str, field: str) -> None:
    row = [*ROW, "esco", "often"]
    row[column] = value
    header = [*HEADER, "object_source", "confidence"]
    found, problems = read(tmp_path, [*METADATA, *table(row, header=header)])
    assert found == ()
    assert [problem.split(":")[0] for problem in problems] == [f"6 {field}"]
    assert value in problems[0]


@pytest.mark.parametrize("sign", [",", ";"])
def test_metadata_are_read_that_were_saved_with_other_signs(tmp_path: Path, sign: str) -> None:
    metadata = [f"{line}{sign * 4}" for line in [*METADATA, '"#comment: made, by hand; here"']]
    (mapping,), told = read(tmp_path, [*metadata, *(sign.join(cells) for cells in (HEADER, ROW))])
    assert mapping.object_id == "http://data.europa.eu/esco/skill/60c7"
    assert told == []


def test_prefixes_that_lost_their_blanks_are_prefixes(tmp_path: Path) -> None:
    lines = [line.replace("#  ", "#") for line in METADATA]
    (mapping,), told = read(tmp_path, [*lines, *table(ROW)])
    assert (mapping.subject_id, told) == ("https://college.example/o/1", [])


@pytest.mark.parametrize("written", ["0,85", "85%", "85 %", ".85", "0.85"])
def test_a_share_is_read_as_spreadsheets_write_it(tmp_path: Path, written: str) -> None:
    (mapping,), told = read(tmp_path, [*METADATA, *table([*ROW, written], header=[*HEADER, "confidence"])])
    assert (mapping.confidence, told) == (0.85, [])


@pytest.mark.parametrize("written", ["1.5", "85", "150%", "high"])
def test_what_is_no_share_is_left_out(tmp_path: Path, written: str) -> None:
    (mapping,), (told,) = read(tmp_path, [*METADATA, *table([*ROW, written], header=[*HEADER, "confidence"])])
    assert mapping.confidence is None
    assert "confidence" in told


@pytest.mark.parametrize("subject", ["c: 1", "\u00a0c:1", "c:1\u200b", "\ufeffc:1", "c :1"])
def test_blanks_and_signs_without_width_are_in_no_identifier(tmp_path: Path, subject: str) -> None:
    (mapping,), _ = read(tmp_path, [*METADATA, *table([subject, *ROW[1:]])])
    assert mapping.subject_id == "https://college.example/o/1"


@pytest.mark.parametrize("name", ["object_id", "Subject ID", "predicate_id"])
def test_a_column_that_counts_must_stand_once(tmp_path: Path, name: str) -> None:
    lines = [*METADATA, *table([*ROW, "esco:1"], header=[*HEADER, name])]
    with pytest.raises(InputError, match="stands twice"):
        read(tmp_path, lines)


def test_a_workbook_is_named_as_one(tmp_path: Path) -> None:
    path = tmp_path / "set.sssom.tsv"
    path.write_bytes(b"PK\x03\x04rest")
    with pytest.raises(InputError, match="is a workbook"):
        read_sssom(path, problems=ProblemLog())
