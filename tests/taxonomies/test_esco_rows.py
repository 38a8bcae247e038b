"""Lines and labels, for any content."""

from __future__ import annotations

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.errors import InputError, ProblemLog
from skillgraph.taxonomies.esco.rows import read_rows
from skillgraph.taxonomies.esco.texts import gender_forms, iso_date, label_list, one_line, uri_list

# A lone carriage return is left out: whether it ends a line is a matter of the editor.
CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n",'), max_size=20)
LABEL = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1).map(lambda t: t.strip("|"))
LABELS = st.lists(LABEL.filter(bool), unique=True, max_size=6)


@given(
    rows=st.lists(st.tuples(CELL, CELL), max_size=8),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_every_row_comes_back_with_the_line_it_starts_on(rows: list[tuple[str, str]], end: str) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b"])
    starts = []
    for row in rows:
        starts.append(buffer.getvalue().count("\n") + 1)
        writer.writerow(row)
    problems = ProblemLog()
    found = list(read_rows(io.BytesIO(buffer.getvalue().encode()), "x.csv", ["a"], problems=problems))

    assert [row.line for row in found] == starts
    assert [(row.cells["a"], row.cells["b"]) for row in found] == rows
    assert not list(problems)


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    # What cannot be read is an InputError; anything else would surface here.
    with contextlib.suppress(InputError):
        for row in read_rows(io.BytesIO(b"a,b\n" + data), "x.csv", ["a"], problems=ProblemLog()):
            assert row.line >= 2


@given(LABELS)
def test_labels_come_back_from_both_kinds_of_cell(labels: list[str]) -> None:
    labels = list(dict.fromkeys(labels))
    assert label_list("\n".join(labels)) == tuple(labels)
    assert label_list("\r\n".join(f" {label} " for label in labels)) == tuple(labels)
    assert label_list(" | ".join(labels), piped=True) == tuple(labels)


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    assert "\n" not in one_line(text)
    assert one_line(one_line(text)) == one_line(text)


@pytest.mark.parametrize(
    ("label", "forms"),
    [
        ("directeur technique/directrice technique", ("directeur technique", "directrice technique")),
        ("chargé d’études / chargée d’études", ("chargé d’études", "chargée d’études")),
        ("vendeur/vendeuse en jeux et loterie", ()),
        ("maïeuticien/sage-femme", ()),
        ("formateur «français/langue»/formatrice «français/langue»", ()),
        ("soudeur", ()),
        ("/", ()),
    ],
)
def test_gendered_pairs_are_split_where_it_is_safe(label: str, forms: tuple[str, ...]) -> None:
    assert gender_forms(label) == forms


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("2016-07-05T13:58:41Z", "2016-07-05T13:58:41Z"),
        ("2024-01-25T11:28:50.295Z", "2024-01-25T11:28:50Z"),
        ("2024-01-25T11:28:50.2Z", "2024-01-25T11:28:50Z"),
        ("2024-01-25T11:28:50+02:00", "2024-01-25T09:28:50Z"),
        ("2024-01-25", "2024-01-25T00:00:00Z"),
        ("25/01/2024", None),
    ],
)
def test_dates(cell: str, date: str | None) -> None:
    assert iso_date(cell) == date


@pytest.mark.parametrize("separator", [",\n", "\n", ", ", " | ", "\r\n"])
def test_scheme_lists_by_any_separator(separator: str) -> None:
    schemes = ("http://example.org/a", "http://example.org/b")
    assert uri_list(separator.join(schemes)) == schemes
