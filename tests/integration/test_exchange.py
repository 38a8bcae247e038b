"""Exchange through the command line: what goes out comes back, with acknowledgement and reasons."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from skillgraph.cli.app import app
from skillgraph.model import MappingStatus
from skillgraph.namespaces import SCHEMA
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_credentials, load_framework

ESCO = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<http://data.europa.eu/esco/concept-scheme/skills> a skos:ConceptScheme ; dcterms:title "ESCO"@en ;
    dcterms:identifier "esco" ; owl:versionInfo "1.2.0" .
<http://data.europa.eu/esco/skill/weld> a skos:Concept ; skos:prefLabel "weld metal"@en ;
    skos:inScheme <http://data.europa.eu/esco/concept-scheme/skills> .
"""
BADGE = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "https://example.org/badges/welding",
    "type": ["Achievement"],
    "name": "Welding",
    "description": "Holders can weld.",
    "criteria": {"narrative": "Pass."},
    "creator": {"id": "https://example.org/college", "type": ["Profile"], "name": "College"},
    "alignment": [
        {
            "type": ["Alignment"],
            "targetName": "weld metal",
            "targetUrl": "http://data.europa.eu/esco/skill/weld",
            "targetFramework": "ESCO",
        },
        {"type": ["Alignment"], "targetName": "Trade 7", "targetUrl": "not an address"},
    ],
    "ext:hours": 12,
}


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "ws")
    (tmp_path / "esco.ttl").write_text(ESCO, encoding="utf-8")
    (tmp_path / "welding.json").write_text(json.dumps(BADGE), encoding="utf-8")
    load_framework(made, [tmp_path / "esco.ttl"])
    load_credentials(made, tmp_path / "welding.json")
    return made


def run(space: Workspace, *words: str | Path) -> str:
    result = CliRunner().invoke(
        app, ["--workspace", str(space.path), *map(str, words)], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result.output


def test_loading_a_badge_maps_what_its_issuer_asserts(space: Workspace) -> None:
    (mapping,) = space.snapshot().mappings
    assert mapping.status is MappingStatus.ACCEPTED
    assert mapping.object_id == "http://data.europa.eu/esco/skill/weld"
    assert mapping.object_source == "ESCO"


def test_a_badge_comes_out_as_it_came_in(space: Workspace, tmp_path: Path) -> None:
    said = run(space, "export", "openbadges", "-o", tmp_path / "out.json")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == BADGE
    assert "This service uses the ESCO classification of the European Commission" in said


def test_a_folder_of_badges_carries_the_acknowledgement(space: Workspace, tmp_path: Path) -> None:
    run(space, "export", "openbadges", "-o", tmp_path / "out", "--credential", "welding", "--version", "2.0")
    (path,) = (tmp_path / "out").glob("*.json")
    assert json.loads(path.read_text(encoding="utf-8"))["type"] == "BadgeClass"
    notice = (tmp_path / "out" / "ACKNOWLEDGEMENT.txt").read_text(encoding="utf-8")
    assert "ESCO classification" in notice


@pytest.mark.parametrize("name", ["m.sssom.tsv", "m.json", "m.ttl"])
def test_mappings_go_out_and_come_back_unchanged(space: Workspace, tmp_path: Path, name: str) -> None:
    run(space, "export", "sssom", "-o", tmp_path / name, "--status", "accepted", "--source", "welding")
    assert "ESCO classification" in (tmp_path / name).read_text(encoding="utf-8")
    before = space.snapshot().mappings
    assert "0 mappings, 1 unchanged" in run(space, "mapping", "load", tmp_path / name)
    assert space.snapshot().mappings == before


def test_mappings_reach_a_workspace_that_has_none(space: Workspace, tmp_path: Path) -> None:
    run(space, "export", "sssom", "-o", tmp_path / "m.sssom.tsv")
    other = Workspace.create(tmp_path / "other")
    said = run(other, "mapping", "load", tmp_path / "m.sssom.tsv")
    assert "1 mapping" in said
    assert "1 of the subjects are no loaded outcomes" in said
    (mapping,) = other.snapshot().mappings
    assert mapping.status is MappingStatus.ACCEPTED
    assert mapping.history[0].reason == "Imported from m.sssom.tsv."


@pytest.mark.parametrize("name", ["g.ttl", "g.nt", "g.nq", "g.trig", "g.rdf", "g.jsonld"])
def test_the_graph_comes_out_in_every_format(space: Workspace, tmp_path: Path, name: str) -> None:
    run(space, "export", "graph", "-o", tmp_path / name)
    run(space, "export", "graph", "-o", tmp_path / f"one-{name}", "--graph", "mappings")
    whole, one = (set(ox.parse(path=tmp_path / file)) for file in (name, f"one-{name}"))
    store = space.snapshot().store
    triples = {quad.triple for quad in store.quads()}
    assert triples <= {quad.triple for quad in whole}
    mappings = {quad.triple for quad in store.quads("https://w3id.org/skillgraph/graph/mappings")}
    assert mappings <= {quad.triple for quad in one}
    assert {quad.predicate.value for quad in one if quad.triple not in mappings} <= {SCHEMA.creditText}


def test_a_sheet_names_what_it_leaves_out(space: Workspace, tmp_path: Path) -> None:
    said = run(space, "export", "outcome-sheet", "-o", tmp_path / "sheet.csv")
    assert "Left out: alignments (1 credential)." in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("openbadges", "-o", "x.json", "--credential", "none"), "No loaded credential is called 'none'"),
        (("openbadges", "-o", "x.json", "--source", "none"), "No credentials are loaded from none"),
        (("sssom", "-o", "x.csv"), "no name for an SSSOM file"),
        (("sssom", "-o", "x.sssom.tsv", "--license", "mine"), "--license 'mine' is not a URI"),
        (("graph", "-o", "x.doc"), "no name for an RDF file"),
        (("graph", "-o", "x.ttl", "--graph", "none"), "has no graph https://w3id.org/skillgraph/graph/none"),
        (("outcome-sheet", "-o", "x.ods"), "no name for an outcome sheet"),
    ],
)
def test_what_cannot_be_exported_is_refused_and_writes_nothing(
    space: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["--workspace", str(space.path), "export", *words])
    assert said in str(result.exception)
    assert not list(tmp_path.glob("x.*"))
