"""The cases about frameworks, mappings and badges, through the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.workspace import Workspace
from tests.integration.conftest import Cli

Case = Callable[[str], Path]


@pytest.fixture(scope="session")
def case(shared: Path) -> Case:
    """The path of a file of a case; the test is skipped where it is absent."""

    def find(name: str) -> Path:
        path = shared / "cases" / name
        if not path.exists():
            pytest.skip(f"needs {path}")
        return path

    return find


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return Workspace.create(tmp_path / "workspace").path


FRAMEWORKS = [
    ("17-skosxl-labels/xl.ttl", "2 concepts", ""),
    ("18-typed-by-subclass/subclass.ttl", "2 concepts", "called by its rdfs:label"),
    ("19-two-schemes-one-framework/twoschemes.ttl", "4 concepts", "--scheme URI takes one alone"),
    ("30-skos-no-type-or-language/nolang.ttl", "2 concepts", "4 texts have no language; taken to be en"),
    ("30-skos-no-type-or-language/notype.ttl", "2 concepts", ""),
    ("31-skos-two-preflabels-cycle-iri/twopref.ttl", "1 concept", "kept as alternative"),
    ("31-skos-two-preflabels-cycle-iri/cycle.ttl", "2 concepts", "that link was cut"),
]
REFUSED = [
    ("31-skos-two-preflabels-cycle-iri/badiri.ttl", "badiri.ttl:3"),
    ("46-case-osmt-tabiya/case.json", "CASE"),
    ("46-case-osmt-tabiya/osmt.csv", "OSMT"),
    ("46-case-osmt-tabiya/esco_tab", "tabiya"),
]


@pytest.mark.parametrize(("name", "count", "said"), FRAMEWORKS)
def test_frameworks_are_read(cli: Cli, case: Case, workspace: Path, name: str, count: str, said: str) -> None:
    told = cli(workspace, "taxonomy", "load", case(name), "--name", "x", "--version", "1").stderr
    assert f"Loaded x@1: {count}" in told
    assert said in told


@pytest.mark.parametrize(("name", "said"), REFUSED)
def test_frameworks_are_refused_by_their_fault(
    cli: Cli, case: Case, workspace: Path, name: str, said: str
) -> None:
    assert said in cli(workspace, "taxonomy", "load", case(name), code=1).stderr


def test_one_scheme_of_two(cli: Cli, case: Case, workspace: Path) -> None:
    path = case("19-two-schemes-one-framework/twoschemes.ttl")
    chosen = ("--scheme", "https://college.example/fw/s1")
    told = cli(workspace, "taxonomy", "load", path, *chosen).stderr
    assert ": 2 concepts." in told
    assert "2 concepts of other schemes were left out (<https://college.example/fw/s2>)" in told


def suggested(cli: Cli, workspace: Path, *texts: str) -> list[str]:
    """The labels that are suggested for texts, in the fast profile."""
    told = cli(workspace, "suggest", *texts, "--profile", "fast", "--format", "csv").stdout
    return told.splitlines()[1:]


def test_retired_concepts_are_never_suggested(cli: Cli, case: Case, workspace: Path) -> None:
    path = case("15-deprecated-concept-suggested/depr.ttl")
    told = cli(workspace, "taxonomy", "load", path, "--name", "depr", "--version", "1").stderr
    assert "2 are retired: kept, and never suggested" in told
    rows = suggested(cli, workspace, "typewriter maintenance", "fax operation", "printer maintenance")
    assert any("college.example/fw/b" in row for row in rows)
    assert not any(f"college.example/fw/{gone}" in row for row in rows for gone in "ac")


def test_a_mapping_to_a_retired_concept_is_shown_with_the_successor(
    cli: Cli, case: Case, workspace: Path, tmp_path: Path
) -> None:
    path = case("15-deprecated-concept-suggested/depr.ttl")
    cli(workspace, "taxonomy", "load", path, "--name", "depr", "--version", "1")
    rows = ["subject_id\tpredicate_id\tobject_id\tobject_label\tmapping_justification"]
    rows += [
        f"c:{name}\tskos:closeMatch\tfw:{name}\tlabel of {name}\tsemapv:ManualMappingCuration"
        for name in "abc"
    ]
    metadata = "#curie_map:\n#  c: https://college.example/o/\n#  fw: https://college.example/fw/\n"
    (tmp_path / "set.sssom.tsv").write_text(metadata + "\n".join(rows), encoding="utf-8")
    cli(workspace, "mapping", "load", tmp_path / "set.sssom.tsv")
    shown = cli(workspace, "review", "list", "--format", "csv").stdout
    assert "label of a (retired)" in shown
    assert "label of b," in shown
    assert "label of c (retired; now printer maintenance <https://college.example/fw/b>)" in shown


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("20-altlabel-only-shown-as-uri/nopref.ttl", "stock rotation"),
        ("17-skosxl-labels/xl.ttl", "hand washing"),
    ],
)
def test_concepts_are_shown_by_their_label(
    cli: Cli, case: Case, workspace: Path, name: str, text: str
) -> None:
    cli(workspace, "taxonomy", "load", case(name), "--name", "x", "--version", "1")
    first = suggested(cli, workspace, text)[0]
    assert first.count(text) == 2, first


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("21-sssom-trailing-tabs/tabs.sssom.tsv", 0, "Loaded tabs.sssom.tsv: 1 mapping"),
        ("23-sssom-literal-subject/lit.sssom.tsv", 1, "literal subjects are not read"),
        ("24-sssom-two-justifications/twojust.sssom.tsv", 0, "the same pair stands twice in this file"),
        ("25-sssom-hint-names-a-warning/basic-small-like.tsv", 1, "'owl:equivalentClass' is not a mapping"),
    ],
)
def test_mappings(cli: Cli, case: Case, workspace: Path, name: str, code: int, said: str) -> None:
    told = cli(workspace, "mapping", "load", case(name), code=code).stderr
    assert said in told
    assert "there and" not in told


@pytest.mark.parametrize(
    ("name", "count", "said"),
    [
        ("26-badge-alignment-not-a-skill/ob_quality.json", "1 credential, 1 outcome.", ""),
        ("28-badge-one-bad-alignment/ob3align.json", "1 credential", "alignment[0].targetUrl: is missing"),
        ("43-jwt-badge/badge_jwt.json", "1 credential, 1 outcome.", "signature was not verified"),
        ("43-jwt-badge/badge.jwt", "1 credential, 1 outcome.", "signature was not verified"),
    ],
)
def test_badges_are_read(cli: Cli, case: Case, workspace: Path, name: str, count: str, said: str) -> None:
    told = cli(workspace, "credential", "load", case(name)).stderr
    assert count in told
    assert said in told


@pytest.mark.parametrize("name", ["ob11.json", "ob10assert.json"])
def test_the_first_badges_are_named(cli: Cli, case: Case, workspace: Path, name: str) -> None:
    path = case(f"45-legacy-badge-1.x/{name}")
    assert "Open Badges 1" in cli(workspace, "credential", "load", path, code=1).stderr


def test_what_is_no_skill_comes_out_as_it_came(cli: Cli, case: Case, workspace: Path, tmp_path: Path) -> None:
    path = case("26-badge-alignment-not-a-skill/ob_quality.json")
    cli(workspace, "credential", "load", path)
    shown = cli(workspace, "credential", "list", "--format", "csv").stdout
    assert "EQF level 5 (level)" in shown
    cli(workspace, "export", "openbadges", "-o", tmp_path / "out.json")
    assert json.loads((tmp_path / "out.json").read_text()) == json.loads(path.read_text())
