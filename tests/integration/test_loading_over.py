"""ESCO over ESCO on the command line: another name, two skills of all, one language's file alone."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from skillgraph import resources
from skillgraph.workspace import Workspace
from skillgraph.workspace.frameworks.built_in import CROSSWALK
from tests.integration.conftest import Cli

SNAPSHOT = ("esco", "esco-1.2.0-snapshot.zip")


@pytest.fixture
def place(cli: Cli, tmp_path: Path) -> Path:
    cli(tmp_path / "ws", "init")
    return tmp_path / "ws"


def _groups(cli: Cli, place: Path, framework: str = "esco@1.2.0") -> int:
    listed = json.loads(cli(place, "taxonomy", "list", "--format", "json").stdout)
    counts: dict[str, int] = next(one for one in listed if one["framework"] == framework)["counts"]
    return counts.get("skill-group", 0)


def test_two_skills_do_not_stand_for_all(cli: Cli, place: Path) -> None:
    manifest = (place / "manifest.json").read_bytes()
    two = place.parent / "skills_en.csv"
    rows = ["http://data.europa.eu/esco/skill/a,weld", "http://data.europa.eu/esco/skill/b,cook"]
    two.write_text("\n".join(["conceptUri,preferredLabel", *rows]), encoding="utf-8")
    load = ("taxonomy", "load", two, "--version", "1.2.0")
    refused = cli(place, *load, code=1)
    assert "skill groups" in refused.stderr
    assert "--replace" in refused.stderr
    assert (place / "manifest.json").read_bytes() == manifest
    assert "mine@1.2.0" in cli(place, *load, "--name", "mine").stderr
    assert "Removed: " in cli(place, *load, "--replace").stderr
    assert _groups(cli, place) == 0


def test_a_broken_crosswalk_does_not_replace_a_whole_one(cli: Cli, tmp_path: Path) -> None:
    place, path = tmp_path / "ws", tmp_path / "links.sssom.tsv"
    whole = resources.ontologies(CROSSWALK).read_text(encoding="utf-8")
    path.write_text(whole, encoding="utf-8")
    Workspace.create(place)
    assert "Loaded links: " in cli(place, "taxonomy", "crosswalk", path).stderr
    manifest = (place / "manifest.json").read_bytes()
    head, columns, rows = whole.partition("subject_id\t")
    for broken in (
        head + columns + rows.partition("\n")[0],
        whole.replace("semapv:Manual", "semapv:By"),
        columns + rows,
    ):
        path.write_text(broken, encoding="utf-8")
        refused = cli(place, "taxonomy", "crosswalk", path, code=1).stderr
        assert "links.sssom.tsv" in refused
        assert (place / "manifest.json").read_bytes() == manifest


def test_a_language_file_alone_leaves_the_groups(cli: Cli, place: Path, shared: Path) -> None:
    bundle = next((shared / "data" / "esco").glob("*1.2.1*fr*.zip"), None)
    if bundle is None:
        pytest.skip(f"needs the French ESCO bundle of {shared}")
    folder = place.parent / "language"
    folder.mkdir()
    with zipfile.ZipFile(bundle) as files:
        name = next(one for one in files.namelist() if one.endswith("skills_fr.csv"))
        (folder / "skills_fr.csv").write_bytes(files.read(name))
    before = _groups(cli, place)
    load = ("taxonomy", "load", folder, "--version", "1.2.0")
    done = cli(place, *load, code=1 if _has_french(cli, place) else 0)
    assert "nothing was removed" in done.stderr or "skill groups" in done.stderr
    assert _groups(cli, place) == before > 600


def test_the_built_in_snapshot_loads_again(cli: Cli, place: Path) -> None:
    before = _groups(cli, place)
    assert "Removed" not in cli(place, "taxonomy", "load", resources.ontologies(*SNAPSHOT)).stderr
    assert _groups(cli, place) == before


def test_the_official_bundle_comes_in_place_of_the_snapshot(cli: Cli, place: Path, shared: Path) -> None:
    bundle = next((shared / "data" / "esco").glob("*1.2.0*en*.zip"), None)
    if bundle is None:
        pytest.skip(f"needs the English ESCO bundle of {shared}")
    before = _groups(cli, place)
    cli(place, "taxonomy", "load", bundle)
    assert _groups(cli, place) >= before
    refused = cli(place, "init", code=1)
    assert "relations" in refused.stderr


def _has_french(cli: Cli, place: Path) -> bool:
    listed = json.loads(cli(place, "taxonomy", "list", "--format", "json").stdout)
    return any("fr" in one["languages"] for one in listed if one["framework"] == "esco@1.2.0")
