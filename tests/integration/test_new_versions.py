"""A framework in two versions, compared and upgraded on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from skillgraph.cli.app import app
from skillgraph.errors import NotFoundError
from skillgraph.export.page_words import Words, languages
from skillgraph.graph import codec
from skillgraph.model import Mapping, Predicate
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_framework
from skillgraph.workspace.state import graphs

BASE = "https://example.org/garden/"
HEAD = f"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix g: <{BASE}> .
g:scheme a skos:ConceptScheme ; dcterms:title "Garden"@en .
"""
FIRST = (
    HEAD
    + """g:mow a skos:Concept ; skos:prefLabel "mow lawns"@en .
g:cut a skos:Concept ; skos:prefLabel "cut hedges"@en ; skos:broader g:mow .
g:old a skos:Concept ; skos:prefLabel "dibble seeds"@en .
g:stars a skos:Concept ; skos:prefLabel "sow by the stars"@en .
"""
)
SECOND = (
    HEAD
    + """g:mow a skos:Concept ; skos:prefLabel "mow grass"@en .
g:trim a skos:Concept ; skos:prefLabel "trim hedges"@en ; skos:altLabel "cut hedges"@en .
g:sow a skos:Concept ; skos:prefLabel "sow"@en ; dcterms:replaces g:old .
"""
)
VERSIONS = ["garden@1", "garden@2"]

Run = Callable[..., Result]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with both versions, and a proposal for each concept of the first."""
    made = Workspace.create(tmp_path / "workspace")
    for version, text in (("1", FIRST), ("2", SECOND)):
        path = tmp_path / f"garden-{version}.ttl"
        path.write_text(text, encoding="utf-8")
        load_framework(made, [path], name="garden", version=version)
    proposals = [
        Mapping(
            f"https://example.org/outcome/{name}",
            Predicate.CLOSE,
            BASE + name,
            "semapv:CompositeMatching",
            object_source="garden",
            object_source_version="1",
            subject_label=f"<b>{name}</b>",
            object_label=name,
        )
        for name in ("mow", "cut", "old", "stars")
    ]
    with made.writing() as draft:
        codec.put_mappings(draft.store, graphs.MAPPINGS, proposals)
    return made


@pytest.fixture
def run(workspace: Workspace) -> Run:
    """Runs a command on the workspace."""
    return lambda *words: CliRunner().invoke(app, ["-w", str(workspace.path), "taxonomy", *words])


def test_a_diff_counts_and_lists_and_can_be_filtered(run: Run) -> None:
    found = json.loads(run("diff", *VERSIONS, "--format", "json").stdout)
    assert found["counts"] == {
        "added": {"concept": 2},
        "removed": {"concept": 3},
        "relabelled": {"concept": 1},
    }
    lines = run("diff", *VERSIONS, "--change", "relabelled", "--format", "csv").stdout.splitlines()
    assert lines[1:] == [f"relabelled,mow grass,concept,en,mow lawns,mow grass,{BASE}mow"]
    assert "mow grass" in run("diff", *VERSIONS).stdout


def test_an_upgrade_moves_with_evidence_writes_a_page_and_can_be_undone(
    run: Run, workspace: Workspace, tmp_path: Path
) -> None:
    before = workspace.snapshot().mappings
    dry = json.loads(run("upgrade", *VERSIONS, "--dry-run", "--format", "json").stdout)
    assert dry["counts"] == {
        "kept": {"proposed": 1},
        "moved": {"proposed": 2},
        "re-opened": {"proposed": 1},
    }
    assert workspace.snapshot().mappings == before
    page = tmp_path / "page.html"
    result = run("upgrade", *VERSIONS, "--report", str(page), "--lang", "fr", "--format", "csv")
    assert result.exit_code == 0, result.output
    written = page.read_text(encoding="utf-8")
    assert '<html lang="fr">' in written
    assert "Déplacées, à confirmer" in written
    assert "&lt;b&gt;cut&lt;/b&gt;" in written
    assert "<script" not in written
    led = {one.subject_id[28:]: one.object_id.removeprefix(BASE) for one in workspace.snapshot().mappings}
    assert led == {"mow": "mow", "cut": "trim", "old": "sow", "stars": "stars"}
    evidence = {
        one.object_id.removeprefix(BASE): one.history[-1].evidence
        for one in workspace.snapshot().mappings
        if one.history
    }
    assert evidence["sow"].startswith("evidence: replacement")
    assert "labels taken over: cut hedges" in evidence["trim"]
    assert run("upgrade", *VERSIONS, "--undo").exit_code == 0
    after = workspace.snapshot().mappings
    assert [one.object_id for one in after] == [one.object_id for one in before]
    assert isinstance(run("upgrade", *VERSIONS, "--undo").exception, NotFoundError)


def test_versions_of_different_frameworks_are_refused(run: Run) -> None:
    assert "garden@1 and garden@1 are not two versions" in str(run("diff", "garden@1", "garden@1").exception)
    assert isinstance(run("upgrade", "garden@1", "garden@7").exception, NotFoundError)


def test_the_page_has_its_words_in_both_languages() -> None:
    def keys(tree: object, path: str = "") -> set[str]:
        if isinstance(tree, dict):
            return {key for name, one in tree.items() for key in keys(one, f"{path}.{name}")}
        return {path}

    assert languages("upgrade") == ("en", "fr")
    english, french = (Words(lang, "upgrade").tree for lang in ("en", "fr"))
    assert keys(english) == keys(french)
