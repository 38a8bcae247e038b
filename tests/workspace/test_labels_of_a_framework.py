"""A label is found in a framework that is named as it is by comparing all labels, but quickly."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.workspace import Workspace
from skillgraph.workspace.answers.resolving import label_lookup
from skillgraph.workspace.loading import load_framework

TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix {name}: <https://example.org/{name}/> .
{name}:scheme a skos:ConceptScheme ; dcterms:identifier "{name}" ; owl:versionInfo "1.0" .
{name}:weld a skos:Concept ; skos:inScheme {name}:scheme ; skos:prefLabel "Weld metal"@en , "souder"@fr ;
    skos:altLabel "join metal"@en , "WELD"@en ; skos:hiddenLabel "wld"@en .
{name}:join a skos:Concept ; skos:inScheme {name}:scheme ; skos:prefLabel "join"@en ;
    skos:altLabel "weld"@en , "soudér"@fr .
{name}:{own} a skos:Concept ; skos:inScheme {name}:scheme ; skos:prefLabel "{own}"@en , "WELD metal"@fr .
"""
LABELS = [
    "weld metal",
    "WELD METAL",
    "weld",
    "Join Metal",
    "join",
    "souder",
    "Soudér",
    "wld",
    "one",
    "two",
    "?",
]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two frameworks that share labels, but not concepts; tests only read."""
    folder: Path = tmp_path_factory.mktemp("two")
    space = Workspace.create(folder / "workspace")
    for name, own in (("s", "one"), ("t", "two")):
        (folder / f"{name}.ttl").write_text(TURTLE.format(name=name, own=own), encoding="utf-8")
        load_framework(space, [folder / f"{name}.ttl"])
    return space


@pytest.mark.parametrize("framework", ["s", "t"])
@pytest.mark.parametrize("label", LABELS)
def test_concepts_known_by_their_words_answer_as_all_of_them_do(
    two: Workspace, framework: str, label: str
) -> None:
    snapshot = two.snapshot()
    record = snapshot.manifest.framework(framework)

    known = label_lookup(two, snapshot).worded(label)
    found = snapshot.concepts_with_label(label, record, among=known)

    assert found == snapshot.concepts_with_label(label, record)
    assert all(uri.startswith(f"https://example.org/{framework}/") for uri in found)


def test_something_is_found_at_all(two: Workspace) -> None:
    snapshot = two.snapshot()
    known = label_lookup(two, snapshot).worded("Join METAL")

    assert snapshot.concepts_with_label("Join METAL", snapshot.manifest.framework("s"), among=known) == {
        "https://example.org/s/weld": "join metal"
    }
