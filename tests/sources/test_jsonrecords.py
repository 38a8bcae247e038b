from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.sources.jsonrecords import Record, read_records


def read(folder: Path, content: str | bytes, name: str) -> tuple[list[Record], ProblemLog]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    log = ProblemLog()
    return list(read_records(path, problems=log)), log


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [
        ("a.json", '[\n {"a": 1},\n {"a": 2}\n]\n', [2, 3]),
        ("a.json", '\n{"a": 1}', [2]),
        ("a.json", '{"a": 1}\n{"a": 2}\n', [1, 2]),
        ("a.jsonl", '{"a": 1}\n\n{"a": 2}\n', [1, 3]),
        ("a.jsonl", '[{"a": 1},\n{"a": 2}]', [1, 2]),
        ("a.json", "[]", []),
    ],
)
def test_records_know_their_line(tmp_path: Path, name: str, content: str, lines: list[int]) -> None:
    records, log = read(tmp_path, content, name)
    assert [record.line for record in records] == lines
    assert [record.value for record in records] == [{"a": number} for number in range(1, len(lines) + 1)]
    assert not log.total


def test_a_bad_line_of_json_lines_is_reported(tmp_path: Path) -> None:
    records, log = read(tmp_path, '{"a": 1}\n{"a": \n{"a": NaN}\n' + "[" * 5000 + '\n{"a": 2}\n', "a.jsonl")
    assert [record.value for record in records] == [{"a": 1}, {"a": 2}]
    assert [problem.line for problem in log] == [2, 3, 4]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"a": 1},\n{"a": 2}', r"a\.json:2: .*cut off|a\.json:2: .*missing"),
        ('[{"a": 1}\n{"a": 2}]', r"a\.json:2: .*comma"),
        ('[\n{"a": tru}]', r"a\.json:2"),
        ("[" * 5000, "is nested more than|Expecting"),
        ('{"a": ' + "9" * 5000 + "}", r"a\.json:1"),
        ("  \n", "white space"),
        ("", "is empty"),
    ],
)
def test_broken_json_is_named_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, content, "a.json")


def test_strings_are_cleaned_everywhere(tmp_path: Path) -> None:
    records, log = read(
        tmp_path, '[{"a": ["x\\u0000y", "\\ud800z", "Cityâ€™s"], "b": {"c": " d "}}]', "a.json"
    )
    assert records[0].value == {"a": ["xy", "z", "City’s"], "b": {"c": "d"}}
    assert log.total == 2


def test_a_deep_record_is_passed_over(tmp_path: Path) -> None:
    deep = '{"a":' * 201 + "1" + "}" * 201
    records, log = read(tmp_path, f'[{deep},\n{{"a": 1}}]', "a.json")
    assert [record.line for record in records] == [2]
    assert "deep" in log.problems[0].reason
