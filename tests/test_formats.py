"""Files go to the reader of their format; a new format is one module and one row."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.formats import Format, endings, format_of
from skillgraph.sources import credentials, postings
from skillgraph.taxonomies import framework, sssom

TABLES = {
    "credentials": credentials.FORMATS,
    "postings": postings.FORMATS,
    "frameworks": framework.FORMATS,
    "mappings": sssom.FORMATS,
}


@pytest.mark.parametrize("name", TABLES)
def test_every_row_names_a_reader_that_is_there(name: str) -> None:
    from importlib import import_module
    from inspect import signature

    for row in TABLES[name]:
        module, _, function = row.reader.partition(":")
        known = signature(getattr(import_module(module), function)).parameters
        assert set(row.options) <= set(known), row.name


@pytest.mark.parametrize(
    ("table", "file", "expected"),
    [
        ("credentials", "a.CSV", "an outcome sheet"),
        ("credentials", "a.xlsx", "an outcome sheet"),
        ("credentials", "a.jsonl", "credentials in JSON"),
        ("credentials", "a.zip", "badges in a folder or an archive"),
        ("credentials", "folder.json/", "badges in a folder or an archive"),
        ("postings", "a.tsv", "a table"),
        ("postings", "a.Parquet", "Parquet"),
        ("postings", "a.json", "JSON"),
        ("frameworks", "a.csv", "a part of ESCO"),
        ("frameworks", "folder/", "a part of ESCO"),
        ("frameworks", "a.ttl", "a SKOS file"),
        ("mappings", "a.json", "SSSOM/JSON"),
        ("mappings", "a.ttl", "SSSOM/RDF"),
        ("mappings", "a.tsv", "SSSOM/TSV"),
    ],
)
def test_a_file_is_told_by_its_name_or_what_it_holds(
    tmp_path: Path, table: str, file: str, expected: str
) -> None:
    path = tmp_path / file
    if file.endswith("/"):
        path.mkdir()
    else:
        path.write_text('{"name": "x"}\n', encoding="utf-8")
    found = format_of(path, TABLES[table])
    assert found is not None
    assert found.name == expected


def test_a_new_format_is_one_module_and_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "reader_of_lines.py").write_text(
        "def read(path, *, problems, columns):\n"
        "    for number, line in enumerate(path.read_text().splitlines(), start=1):\n"
        "        yield number, {'title': [line], 'description': []}\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    row = Format("lines", (".lines",), "reader_of_lines:read", ("problems", "columns"))
    monkeypatch.setattr(postings, "FORMATS", (*postings.FORMATS, row))
    (tmp_path / "ads.lines").write_text("Welder\nCook\n", encoding="utf-8")
    found = postings.read_postings(tmp_path / "ads.lines", problems=ProblemLog())
    assert [one.title for one in found] == ["Welder", "Cook"]
    with pytest.raises(InputError, match=r"\.odt") as told:
        postings.read_postings(tmp_path / "ads.odt", problems=ProblemLog())
    assert ".lines" in f"{told.value} {told.value.hint}"


def test_endings_are_named_once() -> None:
    found = endings(credentials.FORMATS)
    assert len(found) == len(set(found))
    assert {".zip", ".csv", ".xlsx", ".json", ".ndjson"} <= set(found)


def test_a_reader_is_imported_when_a_file_of_it_comes() -> None:
    code = (
        "import sys, skillgraph.sources.credentials, skillgraph.taxonomies.sssom;"
        "print([m for m in sys.modules if m.endswith(('openbadges', 'outcome_sheet', 'sssom.tsv'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
