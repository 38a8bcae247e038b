"""Results are printed for people or for programs, and nothing else is on standard output."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from skillgraph.cli.loading import tell
from skillgraph.cli.output import Column, Format, emit, note
from skillgraph.errors import ProblemLog
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import Loaded, load_postings


@dataclass(frozen=True)
class Fruit:
    name: str
    share: float
    tags: tuple[str, ...] = ()


COLUMNS: list[Column[Fruit]] = [
    Column("name", lambda f: f.name),
    Column("share", lambda f: f.share, share=True),
    Column("tags", lambda f: f.tags),
]
FRUIT = [Fruit("pear, ripe", 0.1234567, ("a", "b")), Fruit("[bold]fig[/bold]", 0.5)]


def test_json_is_one_list_of_objects(capsys: pytest.CaptureFixture[str]) -> None:
    emit(FRUIT, COLUMNS, Format.JSON)
    assert json.loads(capsys.readouterr().out)[0] == {
        "name": "pear, ripe",
        "share": 0.1234567,
        "tags": ["a", "b"],
    }


@pytest.mark.parametrize("count", [0, 1, 2])
def test_json_of_many_is_printed_as_one_value_would_be(
    capsys: pytest.CaptureFixture[str], count: int
) -> None:
    values = [{"name": f"pear\nno. {n}", "tags": {"a": [n, []]}} for n in range(count)]
    emit(iter(values), [], Format.JSON, as_json=lambda value: value)
    assert capsys.readouterr().out == json.dumps(values, indent=2) + "\n"


def test_a_long_table_says_how_many_rows_it_leaves_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skillgraph.cli.output.MOST_ROWS", 2)
    emit(iter([FRUIT[0]] * 5), COLUMNS, Format.TABLE)
    out, err = capsys.readouterr()
    assert (out.count("pear"), err) == (2, "  … and 3 more rows; --format csv prints all.\n")
    emit([FRUIT[0]] * 5, COLUMNS, Format.CSV)
    assert capsys.readouterr().out.count("pear") == 5


@pytest.mark.parametrize("sign", ["\x1b]0;x\x07", "\x9b31m", "\0", "\r", "\x7f"])
def test_no_sentence_steers_the_terminal(capsys: pytest.CaptureFixture[str], sign: str) -> None:
    note(f"The column a{sign}b is missing.")
    said = capsys.readouterr().err
    assert said.startswith("The column a�")
    assert said.endswith("b is missing.\n")
    assert not any(one in said for one in "\x1b\x9b\x07\0\r\x7f")


def test_a_sentence_that_quotes_megabytes_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    note("x" * 5_000_000)
    said = capsys.readouterr().err
    assert len(said) < 5_000
    assert said.endswith("… (4,996,000 more characters)\n")


@pytest.mark.parametrize("form", [Format.JSON, Format.CSV, Format.TSV])
def test_programs_get_each_item_before_the_next_is_made(
    capsys: pytest.CaptureFixture[str], form: Format
) -> None:
    def made() -> Iterator[Fruit]:
        yield FRUIT[0]
        assert "pear, ripe" in capsys.readouterr().out
        yield FRUIT[1]

    emit(made(), COLUMNS, form)
    assert "fig" in capsys.readouterr().out


@pytest.mark.parametrize(("form", "delimiter"), [(Format.CSV, ","), (Format.TSV, "\t")])
def test_csv_has_exact_numbers_and_quotes(
    capsys: pytest.CaptureFixture[str], form: Format, delimiter: str
) -> None:
    emit(FRUIT, COLUMNS, form)
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out), delimiter=delimiter))
    assert rows[:2] == [["name", "share", "tags"], ["pear, ripe", "0.1234567", "a; b"]]


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_no_line_end_of_the_data_breaks_a_row(capsys: pytest.CaptureFixture[str], end: str) -> None:
    emit([replace(FRUIT[0], name=f"pear{end}ripe")], COLUMNS, Format.CSV)
    header, *rows = csv.reader(io.StringIO(capsys.readouterr().out, newline=""))
    assert (header[0], [row[0] for row in rows]) == ("name", ["pear\nripe"])


def test_table_is_readable_and_takes_no_markup_from_data(capsys: pytest.CaptureFixture[str]) -> None:
    emit(FRUIT, COLUMNS, Format.TABLE)
    printed = capsys.readouterr().out
    assert "12.3%" in printed
    assert "[bold]fig[/bold]" in printed


def test_nothing_found_is_a_note_in_a_table_and_an_empty_list_in_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    emit([], COLUMNS, Format.TABLE, empty="No fruit.")
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "No fruit.\n")
    emit([], COLUMNS, Format.JSON)
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"mappings": 1, "unchanged": 3, "conflicts": 1}, "1 mapping, 3 unchanged, 1 conflict"),
        ({"mappings": 0, "unchanged": 1, "conflicts": 2}, "0 mappings, 1 unchanged, 2 conflicts"),
        ({"skill": 1, "skill-group": 1200, "related": 2}, "1 skill, 1,200 skill-groups, 2 related"),
        ({"concept": 7, "collection digital": 1}, "7 concepts, 1 member of the collection digital"),
        (
            {"credentials": 1, "decided mappings opened again (their text has changed)": 1},
            "1 credential, 1 decided mapping opened again (its text has changed)",
        ),
    ],
)
def test_what_a_load_brought_is_counted_in_words_that_agree(
    counts: dict[str, int], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(Loaded("it", counts, ProblemLog()))
    assert capsys.readouterr().err == f"Loaded it: {said}.\n"


def test_one_job_is_no_jobs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.csv"
    path.write_text("id,title,description\nz1,Welder,You weld metal.\n", encoding="utf-8")
    tell(load_postings(Workspace.create(tmp_path / "ws"), path))
    assert "holds 1 different job and 0 near-duplicates of jobs." in capsys.readouterr().err


@pytest.mark.parametrize(("given", "kept"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_the_linear_algebra_keeps_to_one_thread_unless_told_otherwise(
    given: dict[str, str], kept: str
) -> None:
    code = (
        "import os, sys, skillgraph.cli as c, skillgraph.cli.app as a;"
        "a.run = lambda: print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules);"
        "c.main()"
    )
    bare = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=bare | given, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [kept, "False"]
