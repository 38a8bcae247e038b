"""Three official versions of ESCO in one workspace, loaded and asked through the command line.

The numbers are those that the description of the real data gives for the files' rows; where a number differs,
the comment beside it says which quirk of the files makes it so.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from skillgraph.workspace import Workspace

Cli = Callable[..., "subprocess.CompletedProcess[str]"]

LABEL_OF_111 = "install radtors"
"""A slip in a label of 1.1.1 that later versions mended."""
RADIATORS = "http://data.europa.eu/esco/skill/02a78cf3-8b31-4911-bcad-c989a1b7ff40"


@pytest.fixture(scope="module")
def listed(cli: Cli, frameworks: Workspace) -> dict[str, dict[str, Any]]:
    """What ``taxonomy list`` says, by framework."""
    done = cli(frameworks.path, "taxonomy", "list", "--format", "json")
    return {entry["framework"]: entry for entry in json.loads(done.stdout)}


def relations(entry: dict[str, Any]) -> int:
    counts: dict[str, int] = entry["counts"]
    return sum(count for what, count in counts.items() if what.startswith("related"))


def test_the_newest_of_three_is_active(listed: dict[str, dict[str, Any]]) -> None:
    assert list(listed) == ["esco@1.1.1", "esco@1.2.0", "esco@1.2.1"]
    assert [name for name, entry in listed.items() if entry["active"]] == ["esco@1.2.1"]
    assert [entry["languages"] for entry in listed.values()] == [["en"], ["en"], ["fr"]]
    for entry in listed.values():
        assert "ESCO classification of the European Commission" in entry["acknowledgement"]
        assert all(len(file["sha256"]) == 64 for file in entry["files"])


def test_111_has_the_concepts_of_its_files(listed: dict[str, dict[str, Any]]) -> None:
    entry = listed["esco@1.1.1"]
    kinds = ("skill", "occupation", "skill-group", "occupation-group")
    assert [entry["counts"][kind] for kind in kinds] == [13_896, 3_007, 640, 619]
    # Of 123,855 rows between occupations and skills, 67 are of the one occupation that is in no table.
    assert relations(entry) == 123_855 - 67 + 5_899
    assert sum(what.startswith("collection ") for what in entry["counts"]) == 7


def test_120_has_the_concepts_of_its_files(listed: dict[str, dict[str, Any]]) -> None:
    entry = listed["esco@1.2.0"]
    # 237 skills more and 194 fewer than 1.1.1; 35 occupations more and 3 fewer.
    assert entry["counts"]["skill"] == 13_939 == 13_896 + 237 - 194
    assert entry["counts"]["occupation"] == 3_007 + 35 - 3
    # 129,004 rows between occupations and skills, and 5,818 between skills, none of which dangles.
    assert relations(entry) == 129_004 + 5_818
    # Two of its files were rebuilt from other copies, which makes it an adapted version.
    assert "adapted" in entry["acknowledgement"]


def test_french_121_has_the_concepts_of_its_files(listed: dict[str, dict[str, Any]]) -> None:
    entry = listed["esco@1.2.1"]
    # 3,043 rows of occupations, four of which stand there twice.
    assert [entry["counts"][kind] for kind in ("skill", "occupation")] == [13_939, 3_043 - 4]
    # The zip has no table between occupations and skills.
    assert relations(entry) == 5_818


def test_a_version_answers_when_it_is_named(cli: Cli, frameworks: Workspace) -> None:
    done = cli(
        frameworks.path,
        "cover",
        LABEL_OF_111,
        "--framework",
        "esco@1.1.1",
        "--profile",
        "fast",
        "--format",
        "json",
    )
    assert json.loads(done.stdout) == []
    assert f"{LABEL_OF_111} (by label)" in done.stderr
    assert frameworks.manifest.framework("esco@1.1.1").id.version == "1.1.1"
    assert frameworks.manifest.framework("esco").id.version == "1.2.1"


def test_one_concept_bears_the_labels_of_all_versions_each_in_its_graph(
    cli: Cli, frameworks: Workspace
) -> None:
    query = f"""
        SELECT ?graph ?label {{ GRAPH ?graph {{ <{RADIATORS}> skos:prefLabel ?label }} }} ORDER BY ?graph
    """
    done = cli(frameworks.path, "query", query, "--format", "json")
    found = [
        (row["graph"]["value"].rpartition("/")[2], row["label"]["value"], row["label"]["xml:lang"])
        for row in json.loads(done.stdout)["results"]["bindings"]
    ]
    assert found[:2] == [("1.1.1", LABEL_OF_111, "en"), ("1.2.0", "install radiators", "en")]
    assert found[2][::2] == ("1.2.1", "fr")


def test_skills_are_counted_by_version(cli: Cli, frameworks: Workspace) -> None:
    query = """
        SELECT ?graph (COUNT(DISTINCT ?skill) AS ?skills)
        { GRAPH ?graph { ?skill a esco:Skill } } GROUP BY ?graph ORDER BY ?graph
    """
    done = cli(frameworks.path, "query", query, "--format", "csv")
    counts = [int(line.rpartition(",")[2]) for line in done.stdout.split()[1:]]
    assert counts == [13_896, 13_939, 13_939]
