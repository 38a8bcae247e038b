"""A workspace small enough to make in a moment: one SKOS framework, two credentials, four postings."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.graph import codec
from skillgraph.matching.profile import Profile
from skillgraph.model import Mapping, Predicate
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.loading import load_credentials, load_framework, load_postings
from skillgraph.workspace.state import graphs
from skillgraph.workspace.state.indexing import open_matcher
from tests.support.review_steps import OUTCOMES

TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix t: <https://example.org/trades/> .

t:scheme a skos:ConceptScheme ; dcterms:title "Trades"@en ;
    dcterms:identifier "trades" ; owl:versionInfo "1.0" .
t:metal a skos:Concept ; skos:inScheme t:scheme ;
    skos:prefLabel "work with metal"@en , "travailler le métal"@fr .
t:weld a skos:Concept ; skos:inScheme t:scheme ; skos:broader t:metal ;
    skos:prefLabel "weld metal"@en , "souder du métal"@fr ; skos:altLabel "metal welding"@en , "soudage"@fr .
t:tig a skos:Concept ; skos:inScheme t:scheme ; skos:broader t:weld ;
    skos:prefLabel "operate tungsten inert gas welding equipment"@en , "souder au TIG"@fr .
t:cook a skos:Concept ; skos:inScheme t:scheme ;
    skos:prefLabel "prepare hot meals"@en , "préparer des repas chauds"@fr ; skos:altLabel "cook dishes"@en .
t:food a skos:Concept ; skos:inScheme t:scheme ;
    skos:prefLabel "apply food safety rules"@en , "appliquer les règles d'hygiène alimentaire"@fr .
t:report a skos:Concept ; skos:inScheme t:scheme ;
    skos:prefLabel "write inspection reports"@en , "rédiger des rapports d'inspection"@fr .
t:spreadsheet a skos:Concept ; skos:inScheme t:scheme ;
    skos:prefLabel "use spreadsheets software"@en , "utiliser un tableur"@fr .
"""

SHEET = """credential,issuer,outcome,assessment_kind
Welding basics,North College,Weld metal,demonstration
Welding basics,North College,Operate tungsten inert gas welding equipment,demonstration
Kitchen helper,South College,Prepare hot meals,exam
Kitchen helper,South College,Apply food safety rules,exam
"""

POSTINGS = [
    ("p1", "Welder", "You weld metal. You write inspection reports.", "2026-01-10"),
    ("p2", "Welder", "Metal welding all day.\nUse spreadsheets software.", "2026-02-10"),
    ("p3", "Cook", "Prepare hot meals. Prepare hot meals. Apply food safety rules.", "2026-05-10"),
    ("p4", "Clerk", "Use spreadsheets software. Write inspection reports.", "2026-05-11"),
]


@pytest.fixture
def turtle(tmp_path: Path) -> Path:
    return written(tmp_path / "trades.ttl", TURTLE)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return written(tmp_path / "outcomes.csv", SHEET)


@pytest.fixture
def jobs(tmp_path: Path) -> Path:
    return written(tmp_path / "jobs.jsonl", posting_lines())


def posting_lines() -> str:
    keys = ("id", "title", "description", "date")
    return "\n".join(json.dumps(dict(zip(keys, row, strict=True))) for row in POSTINGS)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "ws")


@pytest.fixture
def loaded(empty: Workspace, turtle: Path, sheet: Path, jobs: Path) -> Workspace:
    load_framework(empty, [turtle])
    load_credentials(empty, sheet)
    load_postings(empty, jobs)
    return empty


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of that workspace with its index of the fast profile; it is copied, never changed."""
    folder = tmp_path_factory.mktemp("indexed")
    made = Workspace.create(folder / "ws")
    load_framework(made, [written(folder / "trades.ttl", TURTLE)])
    load_credentials(made, written(folder / "outcomes.csv", SHEET))
    load_postings(made, written(folder / "jobs.jsonl", posting_lines()))
    open_matcher(made, Query(profile=Profile.FAST))
    return made.path


@pytest.fixture
def searchable(indexed: Path, tmp_path: Path) -> Workspace:
    """A copy of it: for tests of something else than loading and building the index."""
    return Workspace.open(shutil.copytree(indexed, tmp_path / "ws"))


@pytest.fixture
def trade() -> Callable[[str], str]:
    return lambda name: f"https://example.org/trades/{name}"


@pytest.fixture
def space(loaded: Workspace, tmp_path: Path, trade: Callable[[str], str]) -> Workspace:
    """The small workspace with outcomes that have identifiers, and a proposal for the first three."""
    path = tmp_path / "outcomes.csv"
    path.write_text(OUTCOMES, encoding="utf-8")
    load_credentials(loaded, path)
    outcomes = [o for c in loaded.snapshot().credentials for o in c.outcomes]
    concepts = {"w1": "weld", "w2": "tig", "k1": "cook"}
    proposals = [
        Mapping(
            outcome.id,
            Predicate.CLOSE,
            trade(concepts[name]),
            "semapv:CompositeMatching",
            subject_label=outcome.text,
            object_label=concepts[name],
            object_source="trades",
            object_source_version="1.0",
            confidence=0.5,
            tool_confidence=0.5,
            mapping_tool="skillgraph",
        )
        for outcome in outcomes
        if (name := outcome.id.rsplit("/", 1)[-1].rsplit("#", 1)[-1]) in concepts
    ]
    assert len(proposals) == 3
    with loaded.writing() as draft:
        codec.put_mappings(draft.store, graphs.MAPPINGS, proposals)
    return loaded
