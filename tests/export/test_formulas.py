"""Texts that look like formulas, in all tables that people open: shown, not run, read back as they were."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from skillgraph.cli.output import Column, Format, emit
from skillgraph.errors import ProblemLog
from skillgraph.export.datatables import ColumnKind, DataField, DataTable
from skillgraph.export.outcome_sheet import write_outcome_sheet
from skillgraph.formulas import STARTS, guarded, marked, unguarded
from skillgraph.model import Credential, LearningOutcome
from skillgraph.sources import read_credentials

RUN = ('=HYPERLINK("http://evil.example","x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "'=x", "''@y")
TEXTS = st.text(st.sampled_from("'=+-@\t\ra 1é"), max_size=6) | st.text(max_size=8)


@given(TEXTS)
@example("'=x")
@example("")
def test_a_guarded_cell_is_read_back_and_never_run(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert unguarded(marked(cell)) == cell
    assert not guarded(cell).startswith(STARTS)


@pytest.mark.parametrize("number", [-1, -0.5, 3, None, True])
def test_what_is_no_text_stays_as_it_is(number: float | None) -> None:
    assert guarded(number) is number


@pytest.mark.parametrize("form", [Format.CSV, Format.TSV])
@pytest.mark.parametrize("said", RUN)
def test_printed_tables_hold_no_formula(capsys: pytest.CaptureFixture[str], form: Format, said: str) -> None:
    columns: list[Column[str]] = [
        Column("text", str),
        Column("list", lambda one: [one, "b"]),
        Column("number", lambda _: -0.25),
    ]
    emit([said], columns, form)
    lines = capsys.readouterr().out
    _, row = csv.reader(io.StringIO(lines), delimiter="\t" if form is Format.TSV else ",")
    assert unguarded(row[0]) == said
    assert not row[0].startswith(STARTS)
    assert not row[1].startswith(STARTS)
    assert row[2] == "-0.25"


def test_data_tables_hold_no_formula() -> None:
    fields = [DataField("text", ColumnKind.TEXT, str), DataField("number", ColumnKind.NUMBER, lambda _: -1.5)]
    table = DataTable.of("t", RUN, fields)
    rows = list(csv.reader(io.StringIO(table.csv().decode("utf-8"))))[1:]
    assert [unguarded(row[0]) for row in rows] == list(RUN)
    assert all(not row[0].startswith(STARTS) and row[1] == "-1.5" for row in rows)
    assert table.arrow().column("text").to_pylist() == list(RUN)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.sampled_from([text.strip() for text in RUN]), min_size=1, unique=True))
def test_an_outcome_sheet_comes_back(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("sheet") / f"sheet{suffix}"
    outcomes = tuple(LearningOutcome(f"https://e.example/{n}", text) for n, text in enumerate(texts))
    first = Credential("https://e.example/c", texts[0], "'=College", outcomes, description=texts[-1])
    write_outcome_sheet([first], path)
    (again,) = read_credentials(path, problems=ProblemLog())
    assert [one.text for one in again.outcomes] == texts
    assert (again.name, again.issuer, again.description) == (first.name, first.issuer, first.description)
    if suffix == ".csv":
        stream = io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")
        cells = [cell for row in csv.reader(stream) for cell in row]
        assert not [cell for cell in cells if cell.startswith(STARTS)]
