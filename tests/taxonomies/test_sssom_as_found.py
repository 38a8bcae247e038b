"""SSSOM tables that other tools and people wrote: what can only mean one thing is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.errors import ProblemLog
from skillgraph.model import Mapping, PredicateModifier
from skillgraph.taxonomies.sssom import read_sssom

HEAD = "#mapping_set_id: https://e.org/m\n#curie_map:\n#  esco: http://data.europa.eu/esco/skill/\n#  ex: https://e.org/\n"
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "predicate_modifier",
)


def row(subject: str = "ex:1", object_: str = "esco:a", **more: str) -> tuple[str, ...]:
    usual = ("", "pipe", "skos:closeMatch", "", "semapv:ManualMappingCuration", "")
    cells = {**dict(zip(COLUMNS, usual, strict=True)), "subject_id": subject, "object_id": object_, **more}
    return tuple(cells.get(name, "") for name in COLUMNS)


def table(*rows: tuple[str, ...], sign: str = "\t") -> str:
    return HEAD + "".join(sign.join(cells) + "\n" for cells in (COLUMNS, *rows))


def read(path: Path, content: str | bytes) -> tuple[tuple[Mapping, ...], list[str]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    log = ProblemLog()
    found = read_sssom(path, problems=log)
    return found, [str(problem).removeprefix(f"{path}:") for problem in log]


ONE = table(row())
WRITTEN = {
    "byte order mark": ("\ufeff" + ONE).encode(),
    "UTF-16 of a spreadsheet": ONE.encode("utf-16"),
    "line ends of Windows": ONE.replace("\n", "\r\n").encode(),
    "commas": table(row(), sign=",").encode(),
    "semicolons": table(row(), sign=";").encode(),
    "capitals in the header": ONE.replace("subject_id", " Subject_ID ").encode(),
    "prefix in capitals": ONE.replace("#  esco:", "#  ESCO:").encode(),
    "prefix in small letters": ONE.replace("\tesco:a", "\tEsco:a").encode(),
    "an IRI in brackets": table(row("<https://e.org/1>", "<http://data.europa.eu/esco/skill/a>")).encode(),
    "IRIs and no metadata": ONE.removeprefix(HEAD).replace("ex:1", "https://e.org/1")
    .replace("esco:a", "http://data.europa.eu/esco/skill/a").encode(),
    "predicate in other capitals": table(row(predicate_id="SKOS:closematch")).encode(),
    "predicate without its prefix": table(row(predicate_id="closeMatch")).encode(),
    "justification without its prefix": table(row(mapping_justification="ManualMappingCuration")).encode(),
}  # fmt: skip


@pytest.mark.parametrize("content", WRITTEN.values(), ids=WRITTEN)
def test_what_can_only_mean_one_thing_is_read(tmp_path: Path, content: bytes) -> None:
    (found,), told = read(tmp_path / "m.sssom.tsv", content)
    assert (found.subject_id, found.object_id) == ("https://e.org/1", "http://data.europa.eu/esco/skill/a")
    assert (found.predicate_id, found.mapping_justification) == (
        "skos:closeMatch",
        "semapv:ManualMappingCuration",
    )
    assert told == []


def test_other_encodings_are_read_and_told(tmp_path: Path) -> None:
    (found,), (told,) = read(tmp_path / "m.tsv", table(row(subject_label="été")).encode("cp1252"))
    assert found.subject_label == "été"
    assert told.startswith("6: is not UTF-8")


@pytest.mark.parametrize("label", ['5" pipe', '"pipe" fitting', '"', 'the "best'])
def test_quotes_that_enclose_no_cell_are_signs_as_any_other(tmp_path: Path, label: str) -> None:
    rows = (row(subject_label=label), row("ex:2", subject_label='3" pipe'))
    found, told = read(tmp_path / "m.tsv", table(*rows))
    assert [one.subject_label for one in found] == [label, '3" pipe']
    assert told == []


def test_remarks_between_rows_are_counted(tmp_path: Path) -> None:
    found, (told,) = read(tmp_path / "m.tsv", table(row(), ("# ex:9 was dropped",), row("ex:2")))
    assert len(found) == 2
    assert told == "7: 1 line begins with # and is passed over (first here)"


@pytest.mark.parametrize(("given", "negated"), [("Not", True), ("NOT", True), ("not", True), (" ", False)])
def test_the_modifier_is_read_without_regard_to_capitals(tmp_path: Path, given: str, negated: bool) -> None:
    (found,), told = read(tmp_path / "m.tsv", table(row(predicate_modifier=given)))
    assert found.predicate_modifier == (PredicateModifier.NOT if negated else None)
    assert told == []


def test_a_pair_that_is_said_and_denied_is_told_as_that(tmp_path: Path) -> None:
    found, (told,) = read(tmp_path / "m.tsv", table(row(), row(predicate_modifier="Not")))
    assert len(found) == 1
    assert "says the opposite there" in told


def test_prefixes_that_differ_by_capitals_alone_and_mean_two_things_are_not_guessed(tmp_path: Path) -> None:
    content = table(row("EX:1")).replace("#  ex:", "#  Ex: https://other.org/\n#  ex:")
    found, (told,) = read(tmp_path / "m.tsv", content)
    assert found == ()
    assert "'EX', which curie_map does not declare" in told
